extension MathParser {
  /// Words, with formulas between dollar signs.
  mutating func text(_ name: String, _ font: MathFont, at offset: Int) throws(MathError) -> MathNode {
    try enter()
    defer { leave() }
    skipSpaces(unless: .character("{"))
    let start = current.offset
    guard take("{") else {
      throw MathError(.missingArgument(of: "\\" + name, example: "\\\(name){warm-up}"), at: offset)
    }
    var parts: [MathNode] = []
    var letters = ""
    func finish() {
      if !letters.isEmpty { parts.append(.text(letters, font)) }
      letters = ""
    }
    var braces = 1
    while true {
      let token = current
      switch token.kind {
      case .end: throw MathError(.unclosedBrace, at: start)
      case .space, .character("~"): letters.append(" ")
      case .character("{"): braces += 1
      case .character("}"): braces -= 1
      case .character("$"):
        finish()
        parts.append(try mathInText())
        continue
      case .character(let character):
        if "#%&_^".contains(character) { throw MathError(.specialCharacter(character), at: token.offset) }
        letters.append(character)
      case .command(let command):
        advance()
        if let plain = Self.letters(ofCommandInText: command) {
          letters += plain
        } else if case .text(let newFont) = MathCommand.all[command] {
          finish()
          parts.append(try text(command, newFont, at: token.offset))
        } else {
          throw MathError(.commandInText("\\" + command), at: token.offset)
        }
        continue
      }
      advance()
      if braces == 0 { break }
    }
    finish()
    switch parts.count {
    case 0: return .text("", font)
    case 1: return parts[0]
    default: return .row(parts)
    }
  }

  /// A formula whose first $ is the next token.
  private mutating func mathInText() throws(MathError) -> MathNode {
    let start = current.offset
    advance()
    let nodes = try freshRow()
    guard take("$") else { throw MathError(.unclosedDollar, at: start) }
    return .row(nodes)
  }

  private mutating func skipSpaces(unless kind: MathToken.Kind) {
    if current.kind != kind { skipSpaces() }
  }

  private static func letters(ofCommandInText name: String) -> String? {
    switch name {
    case "%", "#", "$", "&", "_", "{", "}": name
    case " ", ",", ":", ";", "space", "quad", "qquad": " "
    case "!": ""
    case "dots", "ldots": "…"
    case "backslash", "textbackslash": "\\"
    default: nil
    }
  }
}
