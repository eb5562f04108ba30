/// A rule that moves every coordinate by itself: from its own gradient and what is remembered of it.
///
/// Decay, ascent, loops over parameters and their memory are the same for all such rules and stand in
/// `Coordinatewise`; a rule says only what is its own.
public protocol CoordinateRule<Scalar>: Sendable {
  associatedtype Scalar: TrainingScalar
  /// What is remembered of one coordinate.
  associatedtype Memory: Sendable
  /// What all coordinates share in one update: corrections, shares, the place in a cycle.
  associatedtype Shared

  /// The memory before the first update.
  var fresh: Memory { get }

  /// Prepares an update. `step` counts from 1.
  mutating func begin(step: Int, rate: Scalar) -> Shared

  /// Whether directions are whole steps, the rate in them: the coordinate becomes value - direction.
  var givesWholeSteps: Bool { get }

  /// The way to go: the coordinate becomes value - rate * direction.
  ///
  /// - Parameters:
  ///   - gradient: with coupled weight decay in it, its sign turned where the rule climbs.
  ///   - value: after decoupled weight decay.
  func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ shared: Shared) -> Scalar

  /// Takes over a momentum (or beta1) that a schedule drives.
  mutating func setMomentum(_ momentum: Scalar)

  /// The coordinate to judge by, where it isn't the one that moves: an average.
  func judged(_ memory: Memory) -> Scalar?

  /// Where the memory holds a velocity that a wrapper may pull back.
  var velocity: WritableKeyPath<Memory, Scalar>? { get }
}

extension CoordinateRule {
  public var givesWholeSteps: Bool { false }
  public mutating func setMomentum(_ momentum: Scalar) {}
  public func judged(_ memory: Memory) -> Scalar? { nil }
  public var velocity: WritableKeyPath<Memory, Scalar>? { nil }
}

extension CoordinateRule where Memory == Void {
  public var fresh: Void { () }
}

/// The settings of a rule that moves every coordinate by itself.
public protocol CoordinateSettings: RuleSettings {
  func rule<Scalar: TrainingScalar>(of type: Scalar.Type) -> any CoordinateRule<Scalar>
}

extension CoordinateSettings {
  public func optimizer<Scalar: TrainingScalar>(of type: Scalar.Type) -> any Optimizer<Scalar> {
    func drive(_ rule: some CoordinateRule<Scalar>) -> any Optimizer<Scalar> { Coordinatewise(rule, common) }
    return drive(rule(of: type))
  }
}

/// A rule applied to every coordinate of every parameter.
public struct Coordinatewise<Rule: CoordinateRule>: GradientRule {
  public typealias Scalar = Rule.Scalar

  public private(set) var rule: Rule
  private let common: CommonSettings
  private var memory: [[Rule.Memory]] = []
  private var step = 0

  public init(_ rule: Rule, _ common: CommonSettings) {
    self.rule = rule
    self.common = common
  }

  public mutating func setMomentum(_ momentum: Scalar) { rule.setMomentum(momentum) }

  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    let scale = rule.givesWholeSteps ? 1 : rate
    advance(gradients, &parameters, rate: rate) { value, direction in value = value - scale * direction }
  }

  public func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
    guard let first = memory.first?.first, rule.judged(first) != nil else { return parameters }
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

  /// Updates the memory, applies decoupled decay, and gives the directions without moving along them: for rules that
  /// scale whole tensors of them first.
  public mutating func directions(
    for gradients: [Tensor<Scalar>], at parameters: inout [Tensor<Scalar>], rate: Scalar
  ) -> [Tensor<Scalar>] {
    var directions = parameters
    advance(gradients, &directions, rate: rate) { value, direction in value = direction }
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
    _ finish: (inout Scalar, Scalar) -> Void
  ) {
    if memory.isEmpty { memory = values.map { [Rule.Memory](repeating: rule.fresh, count: $0.values.count) } }
    step += 1
    let shared = rule.begin(step: step, rate: rate)
    let sign: Scalar = common.maximizes ? -1 : 1
    for p in values.indices {
      for i in values[p].values.indices {
        var value = values[p].values[i]
        let gradient = common.decay.applied(to: &value, gradient: sign * gradients[p].values[i], rate: rate)
        let direction = rule.direction(gradient, at: value, &memory[p][i], shared)
        finish(&value, direction)
        values[p].values[i] = value
      }
    }
  }
}
