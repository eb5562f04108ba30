/// A rule applied to every coordinate of every parameter.
public struct Coordinatewise<Rule: CoordinateRule>: GradientRule {
  public typealias Scalar = Rule.Scalar

  public private(set) var rule: Rule
  private var common: CommonSettings
  private var memory: [[Rule.Memory]] = []
  private var step = 0
  private let update: Update
  /// `averages`, where there is another point to judge by.
  private let judge: Judge?

  /// `move`, as code for this rule and number type alone.
  ///
  /// An optimizer is called through its protocol, and thereby as code for any rule, a tenth as fast. What a place that
  /// knows the rule makes, a recipe's `optimizer(of:)`, is compiled for that rule; so this is kept from there.
  private typealias Update =
    @Sendable (inout Coordinatewise, [Tensor<Scalar>], inout [Tensor<Scalar>], Scalar) -> Void
  private typealias Judge = @Sendable (Coordinatewise, [Tensor<Scalar>]) -> [Tensor<Scalar>]

  public init(_ rule: Rule, _ common: CommonSettings) {
    self.rule = rule
    self.common = common
    update = { $0.move(&$2, along: $1, rate: $3) }
    let averages: Judge = { $0.averages(at: $1) }
    judge = rule.judged(rule.fresh) == nil ? nil : averages
  }

  public mutating func setMomentum(_ momentum: Scalar) { rule.setMomentum(momentum) }

  public mutating func set(_ setting: DrivenSetting, to value: Scalar) {
    if setting == .decay { common.decay.amount = Double(value) }
    rule.set(setting, to: value)
  }

  public mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    apply(objective.gradient(parameters), to: &parameters, rate: rate)
  }

  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    let update = update
    update(&self, gradients, &parameters, rate)
  }

  @inline(__always)
  private mutating func move(
    _ parameters: inout [Tensor<Scalar>], along gradients: [Tensor<Scalar>], rate: Scalar
  ) {
    advance(gradients, &parameters, rate: rate) { rule, value, gradient, memory, shared in
      rule.move(&value, gradient, &memory, shared, rate: rate)
    }
  }

  public func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
    guard let judge, !memory.isEmpty else { return parameters }
    return judge(self, parameters)
  }

  @inline(__always)
  private func averages(at parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
    var point = parameters
    for p in point.indices {
      for i in point[p].values.indices { point[p].values[i] = rule.judged(memory[p][i]) ?? point[p].values[i] }
    }
    return point
  }

  public var velocities: [[Scalar]] {
    get {
      guard let velocity = rule.velocity else { return [] }
      return memory.map { $0.map { $0[keyPath: velocity] } }
    }
    set {
      guard let velocity = rule.velocity else { return }
      for p in newValue.indices {
        for i in newValue[p].indices { memory[p][i][keyPath: velocity] = newValue[p][i] }
      }
    }
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try rule.exchangeState(with: &archive)
    try archive.exchange(&step)
    try archive.exchange(&memory, fresh: rule.fresh, by: Rule.exchange)
  }

  /// Updates the memory, applies decoupled decay, and gives the directions without moving along them: for rules that
  /// scale whole tensors of them first.
  public mutating func directions(
    for gradients: [Tensor<Scalar>], at parameters: inout [Tensor<Scalar>], rate: Scalar
  ) -> [Tensor<Scalar>] {
    var directions = parameters
    advance(gradients, &directions, rate: rate) { rule, value, gradient, memory, shared in
      value = rule.direction(gradient, at: value, &memory, shared)
    }
    if common.decay.amount != 0, common.decay.place != .gradient {
      for p in parameters.indices {
        for i in parameters[p].values.indices {
          _ = common.decay.applied(to: &parameters[p].values[i], gradient: 0, rate: rate)
        }
      }
    }
    return directions
  }

  @inline(__always)
  private mutating func advance(
    _ gradients: [Tensor<Scalar>], _ values: inout [Tensor<Scalar>], rate: Scalar,
    _ update: (Rule, inout Scalar, Scalar, inout Rule.Memory, Rule.Shared) -> Void
  ) {
    if memory.isEmpty { memory = values.map { [Rule.Memory](repeating: rule.fresh, count: $0.values.count) } }
    step += 1
    let shared = rule.begin(step: step, rate: rate)
    let sign: Scalar = common.maximizes ? -1 : 1
    for p in values.indices {
      // Taken out of their arrays, which would be looked up and checked for every element.
      var taken: [Scalar] = []
      var remembered: [Rule.Memory] = []
      swap(&taken, &values[p].values)
      swap(&remembered, &memory[p])
      let slopes = gradients[p].values
      for i in taken.indices {
        let gradient = common.decay.applied(to: &taken[i], gradient: sign * slopes[i], rate: rate)
        update(rule, &taken[i], gradient, &remembered[i], shared)
      }
      swap(&taken, &values[p].values)
      swap(&remembered, &memory[p])
    }
  }
}
