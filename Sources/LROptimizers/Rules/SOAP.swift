/// The settings of `SOAP`.
public struct SOAPSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.003, decay: WeightDecay(0, .weights))
  public var beta1 = 0.95
  public var beta2 = 0.95
  /// Share of the statistics that is kept; nil is beta2.
  public var statisticsShare: Double?
  /// The axes are turned anew after this many updates.
  public var period = 10
  /// Longer axes stay as they are.
  public var longestAxis = 10000
  /// Joins short axes as long as they stay within the longest.
  public var mergesAxes = false
  public var turnsVectors = true
  public var corrects = true
  /// Scales each step to a root mean square of 1.
  public var normalizes = false
  public var epsilon = 1e-8
  /// Whether new axes are computed in single precision.
  public var renewsInSingle = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Tensorwise(SOAP<S>(self), common)
  }

  public func matrixWork(ofShape shape: [Int], updates: Int) -> Double {
    guard shape.count > 1 || turnsVectors else { return 0 }
    let size = shape.reduce(1.0) { $0 * Double($1) }
    return shape.filter { $0 <= longestAxis }.reduce(0) { sum, side in
      // Once all eigenvectors, then now and then reflections towards the new ones; in each update a product and three turns.
      let renewal = 40 * Double(side) * Double(side) * Double(side) / Double(max(1, period))
      return sum + Matrix<Double>.eigenWork(of: side) + Double(updates) * (renewal + 4 * size * Double(side))
    }
  }
}

/// Adam on axes turned to the eigenvectors of Shampoo's statistics.
///
///     L = b L + (1 - b) G G^T,  likewise R;  Q their eigenvectors, renewed every few updates by one power iteration
///     m = b1 m + (1 - b1) G;  v = b2 v + (1 - b2) (QL^T G QR)^2;  w -= rate * QL ((QL^T m QR) / (sqrt(v) + eps)) QR^T
///
/// The first update only looks: it finds the axes and doesn't move. Signs of eigenvectors don't matter, since v holds
/// squares and every turn is undone.
///
/// - Source: Vyas et al. 2024; pytorch_optimizer `SOAP`.
public struct SOAP<Scalar: TrainingScalar>: TensorRule {
  public struct Memory: Sendable {
    /// As the rule sees the parameter.
    var shape: [Int]
    var first: Tensor<Scalar>
    var second: Tensor<Scalar>
    /// nil for an axis that isn't turned.
    var statistics: [Matrix<Scalar>?]
    var bases: [Matrix<Scalar>?] = []
  }

  private let settings: SOAPSettings
  private var beta1: Scalar
  private let beta2: Scalar

  public init(_ settings: SOAPSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
  }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public func fresh(for parameter: Tensor<Scalar>, gradient: Tensor<Scalar>) -> Memory {
    let shape = settings.mergesAxes && parameter.shape.count > 1 ? merged(parameter.shape) : parameter.shape
    let zeros = Tensor(shape: shape, values: [Scalar](repeating: 0, count: parameter.values.count))
    let isTurned = parameter.shape.count > 1 || settings.turnsVectors
    return Memory(
      shape: shape, first: zeros, second: zeros,
      statistics: shape.map {
        isTurned && $0 <= settings.longestAxis ? Matrix(rows: $0, columns: $0) : nil
      })
  }

  public func move(
    _ parameter: inout Tensor<Scalar>, along gradient: Tensor<Scalar>, _ memory: inout Memory, step: Int,
    rate: Scalar
  ) {
    let slope = Tensor(shape: memory.shape, values: gradient.values)
    guard step > 1 else {
      learn(slope, &memory)
      memory.bases = memory.statistics.map { statistics in
        statistics.map { $0.symmetricEigen().vectors.selectingColumns(Array((0..<$0.columns).reversed())) }
      }
      return
    }
    let count = Scalar(step - 1)
    memory.first.mix(1 - beta1, slope)
    memory.second.mix(1 - beta2, turned(slope, memory.bases).map { $0 * $0 })
    var direction = turned(memory.first, memory.bases)
    for i in direction.values.indices {
      direction.values[i] /= memory.second.values[i].squareRoot() + Scalar(settings.epsilon)
    }
    direction = turned(direction, memory.bases.map { $0?.transposed })
    if settings.normalizes {
      let size = (direction.dot(direction) / Scalar(direction.values.count)).squareRoot() + Scalar(settings.epsilon)
      direction = direction.map { $0 / size }
    }
    var pace = rate
    if settings.corrects {
      pace *= (1 - Scalar.power(beta2, count)).squareRoot() / (1 - Scalar.power(beta1, count))
    }
    for i in parameter.values.indices { parameter.values[i] -= pace * direction.values[i] }
    var ignored = gradient
    settings.common.decay.applied(to: &parameter, gradient: &ignored, rate: rate)
    learn(slope, &memory)
    if (step - 1) % settings.period == 0 { renew(&memory) }
  }

  /// Adds to what the slices of each axis have in common.
  private func learn(_ slope: Tensor<Scalar>, _ memory: inout Memory) {
    let share = 1 - (settings.statisticsShare.map { Scalar($0) } ?? beta2)
    for axis in memory.statistics.indices {
      guard let statistics = memory.statistics[axis] else { continue }
      memory.statistics[axis] = statistics.combined(1 - share, share, slope.outerProduct(along: axis))
    }
  }

  /// The tensor on the axes of the bases, which stand in their columns.
  private func turned(_ tensor: Tensor<Scalar>, _ bases: [Matrix<Scalar>?]) -> Tensor<Scalar> {
    var result = tensor
    for (axis, basis) in bases.enumerated() {
      if let basis { result = result.multiplied(by: basis.transposed, along: axis) }
    }
    return result
  }

  /// One power iteration, its columns ordered by their eigenvalues; the second moments follow them.
  private func renew(_ memory: inout Memory) {
    for axis in memory.bases.indices {
      guard let basis = memory.bases[axis], let statistics = memory.statistics[axis] else { continue }
      let product = statistics * basis
      let estimates = (0..<basis.columns).map { j in
        (0..<basis.rows).reduce(Scalar(0)) { $0 + basis[$1, j] * product[$1, j] }
      }
      let order = (0..<basis.columns).sorted {
        estimates[$0] == estimates[$1] ? $0 < $1 : estimates[$0] > estimates[$1]
      }
      var permutation = Matrix<Scalar>(rows: basis.rows, columns: basis.columns)
      for (to, from) in order.enumerated() { permutation[to, from] = 1 }
      memory.second = memory.second.multiplied(by: permutation, along: axis)
      let ordered = product.selectingColumns(order)
      memory.bases[axis] =
        settings.renewsInSingle
        ? ordered.converted(Float.self).orthonormalBasis().converted(Scalar.self)
        : ordered.orthonormalBasis()
    }
  }

  /// Neighbouring axes joined while they are no longer than the longest.
  private func merged(_ shape: [Int]) -> [Int] {
    var result: [Int] = []
    var product = 1
    for extent in shape {
      product *= extent
      if product > settings.longestAxis {
        result.append(product / extent)
        product = extent
      }
    }
    return result + [product]
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(inPlace: &memory.first)
    try archive.exchange(inPlace: &memory.second)
    for axis in memory.statistics.indices { try memory.statistics[axis]?.exchangeState(with: &archive) }
    // Bases have the sizes of the statistics.
    guard try archive.exchangePresence(!memory.bases.isEmpty) else { return }
    if archive.isReading { memory.bases = memory.statistics }
    for axis in memory.bases.indices { try memory.bases[axis]?.exchangeState(with: &archive) }
  }
}
