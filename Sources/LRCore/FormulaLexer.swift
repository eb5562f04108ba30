/// Cuts a formula into numbers, names and signs.
struct FormulaLexer {
  enum Token: Sendable, Hashable {
    case number(Double)
    case name(String)
    case sign(String)
    case end
  }

  private(set) var token = Token.end
  /// Where the token stands in the source.
  private(set) var range: Range<Int>
  private let characters: [Character]
  private var position = 0
  private let offset: Int
  private let source: String

  init(_ text: String, offset: Int, source: String) {
    characters = Array(text)
    self.offset = offset
    self.source = source
    range = offset..<offset
  }

  func checkLength() throws(SpecError) {
    guard characters.count <= Formula.maximumLength else {
      throw fail(
        Localized(
          "a formula has at most \(Formula.maximumLength) characters, this one has \(characters.count)",
          zh: "公式最多 \(Formula.maximumLength) 个字符，这里有 \(characters.count) 个"), at: offset..<(offset + 1))
    }
  }

  /// Reads the next token.
  mutating func advance() throws(SpecError) {
    while let next = peek(), next.isWhitespace { position += 1 }
    let start = position
    guard let first = peek() else {
      token = .end
      range = (offset + start)..<(offset + start)
      return
    }
    if first.isDigit || (first == "." && peek(1)?.isDigit == true) {
      token = .number(try number())
    } else if first.isLetter || first == "_" {
      token = .name(name())
    } else {
      token = .sign(try sign(first))
    }
    range = (offset + start)..<(offset + position)
  }

  /// An error at the current token, or elsewhere.
  func fail(_ message: Localized, at range: Range<Int>? = nil) -> SpecError {
    SpecError(message, in: source, at: range ?? self.range)
  }

  private func peek(_ ahead: Int = 0) -> Character? {
    position + ahead < characters.count ? characters[position + ahead] : nil
  }

  /// A name; of one with Python's modules before it, such as `math.cos` or `np.power`, what lrplot calls it.
  private mutating func name() -> String {
    var start = position
    var isOfModule = false
    while true {
      while let next = peek(), next.isLetter || next.isDigit || next == "_" { position += 1 }
      let name = String(characters[start..<position])
      guard Self.modules.contains(name), peek() == ".", let next = peek(1), next.isLetter || next == "_" else {
        return isOfModule ? Self.functions[name] ?? name : name
      }
      isOfModule = true
      position += 1
      start = position
    }
  }

  private static let modules: Set<String> = [
    "math", "np", "numpy", "jnp", "jax", "torch", "tf", "keras", "ops", "paddle",
  ]

  private static let functions = [
    "power": "pow", "minimum": "min", "maximum": "max", "fabs": "abs", "absolute": "abs", "rint": "round",
  ]

  private mutating func number() throws(SpecError) -> Double {
    let start = position
    while let next = peek(), next.isDigit || next == "." { position += 1 }
    if let exponent = peek(), exponent == "e" || exponent == "E" {
      let signed = peek(1) == "+" || peek(1) == "-"
      if peek(signed ? 2 : 1)?.isDigit == true {
        position += signed ? 2 : 1
        while let next = peek(), next.isDigit { position += 1 }
      }
    }
    let text = String(characters[start..<position])
    let range = (offset + start)..<(offset + position)
    guard let number = Double(text) else {
      throw fail(Localized("'\(text)' is not a number", zh: "“\(text)”不是数"), at: range)
    }
    guard number.isFinite else {
      throw fail(Localized("\(text) is too large: numbers are finite", zh: "\(text) 太大：数必须有限"), at: range)
    }
    return number
  }

  private mutating func sign(_ first: Character) throws(SpecError) -> String {
    let here = (offset + position)..<(offset + position + 1)
    let pair = String([first] + (peek(1).map { [$0] } ?? []))
    if ["**", "//", "<=", ">=", "==", "!="].contains(pair) {
      position += 2
      return pair
    }
    if "+-*/%^<>(),:".contains(first) {
      position += 1
      return String(first)
    }
    let instead: [Character: String] = [
      "=": "==", "&": "and", "|": "or", "!": "not", "[": "(", "]": ")", "（": "(", "）": ")", "，": ",", "×": "*",
      "·": "*", "÷": "/", "−": "-", "–": "-", "＋": "+", "＝": "==", "＊": "*", "²": "^2", "³": "^3",
    ]
    let hint = instead[first]
    throw fail(
      Localized(
        "unexpected '\(first)' in the formula" + (hint.map { "; did you mean '\($0)'?" } ?? ""),
        zh: "公式中有意外的“\(first)”" + (hint.map { "；是否想写“\($0)”？" } ?? "")), at: here)
  }
}

extension Character {
  /// An ASCII digit.
  fileprivate var isDigit: Bool { isASCII && self >= "0" && self <= "9" }
}
