/// The one parser of the spec language.
///
///     chain  := spec {"+" spec}
///     spec   := name [":" key "=" value {"," key "=" value}]
///     value  := number | number "%" | number "ep" | word | '"' text '"' | "[" value {"," value} "]"
///             | "{" key ":" value {"," key ":" value} "}" | "(" chain ")" | "(" value {"," value} ")" | formula
///
/// Values in round brackets are a list, as in Python: `(0.9,0.99)`, `(5,)`; a single one without a comma is itself, and
/// a single word is a chain.
///
/// A path may stand unquoted under `path=` and `dir=`, up to a comma or a closing bracket.
///
/// A formula stands unquoted only under `f=`, `lr_lambda=`, `scale_fn=`, and `rate=` of the spec named `formula`; it ends
/// at a comma or a closing bracket outside its own brackets.
public struct SpecParser {
  /// Whether an unquoted value of `key` in a spec named `name` is a formula.
  ///
  /// `rate=` is one only in `formula:`, so that `exp:rate=0.96+cosine` joins two phases.
  public static func isFormula(_ key: String, in name: String) -> Bool {
    key == "f" || key == "lr_lambda" || key == "scale_fn" || (key == "rate" && name == "formula")
  }

  /// Whether an unquoted value of `key` is a path.
  public static func isPath(_ key: String) -> Bool { key == "path" || key == "dir" }

  /// The key of a first value that stands without one, which is a path: `csv:my.csv`.
  private static let pathKeys = ["csv": "path", "mnist": "dir"]

  /// How deep brackets may nest.
  public static let maximumDepth = 32
  /// How long a spec may be, in characters.
  public static let maximumLength = 100_000

  /// Parses a whole chain; anything after it is an error.
  public static func chain(_ source: String) throws(SpecError) -> Chain {
    var parser = try SpecParser(source)
    let chain = try parser.parseChain()
    try parser.expectEnd()
    return chain
  }

  /// Parses a chain and, after `@`, its schedule.
  public static func run(_ source: String) throws(SpecError) -> RunSpec {
    var parser = try SpecParser(source)
    let subject = try parser.parseChain()
    var schedule: Chain?
    if parser.take("@") {
      parser.subjectEnd = parser.position - 1
      schedule = try parser.parseChain()
    }
    try parser.expectEnd()
    return RunSpec(subject: subject, schedule: schedule)
  }

  private let source: String
  private let characters: [Character]
  private var position = 0
  private var depth = 0
  /// Where the '@' of a run stands.
  private var subjectEnd: Int?

  private init(_ source: String) throws(SpecError) {
    self.source = source
    self.characters = Array(source)
    if characters.count > Self.maximumLength {
      throw SpecError(
        Localized(
          "a spec has at most \(Self.maximumLength) characters, this one has \(characters.count)",
          zh: "规格最多 \(Self.maximumLength) 个字符，这里有 \(characters.count) 个"),
        in: source, at: 0..<1)
    }
  }

  // MARK: grammar

  private mutating func parseChain() throws(SpecError) -> Chain {
    skipSpaces()
    let start = position
    var phases = [try parseSpec()]
    while take("+") {
      phases.append(try parseSpec())
    }
    return Chain(phases: phases, source: source, range: start..<phases[phases.count - 1].range.upperBound)
  }

  private mutating func parseSpec() throws(SpecError) -> Spec {
    skipSpaces()
    let start = position
    let name = try parseName()
    var spec = Spec(name: name, nameRange: start..<position, arguments: [], range: start..<position)
    guard take(":") else { return spec }
    repeat {
      let path = spec.arguments.isEmpty ? try parsePathAlone(of: name) : nil
      let argument = if let path { path } else { try parseArgument(of: name) }
      if let twin = spec.arguments.first(where: { $0.key == argument.key }) {
        throw fail(
          Localized(
            "'\(argument.key)' is given twice (first as \(twin.value.text))",
            zh: "“\(argument.key)”给了两次（第一次是 \(twin.value.text)）"), argument.keyRange)
      }
      spec.arguments.append(argument)
    } while take(",")
    spec.range = start..<position
    return spec
  }

  private mutating func parseName() throws(SpecError) -> String {
    let start = position
    // A name may begin with digits, as 1cycle does, but not be a number.
    while let next = peek(), next.isASCIIDigit { position += 1 }
    if peek()?.isSpecLetter != true { position = start }
    while let next = peek(), next.isSpecLetter || (position > start && next.isSpecNamePart) {
      position += 1
    }
    if position == start {
      throw fail(
        Localized("a name was expected here, such as cosine or step:size=30", zh: "这里应为名称，例如 cosine 或 step:size=30"),
        here)
    }
    return String(characters[start..<position])
  }

  /// A path in the first place whose key is left out, where the spec takes one.
  private mutating func parsePathAlone(of name: String) throws(SpecError) -> Spec.Argument? {
    guard let key = Self.pathKeys[name] else { return nil }
    skipSpaces()
    let start = position
    var end = position
    while end < characters.count, characters[end].isSpecLetter || characters[end].isASCIIDigit { end += 1 }
    while end < characters.count, characters[end].isWhitespace { end += 1 }
    guard start < characters.count, end == characters.count || characters[end] != "=" else { return nil }
    let isQuoted = peek() == "\"" || peek() == "'"
    let value = isQuoted ? try parseValue() : try parsePath()
    return Spec.Argument(key: key, keyRange: start..<start, value: value)
  }

  private mutating func parseArgument(of name: String) throws(SpecError) -> Spec.Argument {
    skipSpaces()
    let start = position
    while let next = peek(), next.isSpecLetter || next.isSpecNamePart, next != "." { position += 1 }
    let key = String(characters[start..<position])
    let keyRange = start..<position
    if key.isEmpty {
      throw fail(
        Localized("a parameter was expected here, written key=value", zh: "这里应为参数，写作 key=value"), here)
    }
    guard take("=") else {
      if key.first?.isASCIIDigit == true {
        while let next = peek(), !",+@".contains(next) { position += 1 }
        let text = String(characters[start..<position])
        throw fail(
          Localized(
            "'\(text)' has no name: parameters are written key=value, as in sgd:lr=0.1 or step:size=30",
            zh: "“\(text)”没有参数名：参数写作 key=value，例如 sgd:lr=0.1 或 step:size=30"), start..<position)
      }
      throw fail(
        Localized("'\(key)' needs a value: write \(key)=...", zh: "“\(key)”缺少取值：写作 \(key)=…"),
        start..<max(position, start + 1))
    }
    skipSpaces()
    let isPlain = peek() != "\"" && peek() != "'"
    let value =
      isPlain && Self.isFormula(key, in: name)
      ? try parseFormula() : isPlain && Self.isPath(key) ? try parsePath() : try parseValue()
    return Spec.Argument(key: key, keyRange: keyRange, value: value)
  }

  private mutating func parseValue() throws(SpecError) -> Spec.Value {
    skipSpaces()
    let start = position
    switch peek() {
    case "\"", "'":
      let text = try parseQuoted()
      return value(.text(text, offset: start + 1), from: start)
    case "[":
      try enter()
      let values = try parseItems(until: "]", opened: start) { parser throws(SpecError) in try parser.parseValue() }
      return value(.list(values), from: start)
    case "{":
      try enter()
      let pairs = try parseItems(until: "}", opened: start) { parser throws(SpecError) in try parser.parsePair() }
      return value(.map(pairs), from: start)
    case "(":
      try enter()
      if opensTuple { return try parseTuple(opened: start) }
      let chain = try parseChain()
      skipSpaces()
      guard take(")") else { throw unclosed("(", at: start, expecting: ")") }
      depth -= 1
      return value(.chain(chain), from: start)
    default:
      return try parsePlain()
    }
  }

  /// Whether the bracket that was just opened holds values and no chain.
  private var opensTuple: Bool {
    var ahead = self
    ahead.skipSpaces()
    guard let first = ahead.peek() else { return false }
    if "\"[{()".contains(first) { return true }
    do throws(SpecError) {
      guard case .word = try ahead.parsePlain().kind else { return true }
    } catch {
      return first.isASCIIDigit || first == "-" || first == "."
    }
    ahead.skipSpaces()
    return ahead.peek() == ","
  }

  private mutating func parseTuple(opened start: Int) throws(SpecError) -> Spec.Value {
    let values = try parseItems(until: ")", opened: start) { parser throws(SpecError) in try parser.parseValue() }
    let hasComma = characters[start..<position - 1].last { !$0.isWhitespace } == ","
    return value(values.count == 1 && !hasComma ? values[0].kind : .list(values), from: start)
  }

  private mutating func parsePair() throws(SpecError) -> Spec.Pair {
    let key = try parseValue()
    skipSpaces()
    guard take(":") else {
      throw fail(Localized("':' was expected between key and value", zh: "键与值之间应有“:”"), here)
    }
    return Spec.Pair(key: key, value: try parseValue())
  }

  private mutating func parseItems<Item>(
    until close: Character, opened: Int, item: (inout SpecParser) throws(SpecError) -> Item
  ) throws(SpecError) -> [Item] {
    var items: [Item] = []
    skipSpaces()
    if !take(close) {
      repeat {
        items.append(try item(&self))
        skipSpaces()
        // A comma may stand after the last one as well, as in Python.
      } while take(",") && !isNext(close)
      guard take(close) else {
        throw unclosed(characters[opened], at: opened, expecting: close)
      }
    }
    depth -= 1
    return items
  }

  /// A number, with `%` or `ep`, or a word.
  private mutating func parsePlain() throws(SpecError) -> Spec.Value {
    let start = position
    while let next = peek() {
      if next.isSpecLetter || next.isSpecNamePart {
        position += 1
      } else if next == "+", position > start, isExponentSign(at: position, from: start) {
        position += 1
      } else {
        break
      }
    }
    if position == start {
      throw fail(Localized("a value was expected here", zh: "这里应为取值"), here)
    }
    let text = String(characters[start..<position])
    if let number = try number(text, start..<position) {
      if take("%") { return value(.percent(number), from: start) }
      return value(.number(number), from: start)
    }
    if text.hasSuffix("ep"), let number = try number(String(text.dropLast(2)), start..<position) {
      return value(.epochs(number), from: start)
    }
    return value(.word(text), from: start)
  }

  /// `1e+5`: the plus belongs to the number when digits, then `e`, stand before it and a digit after.
  private func isExponentSign(at index: Int, from start: Int) -> Bool {
    guard characters[index - 1] == "e" || characters[index - 1] == "E", index - 1 > start,
      index + 1 < characters.count, characters[index + 1].isASCIIDigit
    else { return false }
    return characters[start..<(index - 1)].allSatisfy { $0.isASCIIDigit || $0 == "." || $0 == "-" }
  }

  /// The number that the whole text spells, or nil if it is no number.
  private func number(_ text: String, _ range: Range<Int>) throws(SpecError) -> Double? {
    guard let first = text.first(where: { $0 != "-" }), first.isASCIIDigit || first == ".",
      let number = Double(text), !text.contains("x"), !text.contains("X")
    else { return nil }
    guard number.isFinite else {
      throw fail(
        Localized("\(text) is too large: numbers are finite", zh: "\(text) 太大：数必须有限"), range)
    }
    return number
  }

  private mutating func parseQuoted() throws(SpecError) -> String {
    let start = position
    let quote = characters[start]
    position += 1
    var text = ""
    while let next = peek() {
      position += 1
      if next == quote { return text }
      if next == "\\", let escaped = peek(), escaped == quote || escaped == "\\" {
        position += 1
        text.append(escaped)
      } else {
        text.append(next)
      }
    }
    throw unclosed(quote, at: start, expecting: quote)
  }

  private mutating func parseFormula() throws(SpecError) -> Spec.Value {
    let start = position
    var open: [Int] = []
    scan: while let next = peek() {
      switch next {
      case "(", "[":
        open.append(position)
        if open.count > Self.maximumDepth { throw tooDeep() }
      case ")", "]":
        if open.popLast() == nil { break scan }
      case ",", "@", "}":
        if open.isEmpty { break scan }
      default: break
      }
      position += 1
    }
    if let bracket = open.last {
      throw unclosed(characters[bracket], at: bracket, expecting: characters[bracket] == "(" ? ")" : "]")
    }
    if position == start {
      throw fail(Localized("a formula was expected here", zh: "这里应为公式"), here)
    }
    return value(.text(String(characters[start..<position]), offset: start), from: start)
  }

  private mutating func parsePath() throws(SpecError) -> Spec.Value {
    let start = position
    while let next = peek(), !",)]}".contains(next) { position += 1 }
    while position > start, characters[position - 1].isWhitespace { position -= 1 }
    if position == start { throw fail(Localized("expected a path here", zh: "这里应为路径"), here) }
    return value(.text(String(characters[start..<position]), offset: start), from: start)
  }

  // MARK: characters

  private func peek() -> Character? {
    position < characters.count ? characters[position] : nil
  }

  private mutating func take(_ character: Character) -> Bool {
    let start = position
    skipSpaces()
    guard peek() == character else {
      position = start
      return false
    }
    position += 1
    return true
  }

  /// Whether a character comes next, after spaces.
  private mutating func isNext(_ character: Character) -> Bool {
    skipSpaces()
    return peek() == character
  }

  private mutating func skipSpaces() {
    while let next = peek(), next.isWhitespace { position += 1 }
  }

  private mutating func enter() throws(SpecError) {
    depth += 1
    if depth > Self.maximumDepth { throw tooDeep() }
    position += 1
  }

  private var here: Range<Int> { position..<min(position + 1, max(position, characters.count)) }

  private func value(_ kind: Spec.Kind, from start: Int) -> Spec.Value {
    Spec.Value(kind: kind, range: start..<position, text: String(characters[start..<position]))
  }

  private func fail(_ message: Localized, _ range: Range<Int>) -> SpecError {
    SpecError(message, in: source, at: range)
  }

  private func tooDeep() -> SpecError {
    fail(
      Localized(
        "brackets may be nested \(Self.maximumDepth) deep at most", zh: "括号最多嵌套 \(Self.maximumDepth) 层"), here)
  }

  private func unclosed(_ open: Character, at start: Int, expecting close: Character) -> SpecError {
    if let next = peek() {
      return fail(
        Localized(
          "'\(close)' was expected here, not '\(next)'", zh: "这里应为“\(close)”，而不是“\(next)”"), here)
    }
    return fail(
      Localized("'\(open)' is never closed: '\(close)' is missing", zh: "“\(open)”没有闭合：缺少“\(close)”"),
      start..<(start + 1))
  }

  /// The error for `,key=value` after the name of a run's schedule: it may be the optimizer's or the schedule's.
  private var misplacedParameter: SpecError? {
    guard let subjectEnd else { return nil }
    let rest = String(characters[(position + 1)...]).filter { !$0.isWhitespace }
    let key = String(rest.prefix { $0 != "=" })
    guard let first = key.first, first.isSpecLetter, key.count < rest.count, rest.count <= 60,
      key.allSatisfy({ $0.isSpecLetter || $0.isASCIIDigit })
    else { return nil }
    let subject = String(characters[..<subjectEnd])
    let schedule = String(characters[(subjectEnd + 1)..<position])
    guard subject.count + schedule.count <= 120 else { return nil }
    let own = subject + (subject.contains(":") ? "," : ":") + rest + "@" + schedule
    if key == "label" || key == "groups" {
      return fail(
        Localized("\(key)= stands with the optimizer, before '@': \(own)", zh: "\(key)= 属于优化器，写在“@”之前：\(own)"),
        position..<characters.count)
    }
    return fail(
      Localized(
        "unexpected ',': parameters of the optimizer stand before '@' (\(own)), those of the schedule after ':' (\(subject)@\(schedule):\(rest))",
        zh: "多余的“,”：优化器的参数写在“@”之前（\(own)），调度的参数写在“:”之后（\(subject)@\(schedule):\(rest)）"),
      position..<characters.count)
  }

  private mutating func expectEnd() throws(SpecError) {
    skipSpaces()
    guard let next = peek() else { return }
    let wide: [Character: Character] = ["：": ":", "，": ",", "＝": "=", "＋": "+", "（": "(", "）": ")", "％": "%"]
    if let narrow = wide[next] {
      throw fail(
        Localized("unexpected '\(next)': did you mean '\(narrow)'?", zh: "多余的“\(next)”：是否想写半角的“\(narrow)”？"), here)
    }
    if next == ",", let error = misplacedParameter { throw error }
    if next == "(" {
      throw fail(
        Localized(
          "unexpected '(': parameters follow a colon, without brackets and each by its name, as in step:size=30",
          zh: "多余的“(”：参数写在冒号之后，不加括号，逐个写明名称，例如 step:size=30"), position..<characters.count)
    }
    if position > 0, characters[position - 1] == " ", next.isLetter, characters[..<position].contains("=") {
      throw fail(
        Localized(
          "unexpected '\(next)': a text with blanks stands in quotation marks, as in label=\"my name\"",
          zh: "多余的“\(next)”：带空格的文字须加引号，例如 label=\"my name\""),
        position..<characters.count)
    }
    let written = String(characters[..<position])
    if next == ",", subjectEnd == nil, !written.contains(where: { ":+@".contains($0) }), written.count <= 60 {
      let rest = String(characters[(position + 1)...].prefix(60))
      throw fail(
        Localized(
          "unexpected ',': parameters begin with ':', as in \(written):\(rest)",
          zh: "多余的“,”：参数以“:”开始，例如 \(written):\(rest)"),
        position..<characters.count)
    }
    throw fail(
      Localized(
        "unexpected '\(next)': the spec should end here, go on with ',' (a parameter) or '+' (a phase)",
        zh: "多余的“\(next)”：规格应在此结束，或以“,”（参数）或“+”（阶段）继续"),
      position..<characters.count)
  }
}

extension Character {
  fileprivate var isSpecLetter: Bool { isLetter || self == "_" }
  fileprivate var isSpecNamePart: Bool { isASCIIDigit || self == "." || self == "-" }
  fileprivate var isASCIIDigit: Bool { self >= "0" && self <= "9" && isASCII }
}
