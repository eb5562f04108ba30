import LRCore

/// Writes functions of the step in Python, for one kind of number.
struct PythonFunctions {
  enum Style {
    /// Plain numbers and `math`.
    case math
    /// NumPy's numbers, where plain ones would raise (1 / 0) although the value isn't used.
    case numpy
    /// Traced arrays: no `if`.
    case jax
    case keras

    var isArray: Bool { self == .jax || self == .keras }

    /// Before the names of functions.
    var module: String {
      switch self {
      case .math: "math."
      case .numpy: "np."
      case .jax: "jnp."
      case .keras: "ops."
      }
    }
  }

  let style: Style

  /// The lines of one function.
  ///
  /// - Parameter comment: what it is, for its docstring.
  func lines(_ function: StepFunction, comment: String?) -> [String] {
    var lines = style == .numpy ? ["@np.errstate(all=\"ignore\")"] : []
    lines.append("def \(function.name)(t):")
    if let comment { lines.append("    " + "\"\"\"\(comment)\"\"\"") }
    if style == .numpy { lines.append("    t = np.float64(t)") }
    if style == .jax { lines.append("    t = jnp.asarray(t, dtype=float)") }
    return lines + statements(function.body)
  }

  /// Whether the lines call functions of this module.
  static func uses(_ module: String, _ lines: [String]) -> Bool { lines.contains { $0.contains(module + ".") } }

  private func statements(_ body: Expression) -> [String] {
    let margin = "    "
    switch body {
    case .binding(let name, let value, let rest):
      return ["\(margin)\(name) = \(text(value).text)"] + statements(rest)
    case .cases(let cases, let otherwise):
      if !style.isArray {
        return cases.flatMap { ["\(margin)if \(text($0.condition)):", "\(margin)    return \(text($0.value).text)"] }
          + ["\(margin)return \(text(otherwise).text)"]
      }
      // The last case first: each puts its values over those of the later ones.
      var lines = ["\(margin)rate = \(text(otherwise).text)"]
      for one in cases.reversed() {
        lines.append(
          "\(margin)rate = \(style.module)where(\(text(one.condition)), \(text(one.value).text), rate)")
      }
      return lines + ["\(margin)return rate"]
    case .formula(let formula, let horizon, let stepsPerEpoch):
      var lines: [String] = []
      let used = formula.usedVariables
      if used.contains("p") { lines.append("\(margin)p = t / \(text(.time(horizon)).text)") }
      if used.contains("epoch") { lines.append("\(margin)epoch = t / \(text(.time(stepsPerEpoch)).text)") }
      return lines + ["\(margin)return \(FormulaText(style: style).text(formula, time: "t"))"]
    default: return ["\(margin)return \(text(body).text)"]
    }
  }

  private func text(_ condition: Expression.Condition) -> String {
    "\(text(condition.left).within(PythonText.sum)) \(condition.comparison.rawValue) "
      + text(condition.right).within(PythonText.sum)
  }

  /// An expression without statements.
  func text(_ expression: Expression) -> PythonText {
    switch expression {
    case .integer(let integer): return PythonText(text: "\(integer)", level: integer < 0 ? PythonText.sign : 9)
    case .number(let number):
      return PythonText(text: Python.number(number), level: number < 0 ? PythonText.sign : PythonText.atom)
    case .pi: return PythonText(text: "math.pi", level: PythonText.atom)
    case .time: return PythonText(text: "t", level: PythonText.atom)
    case .name(let name): return PythonText(text: name, level: PythonText.atom)
    case .infix(let sign, let a, let b):
      if sign == .power {
        return PythonText(
          text: "\(text(a).within(PythonText.atom)) ** \(text(b).within(PythonText.sign))", level: PythonText.power)
      }
      let level = sign == .plus || sign == .minus ? PythonText.sum : PythonText.product
      return PythonText(
        text: "\(text(a).within(level)) \(sign.rawValue) \(text(b).within(level + 1))", level: level)
    case .call(let function, let arguments):
      if style == .keras, !expression.isConstant, [.floor, .ceil].contains(function) {
        return style.rounded(text(arguments[0]), up: function == .ceil)
      }
      let list = arguments.map { text($0).text }.joined(separator: ", ")
      return PythonText(text: "\(name(of: function, expression))(\(list))", level: PythonText.atom)
    case .count(let numbers):
      let list = Python.sequence(
        numbers.map { "\($0)" }, "(", numbers.count == 1 ? ",)" : ")", indent: 4, used: 40)
      let term =
        switch style {
        case .math, .numpy: "t >= m"
        case .jax: "jnp.where(t >= m, 1, 0)"
        case .keras: "ops.cast(t >= m, t.dtype)"
        }
      return PythonText(text: "sum(\(term) for m in \(list))", level: PythonText.atom)
    case .function(let name, let argument):
      return PythonText(text: "\(name)(\(text(argument).text))", level: PythonText.atom)
    case .product(let factors):
      return PythonText(
        text: factors.map { text($0).within(PythonText.product + 1) }.joined(separator: " * "),
        level: PythonText.product)
    case .listener(let index):
      return PythonText(text: "\(PlateauClass.variable(index)).rate", level: PythonText.atom)
    case .cases, .binding, .formula:
      preconditionFailure("statements stand in functions of their own")
    }
  }

  private func name(of function: Expression.Function, _ call: Expression) -> String {
    let isConstant = call.isConstant
    switch function {
    case .min: return isConstant ? "min" : style.smaller
    case .max: return isConstant ? "max" : style.larger
    default: return (isConstant ? "math." : style.module) + function.rawValue
    }
  }
}

extension PythonFunctions.Style {
  /// The smaller of two.
  var smaller: String {
    switch self {
    case .math: "min"
    case .numpy, .jax: module + "minimum"
    case .keras: "smaller"
    }
  }

  /// The larger of two.
  var larger: String {
    switch self {
    case .math: "max"
    case .numpy, .jax: module + "maximum"
    case .keras: "larger"
    }
  }

  /// Keras's own floor, ceil, minimum and maximum make float32 of float64: these stand in for them.
  func rounded(_ part: PythonText, up: Bool) -> PythonText {
    up
      ? PythonText(text: "-(-\(part.within(PythonText.sign)) // 1)", level: PythonText.sign)
      : PythonText(text: "\(part.within(PythonText.product)) // 1", level: PythonText.product)
  }

  /// Definitions of what the lines call by these names.
  func helpers(for lines: [String]) -> [[String]] {
    guard self == .keras else { return [] }
    return [("smaller", "<"), ("larger", ">")].filter { name, _ in lines.contains { $0.contains(name + "(") } }
      .map { ["def \($0)(a, b):", "    return ops.where(a \($1) b, a, b)"] }
  }
}

extension Expression {
  /// Whether it is the same at every step.
  var isConstant: Bool {
    switch self {
    case .integer, .number, .pi: true
    case .infix(_, let a, let b): a.isConstant && b.isConstant
    case .call(_, let arguments), .product(let arguments): arguments.allSatisfy(\.isConstant)
    default: false
    }
  }
}
