/// The coefficients of one step of a quintic iteration.
public struct QuinticStep: Sendable, Hashable {
  public var a: Double
  public var b: Double
  public var c: Double

  public init(_ a: Double, _ b: Double, _ c: Double) { (self.a, self.b, self.c) = (a, b, c) }

  /// Keller Jordan's: steepest at 0, singular values end between about 0.7 and 1.2.
  public static let jordan = QuinticStep(3.4445, -4.7750, 2.0315)

  /// Five steps that end closer to 1 (Ahn et al. 2025).
  public static let dion = [
    QuinticStep(4.0848, -6.8946, 2.9270), QuinticStep(3.9505, -6.3029, 2.6377), QuinticStep(3.7418, -5.5913, 2.3037),
    QuinticStep(2.8769, -3.1427, 1.2046), QuinticStep(2.8366, -3.0525, 1.2012),
  ]
}

/// How a matrix is made small enough for the iteration to converge.
public enum NewtonSchulzStart: Sendable, Hashable {
  /// Divided by its Frobenius norm + eps.
  case frobenius
  /// Divided by its Frobenius norm, at least eps: PyTorch.
  case frobeniusAtLeast
  /// Divided by its Frobenius norm in single precision + eps: Keras with any backend but TensorFlow.
  case frobeniusSingle
  /// Divided by its largest singular value + eps.
  case spectral
  /// Each row divided by the root of the sum of sizes in its row of X X^T ("almost orthogonal layer").
  case rowSums
  /// Divided by the root of the Frobenius norm of X X^T (Schatten 4-norm).
  case schatten
}

/// Turns a matrix U S V^T into about U V^T, by matrix products only.
///
///     X = G / |G|;  several times: A = X X^T,  X = a X + (b A + c A A) X
///
/// - Source: Jordan et al. 2024 (Muon); starts: optax.
public struct NewtonSchulz: Sendable, Hashable {
  /// The same for every step, or one for each.
  public var coefficients = [QuinticStep.jordan]
  public var isSchedule = false
  /// How many steps there are, unless the coefficients are a schedule.
  public var count = 5
  public var start = NewtonSchulzStart.frobenius
  public var epsilon = 1e-7
  /// What every product is rounded to; sums within it are exact to single precision.
  public var format = NumberFormat.full

  public init() {}

  private var steps: [QuinticStep] {
    isSchedule ? coefficients : [QuinticStep](repeating: coefficients[0], count: count)
  }

  func orthogonalized<Scalar: TrainingScalar>(_ matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    let isTall = matrix.rows > matrix.columns
    var x = started(matrix.map { format.rounded($0) })
    if isTall { x = x.transposed }
    for (index, step) in steps.enumerated() {
      var gram = rounded(x * x.transposed)
      if index == 0 { prepare(&x, &gram) }
      let polynomial = rounded(gram.combined(Scalar(step.b), Scalar(step.c), gram * gram))
      x = rounded(x.combined(Scalar(step.a), 1, polynomial * x))
    }
    return isTall ? x.transposed : x
  }

  private func rounded<Scalar: TrainingScalar>(_ matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    format == .full ? matrix : matrix.map { format.rounded($0) }
  }

  private func started<Scalar: TrainingScalar>(_ x: Matrix<Scalar>) -> Matrix<Scalar> {
    let epsilon = Scalar(epsilon)
    let divisor: Scalar
    switch start {
    case .frobenius: divisor = x.frobeniusNorm + epsilon
    case .frobeniusAtLeast: divisor = max(format.rounded(x.frobeniusNorm), format.rounded(epsilon))
    case .frobeniusSingle:
      let squares = x.values.reduce(Float(0)) { $0 + Float($1) * Float($1) }
      divisor = Scalar(squares.squareRoot() + Float(epsilon))
    case .spectral:
      let gram = x.rows > x.columns ? x.transposed * x : x * x.transposed
      let squares = gram.symmetricEigen().values
      divisor = max(squares.last ?? 0, 0).squareRoot() + epsilon
    case .rowSums, .schatten: return x
    }
    return x.map { format.rounded($0 / divisor) }
  }

  /// Scales by what the first products show.
  private func prepare<Scalar: TrainingScalar>(_ x: inout Matrix<Scalar>, _ gram: inout Matrix<Scalar>) {
    // optax's own, whatever eps is.
    let least: Scalar = 1e-8
    switch start {
    case .rowSums:
      let scales = (0..<gram.rows).map { row in
        1 / max((0..<gram.columns).reduce(Scalar(0)) { $0 + abs(gram[row, $1]) }, least).squareRoot()
      }
      for i in 0..<x.rows {
        for j in 0..<x.columns { x[i, j] *= scales[i] }
        for j in 0..<gram.columns { gram[i, j] *= scales[i] * scales[j] }
      }
    case .schatten:
      let scale = 1 / max(gram.frobeniusNorm, least).squareRoot()
      x = x.map { $0 * scale }
      gram = gram.map { $0 * scale * scale }
    default: break
    }
  }
}
