extension Formula {
  /// Makes something else of the formula: each part from what was made of its operands, every part once.
  ///
  /// No recursion, so that formulas of any length are safe.
  ///
  /// - Parameters:
  ///   - variable: for the name of a variable.
  ///   - apply: for an operation on one to three operands (`select`: condition, value, other value).
  public func folded<Value>(
    number: (Double) -> Value, variable: (String) -> Value, apply: (FormulaOperation, [Value]) -> Value
  ) -> Value {
    var values: [Value] = []
    values.reserveCapacity(tape.nodes.count)
    for node in tape.nodes {
      switch node.operation {
      case .constant: values.append(number(node.number))
      case .variable: values.append(variable(variables[Int(node.a)]))
      default: values.append(apply(node.operation, node.operands.map { values[Int($0)] }))
      }
    }
    return values[values.count - 1]
  }
}
