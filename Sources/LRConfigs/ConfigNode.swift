import LRCore

/// A value of a configuration together with where it stands, so that whoever asks for something else can be told.
struct ConfigNode: Sendable {
  let file: String
  /// The keys that lead to it, such as `scheduler.params.warmup_num_steps`; empty for the whole file.
  let path: String
  let value: ConfigValue

  init(_ value: ConfigValue, file: String, path: String = "") {
    self.file = file
    self.path = path
    self.value = value
  }

  var isNull: Bool { value.isNull }

  // MARK: going down

  /// What stands under a key; nil if nothing does, or `null`, or if this is no map.
  subscript(_ key: String) -> ConfigNode? {
    guard let node = raw(key), !node.isNull else { return nil }
    return node
  }

  /// What stands under a key, `null` too.
  func raw(_ key: String) -> ConfigNode? {
    guard case .map(let pairs) = value.content, let pair = pairs.first(where: { $0.key == key }) else { return nil }
    return child(pair)
  }

  /// The map under a key; nil if nothing or `null` stands there.
  ///
  /// - Throws: `ConfigError` if it is something else, whose keys would then be missing without a word.
  func section(_ key: String) throws(ConfigError) -> ConfigNode? {
    guard let node = self[key] else { return nil }
    _ = try node.pairs()
    return node
  }

  var isMap: Bool {
    if case .map = value.content { true } else { false }
  }

  /// The pairs of a map, in the order of the file.
  func pairs() throws(ConfigError) -> [(key: String, node: ConfigNode)] {
    guard case .map(let pairs) = value.content else {
      throw wrong(Localized("a map of names to values", zh: "名称到值的映射"))
    }
    return pairs.map { ($0.key, child($0)) }
  }

  var items: [ConfigNode]? {
    guard case .list(let items) = value.content else { return nil }
    return items.enumerated().map { ConfigNode($1, file: file, path: "\(path)[\($0)]") }
  }

  private func child(_ pair: ConfigValue.Pair) -> ConfigNode {
    let key = printable(pair.key)
    return ConfigNode(pair.value, file: file, path: path.isEmpty ? key : shortened(path) + "." + key)
  }

  /// The end of a path that is too long for a message.
  private func shortened(_ path: String) -> String {
    path.count <= 120 ? path : "…" + path.suffix(80)
  }

  // MARK: values

  /// A finite number; nil if it is written as something else.
  var optionalNumber: Double? {
    guard case .scalar(let text, quoted: false) = value.content else { return nil }
    return PlainNumber(text)?.value
  }

  func number() throws(ConfigError) -> Double {
    if let number = optionalNumber { return number }
    throw notANumber(Localized("a number", zh: "数"))
  }

  /// A whole number of at most 15 digits; `1e5` is one.
  func integer() throws(ConfigError) -> Int {
    guard let number = optionalNumber, number == number.rounded(), abs(number) <= 1e15 else {
      throw notANumber(Localized("a whole number", zh: "整数"))
    }
    return Int(clamping: number)
  }

  /// A whole number within a range.
  func integer(from least: Int) throws(ConfigError) -> Int {
    let integer = try integer()
    guard integer >= least else {
      throw fail(
        Localized("must be \(least) or more, not \(integer)", zh: "不能小于 \(least)，而这里是 \(integer)"))
    }
    return integer
  }

  var optionalFlag: Bool? {
    guard case .scalar(let text, quoted: false) = value.content else { return nil }
    switch text {
    case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": return true
    case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": return false
    default: return nil
    }
  }

  func flag() throws(ConfigError) -> Bool {
    guard let flag = optionalFlag else { throw wrong(Localized("true or false", zh: "true 或 false")) }
    return flag
  }

  /// A text without control characters.
  func text() throws(ConfigError) -> String {
    guard case .scalar(let text, _) = value.content else { throw wrong(Localized("a text", zh: "文本")) }
    guard printableEntirely(text) else {
      throw fail(Localized("holds a control character", zh: "含有控制字符"))
    }
    return text
  }

  /// A name as programs have them: letters, digits, `_` and `.`.
  func name() throws(ConfigError) -> String {
    let text = try text()
    guard isName(text) else { throw wrong(Localized("a name such as CosineDecay", zh: "名称（如 CosineDecay）")) }
    return text
  }

  // MARK: errors

  /// An error about this value: file, line, key, and what is the matter.
  func fail(_ message: Localized) -> ConfigError {
    let place = path.isEmpty ? Localized("") : Localized("\(path) ", zh: "\(path) ")
    return ConfigError(file, line: value.line, place + message)
  }

  /// An error about a key that should stand here.
  func missing(_ key: String, _ meaning: Localized) -> ConfigError {
    let whole = path.isEmpty ? key : path + "." + key
    return ConfigError(
      file, line: path.isEmpty ? nil : value.line,
      Localized("\(whole) is missing: ", zh: "缺少 \(whole)：") + meaning)
  }

  func wrong(_ expected: Localized) -> ConfigError {
    fail(Localized("is not ", zh: "应为") + expected + Localized(" but \(shown)", zh: "，而不是 \(shown)"))
  }

  private func notANumber(_ expected: Localized) -> ConfigError {
    if case .scalar(let text, quoted: false) = value.content, PlainNumber.namesNonFinite(text) {
      return fail(Localized("must be finite, not \(printable(text))", zh: "必须是有限的数，而不是 \(printable(text))"))
    }
    return wrong(expected)
  }

  /// The value for a message.
  private var shown: String {
    switch value.content {
    case .scalar(let text, quoted: true): "\"\(printable(text))\""
    case .scalar(_, quoted: false) where isNull: "null"
    case .scalar(let text, quoted: false): printable(text)
    case .list: "[…]"
    case .map: "{…}"
    }
  }
}

/// A number as JSON and YAML write it: digits with an optional point and exponent, `1_000` too.
///
/// Without the doubts of old YAML: `010` (eight there, ten elsewhere), `0x10` and `1:30` are no numbers here.
struct PlainNumber {
  let value: Double

  init?(_ text: String) {
    var digits = Array(text.utf8)
    if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    guard let first = digits.first, digits.count <= 400 else { return nil }
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    guard isDigit(first) || first == UInt8(ascii: ".") else { return nil }
    guard digits.allSatisfy({ isDigit($0) || ".eE+-_".utf8.contains($0) }), digits.contains(where: isDigit) else {
      return nil
    }
    if first == UInt8(ascii: "0"), digits.count > 1, isDigit(digits[1]) { return nil }
    var plain = text
    if digits.contains(UInt8(ascii: "_")) {
      for (index, byte) in digits.enumerated() where byte == UInt8(ascii: "_") {
        guard index + 1 < digits.count, isDigit(digits[index - 1]), isDigit(digits[index + 1]) else { return nil }
      }
      plain.removeAll { $0 == "_" }
    }
    guard let value = Double(plain), value.isFinite else { return nil }
    self.value = value
  }

  /// Whether a text means a number that no rate can be.
  static func namesNonFinite(_ text: String) -> Bool {
    var word = text.lowercased()
    if word.hasPrefix("-") || word.hasPrefix("+") { word.removeFirst() }
    if word.hasPrefix(".") { word.removeFirst() }
    return ["nan", "inf", "infinity"].contains(word) || Double(text)?.isInfinite == true
  }
}

func isName(_ text: String) -> Bool {
  guard let first = text.first, first.isASCII, first.isLetter || first == "_", text.utf8.count <= 100 else {
    return false
  }
  return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
}

private func printableEntirely(_ text: String) -> Bool {
  text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value) }
}
