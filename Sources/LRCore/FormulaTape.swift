#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a node of a formula does with its operands.
public enum FormulaOperation: UInt8, Sendable, Hashable {
  case constant, variable
  case negate, add, subtract, multiply, divide, floorDivide, modulo, power, square
  case less, lessOrEqual, equal, notEqual, not
  /// b if a isn't 0, else c.
  case select
  case minimum, maximum
  case sin, cos, tan, exp, log, log2, log10, sqrt, floor, ceil, round, abs, sign, tanh, sinh, cosh, atan
}

/// One value of a formula: an operation on values before it.
struct FormulaNode: Sendable, Hashable {
  var operation: FormulaOperation
  /// Operands as indices of earlier nodes; of a variable, `a` is its position.
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  /// Of a constant, its bits, so that NaN equals itself.
  var bits: UInt64 = 0

  var number: Double { Double(bitPattern: bits) }
}

/// A formula as a list of values, each computed from earlier ones; the last is the result.
///
/// A list, not a tree: no recursion can overflow a stack, and a value used twice is computed once. Both branches of a
/// condition are computed, which is harmless because nothing has effects.
struct FormulaTape: Sendable, Hashable {
  var nodes: [FormulaNode]

  func value(at variables: UnsafeBufferPointer<Double>) -> Double {
    let count = nodes.count
    return nodes.withUnsafeBufferPointer { nodes in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { values in
        for index in 0..<count {
          let node = nodes[index]
          values[index] =
            switch node.operation {
            case .constant: node.number
            case .variable: variables[Int(node.a)]
            case .add: values[Int(node.a)] + values[Int(node.b)]
            case .subtract: values[Int(node.a)] - values[Int(node.b)]
            case .multiply: values[Int(node.a)] * values[Int(node.b)]
            case .divide: values[Int(node.a)] / values[Int(node.b)]
            case .square: values[Int(node.a)] * values[Int(node.a)]
            case .select: values[Int(node.a)] != 0 ? values[Int(node.b)] : values[Int(node.c)]
            default: node.operation.value(values[Int(node.a)], values[Int(node.b)])
            }
        }
        return values[count - 1]
      }
    }
  }
}

extension FormulaOperation {
  /// The operation on numbers; one with a single operand ignores `b`. Of `select`, which takes three, NaN.
  public func value(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .constant, .variable, .select: .nan
    case .negate: -a
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .floorDivide: Self.floorDivide(a, b)
    case .modulo: Self.modulo(a, b)
    case .power: pow(a, b)
    case .square: a * a
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .not: a == 0 ? 1 : 0
    case .minimum: b < a ? b : a
    case .maximum: b > a ? b : a
    case .sin: Self.libm(a, by: .sin)
    case .cos, .tan, .exp, .log, .log2, .log10, .tanh, .sinh, .cosh, .atan: Self.libm(a, by: self)
    case .sqrt: a.squareRoot()
    case .floor: a.rounded(.down)
    case .ceil: a.rounded(.up)
    case .round: a.rounded(.toNearestOrEven)
    case .abs: Swift.abs(a)
    case .sign: a > 0 ? 1 : a < 0 ? -1 : a
    }
  }

  // The C functions would be hidden by the cases of the same name.
  private static func libm(_ x: Double, by operation: FormulaOperation) -> Double {
    switch operation {
    case .sin: sine(x)
    case .cos: cosine(x)
    case .tan: tangent(x)
    case .exp: exponential(x)
    case .log: logarithm(x)
    case .log2: logarithm2(x)
    case .log10: logarithm10(x)
    case .tanh: hyperbolicTangent(x)
    case .sinh: hyperbolicSine(x)
    case .cosh: hyperbolicCosine(x)
    case .atan: arcTangent(x)
    default: .nan
    }
  }

  /// The remainder with the sign of the divisor, as Python's `%`.
  private static func modulo(_ a: Double, _ b: Double) -> Double {
    let rest = fmod(a, b)
    if rest == 0 { return Double(signOf: b, magnitudeOf: rest) }
    return (rest < 0) != (b < 0) ? rest + b : rest
  }

  /// The quotient rounded down, as Python's `//`: exact where the remainder is.
  private static func floorDivide(_ a: Double, _ b: Double) -> Double {
    let rest = modulo(a, b)
    let quotient = (a - rest) / b
    let whole = quotient.rounded(.down)
    return quotient - whole > 0.5 ? whole + 1 : whole
  }
}

private func sine(_ x: Double) -> Double { sin(x) }
private func cosine(_ x: Double) -> Double { cos(x) }
private func tangent(_ x: Double) -> Double { tan(x) }
private func exponential(_ x: Double) -> Double { exp(x) }
private func logarithm(_ x: Double) -> Double { log(x) }
private func logarithm2(_ x: Double) -> Double { log2(x) }
private func logarithm10(_ x: Double) -> Double { log10(x) }
private func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
private func hyperbolicSine(_ x: Double) -> Double { sinh(x) }
private func hyperbolicCosine(_ x: Double) -> Double { cosh(x) }
private func arcTangent(_ x: Double) -> Double { atan(x) }
