/// A formula as one reads it in a book: `(1 - x)^2 + 100*(y - x^2)^2` as `(1 − x)² + 100 (y − x²)²`.
///
/// What it doesn't know stays as it is; nothing is computed or left out.
func readable(formula: String) -> String {
  let tokens = formulaTokens(formula)
  var text = ""
  // Whether a product goes on below a fraction's line: 5/π·x, for 5/πx could be read as 5/(πx).
  var isDivided: [Bool] = [false]
  var index = 0
  /// The last token that is no space, and the next one.
  var last: FormulaToken?
  func next(after index: Int) -> FormulaToken? { tokens[(index + 1)...].first { $0 != .space } }
  while index < tokens.count {
    let token = tokens[index]
    defer { index += 1 }
    switch token {
    case .space:
      if let last, let next = next(after: index), next.isOperand, last.isOperand { text += " " }
      continue
    case .name(let name):
      text += name == "pi" ? "π" : name == "sqrt" ? "√" : name
    case .number(let number): text += number
    case .sign("^"):
      if let (exponent, end) = wholeExponent(tokens, after: index) {
        text += exponent
        index = end
        // What follows a power follows its base.
        continue
      }
      text += "^"
    case .sign("*"):
      text += product(last, next(after: index), isDivided: isDivided[isDivided.count - 1])
    case .sign("+"), .sign("-"):
      let sign = token == .sign("-") ? "−" : "+"
      let isBinary = last.map { $0.isOperand || $0 == .sign(")") } ?? false
      text += isBinary ? " \(sign) " : sign
      isDivided[isDivided.count - 1] = false
    case .sign(let sign):
      text.append(sign)
      switch sign {
      case "=":
        text = text.dropLast() + " = "
        isDivided[isDivided.count - 1] = false
      case "/": isDivided[isDivided.count - 1] = true
      case "(": isDivided.append(false)
      case ")" where isDivided.count > 1: isDivided.removeLast()
      case ",":
        text += " "
        isDivided[isDivided.count - 1] = false
      default: break
      }
    }
    last = token
  }
  return text
}

private enum FormulaToken: Equatable {
  case number(String)
  case name(String)
  case sign(Character)
  case space

  var isOperand: Bool {
    switch self {
    case .number, .name: true
    case .sign, .space: false
    }
  }

  /// A variable, which may stand beside a factor without a sign between them.
  var isLetter: Bool { if case .name(let name) = self { name.count == 1 || name == "pi" } else { false } }
  var isFunction: Bool { if case .name(let name) = self { name.count > 1 && name != "pi" } else { false } }
  var isNumber: Bool { if case .number = self { true } else { false } }
}

/// What stands between two factors.
private func product(_ left: FormulaToken?, _ right: FormulaToken?, isDivided: Bool) -> String {
  guard let left, let right else { return "*" }
  if left.isNumber, right.isNumber { return " × " }
  if isDivided { return "·" }
  if left.isNumber { return right.isLetter || right == .name("sqrt") ? "" : " " }
  if right.isNumber { return " × " }
  if left.isLetter, right.isLetter { return "" }
  if left == .sign(")"), right == .sign("(") { return "" }
  return right.isFunction && right != .name("sqrt") ? " " : "·"
}

/// A whole number after `^`, raised, and the index of its last token.
private func wholeExponent(_ tokens: [FormulaToken], after index: Int) -> (text: String, end: Int)? {
  var place = index + 1
  var isNegative = false
  while place < tokens.count, tokens[place] == .space { place += 1 }
  if place < tokens.count, tokens[place] == .sign("-") {
    isNegative = true
    place += 1
  }
  guard place < tokens.count, case .number(let digits) = tokens[place] else { return nil }
  // In x^2^3 the power is of the power.
  if let next = tokens[(place + 1)...].first(where: { $0 != .space }), next == .sign("^") { return nil }
  let raised = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
  let exponent = digits.compactMap { $0.isASCII ? $0.wholeNumberValue.map { raised[$0] } : nil }
  guard exponent.count == digits.count else { return nil }
  return ((isNegative ? "⁻" : "") + String(exponent), place)
}

private func formulaTokens(_ formula: String) -> [FormulaToken] {
  let characters = Array(formula)
  var tokens: [FormulaToken] = []
  var index = 0
  func isDigit(_ character: Character) -> Bool { character.isASCII && (character.isNumber || character == ".") }
  while index < characters.count {
    let start = index
    let character = characters[index]
    index += 1
    if character == " " {
      while index < characters.count, characters[index] == " " { index += 1 }
      tokens.append(.space)
    } else if isDigit(character) {
      while index < characters.count {
        let next = characters[index]
        let isExponent = next == "e" || next == "E"
        let signed =
          isExponent && index + 2 < characters.count && "+-".contains(characters[index + 1])
          && characters[index + 2].isNumber
        if signed {
          index += 3
        } else if isDigit(next) || (isExponent && index + 1 < characters.count && characters[index + 1].isNumber) {
          index += 1
        } else {
          break
        }
      }
      tokens.append(.number(String(characters[start..<index])))
    } else if character.isLetter || character == "_" {
      while index < characters.count,
        characters[index].isLetter || characters[index].isNumber || characters[index] == "_"
      { index += 1 }
      tokens.append(.name(String(characters[start..<index])))
    } else if character == "*", index < characters.count, characters[index] == "*" {
      index += 1
      tokens.append(.sign("^"))
    } else {
      tokens.append(.sign(character))
    }
  }
  return tokens
}
