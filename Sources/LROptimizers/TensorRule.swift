/// A rule that moves every parameter by itself, as one tensor: by its norm, its rows and columns.
public protocol TensorRule<Scalar>: Sendable {
  associatedtype Scalar: TrainingScalar
  /// What is remembered of one parameter.
  associatedtype Memory: Sendable

  /// The memory before the first update.
  ///
  /// - Parameter gradient: the first one, as the objective gave it.
  func fresh(for parameter: Tensor<Scalar>, gradient: Tensor<Scalar>) -> Memory

  /// Moves one parameter.
  ///
  /// - Parameters:
  ///   - gradient: its sign turned where the rule climbs; weight decay is the rule's own business.
  ///   - step: counts from 1.
  func move(
    _ parameter: inout Tensor<Scalar>, along gradient: Tensor<Scalar>, _ memory: inout Memory, step: Int,
    rate: Scalar)

  /// Takes over a momentum (or beta1) that a schedule drives.
  mutating func setMomentum(_ momentum: Scalar)

  /// Takes over a setting that a schedule drives.
  mutating func set(_ setting: DrivenSetting, to value: Scalar)

  /// Writes or reads what the updates so far have changed in the rule itself.
  mutating func exchangeState(with archive: inout StateArchive) throws(StateError)

  /// Writes or reads what is remembered of one parameter; before reading, it is `fresh`.
  static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError)
}

extension TensorRule {
  public mutating func setMomentum(_ momentum: Scalar) {}
  public mutating func set(_ setting: DrivenSetting, to value: Scalar) {}
}

/// A rule applied to every parameter.
public struct Tensorwise<Rule: TensorRule>: GradientRule {
  public typealias Scalar = Rule.Scalar

  public private(set) var rule: Rule
  private let maximizes: Bool
  private var memory: [Rule.Memory] = []
  private var step = 0

  private let update: Update

  /// `move`, as code for this rule and number type alone; see `Coordinatewise`.
  private typealias Update =
    @Sendable (inout Tensorwise, [Tensor<Scalar>], inout [Tensor<Scalar>], Scalar) -> Void

  public init(_ rule: Rule, _ common: CommonSettings) {
    self.rule = rule
    maximizes = common.maximizes
    update = { $0.move(&$2, along: $1, rate: $3) }
  }

  public mutating func setMomentum(_ momentum: Scalar) { rule.setMomentum(momentum) }
  public mutating func set(_ setting: DrivenSetting, to value: Scalar) { rule.set(setting, to: value) }

  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    let update = update
    update(&self, gradients, &parameters, rate)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try rule.exchangeState(with: &archive)
    try archive.exchange(&step)
    let rule = rule
    try archive.exchange(
      &memory,
      fresh: { shape in
        let zeros = Tensor(shape: shape, values: [Scalar](repeating: 0, count: shape.reduce(1, *)))
        return rule.fresh(for: zeros, gradient: zeros)
      }, by: Rule.exchange)
  }

  @inline(__always)
  private mutating func move(
    _ parameters: inout [Tensor<Scalar>], along gradients: [Tensor<Scalar>], rate: Scalar
  ) {
    if memory.isEmpty { memory = zip(parameters, gradients).map { rule.fresh(for: $0, gradient: $1) } }
    step += 1
    for p in parameters.indices {
      let gradient = maximizes ? gradients[p].map { -$0 } : gradients[p]
      rule.move(&parameters[p], along: gradient, &memory[p], step: step, rate: rate)
    }
  }
}

extension Tensor {
  /// The same shape, every value changed alike.
  func map(_ change: (Scalar) -> Scalar) -> Tensor { Tensor(shape: shape, values: values.map(change)) }

  /// Adds a multiple of another tensor of the same shape.
  @inline(__always)
  mutating func add(_ factor: Scalar, _ other: Tensor) {
    for i in values.indices { values[i] += factor * other.values[i] }
  }

  /// Moves towards another tensor of the same shape by a share of the way.
  @inline(__always)
  mutating func mix(_ share: Scalar, _ other: Tensor) {
    for i in values.indices { values[i] += share * (other.values[i] - values[i]) }
  }

  /// The sum of products of values at the same place.
  func dot(_ other: Tensor) -> Scalar {
    var sum: Scalar = 0
    for i in values.indices { sum += values[i] * other.values[i] }
    return sum
  }
}

extension WeightDecay {
  /// Decays a whole parameter, or its gradient.
  func applied<Scalar: TrainingScalar>(
    to parameter: inout Tensor<Scalar>, gradient: inout Tensor<Scalar>, rate: Scalar
  ) {
    guard amount != 0 else { return }
    for i in parameter.values.indices {
      gradient.values[i] = applied(to: &parameter.values[i], gradient: gradient.values[i], rate: rate)
    }
  }
}
