/// Collects the values of a formula, computing constants at once and naming equal values once.
struct FormulaBuilder {
  /// Whether algebra may change rounding and the value where a part is NaN or infinite: for derivatives, not for what
  /// a user typed.
  let simplifies: Bool
  private var nodes: [FormulaNode] = []
  private var index: [FormulaNode: Int32] = [:]

  init(simplifies: Bool) { self.simplifies = simplifies }

  mutating func constant(_ number: Double) -> Int32 {
    add(FormulaNode(operation: .constant, bits: number.bitPattern))
  }

  mutating func variable(_ position: Int) -> Int32 { add(FormulaNode(operation: .variable, a: Int32(position))) }

  mutating func select(_ condition: Int32, _ yes: Int32, _ no: Int32) -> Int32 {
    if let condition = number(condition) { return condition != 0 ? yes : no }
    return yes == no ? yes : add(FormulaNode(operation: .select, a: condition, b: yes, c: no))
  }

  /// An operation on one or two values.
  mutating func apply(_ operation: FormulaOperation, _ a: Int32, _ b: Int32 = 0) -> Int32 {
    let binary = operation.isBinary
    if let x = number(a), let y = binary ? number(b) : 0 { return constant(operation.value(x, y)) }
    if let same = identity(operation, a, b) ?? (simplifies ? algebra(operation, a, b) : nil) { return same }
    return add(FormulaNode(operation: operation, a: a, b: binary ? b : 0))
  }

  /// A node of another tape whose values have become `operands`.
  mutating func copy(_ node: FormulaNode, operands: [Int32]) -> Int32 {
    switch node.operation {
    case .constant: constant(node.number)
    case .variable: variable(Int(node.a))
    case .select: select(operands[Int(node.a)], operands[Int(node.b)], operands[Int(node.c)])
    default: apply(node.operation, operands[Int(node.a)], node.operation.isBinary ? operands[Int(node.b)] : 0)
    }
  }

  /// The values that `result` needs, which becomes the last.
  func tape(result: Int32) -> FormulaTape {
    var needed = [Bool](repeating: false, count: Int(result) + 1)
    needed[Int(result)] = true
    for position in stride(from: Int(result), through: 0, by: -1) where needed[position] {
      for operand in nodes[position].operands { needed[Int(operand)] = true }
    }
    var places = [Int32](repeating: 0, count: needed.count)
    var kept: [FormulaNode] = []
    for position in needed.indices where needed[position] {
      var node = nodes[position]
      if node.operation != .variable {
        (node.a, node.b, node.c) = (places[Int(node.a)], places[Int(node.b)], places[Int(node.c)])
      }
      places[position] = Int32(kept.count)
      kept.append(node)
    }
    return FormulaTape(nodes: kept)
  }

  func number(_ id: Int32) -> Double? {
    let node = nodes[Int(id)]
    return node.operation == .constant ? node.number : nil
  }

  private mutating func add(_ node: FormulaNode) -> Int32 {
    if let known = index[node] { return known }
    let id = Int32(nodes.count)
    nodes.append(node)
    index[node] = id
    return id
  }

  /// What changes no value.
  private mutating func identity(_ operation: FormulaOperation, _ a: Int32, _ b: Int32) -> Int32? {
    let x = number(a)
    let y = operation.isBinary ? number(b) : nil
    switch operation {
    case .add: return x == 0 ? b : y == 0 ? a : nil
    case .subtract: return y == 0 ? a : nil
    case .multiply: return x == 1 ? b : y == 1 ? a : nil
    case .divide: return y == 1 ? a : nil
    case .power: return y == 1 ? a : y == 2 ? apply(.square, a) : nil
    case .negate: return nodes[Int(a)].operation == .negate ? nodes[Int(a)].a : nil
    default: return nil
    }
  }

  /// What is equal as algebra.
  private mutating func algebra(_ operation: FormulaOperation, _ a: Int32, _ b: Int32) -> Int32? {
    let x = number(a)
    let y = operation.isBinary ? number(b) : nil
    let left = nodes[Int(a)]
    let right = nodes[Int(b)]
    switch operation {
    case .add:
      if right.operation == .negate { return apply(.subtract, a, right.a) }
      if left.operation == .negate { return apply(.subtract, b, left.a) }
      return a == b ? apply(.multiply, constant(2), a) : nil
    case .subtract:
      if a == b { return constant(0) }
      if x == 0 { return apply(.negate, b) }
      return right.operation == .negate ? apply(.add, a, right.a) : nil
    case .multiply:
      if x == 0 || y == 0 { return constant(0) }
      if x == -1 { return apply(.negate, b) }
      if y == -1 { return apply(.negate, a) }
      if y != nil { return apply(.multiply, b, a) }
      if left.operation == .negate { return apply(.negate, apply(.multiply, left.a, b)) }
      if right.operation == .negate { return apply(.negate, apply(.multiply, a, right.a)) }
      if let x, right.operation == .multiply, let z = number(right.a) {
        return apply(.multiply, constant(x * z), right.b)
      }
      return a == b ? apply(.square, a) : nil
    case .divide:
      if x == 0 { return constant(0) }
      if left.operation == .negate { return apply(.negate, apply(.divide, left.a, b)) }
      return a == b ? constant(1) : nil
    case .power: return y == 0 ? constant(1) : y == -1 ? apply(.divide, constant(1), a) : nil
    default: return nil
    }
  }
}

extension FormulaOperation {
  var isBinary: Bool {
    switch self {
    case .add, .subtract, .multiply, .divide, .floorDivide, .modulo, .power, .less, .lessOrEqual, .equal, .notEqual,
      .minimum, .maximum:
      true
    default: false
    }
  }
}

extension FormulaNode {
  var operands: [Int32] {
    switch operation {
    case .constant, .variable: []
    case .select: [a, b, c]
    default: operation.isBinary ? [a, b] : [a]
    }
  }
}
