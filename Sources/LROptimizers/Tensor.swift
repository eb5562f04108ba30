#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A number type that update rules compute in.
public protocol TrainingScalar: BinaryFloatingPoint, Sendable {
  static func power(_ base: Self, _ exponent: Self) -> Self
}

extension Double: TrainingScalar {
  public static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}

extension Float: TrainingScalar {
  public static func power(_ base: Float, _ exponent: Float) -> Float { powf(base, exponent) }
}

/// One parameter of a model, or its gradient: numbers in row-major order.
public struct Tensor<Scalar: TrainingScalar>: Sendable, Hashable {
  /// Extents, outermost first; the empty shape is a single number.
  public let shape: [Int]
  public var values: [Scalar]

  /// - Precondition: as many values as the shape says.
  public init(shape: [Int], values: [Scalar]) {
    precondition(shape.reduce(1, *) == values.count, "a tensor has as many values as its shape says")
    self.shape = shape
    self.values = values
  }

  /// A vector.
  public init(_ values: [Scalar]) {
    self.init(shape: [values.count], values: values)
  }

  /// The same shape, every value alike.
  public init(like other: Tensor, filledWith value: Scalar = 0) {
    shape = other.shape
    values = [Scalar](repeating: value, count: other.values.count)
  }

  /// The Euclidean norm of all values.
  public var norm: Scalar { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

/// What is minimized: a loss that can be evaluated anywhere, as often as a rule needs.
public struct Objective<Scalar: TrainingScalar> {
  public var value: ([Tensor<Scalar>]) -> Scalar
  /// One gradient for each parameter, of its shape.
  public var gradient: ([Tensor<Scalar>]) -> [Tensor<Scalar>]
  /// The diagonal of the Hessian, or an estimate of it, for rules of second order; nil where it isn't known.
  public var hessianDiagonal: (([Tensor<Scalar>]) -> [Tensor<Scalar>])?

  public init(
    value: @escaping ([Tensor<Scalar>]) -> Scalar, gradient: @escaping ([Tensor<Scalar>]) -> [Tensor<Scalar>],
    hessianDiagonal: (([Tensor<Scalar>]) -> [Tensor<Scalar>])? = nil
  ) {
    self.value = value
    self.gradient = gradient
    self.hessianDiagonal = hessianDiagonal
  }
}
