import LRCore

/// The settings of `Muon`.
public struct MuonSettings: RuleSettings {
  /// How the velocity is kept.
  public enum Velocity: Sendable, Hashable {
    /// v = mu v + (1 - mu) g; ahead: mu v + (1 - mu) g.
    case mean
    /// v = mu v + g; ahead: g + mu v.
    case sum
    /// As mean, each part corrected for its start at 0.
    case correctedMean
  }

  /// What the orthogonal matrix is multiplied by, besides the rate.
  public enum Scale: Sendable, Hashable {
    case none
    /// sqrt(max(1, rows / columns)): weights that multiply from the left.
    case tall
    /// sqrt(max(1, columns / rows)): weights that multiply from the right.
    case wide
    /// This times sqrt(max(rows, columns)), so that updates are as large as Adam's.
    case meanSquare(Double)
  }

  /// Which parameters are taken as matrices.
  public enum Reach: Sendable, Hashable {
    /// Those of two axes; the others go by Adam.
    case matrices
    /// Those of two or more axes, all but the first taken together; vectors go by Adam.
    case filters
    /// Those of two axes, and there must be no others.
    case matricesOnly
  }

  public var common = CommonSettings(rate: 0.02)
  public var momentum = 0.95
  public var nesterov = true
  public var velocity = Velocity.mean
  public var iteration = NewtonSchulz()
  public var scale = Scale.tall
  /// Multiplies the orthogonal matrix by its product with the velocity (the dual norm).
  public var adapts = false
  public var reach = Reach.filters
  /// What moves the other parameters, up or down as the matrices.
  public var others: any RuleSettings = AdamSettings()
  /// The others' rate as a part of the rate.
  public var othersShare = 1.0
  /// The others' rate, whatever the rate is.
  public var othersRate: Double?

  public init() {}

  public static func == (a: MuonSettings, b: MuonSettings) -> Bool { a.key == b.key }
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  /// Everything that tells settings apart.
  private var key: [AnyHashable] {
    [
      common, momentum, nesterov, velocity, iteration, scale, adapts, reach, AnyHashable(others), othersShare,
      othersRate,
    ]
  }

  public func refusal(ofShape shape: [Int]) -> Localized? {
    guard reach == .matricesOnly, shape.count != 2 else { return nil }
    return Localized(
      "Muon only supports 2D parameters, and a bias or a surface's point is a vector; lrplot's own muon moves those by Adam",
      zh: "Muon 只支持二维参数，而偏置与曲面上的点都是向量；lrplot 自带的 muon 对其使用 Adam")
  }

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    var others = others
    others.common.maximizes = common.maximizes
    return Muon<S>(self, others: others.optimizer(of: type))
  }
}

/// Momentum whose matrices are made orthogonal before the step: every direction counts alike.
///
///     v = momentum of g        w -= rate * scale * (U V^T of v = U S V^T, nearly)
///
/// Parameters that aren't matrices go by another rule, usually Adam.
///
/// - Source: Jordan et al. 2024; Liu et al. 2025 (scale by mean square); PyTorch, Keras, optax.
public struct Muon<Scalar: TrainingScalar>: Optimizer {
  private var settings: MuonSettings
  private var momentum: Scalar
  private var others: any Optimizer<Scalar>
  private var velocities: [Tensor<Scalar>] = []
  private var step = 0

  /// - Parameter others: what moves parameters that aren't matrices.
  public init(_ settings: MuonSettings, others: any Optimizer<Scalar>) {
    self.settings = settings
    self.others = others
    momentum = Scalar(settings.momentum)
  }

  public mutating func setMomentum(_ momentum: Scalar) {
    self.momentum = momentum
    others.setMomentum(momentum)
  }

  public mutating func set(_ setting: DrivenSetting, to value: Scalar) {
    if setting == .othersRate { settings.othersRate = Double(value) }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func step(
    _ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar
  ) {
    let gradients = objective.gradient(parameters)
    if velocities.isEmpty { velocities = parameters.map { Tensor(like: $0) } }
    step += 1
    let sign: Scalar = settings.common.maximizes ? -1 : 1
    var rest: [Int] = []
    for p in parameters.indices {
      if isMatrix(parameters[p].shape) {
        move(&parameters[p], along: gradients[p].map { sign * $0 }, &velocities[p], rate: rate)
      } else {
        rest.append(p)
      }
    }
    guard !rest.isEmpty, settings.reach != .matricesOnly else { return }
    var moved = rest.map { parameters[$0] }
    let slopes = rest.map { gradients[$0] }
    let known = Objective<Scalar>(value: { _ in 0 }, gradient: { _ in slopes })
    let share = Scalar(settings.othersShare)
    others.step(&moved, on: known, rate: settings.othersRate.map { Scalar($0) } ?? rate * share)
    for (p, parameter) in zip(rest, moved) { parameters[p] = parameter }
  }

  private func isMatrix(_ shape: [Int]) -> Bool {
    settings.reach == .filters ? shape.count >= 2 : shape.count == 2
  }

  private func move(
    _ parameter: inout Tensor<Scalar>, along gradient: Tensor<Scalar>, _ velocity: inout Tensor<Scalar>, rate: Scalar
  ) {
    var gradient = gradient
    settings.common.decay.applied(to: &parameter, gradient: &gradient, rate: rate)
    let rows = gradient.shape[0]
    let ahead = advanced(&velocity, gradient)
    let matrix = Matrix(rows: rows, columns: gradient.values.count / max(1, rows), values: ahead.values)
    var direction = settings.iteration.orthogonalized(matrix)
    if settings.adapts {
      let product = zip(matrix.values, direction.values).reduce(0) { $0 + $1.0 * $1.1 }
      direction = direction.map { $0 * product }
    }
    let factor = rate * scale(rows: matrix.rows, columns: matrix.columns)
    for i in parameter.values.indices { parameter.values[i] -= factor * direction.values[i] }
  }

  /// Renews the velocity, and says where it leads.
  private func advanced(_ velocity: inout Tensor<Scalar>, _ gradient: Tensor<Scalar>) -> Tensor<Scalar> {
    let share = settings.velocity == .sum ? 1 : 1 - momentum
    for i in velocity.values.indices {
      velocity.values[i] = momentum * velocity.values[i] + share * gradient.values[i]
    }
    var ahead = velocity
    guard settings.velocity == .correctedMean else {
      guard settings.nesterov else { return velocity }
      for i in ahead.values.indices {
        ahead.values[i] = momentum * velocity.values[i] + share * gradient.values[i]
      }
      return ahead
    }
    let now = 1 - Scalar.power(momentum, Scalar(step))
    let next = 1 - Scalar.power(momentum, Scalar(step + 1))
    for i in ahead.values.indices {
      ahead.values[i] =
        settings.nesterov
        ? momentum * velocity.values[i] / next + share * gradient.values[i] / now : velocity.values[i] / now
    }
    return ahead
  }

  private func scale(rows: Int, columns: Int) -> Scalar {
    let ratio = Scalar(rows) / Scalar(max(1, columns))
    switch settings.scale {
    case .none: return 1
    case .tall: return max(1, ratio).squareRoot()
    case .wide: return max(1, 1 / ratio).squareRoot()
    case .meanSquare(let size): return Scalar(size) * Scalar(max(rows, columns)).squareRoot()
    }
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&momentum)
    try archive.exchange(&velocities)
    try archive.exchange(&step)
    try archive.part(of: archive.shapes.filter { !isMatrix($0) }) { (archive) throws(StateError) in
      try others.exchangeState(with: &archive)
    }
  }
}
