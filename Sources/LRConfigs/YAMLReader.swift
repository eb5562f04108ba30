import CYAML
import LRCore

/// Reads the one document of a YAML or JSON text into values.
///
/// JSON is read as the part of YAML that it is. Nothing is ever constructed from a tag; a map that names a key twice,
/// a second document, and whatever is beyond `ConfigLimits` are errors. libyaml does the parsing, an event at a time, so
/// that the limits hold before anything is built.
package struct YAMLReader: ~Copyable {
  /// - Parameter file: its name in messages.
  package static func read(_ text: String, file: String) throws(ConfigError) -> ConfigValue {
    guard text.utf8.count <= ConfigLimits.size else { throw tooLarge(file) }
    let breaks = text.utf8.count { $0 == UInt8(ascii: "\n") }
    var reader = YAMLReader(
      file: file, lines: max(1, text.utf8.last == UInt8(ascii: "\n") ? breaks : breaks + 1),
      source: YAMLSource(joiningSurrogates(text)))
    return try reader.document()
  }

  static func tooLarge(_ file: String) -> ConfigError {
    ConfigError(
      file,
      Localized(
        "it is larger than \(ConfigLimits.size >> 10) KiB, which no training configuration is",
        zh: "文件超过 \(ConfigLimits.size >> 10) KiB，训练配置不会这么大"))
  }

  private let file: String
  /// libyaml puts what is missing at the end beyond the last line.
  private let lines: Int
  private let source: YAMLSource
  private var count = 0
  private var depth = 0
  private var anchors: [String: Anchored] = [:]

  private struct Anchored {
    var value: ConfigValue
    var count: Int
    var levels: Int
  }

  private init(file: String, lines: Int, source: consuming YAMLSource) {
    self.file = file
    self.lines = lines
    self.source = source
  }

  // MARK: grammar

  private mutating func document() throws(ConfigError) -> ConfigValue {
    _ = try next()
    guard case .documentStart = try next().kind else {
      throw ConfigError(file, Localized("the file is empty", zh: "文件为空"))
    }
    var levels = 0
    let value = try self.value(try next(), &levels)
    _ = try next()
    let end = try next()
    guard case .streamEnd = end.kind else {
      throw ConfigError(
        file, line: end.line, Localized("a second document begins here; one was expected", zh: "此处开始了第二个文档；只应有一个"))
    }
    return value
  }

  /// - Parameter levels: set to the levels of lists and maps within the value.
  private mutating func value(_ event: YAMLEvent, _ levels: inout Int) throws(ConfigError) -> ConfigValue {
    let before = count
    try add(1, at: event.line)
    let content: ConfigValue.Content
    switch event.kind {
    case .alias(let name): return try anchored(name, at: event.line, &levels)
    case .scalar(let text, let quoted):
      content = .scalar(text, quoted: try isText(event, quoted))
    case .listStart: content = .list(try items(of: event, &levels))
    case .mapStart: content = .map(try pairs(of: event, &levels))
    case .end, .documentStart, .streamEnd, .other:
      throw ConfigError(file, line: event.line, Localized("a value was expected here", zh: "此处应有一个值"))
    }
    let value = ConfigValue(content: content, line: event.line)
    if let name = event.anchor {
      anchors[name] = Anchored(value: value, count: count - before, levels: levels)
    }
    return value
  }

  private mutating func items(of start: YAMLEvent, _ levels: inout Int) throws(ConfigError) -> [ConfigValue] {
    try check(start, tags: ["seq", "python/tuple"])
    try enter(at: start.line)
    var items: [ConfigValue] = []
    var below = 0
    while true {
      let event = try next()
      if case .end = event.kind { break }
      var deep = 0
      items.append(try value(event, &deep))
      below = max(below, deep)
    }
    depth -= 1
    levels = below + 1
    return items
  }

  private mutating func pairs(of start: YAMLEvent, _ levels: inout Int) throws(ConfigError) -> [ConfigValue.Pair] {
    try check(start, tags: ["map"])
    try enter(at: start.line)
    var pairs: [ConfigValue.Pair] = []
    var lines: [ExactKey: Int] = [:]
    var merged: [ConfigValue] = []
    var below = 0
    while true {
      let event = try next()
      if case .end = event.kind { break }
      guard case .scalar(let key, let quoted) = event.kind else {
        throw ConfigError(
          file, line: event.line, Localized("a key is a word, not a list or an alias", zh: "键应为一个词，而不是列表或别名"))
      }
      try add(1, at: event.line)
      _ = try isText(event, quoted)
      var deep = 0
      let value = try value(try next(), &deep)
      below = max(below, deep)
      if key == "<<", !quoted {
        merged.append(value)
        continue
      }
      if let first = lines.updateValue(event.line, forKey: ExactKey(key)) {
        throw ConfigError(
          file, line: event.line,
          Localized(
            "'\(printable(key))' is given twice, first in line \(first)", zh: "“\(printable(key))”给了两次，第一次在第 \(first) 行"
          ))
      }
      pairs.append(ConfigValue.Pair(key: key, value: value, line: event.line))
    }
    for value in merged { try merge(value, into: &pairs, &lines) }
    depth -= 1
    levels = below + 1
    return pairs
  }

  /// `<<: *defaults`: the keys of another map, or of a list of maps, where this one has none of its own.
  private func merge(
    _ value: ConfigValue, into pairs: inout [ConfigValue.Pair], _ lines: inout [ExactKey: Int]
  ) throws(ConfigError) {
    switch value.content {
    case .map(let others):
      for other in others where lines[ExactKey(other.key)] == nil {
        lines[ExactKey(other.key)] = other.value.line
        pairs.append(ConfigValue.Pair(key: other.key, value: other.value, isMerged: true, line: other.line))
      }
    case .list(let maps):
      for map in maps {
        guard case .map = map.content else { throw notMergeable(map.line) }
        try merge(map, into: &pairs, &lines)
      }
    case .scalar: throw notMergeable(value.line)
    }
  }

  private func notMergeable(_ line: Int) -> ConfigError {
    ConfigError(file, line: line, Localized("'<<' takes a map or a list of maps", zh: "“<<”之后应为映射或映射的列表"))
  }

  private mutating func anchored(_ name: String, at line: Int, _ levels: inout Int) throws(ConfigError) -> ConfigValue {
    guard let anchored = anchors[name] else {
      throw ConfigError(
        file, line: line,
        Localized("the alias *\(printable(name)) has no anchor before it", zh: "别名 *\(printable(name)) 之前没有对应的锚点"))
    }
    try add(anchored.count - 1, at: line)
    guard depth + anchored.levels <= ConfigLimits.depth else { throw tooDeep(line) }
    levels = anchored.levels
    return anchored.value
  }

  // MARK: limits and tags

  private mutating func add(_ values: Int, at line: Int) throws(ConfigError) {
    count += values
    guard count <= ConfigLimits.values else {
      throw ConfigError(
        file, line: line,
        Localized(
          "more than \(ConfigLimits.values) values up to here, each alias counted with what it stands for",
          zh: "到此已超过 \(ConfigLimits.values) 个值（别名按其展开后的内容计）"))
    }
  }

  private mutating func enter(at line: Int) throws(ConfigError) {
    depth += 1
    guard depth <= ConfigLimits.depth else { throw tooDeep(line) }
  }

  private func tooDeep(_ line: Int) -> ConfigError {
    ConfigError(
      file, line: line,
      Localized("nested more than \(ConfigLimits.depth) levels deep", zh: "嵌套超过 \(ConfigLimits.depth) 层"))
  }

  /// Whether a scalar is a text whatever it looks like: in quotation marks, or tagged so.
  private func isText(_ event: YAMLEvent, _ quoted: Bool) throws(ConfigError) -> Bool {
    try check(event, tags: ["str", "int", "float", "bool", "null"])
    guard let tag = event.tag, tag != "!" else { return quoted }
    return tag == YAMLEvent.standardTag + "str"
  }

  /// Tags ask a reader to construct things: only those are let through that say what is there anyway.
  private func check(_ event: YAMLEvent, tags: [String]) throws(ConfigError) {
    guard let tag = event.tag, tag != "!", !tags.contains(where: { YAMLEvent.standardTag + $0 == tag }) else { return }
    let shown =
      tag.hasPrefix(YAMLEvent.standardTag) ? "!!" + tag.dropFirst(YAMLEvent.standardTag.count) : tag
    throw ConfigError(
      file, line: event.line,
      Localized(
        "the tag \(printable(shown)) is refused: it asks for an object to be made, and lrplot runs no code of a file",
        zh: "拒绝标签 \(printable(shown))：它要求构造对象，而 lrplot 不执行文件中的代码"))
  }

  private mutating func next() throws(ConfigError) -> YAMLEvent {
    do throws(YAMLProblem) {
      return try source.next()
    } catch {
      throw ConfigError(
        file, line: min(error.line, lines),
        Localized(
          "this is not valid JSON or YAML: \(printable(error.words))", zh: "不是有效的 JSON 或 YAML：\(printable(error.words))"
        ))
    }
  }
}

/// A key by its bytes: JSON and YAML tell a composed from a decomposed letter, where Swift's texts don't.
private struct ExactKey: Hashable {
  private let bytes: [UInt8]

  init(_ text: String) {
    bytes = Array(text.utf8)
  }
}

/// JSON writes a character beyond U+FFFF as two `\u` escapes (a surrogate pair), YAML as one `\U`: the same text with
/// the pairs joined. Lone halves stay, and are an error of the parser's.
private func joiningSurrogates(_ text: String) -> [UInt8] {
  let bytes = Array(text.utf8)
  func unit(at index: Int) -> UInt32? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    return UInt32(String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16)
  }
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count)
  var index = 0
  while index < bytes.count {
    if bytes[index] == UInt8(ascii: "\\") {
      if let high = unit(at: index), (0xD800..<0xDC00).contains(high),
        let low = unit(at: index + 6), (0xDC00..<0xE000).contains(low)
      {
        let digits = String(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), radix: 16)
        result += Array(("\\U" + String(repeating: "0", count: 8 - digits.count) + digits).utf8)
        index += 12
        continue
      }
      // An escaped backslash begins no escape of its own.
      result.append(bytes[index])
      index += 1
      if index == bytes.count { break }
    }
    result.append(bytes[index])
    index += 1
  }
  return result
}
