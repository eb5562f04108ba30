/// Builds the tree of a formula.
struct MathParser {
  /// Levels of nesting at most, so that no formula overflows the stack.
  static let deepest = 50

  private let tokens: [MathToken]
  private var index = 0
  private var depth = 0
  /// The alphabet of the surrounding command.
  private var font: MathFont?
  /// Whether a ] ends the row, as in the index of a root.
  private var stopsAtBracket = false
  private(set) var openTables = 0

  init(tokens: [MathToken]) { self.tokens = tokens }

  mutating func formula() throws(MathError) -> [MathNode] {
    let nodes = try row()
    guard current.kind == .end else { throw Self.stray(current) }
    return nodes
  }

  // MARK: Tokens

  var current: MathToken { tokens[index] }

  mutating func advance() {
    if index < tokens.count - 1 { index += 1 }
  }

  mutating func skipSpaces() {
    while current.kind == .space { advance() }
  }

  /// Goes past a character if it is the next one.
  mutating func take(_ character: Character) -> Bool {
    guard current.kind == .character(character) else { return false }
    advance()
    return true
  }

  mutating func enter() throws(MathError) {
    guard depth < Self.deepest else { throw MathError(.tooDeep(Self.deepest), at: current.offset) }
    depth += 1
  }

  mutating func leave() { depth -= 1 }

  // MARK: Rows

  /// Everything up to a token that ends a group, which stays.
  mutating func row() throws(MathError) -> [MathNode] {
    try enter()
    defer { leave() }
    var nodes: [MathNode] = []
    while true {
      skipSpaces()
      if isStop(current) { return nodes }
      nodes.append(try scripted(try base()))
    }
  }

  /// A row in which nothing of the surroundings counts.
  mutating func freshRow(font newFont: MathFont? = nil) throws(MathError) -> [MathNode] {
    let (oldFont, oldStops) = (font, stopsAtBracket)
    font = newFont ?? font
    stopsAtBracket = false
    defer { (font, stopsAtBracket) = (oldFont, oldStops) }
    return try row()
  }

  private func isStop(_ token: MathToken) -> Bool {
    switch token.kind {
    case .end, .character("}"), .character("&"), .character("$"): true
    case .character("]"): stopsAtBracket
    case .command("\\"), .command("right"), .command("middle"), .command("end"): true
    case .character, .command, .space: false
    }
  }

  /// What to say of a token that ends a group that wasn't begun.
  static func stray(_ token: MathToken) -> MathError {
    let mistake: MathMistake =
      switch token.kind {
      case .character("&"): .columnOutsideTable
      case .command("\\"): .lineOutsideTable
      case .character("$"): .dollar
      case .command("right"): .rightWithoutLeft
      case .command("middle"): .middleWithoutLeft
      case .command("end"): .endWithoutBegin
      case .character, .command, .space, .end: .strayBrace
      }
    return MathError(mistake, at: token.offset)
  }

  /// A group whose { is the next token.
  mutating func group(font: MathFont? = nil) throws(MathError) -> [MathNode] {
    let start = current
    advance()
    let nodes = try freshRow(font: font)
    if take("}") { return nodes }
    switch current.kind {
    case .character("$"): throw Self.stray(current)
    case .character("&") where openTables == 0, .command("\\") where openTables == 0: throw Self.stray(current)
    case .character, .command, .space, .end: throw MathError(.unclosedBrace, at: start.offset)
    }
  }

  /// The index of a root, whose [ is the next token.
  mutating func bracketed(of command: String, example: String) throws(MathError) -> MathNode {
    let start = current
    advance()
    let old = stopsAtBracket
    stopsAtBracket = true
    defer { stopsAtBracket = old }
    let nodes = try row()
    guard take("]") else {
      throw MathError(.unclosedBracket(of: command, example: example), at: start.offset)
    }
    return .row(nodes)
  }

  mutating func openTable() { openTables += 1 }
  mutating func closeTable() { openTables -= 1 }

  // MARK: Arguments

  /// A group or a single token.
  mutating func argument(of command: String, example: String, at offset: Int, font: MathFont? = nil)
    throws(MathError) -> MathNode
  {
    guard let node = try optionalArgument(font: font) else {
      throw MathError(.missingArgument(of: command, example: example), at: offset)
    }
    return node
  }

  private mutating func optionalArgument(font newFont: MathFont? = nil) throws(MathError) -> MathNode? {
    skipSpaces()
    if isStop(current) { return nil }
    switch current.kind {
    case .character("{"): return .row(try group(font: newFont))
    case .character("^"), .character("_"), .character("'"): return nil
    case .command("limits"), .command("nolimits"), .command("displaystyle"), .command("textstyle"): return nil
    case .character, .command, .space, .end: break
    }
    try enter()
    let oldFont = font
    font = newFont ?? font
    defer {
      font = oldFont
      leave()
    }
    return try atom()
  }

  // MARK: Scripts

  private mutating func scripted(_ base: MathNode) throws(MathError) -> MathNode {
    var (sub, sup): (MathNode?, MathNode?) = (nil, nil)
    var primes = 0
    var forced: Bool?
    while true {
      skipSpaces()
      let token = current
      switch token.kind {
      case .character("'"):
        guard sup == nil else { throw MathError(.doubleSuperscript, at: token.offset) }
        advance()
        primes += 1
      case .character("^"):
        guard sup == nil else { throw MathError(.doubleSuperscript, at: token.offset) }
        sup = try script("^")
      case .character("_"):
        guard sub == nil else { throw MathError(.doubleSubscript, at: token.offset) }
        sub = try script("_")
      case .command("limits"), .command("nolimits"):
        let isLimits = token.kind == .command("limits")
        guard base.canHaveLimits, sub == nil, sup == nil else {
          throw MathError(.limitsWithoutOperator(isLimits ? "\\limits" : "\\nolimits"), at: token.offset)
        }
        advance()
        forced = isLimits
      case .character, .command, .space, .end:
        if primes > 0 { sup = Self.primes(primes, before: sup) }
        if sub == nil, sup == nil { return base }
        guard forced ?? base.hasLimits else { return .scripts(base, sub: sub, sup: sup) }
        return .limits(base, under: sub, over: sup, areMovable: forced == nil && !base.isBrace)
      }
    }
  }

  private mutating func script(_ mark: Character) throws(MathError) -> MathNode {
    let offset = current.offset
    advance()
    guard let node = try optionalArgument() else { throw MathError(.missingScript(mark), at: offset) }
    return node
  }

  private static func primes(_ count: Int, before other: MathNode?) -> MathNode {
    let signs = ["′", "″", "‴", "⁗"]
    let primes = MathNode.symbol(
      count <= signs.count ? signs[count - 1] : String(repeating: "′", count: count), .ordinary)
    return if let other { .row([primes, other]) } else { primes }
  }

  // MARK: Atoms

  private mutating func base() throws(MathError) -> MathNode {
    guard case .character(let character) = current.kind else { return try atom() }
    if character == "^" || character == "_" || character == "'" { return .row([]) }
    if Self.isDigit(character) || (character == "." && isDigit(at: index + 1)) {
      return .number(number(), font ?? .upright)
    }
    if let font, character.isLetter { return .identifier(word(), font) }
    if character == ":", index + 1 < tokens.count, tokens[index + 1].kind == .character("=") {
      advance()
      advance()
      return .symbol(":=", .relation)
    }
    return try atom()
  }

  /// A single token with the arguments it has.
  private mutating func atom() throws(MathError) -> MathNode {
    let token = current
    switch token.kind {
    case .character("{"): return .row(try group())
    case .character(let character):
      advance()
      return try Self.node(of: character, font: font, at: token.offset)
    case .command(let name):
      advance()
      return try command(name, at: token.offset, font: font)
    case .space, .end: return .row([])
    }
  }

  private static func node(of character: Character, font: MathFont?, at offset: Int) throws(MathError) -> MathNode {
    switch character {
    case "#", "%": throw MathError(.specialCharacter(character), at: offset)
    case "~": return .space(.word)
    default: break
    }
    switch MathSymbols.characters[character] {
    case .symbol(let symbol, let role): return .symbol(symbol, role)
    case .mark(let mark): return .text(mark, .upright)
    case .upright(let letter): return .identifier(letter, letterFont(font))
    default: break
    }
    if isDigit(character) { return .number(String(character), font ?? .upright) }
    if character.isLetter { return .identifier(String(character), font ?? .italic) }
    return .text(String(character), .upright)
  }

  /// The alphabet of a sign that is upright unless it is made bold.
  static func letterFont(_ font: MathFont?) -> MathFont { font == .bold || font == .boldItalic ? .bold : .upright }

  private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

  private func isDigit(at place: Int) -> Bool {
    guard place < tokens.count, case .character(let character) = tokens[place].kind else { return false }
    return Self.isDigit(character)
  }

  private mutating func number() -> String {
    var digits = ""
    var hasPoint = false
    while case .character(let character) = current.kind {
      if character == ".", !hasPoint, isDigit(at: index + 1) {
        hasPoint = true
      } else if !Self.isDigit(character) {
        break
      }
      digits.append(character)
      advance()
    }
    return digits
  }

  private mutating func word() -> String {
    var letters = ""
    while case .character(let character) = current.kind, character.isLetter {
      letters.append(character)
      advance()
    }
    return letters
  }
}
