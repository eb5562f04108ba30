import LRConfigs
import LRCore

/// A value of a report file, with its place and the key that leads to it.
struct ReportValue {
  /// A map whose keys are known.
  struct Fields {
    var place: ReportSource.Place
    var keys: [String]
    var places: [ReportSource.Place]
    var values: [ReportValue]

    /// nil where the key is missing.
    func value(_ key: String) throws(ReportError) -> ReportValue? {
      guard let index = keys.firstIndex(of: key) else { return nil }
      let value = values[index]
      guard !value.value.isNull else { throw value.error(Localized("is empty", zh: "为空")) }
      return value
    }

    func error(_ message: Localized) -> ReportError { ReportError(place, message) }
  }

  let value: ConfigValue
  let file: String
  /// Empty for the whole file.
  let key: String

  init(_ value: ConfigValue, file: String, key: String) {
    self.value = value
    self.file = file
    self.key = key
  }

  var place: ReportSource.Place { ReportSource.Place(file, value.line) }

  var isMap: Bool {
    if case .map = value.content { return true }
    return false
  }

  var isList: Bool {
    if case .list = value.content { return true }
    return false
  }

  func error(_ message: Localized) -> ReportError {
    ReportError(place, (key.isEmpty ? Localized("") : Localized("\(key): ", zh: "\(key)：")) + message)
  }

  func fields() throws(ReportError) -> Fields {
    guard case .map(let pairs) = value.content else {
      throw error(Localized("must be a map of keys and values", zh: "应为键值映射"))
    }
    return Fields(
      place: place, keys: pairs.map(\.key), places: pairs.map { ReportSource.Place(file, $0.line) },
      values: pairs.map { ReportValue($0.value, file: file, key: visible($0.key)) })
  }

  func list() throws(ReportError) -> [ReportValue] {
    guard case .list(let items) = value.content else {
      throw error(Localized("must be a list, each item after a '-'", zh: "应为列表，每项以“-”开头"))
    }
    return items.map { ReportValue($0, file: file, key: key) }
  }

  func listOrOne() throws(ReportError) -> [ReportValue] { isList ? try list() : [self] }

  func plainText() throws(ReportError) -> String {
    guard case .scalar(let text, _) = value.content else { throw error(Localized("must be a text", zh: "应为文本")) }
    for scalar in text.unicodeScalars
    where scalar.properties.generalCategory == .control && !["\n", "\t", "\r"].contains(scalar) {
      throw error(Localized("holds a control character", zh: "含有控制字符"))
    }
    return text
  }

  func flag() throws(ReportError) -> Bool {
    switch try plainText() {
    case "true", "yes": return true
    case "false", "no": return false
    default: throw error(Localized("is true or false", zh: "应为 true 或 false"))
    }
  }

  func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) throws(ReportError) -> Choice
  where Choice.RawValue == String {
    let text = try plainText()
    if let choice = Choice(rawValue: text) { return choice }
    let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw error(Localized("is one of \(all), not '\(visible(text))'", zh: "应为 \(all) 之一，而不是“\(visible(text))”"))
  }

  /// A name for links: a letter, then letters, digits, `-`, `_` and `.`.
  func id() throws(ReportError) -> String {
    let text = try plainText()
    let isID =
      text.first.map { $0.isASCII && $0.isLetter } ?? false
      && text.utf8.count <= 80 && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    guard isID, !text.hasPrefix("lrplot-") else {
      throw error(
        Localized(
          "'\(visible(text))' can't be an id: a letter, then letters, digits, - _ .",
          zh: "“\(visible(text))”不能作 id：应以字母开头，后接字母、数字、- _ ."))
    }
    return text
  }

  /// How to write texts and commands that YAML reads as something else; empty for other messages.
  static func hint(for message: String) -> Localized {
    if message.contains("mapping values are not allowed") {
      return Localized(
        "; quote a text that contains ': ', as in caption: 'Rates: three'", zh: "；含“: ”的文本须加引号，例如 caption: '学习率: 三种'")
    }
    if message.contains("did not find expected key") || message.contains("unexpected content") {
      return Localized(
        "; write a command that begins with a quote on the next line, after 'train: >-'",
        zh: "；以引号开头的命令请写在“train: >-”的下一行")
    }
    return Localized("")
  }
}
