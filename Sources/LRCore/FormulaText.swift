extension FormulaTape {
  /// The formula in its own language; longer than 10,000 characters it is cut with `…`.
  func text(variables: [String]) -> String {
    var parts: [(text: String, level: Int)] = []
    for node in nodes {
      var part = part(of: node, parts, variables)
      // Values used again and again could double the text with every node.
      if part.text.utf8.count > Formula.maximumLength { part = ("…", 9) }
      parts.append(part)
    }
    return parts.last?.text ?? ""
  }

  /// Text and how tightly it binds, from 0 (conditions) to 9 (names).
  private func part(
    of node: FormulaNode, _ parts: [(text: String, level: Int)], _ variables: [String]
  ) -> (text: String, level: Int) {
    func operand(_ id: Int32, _ level: Int) -> String {
      let part = parts[Int(id)]
      return part.level < level ? "(\(part.text))" : part.text
    }
    func infix(_ sign: String, _ level: Int) -> (String, Int) {
      // To the right of its like, an equal operation needs brackets: a - (b - c).
      ("\(operand(node.a, level)) \(sign) \(operand(node.b, level + 1))", level)
    }
    switch node.operation {
    case .constant:
      let number = node.number
      return (shortest(number).isEmpty ? "nan" : shortest(number), number < 0 ? 7 : 9)
    case .variable: return (variables[Int(node.a)], 9)
    case .negate: return ("-\(operand(node.a, 7))", 7)
    case .add: return infix("+", 5)
    case .subtract: return infix("-", 5)
    case .multiply: return infix("*", 6)
    case .divide: return infix("/", 6)
    case .floorDivide: return infix("//", 6)
    case .modulo: return infix("%", 6)
    case .power: return ("\(operand(node.a, 9))^\(operand(node.b, 7))", 8)
    case .square: return ("\(operand(node.a, 9))^2", 8)
    case .less: return ("\(operand(node.a, 5)) < \(operand(node.b, 5))", 4)
    case .lessOrEqual: return ("\(operand(node.a, 5)) <= \(operand(node.b, 5))", 4)
    case .equal: return ("\(operand(node.a, 5)) == \(operand(node.b, 5))", 4)
    case .notEqual: return ("\(operand(node.a, 5)) != \(operand(node.b, 5))", 4)
    case .not: return ("not \(operand(node.a, 4))", 3)
    case .select: return ("\(operand(node.b, 1)) if \(operand(node.a, 1)) else \(operand(node.c, 0))", 0)
    case .minimum: return ("min(\(parts[Int(node.a)].text), \(parts[Int(node.b)].text))", 9)
    case .maximum: return ("max(\(parts[Int(node.a)].text), \(parts[Int(node.b)].text))", 9)
    default: return ("\(node.operation)(\(parts[Int(node.a)].text))", 9)
    }
  }
}
