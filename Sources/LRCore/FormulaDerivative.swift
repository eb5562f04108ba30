extension Formula {
  /// The derivative with respect to a variable, exact: by the rules of calculus, not by differences.
  ///
  /// Conditions, `abs`, `min` and `max` are differentiated in the branch that holds; `floor`, `ceil`, `round`, `sign`, `//`
  /// and comparisons have derivative 0. At a kink it is the derivative of one side. A name that isn't one of
  /// `variables` gives 0.
  public func derivative(_ variable: String) -> Formula {
    var builder = FormulaBuilder(simplifies: true)
    let zero = builder.constant(0)
    let position = variables.firstIndex(of: variable)
    var values: [Int32] = []
    var slopes: [Int32] = []
    for node in tape.nodes {
      values.append(builder.copy(node, operands: values))
      switch node.operation {
      case .constant: slopes.append(zero)
      case .variable: slopes.append(Int(node.a) == position ? builder.constant(1) : zero)
      default: slopes.append(builder.slope(of: node, values: values, slopes: slopes, zero: zero))
      }
    }
    return Formula(variables: variables, tape: builder.tape(result: slopes[slopes.count - 1]))
  }
}

extension FormulaBuilder {
  /// The derivative of one node; `values` ends with its own value.
  fileprivate mutating func slope(of node: FormulaNode, values: [Int32], slopes: [Int32], zero: Int32) -> Int32 {
    if node.operation == .select {
      return select(values[Int(node.a)], slopes[Int(node.b)], slopes[Int(node.c)])
    }
    let binary = node.operation.isBinary
    let (u, du) = (values[Int(node.a)], slopes[Int(node.a)])
    let (v, dv) = binary ? (values[Int(node.b)], slopes[Int(node.b)]) : (u, zero)
    let own = values[values.count - 1]
    if du == zero, dv == zero { return zero }
    switch node.operation {
    case .constant, .variable, .select: return zero
    case .less, .lessOrEqual, .equal, .notEqual, .not, .floor, .ceil, .round, .sign, .floorDivide: return zero
    case .negate: return apply(.negate, du)
    case .add: return apply(.add, du, dv)
    case .subtract: return apply(.subtract, du, dv)
    case .multiply: return apply(.add, apply(.multiply, du, v), apply(.multiply, u, dv))
    case .divide:
      // (u / v)' = (u' - (u / v) v') / v
      return apply(.divide, apply(.subtract, du, apply(.multiply, own, dv)), v)
    case .modulo: return apply(.subtract, du, apply(.multiply, apply(.floorDivide, u, v), dv))
    case .square: return apply(.multiply, apply(.multiply, constant(2), u), du)
    case .power: return power(u, du, v, dv, own, zero)
    case .minimum: return select(apply(.less, v, u), dv, du)
    case .maximum: return select(apply(.less, u, v), dv, du)
    case .sin: return apply(.multiply, apply(.cos, u), du)
    case .cos: return apply(.negate, apply(.multiply, apply(.sin, u), du))
    case .tan: return apply(.multiply, apply(.add, constant(1), apply(.square, own)), du)
    case .exp: return apply(.multiply, own, du)
    case .log: return apply(.divide, du, u)
    case .log2: return apply(.divide, du, apply(.multiply, constant(0.6931471805599453), u))
    case .log10: return apply(.divide, du, apply(.multiply, constant(2.302585092994046), u))
    case .sqrt: return apply(.divide, du, apply(.multiply, constant(2), own))
    case .abs: return apply(.multiply, apply(.sign, u), du)
    case .tanh: return apply(.multiply, apply(.subtract, constant(1), apply(.square, own)), du)
    case .sinh: return apply(.multiply, apply(.cosh, u), du)
    case .cosh: return apply(.multiply, apply(.sinh, u), du)
    case .atan: return apply(.divide, du, apply(.add, constant(1), apply(.square, u)))
    }
  }

  /// (u^v)' = v u^(v-1) u' + u^v ln(u) v'
  private mutating func power(
    _ u: Int32, _ du: Int32, _ v: Int32, _ dv: Int32, _ own: Int32, _ zero: Int32
  ) -> Int32 {
    let base = apply(
      .multiply, apply(.multiply, v, apply(.power, u, apply(.subtract, v, constant(1)))), du)
    if dv == zero { return base }
    let exponent = apply(.multiply, apply(.multiply, own, apply(.log, u)), dv)
    return apply(.add, base, exponent)
  }
}
