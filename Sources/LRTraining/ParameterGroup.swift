import LRCore
import LROptimizers
import LRSchedules

/// Parameters that one optimizer moves under one schedule.
struct ParameterGroup<Scalar: NetworkScalar> {
  /// nil of what no group names.
  let name: String?
  private let recipe: any OptimizerRecipe
  /// The places of its parameters among all.
  private let places: [Int]
  private let isWhole: Bool
  /// What it remembers of the updates so far.
  var update: Update<Scalar>
  private var fixed: (any Schedule)?
  private var listener: (any FeedbackSchedule)?
  private var rates: [Double] = []
  private var momenta: [Double]?
  /// Of every rate, by the network's parametrization.
  private var factor = 1.0

  /// All groups of a run, its own last; together they have every parameter once.
  static func all(of run: TrainingRun, _ setup: TrainingSetup) -> [ParameterGroup] {
    let names = setup.network.names
    var left = Set(names.indices)
    var groups: [ParameterGroup] = []
    for group in run.groups {
      let places = names.indices.filter { left.contains($0) && group.parameters.contains(names[$0]) }
      left.subtract(places)
      guard !places.isEmpty else { continue }
      groups += parts(group.name, group.recipe, group.schedule, places, setup)
    }
    if !left.isEmpty { groups += parts(nil, run.recipe, run.schedule, left.sorted(), setup) }
    return groups
  }

  /// A group, divided into parts of one rate factor each where the network's parametrization asks for it.
  private static func parts(
    _ name: String?, _ recipe: any OptimizerRecipe, _ schedule: AnySchedule?, _ places: [Int], _ setup: TrainingSetup
  ) -> [ParameterGroup] {
    guard let rule = setup.network.parametrization, let kind = try? MuP.Kind(recipe) else {
      return [ParameterGroup(name, recipe, schedule, places, setup)]
    }
    let names = setup.network.names
    func rateFactor(of place: Int) -> Double {
      rule.rateFactor(MuP.Role(layer: place / 2, of: names.count / 2, isBias: place % 2 == 1), kind)
    }
    // What the parametrization changes comes first, as named groups do; the rest is the group itself.
    let factors = Set(places.map(rateFactor(of:))).sorted { ($0 == 1 ? 1 : 0, $0) < ($1 == 1 ? 1 : 0, $1) }
    return factors.map { factor in
      let own = places.filter { rateFactor(of: $0) == factor }
      let list = own.map { names[$0] }.joined(separator: " ")
      return ParameterGroup(
        factor == 1 ? name : name.map { "\($0): \(list)" } ?? list, MuP.recipe(recipe, decayingBy: 1 / factor),
        schedule, own, setup, factor: factor)
    }
  }

  private init(
    _ name: String?, _ recipe: any OptimizerRecipe, _ schedule: AnySchedule?, _ places: [Int], _ setup: TrainingSetup,
    factor: Double = 1
  ) {
    self.factor = factor
    self.name = name
    self.recipe = recipe
    self.places = places
    isWhole = places.count == setup.network.names.count
    update = Update(recipe, fuses: setup.precision == .single)
    switch schedule {
    case .fixed(let schedule):
      fixed = schedule
      rates = schedule.rates(count: setup.steps)
      momenta = schedule.momenta(count: setup.steps)
    case .listening(let feedback): listener = feedback
    case nil: listener = recipe.listener
    }
  }

  var drivesMomentum: Bool { momenta != nil }

  func rate(at step: Int) -> Double {
    if fixed != nil { return factor * rates[step] }
    return factor * (listener?.rate ?? recipe.rate)
  }

  func momentum(at step: Int) -> Double? { momenta.flatMap { $0[step].isNaN ? nil : $0[step] } }

  /// Why there is no rate for an update any more.
  func ending(at step: Int) -> Ending? {
    if let ending = fixed?.ending, step > ending.lastStep { return ending }
    let rate = rate(at: step)
    return rate.isFinite ? nil : Ending(lastStep: step - 1, cause: .notFinite(isInfinite: rate.isInfinite))
  }

  /// Whether its schedule is metric-driven.
  var listens: Bool { listener != nil }

  /// Writes or reads the optimizer's state, and confirms that the rates of the updates that were made are this plan's; a
  /// metric-driven schedule receives the recorded metrics again.
  mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    if fixed != nil {
      try archive.require(archive.updates <= rates.count)
      try archive.confirm(Array(rates.prefix(archive.updates)))
      if let momenta { try archive.confirm(Array(momenta.prefix(archive.updates))) }
    }
    let shapes = archive.shapes
    try archive.part(of: places.map { shapes[$0] }) { (archive) throws(StateError) in
      try update.exchangeState(with: &archive)
    }
  }

  mutating func begin(_ metric: Double?) { listener?.begin(metric: metric) }
  mutating func advance(_ metric: Double?) { listener?.advance(metric: metric) }

  /// The rate of a schedule of the optimizer's own.
  var ownRate: Double? { update.ownRate }

  /// Puts what the group's parameters are judged by in their places.
  ///
  /// - Parameters:
  ///   - parameters: all, as they are trained.
  ///   - point: all, as they are judged.
  func place(evaluationPointOf parameters: [Tensor<Scalar>], in point: inout [Tensor<Scalar>]) {
    let own = update.evaluationPoint(places.map { parameters[$0] })
    for (place, tensor) in zip(places, own) { point[place] = tensor }
  }

  mutating func update(
    _ parameters: inout [Tensor<Scalar>], _ gradients: [Tensor<Scalar>],
    on objective: ([Tensor<Scalar>]) -> Objective<Scalar>, at step: Int
  ) {
    let rate = rate(at: step)
    if let momentum = momentum(at: step) { update.setMomentum(momentum) }
    guard !isWhole else { return update.step(&parameters, gradients, on: objective, rate: rate) }
    // The others stay where they are.
    let all = parameters
    let places = places
    func filled(_ own: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
      var filled = all
      for (place, tensor) in zip(places, own) { filled[place] = tensor }
      return filled
    }
    var own = places.map { parameters[$0] }
    update.step(
      &own, places.map { gradients[$0] },
      on: { [objective] own in
        let whole = objective(filled(own))
        return Objective(
          value: { whole.value(filled($0)) },
          gradient: { own in
            let gradients = whole.gradient(filled(own))
            return places.map { gradients[$0] }
          })
      }, rate: rate)
    for (place, tensor) in zip(places, own) { parameters[place] = tensor }
  }
}
