#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The settings of `Prodigy`; its decay is of the weights.
public struct ProdigySettings: RuleSettings {
  public var common = CommonSettings(rate: 1)
  public var beta1 = 0.9
  public var beta2 = 0.999
  /// Share kept by the sums of the estimate; nil is the root of b2.
  public var beta3: Double?
  /// nil steps by atan2(m, sqrt(v)) instead of dividing.
  public var epsilon: Double? = 1e-8
  /// The estimate at first.
  public var firstEstimate = 1e-6
  public var coefficient = 1.0
  /// The estimate grows by no more than this factor at once.
  public var growth: Double?
  public var corrects = false
  /// Keeps a warm-up of the rate out of the estimate's divisor.
  public var safeguardsWarmup = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { Prodigy<S>(self) }
}

/// Adam that finds its own rate d: a lower bound of the distance to the solution, which only grows.
///
///     r = b3 r + d^2 / d0 rate <g, start - w>         s = b3 s + d^2 / d0 rate g         d' = max(d, coef r / |s|_1)
///     m = b1 m + (1 - b1) d g         v = b2 v + (1 - b2) (d g)^2
///     w -= rate * d * m / (sqrt(v) + d' eps)
///
/// Nothing moves as long as every gradient was 0.
///
/// - Source: Mishchenko & Defazio 2023.
public struct Prodigy<Scalar: TrainingScalar>: GradientRule {
  private struct Memory: Sendable {
    var start: Scalar
    var mean: Scalar = 0
    var square: Scalar = 0
    var sum: Scalar = 0
  }

  private let settings: ProdigySettings
  private var beta1: Scalar
  private let beta2: Scalar
  private let beta3: Scalar
  private var memory: [[Memory]] = []
  private var numerator: Scalar = 0
  private var estimate: Scalar
  private var largest: Scalar
  private var step = 0

  public init(_ settings: ProdigySettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    beta3 = Scalar(settings.beta3 ?? settings.beta2.squareRoot())
    estimate = Scalar(settings.firstEstimate)
    largest = estimate
  }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    if memory.isEmpty { memory = parameters.map { $0.values.map { Memory(start: $0) } } }
    step += 1
    var pace = estimate * rate
    if settings.corrects {
      pace *= (1 - Scalar.power(beta2, Scalar(step))).squareRoot() / (1 - Scalar.power(beta1, Scalar(step)))
    }
    guard let newEstimate = observe(gradients, parameters, pace: pace) else { return }
    let decay = settings.common.decay
    estimate = newEstimate
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        if decay.place != .gradient { _ = decay.applied(to: &parameters[p].values[i], gradient: 0, rate: pace) }
        let (mean, root) = (memory[p][i].mean, memory[p][i].square.squareRoot())
        guard let epsilon = settings.epsilon else {
          parameters[p].values[i] -= pace * Scalar(atan2(Double(mean), Double(root)))
          continue
        }
        parameters[p].values[i] -= pace * mean / (root + estimate * Scalar(epsilon))
      }
    }
  }

  /// Updates all sums; gives the new estimate, nil before any gradient.
  private mutating func observe(
    _ gradients: [Tensor<Scalar>], _ parameters: [Tensor<Scalar>], pace: Scalar
  ) -> Scalar? {
    let first = Scalar(settings.firstEstimate)
    let sign: Scalar = settings.common.maximizes ? -1 : 1
    let weight = estimate / first * (settings.safeguardsWarmup ? estimate : pace)
    var (product, size): (Scalar, Scalar) = (0, 0)
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        let gradient = sign * gradients[p].values[i]
        let scaled = estimate * gradient
        product += gradient * (memory[p][i].start - parameters[p].values[i])
        memory[p][i].mean = beta1 * memory[p][i].mean + (1 - beta1) * scaled
        memory[p][i].square = beta2 * memory[p][i].square + (1 - beta2) * scaled * scaled
        memory[p][i].sum = beta3 * memory[p][i].sum + weight * gradient
        size += abs(memory[p][i].sum)
      }
    }
    numerator = beta3 * numerator + estimate / first * pace * product
    guard size != 0 else { return nil }
    let hat = Scalar(settings.coefficient) * numerator / size
    largest = max(largest, hat)
    return min(largest, (estimate == first ? max(estimate, hat) : estimate) * Scalar(settings.growth ?? .infinity))
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
    try archive.exchange(&memory, fresh: Memory(start: 0)) { (memory, archive) throws(StateError) in
      try archive.exchange(&memory.start)
      try archive.exchange(&memory.mean)
      try archive.exchange(&memory.square)
      try archive.exchange(&memory.sum)
    }
    try archive.exchange(&numerator)
    try archive.exchange(&estimate)
    try archive.exchange(&largest)
    try archive.exchange(&step)
  }
}
