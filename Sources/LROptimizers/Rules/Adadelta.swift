/// The settings of `Adadelta`.
public struct AdadeltaSettings: RuleSettings {
  public var common = CommonSettings(rate: 1)
  public var rho = 0.9
  public var epsilon = 1e-6

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(Adadelta<S>(self), common)
  }
}

/// As Adagrad, with a running mean of the squares; a rate isn't needed, since steps are measured by earlier steps.
///
///     s = rho s + (1 - rho) g^2      d = sqrt(u + eps) / sqrt(s + eps) * g      u = rho u + (1 - rho) d^2
///     w -= rate * d
///
/// - Source: Zeiler 2012.
public struct Adadelta<Scalar: TrainingScalar>: CoordinateRule {
  /// Running means of the squares of gradients and of moves.
  public struct Memory: Sendable {
    var gradients: Scalar = 0
    var moves: Scalar = 0
  }

  private let rho: Scalar
  private let epsilon: Scalar

  public init(_ settings: AdadeltaSettings) {
    rho = Scalar(settings.rho)
    epsilon = Scalar(settings.epsilon)
  }

  public var fresh: Memory { Memory() }

  public func begin(step: Int, rate: Scalar) {}

  public func direction(_ gradient: Scalar, at value: Scalar, _ squares: inout Memory, _: Void) -> Scalar {
    squares.gradients = rho * squares.gradients + (1 - rho) * gradient * gradient
    let move = (squares.moves + epsilon).squareRoot() / (squares.gradients + epsilon).squareRoot() * gradient
    squares.moves = rho * squares.moves + (1 - rho) * move * move
    return move
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {}

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.gradients)
    try archive.exchange(&memory.moves)
  }
}
