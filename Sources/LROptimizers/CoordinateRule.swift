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

  /// Whether directions are whole steps, the rate in them (a velocity of whole moves goes on at rate 0): the coordinate
  /// becomes value - direction.
  var givesWholeSteps: Bool { get }

  /// The way to go: the coordinate becomes value - rate * direction.
  ///
  /// - Parameters:
  ///   - gradient: with coupled weight decay in it, its sign turned where the rule climbs.
  ///   - value: after decoupled weight decay.
  func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ shared: Shared) -> Scalar

  /// Moves a coordinate along its direction. A rule says this itself where it sets the value outright.
  func move(_ value: inout Scalar, _ gradient: Scalar, _ memory: inout Memory, _ shared: Shared, rate: Scalar)

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

  @inline(__always)
  public func move(_ value: inout Scalar, _ gradient: Scalar, _ memory: inout Memory, _ shared: Shared, rate: Scalar) {
    value -= (givesWholeSteps ? 1 : rate) * direction(gradient, at: value, &memory, shared)
  }
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
  /// Whether there is another point to judge by.
  private let judgesElsewhere: Bool
  private var memory: [[Rule.Memory]] = []
  private var step = 0

  public init(_ rule: Rule, _ common: CommonSettings) {
    self.rule = rule
    self.common = common
    judgesElsewhere = rule.judged(rule.fresh) != nil
  }

  public mutating func setMomentum(_ momentum: Scalar) { rule.setMomentum(momentum) }

  // An optimizer is called through its protocol, where the compiler can't make code for doubles of its own accord;
  // without these lines a step takes three to ten times as long. A rule without one works all the same.
  @_specialize(where Rule == AcceleratedDescent<Double>)
  @_specialize(where Rule == ACProp<Double>)
  @_specialize(where Rule == AdaBelief<Double>)
  @_specialize(where Rule == AdaBound<Double>)
  @_specialize(where Rule == Adadelta<Double>)
  @_specialize(where Rule == Adagrad<Double>)
  @_specialize(where Rule == Adam<Double>)
  @_specialize(where Rule == Adamax<Double>)
  @_specialize(where Rule == AdaMod<Double>)
  @_specialize(where Rule == Adan<Double>)
  @_specialize(where Rule == AdEMAMix<Double>)
  @_specialize(where Rule == ADOPT<Double>)
  @_specialize(where Rule == AggregatedMomentum<Double>)
  @_specialize(where Rule == AveragedDescent<Double>)
  @_specialize(where Rule == CoinBetting<Double>)
  @_specialize(where Rule == DiffGrad<Double>)
  @_specialize(where Rule == FollowTheLeader<Double>)
  @_specialize(where Rule == GradientAverage<Double>)
  @_specialize(where Rule == GradientDescent<Double>)
  @_specialize(where Rule == Optimistic<Adam<Double>>)
  @_specialize(where Rule == OptimisticGradient<Double>)
  @_specialize(where Rule == ProportionalIntegral<Double>)
  @_specialize(where Rule == QHAdam<Double>)
  @_specialize(where Rule == QuasiHyperbolicMomentum<Double>)
  @_specialize(where Rule == RAdam<Double>)
  @_specialize(where Rule == ResilientPropagation<Double>)
  @_specialize(where Rule == RMSprop<Double>)
  @_specialize(where Rule == SignDescent<Double>)
  @_specialize(where Rule == SimplifiedAdEMAMix<Double>)
  @_specialize(where Rule == SingleRAdam<Double>)
  @_specialize(where Rule == Yogi<Double>)
  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    advance(gradients, &parameters, rate: rate) { rule, value, gradient, memory, shared in
      rule.move(&value, gradient, &memory, shared, rate: rate)
    }
  }

  @_specialize(where Rule == AveragedDescent<Double>)
  public func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
    guard judgesElsewhere, !memory.isEmpty else { return parameters }
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
      for i in values[p].values.indices {
        var value = values[p].values[i]
        let gradient = common.decay.applied(to: &value, gradient: sign * gradients[p].values[i], rate: rate)
        update(rule, &value, gradient, &memory[p][i], shared)
        values[p].values[i] = value
      }
    }
  }
}
