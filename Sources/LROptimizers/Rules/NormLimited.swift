/// A rule on gradients that together are no longer than a limit.
///
/// The factor is what pytorch_optimizer makes of it: rounded to single precision, whatever the parameters are.
struct NormLimited<Base: GradientRule>: GradientRule {
  typealias Scalar = Base.Scalar

  var base: Base
  let largest: Double
  /// Added to the norm before it divides.
  let epsilon: Double

  mutating func setMomentum(_ momentum: Scalar) { base.setMomentum(momentum) }

  mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    let squares = gradients.map { gradient in
      let norm = Float(gradient.norm)
      return norm * norm
    }
    let norm = squares.reduce(0, +).squareRoot() + Float(epsilon)
    // PyTorch divides a number by a tensor as the number times the tensor's inverse.
    let factor = Scalar(min(1, 1 / norm * Float(largest)))
    var limited = gradients
    for p in limited.indices { for i in limited[p].values.indices { limited[p].values[i] *= factor } }
    base.apply(limited, to: &parameters, rate: rate)
  }
}
