#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a layer's numbers go through.
///
///     relu     max(x, 0)
///     tanh     tanh x
///     sigmoid  1 / (1 + exp(-x))
///     gelu     x Phi(x), Phi the normal distribution; gelu-tanh: x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2
///     silu     x / (1 + exp(-x))
///
/// - Source: Hendrycks & Gimpel 2016 (gelu), Elfwing et al. 2018 (silu); PyTorch's functions of these names.
public enum Activation: String, Sendable, Hashable, CaseIterable {
  case relu, tanh, sigmoid, gelu, silu
  case geluTanh = "gelu-tanh"

  /// The value at `x`, and the slope there.
  func callAsFunction(_ x: Double) -> (value: Double, slope: Double) {
    switch self {
    case .relu: return x.isNaN ? (x, x) : x > 0 ? (x, 1) : (0, 0)
    case .tanh:
      let y = hyperbolicTangent(x)
      return (y, 1 - y * y)
    case .sigmoid:
      let y = logistic(x)
      return (y, y * (1 - y))
    case .silu:
      let y = logistic(x)
      return (x * y, y * (1 + x * (1 - y)))
    case .gelu:
      let share = 0.5 * erfc(-x * 0.5.squareRoot())
      return (x * share, share + x * exp(-0.5 * x * x) / (2 * Double.pi).squareRoot())
    case .geluTanh:
      let root = (2 / Double.pi).squareRoot()
      let y = hyperbolicTangent(root * (x + 0.044715 * x * x * x))
      return (0.5 * x * (1 + y), 0.5 * (1 + y) + 0.5 * x * (1 - y * y) * root * (1 + 3 * 0.044715 * x * x))
    }
  }
}

/// Inside an enum with a case of that name, C's function can't be called by its own.
private func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

/// 1 / (1 + exp(-x)), without overflow.
func logistic(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let e = exp(x)
  return e / (1 + e)
}
