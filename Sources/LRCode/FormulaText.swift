import LRCore

/// Writes a formula in Python, for one kind of number.
struct FormulaText {
  let style: PythonFunctions.Style

  /// Texts longer than this are given up: a condition that is used twice doubles what it is written in.
  static let longest = 40_000

  /// - Parameter time: what stands for `t`.
  func text(_ formula: Formula, time: String) -> String {
    let part = formula.folded(
      number: { PythonText(text: number($0), level: $0 < 0 ? PythonText.sign : PythonText.atom) },
      variable: { PythonText(text: $0 == "t" ? time : $0, level: PythonText.atom) },
      apply: { operation, operands in
        let part = apply(operation, operands)
        return part.text.utf8.count > Self.longest ? PythonText(text: "", level: 9) : part
      })
    return numeric(part).text
  }

  /// Whether the formula is too long to be written.
  func fits(_ formula: Formula) -> Bool { !text(formula, time: "t").isEmpty }

  /// Whole numbers as typed: 2, not 2.0, so that 2 * t stays readable.
  private func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(clamping: value))" : Python.number(value)
  }

  private func apply(_ operation: FormulaOperation, _ operands: [PythonText]) -> PythonText {
    switch operation {
    case .select: return select(operands[0], numeric(operands[1]), numeric(operands[2]))
    case .not: return not(operands[0])
    default: break
    }
    let parts = operands.map(numeric)
    func infix(_ sign: String, _ level: Int) -> PythonText {
      PythonText(text: "\(parts[0].within(level)) \(sign) \(parts[1].within(level + 1))", level: level)
    }
    func comparison(_ sign: String) -> PythonText {
      PythonText(
        text: "\(parts[0].within(PythonText.sum)) \(sign) \(parts[1].within(PythonText.sum))", level: 4, isBoolean: true
      )
    }
    func call(_ name: String) -> PythonText {
      PythonText(text: "\(name)(\(parts.map(\.text).joined(separator: ", ")))", level: PythonText.atom)
    }
    let module = style.module
    let isArray = style != .math
    switch operation {
    case .negate: return PythonText(text: "-\(parts[0].within(PythonText.sign))", level: PythonText.sign)
    case .add: return infix("+", PythonText.sum)
    case .subtract: return infix("-", PythonText.sum)
    case .multiply: return infix("*", PythonText.product)
    case .divide: return infix("/", PythonText.product)
    case .floorDivide: return infix("//", PythonText.product)
    case .modulo: return infix("%", PythonText.product)
    case .power:
      return PythonText(
        text: "\(parts[0].within(PythonText.atom)) ** \(parts[1].within(PythonText.sign))", level: PythonText.power)
    case .square: return PythonText(text: "\(parts[0].within(PythonText.atom)) ** 2", level: PythonText.power)
    case .less: return comparison("<")
    case .lessOrEqual: return comparison("<=")
    case .equal: return comparison("==")
    case .notEqual: return comparison("!=")
    case .minimum: return call(style.smaller)
    case .maximum: return call(style.larger)
    case .floor where style == .keras: return style.rounded(parts[0], up: false)
    case .ceil where style == .keras: return style.rounded(parts[0], up: true)
    case .abs: return call(isArray ? module + "abs" : "abs")
    case .round: return call(isArray ? module + "round" : "round")
    case .sign:
      return isArray
        ? call(module + "sign")
        : PythonText(
          text: "(\(parts[0].within(PythonText.sum)) > 0) - (\(parts[0].within(PythonText.sum)) < 0)",
          level: PythonText.sum)
    case .atan: return call(module + (isArray ? "arctan" : "atan"))
    default: return call(module + "\(operation)")
    }
  }

  private func select(_ condition: PythonText, _ yes: PythonText, _ no: PythonText) -> PythonText {
    guard style.isArray else {
      return PythonText(text: "\(yes.within(1)) if \(condition.within(1)) else \(no.text)", level: 0)
    }
    let test = condition.isBoolean ? condition.text : "\(condition.within(PythonText.sum)) != 0"
    return PythonText(text: "\(style.module)where(\(test), \(yes.text), \(no.text))", level: PythonText.atom)
  }

  private func not(_ operand: PythonText) -> PythonText {
    let text =
      !style.isArray
      ? "not \(operand.within(4))"
      : operand.isBoolean
        ? "\(style.module)logical_not(\(operand.text))" : "\(operand.within(PythonText.sum)) == 0"
    let level = style.isArray && operand.isBoolean ? PythonText.atom : style.isArray ? 4 : 3
    return PythonText(text: text, level: level, isBoolean: true)
  }

  /// True is 1 to Python's numbers, but not to arrays.
  private func numeric(_ part: PythonText) -> PythonText {
    guard part.isBoolean, style.isArray else { return part }
    return PythonText(text: "\(style.module)where(\(part.text), 1.0, 0.0)", level: PythonText.atom)
  }
}

extension Formula {
  /// Whether Python's plain numbers raise an error somewhere in it: a division by zero, the logarithm of 0, a value too
  /// large, a root of a negative number. lrplot goes on there, and may never use the value.
  func mayRaise(through steps: Int, horizon: Double, stepsPerEpoch: Double) -> Bool {
    // A step in so many where there are very many; the first ones, where t is 0, are what raises most.
    let stride = Swift.max(1, steps / 20_000)
    for step in Swift.stride(from: 0, through: steps, by: stride) {
      let t = Double(step)
      let values = ["t": t, "T": horizon, "p": t / horizon, "epoch": t / stepsPerEpoch]
      let isDefined = folded(
        number: { $0 }, variable: { values[$0] ?? 0 },
        apply: { operation, operands in
          // NaN stands for an error from here on: no operation makes a number of it again.
          if operands.contains(where: \.isNaN) { return .nan }
          if operation == .select { return operands[0] != 0 ? operands[1] : operands[2] }
          let value = operation.value(operands[0], operands.count > 1 ? operands[1] : 0)
          return value.isFinite ? value : .nan
        }
      ).isFinite
      if !isDefined { return true }
    }
    return false
  }
}
