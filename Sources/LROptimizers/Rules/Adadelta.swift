/// The settings of `Adadelta`.
public struct AdadeltaSettings: OptimizerRecipe, Hashable {
  public var rate = 1.0
  public var rho = 0.9
  public var epsilon = 1e-6
  public var decay = WeightDecay.none

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { Adadelta<S>(self) }
}

/// As Adagrad, with a running mean of the squares; a rate isn't needed, since steps are measured by earlier steps.
///
///     s = rho s + (1 - rho) g^2      d = sqrt(u + eps) / sqrt(s + eps) * g      u = rho u + (1 - rho) d^2
///     w -= rate * d
///
/// - Source: Zeiler 2012.
public struct Adadelta<Scalar: TrainingScalar>: GradientRule {
  private let settings: AdadeltaSettings
  private var squares = Slots<Scalar>()
  private var moves = Slots<Scalar>()

  public init(_ settings: AdadeltaSettings) { self.settings = settings }

  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    squares.prepare(for: parameters)
    moves.prepare(for: parameters)
    let rho = Scalar(settings.rho)
    let epsilon = Scalar(settings.epsilon)
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        var value = parameters[p].values[i]
        let gradient = settings.decay.applied(to: &value, gradient: gradients[p].values[i], rate: rate)
        let square = rho * squares[p, i] + (1 - rho) * gradient * gradient
        squares[p, i] = square
        let move = (moves[p, i] + epsilon).squareRoot() / (square + epsilon).squareRoot() * gradient
        moves[p, i] = rho * moves[p, i] + (1 - rho) * move * move
        parameters[p].values[i] = value - rate * move
      }
    }
  }
}
