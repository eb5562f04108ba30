import LRCore

/// A spec under construction: a name and its arguments, each value written as the spec language has it.
struct SpecText: Sendable {
  var name: String
  private var arguments: [(key: String, value: String)] = []

  init(_ name: String) {
    self.name = name
  }

  var text: String {
    guard !arguments.isEmpty else { return name }
    return name + ":" + arguments.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }

  /// In brackets, as the value of another spec's argument.
  var nested: String { "(\(text))" }

  mutating func add(_ key: String, _ number: Double) { add(key, raw: shortest(number)) }
  mutating func add(_ key: String, _ integer: Int) { add(key, raw: "\(integer)") }
  mutating func add(_ key: String, _ flag: Bool) { add(key, raw: "\(flag)") }

  /// Adds a value that is spelt as specs spell it already.
  mutating func add(_ key: String, raw value: String) { arguments.append((key, value)) }

  /// Adds what a configuration has under a key.
  mutating func add(_ key: String, _ node: ConfigNode) throws(ConfigError) {
    guard isName(key), !key.contains(".") else {
      throw node.fail(
        Localized("can't be the name of a parameter: letters, digits and _ only", zh: "不能用作参数名：只能含字母、数字与 _"))
    }
    add(key, raw: try Self.value(node))
  }

  /// Adds every pair of a map, but for the keys left out.
  mutating func add(allOf map: ConfigNode, but left: Set<String> = []) throws(ConfigError) {
    for (key, node) in try map.pairs() where !left.contains(key) { try add(key, node) }
  }

  /// A value of a configuration in the spec language.
  static func value(_ node: ConfigNode) throws(ConfigError) -> String {
    switch node.value.content {
    case .list:
      var items: [String] = []
      for item in node.items ?? [] { items.append(try value(item)) }
      return "[" + items.joined(separator: ",") + "]"
    case .map:
      var pairs: [String] = []
      for (key, item) in try node.pairs() { pairs.append(try Self.key(key, of: item) + ":" + value(item)) }
      return "{" + pairs.joined(separator: ",") + "}"
    case .scalar(let text, let quoted):
      if node.isNull { return "none" }
      if let number = node.optionalNumber { return shortest(number) }
      if let flag = node.optionalFlag { return "\(flag)" }
      if !quoted, PlainNumber.namesNonFinite(text) { _ = try node.number() }
      return word(try node.text())
    }
  }

  private static func key(_ key: String, of node: ConfigNode) throws(ConfigError) -> String {
    if let number = PlainNumber(key) { return shortest(number.value) }
    guard isName(key) else {
      throw node.fail(Localized("is a key with more than letters, digits and _", zh: "作为键含有字母、数字与 _ 以外的字符"))
    }
    return key
  }

  /// A text as a bare word where nothing else could be read from it, else in quotation marks.
  static func word(_ text: String) -> String {
    let taken: Set<String> = ["none", "None", "null", "true", "True", "false", "False", "yes", "no"]
    if isName(text), !text.contains("."), !taken.contains(text), !PlainNumber.namesNonFinite(text) { return text }
    var quoted = "\""
    for character in text {
      if character == "\"" || character == "\\" { quoted.append("\\") }
      quoted.append(character)
    }
    return quoted + "\""
  }
}
