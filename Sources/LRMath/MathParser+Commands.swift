extension MathParser {
  /// What a command stands for, whose name was the last token.
  mutating func command(_ name: String, at offset: Int, font: MathFont?) throws(MathError) -> MathNode {
    guard let command = MathCommand.all[name] else {
      let nearest = NearestName.nearest(to: name, among: MathCommand.all.keys)
      throw MathError(.unknownCommand("\\" + name, nearest: nearest.map { "\\" + $0 }), at: offset)
    }
    switch command {
    case .letter(let letter): return .identifier(letter, font ?? .italic)
    case .upright(let letter): return .identifier(letter, Self.letterFont(font))
    case .mark(let mark): return .text(mark, .upright)
    case .symbol(let symbol, let role): return .symbol(symbol, role)
    case .function(let function, let hasLimits): return .function(function, hasLimits: hasLimits)
    case .space(let space): return .space(space)
    case .accent(let accent):
      return .accent(try argument(of: "\\" + name, example: "\\\(name){x}", at: offset), accent)
    case .font(let newFont):
      return try argument(of: "\\" + name, example: "\\\(name){x}", at: offset, font: newFont)
    case .text(let newFont): return try text(name, newFont, at: offset)
    case .sized(let size, let role): return .delimiter(try delimiter(of: name, at: offset), role, size)
    case .structure(let structure): return try self.structure(structure, at: offset)
    }
  }

  private mutating func structure(_ structure: MathStructure, at offset: Int) throws(MathError) -> MathNode {
    switch structure {
    case .frac: return try fraction(structure, .automatic, at: offset)
    case .dfrac: return try fraction(structure, .display, at: offset)
    case .tfrac: return try fraction(structure, .text, at: offset)
    case .binom: return try fraction(structure, .binomial, at: offset)
    case .sqrt:
      skipSpaces()
      let hasIndex = current.kind == .character("[")
      let index = hasIndex ? try bracketed(of: #"\sqrt"#, example: #"\sqrt[3]{x}"#) : nil
      return .root(try argument(of: structure, at: offset), index: index)
    case .left: return try fenced(at: offset)
    case .begin: return .table(try table(at: offset))
    case .operatorname: return try operatorName(at: offset)
    case .mod:
      let mod = MathNode.function("mod", hasLimits: false)
      return .row([.space(.quad), mod, try argument(of: structure, at: offset)])
    case .pmod:
      let mod = MathNode.function("mod", hasLimits: false)
      let modulus = try argument(of: structure, at: offset)
      return .row([.space(.quad), .fenced(open: "(", [mod, modulus], close: ")")])
    case .overset, .stackrel:
      let over = try argument(of: structure, at: offset)
      let base = try argument(of: structure, at: offset).unwrapped
      return .limits(base, under: nil, over: over, areMovable: false)
    case .underset:
      let under = try argument(of: structure, at: offset)
      let base = try argument(of: structure, at: offset).unwrapped
      return .limits(base, under: under, over: nil, areMovable: false)
    case .displaystyle: return .styled(isDisplay: true, try row())
    case .textstyle: return .styled(isDisplay: false, try row())
    case .limits, .nolimits: throw MathError(.limitsWithoutOperator("\\" + structure.rawValue), at: offset)
    case .right, .middle, .end, .newline:
      throw Self.stray(MathToken(kind: .command(structure.rawValue), offset: offset))
    }
  }

  private mutating func argument(of structure: MathStructure, at offset: Int) throws(MathError) -> MathNode {
    try argument(of: "\\" + structure.rawValue, example: structure.example, at: offset)
  }

  private mutating func fraction(_ structure: MathStructure, _ style: MathFractionStyle, at offset: Int)
    throws(MathError) -> MathNode
  {
    let numerator = try argument(of: structure, at: offset)
    return .fraction(numerator, try argument(of: structure, at: offset), style)
  }

  // MARK: Fences

  private mutating func delimiter(of name: String, at offset: Int) throws(MathError) -> String {
    skipSpaces()
    switch current.kind {
    case .character(let character):
      if let symbol = MathSymbols.delimiterCharacters[character] {
        advance()
        return symbol
      }
    case .command(let command):
      if MathSymbols.delimiters.contains(command), case .symbol(let symbol, _) = MathCommand.all[command] {
        advance()
        return symbol
      }
    case .space, .end: break
    }
    throw MathError(.missingDelimiter(of: "\\" + name), at: offset)
  }

  private mutating func fenced(at offset: Int) throws(MathError) -> MathNode {
    let open = try delimiter(of: "left", at: offset)
    var nodes: [MathNode] = []
    while true {
      nodes += try freshRow()
      let token = current
      switch token.kind {
      case .command("middle"):
        advance()
        nodes.append(.middle(try delimiter(of: "middle", at: token.offset)))
      case .command("right"):
        advance()
        return .fenced(open: open, nodes, close: try delimiter(of: "right", at: token.offset))
      case .character, .command, .space, .end: throw MathError(.leftWithoutRight, at: offset)
      }
    }
  }

  // MARK: Names

  private mutating func operatorName(at offset: Int) throws(MathError) -> MathNode {
    let example = MathStructure.operatorname.example
    let hasLimits = take("*")
    skipSpaces()
    let start = current.offset
    guard take("{") else { throw MathError(.missingArgument(of: #"\operatorname"#, example: example), at: offset) }
    var name = ""
    while !take("}") {
      switch current.kind {
      case .character(let character):
        guard character.isLetter || character.isNumber || character == "-" || character == "." else {
          throw MathError(.notInName(String(character)), at: current.offset)
        }
        name.append(character)
      case .command(","), .command(" "), .command(";"), .command(":"): name += "\u{2009}"
      case .command("!"), .space: break
      case .command("_"): name += "_"
      case .command(let command): throw MathError(.notInName("\\" + command), at: current.offset)
      case .end: throw MathError(.unclosedBrace, at: start)
      }
      advance()
    }
    guard !name.isEmpty else { throw MathError(.missingArgument(of: #"\operatorname"#, example: example), at: offset) }
    return .function(name, hasLimits: hasLimits)
  }

  // MARK: Tables

  /// The name in braces after `\begin` or `\end`.
  private mutating func environmentName(of structure: MathStructure, at offset: Int) throws(MathError) -> String {
    skipSpaces()
    let missing = MathError(
      .missingArgument(of: "\\" + structure.rawValue, example: "\\\(structure.rawValue){cases}"), at: offset)
    guard take("{") else { throw missing }
    var name = ""
    while !take("}") {
      guard case .character(let character) = current.kind else { throw missing }
      name.append(character)
      advance()
    }
    return name
  }

  private mutating func table(at offset: Int) throws(MathError) -> MathTable {
    let name = try environmentName(of: .begin, at: offset)
    guard let environment = MathEnvironment(rawValue: name) else {
      let nearest = NearestName.nearest(to: name, among: MathEnvironment.allCases.map(\.rawValue))
      throw MathError(.unknownEnvironment(name, nearest: nearest), at: offset)
    }
    var table = MathTable(environment: environment)
    if environment == .array { table.alignments = try alignments(at: offset) }
    openTable()
    defer { closeTable() }
    var line: [MathNode] = []
    while true {
      let cell = try freshRow()
      line.append(.row(cell))
      let token = current
      switch token.kind {
      case .character("&"): advance()
      case .command("\\"):
        advance()
        try skipGap()
        table.rows.append(line)
        line = []
      case .command("end"):
        advance()
        let end = try environmentName(of: .end, at: token.offset)
        guard end == name else { throw MathError(.wrongEnd(end, expected: name), at: token.offset) }
        if line.count > 1 || !cell.isEmpty || table.rows.isEmpty { table.rows.append(line) }
        return table
      case .character, .command, .space, .end: throw MathError(.unclosedEnvironment(name), at: offset)
      }
    }
  }

  /// Skips the gap in brackets that can follow a line, as in `\\[4pt]`.
  private mutating func skipGap() throws(MathError) {
    let offset = current.offset
    guard take("[") else { return }
    while !take("]") {
      guard current.kind != .end else {
        throw MathError(.unclosedBracket(of: #"\\"#, example: #"\\[4pt]"#), at: offset)
      }
      advance()
    }
  }

  private mutating func alignments(at offset: Int) throws(MathError) -> [MathAlignment] {
    skipSpaces()
    let missing = MathError(.missingArgument(of: #"\begin{array}"#, example: #"\begin{array}{ll}"#), at: offset)
    guard take("{") else { throw missing }
    var alignments: [MathAlignment] = []
    while !take("}") {
      switch current.kind {
      case .character(let character):
        guard let alignment = MathAlignment(letter: character) else {
          throw MathError(.columnAlignment(character), at: current.offset)
        }
        alignments.append(alignment)
      case .space: break
      case .command, .end: throw missing
      }
      advance()
    }
    return alignments
  }
}
