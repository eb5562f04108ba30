import LRConfigs
import LRCore

/// Reads report files: YAML, with the files that they include.
package struct ReportReader {
  /// The bytes of a file by its path, relative to the working directory.
  package typealias Read = (String) throws(ReportError) -> String

  /// Verbs whose command draws a figure.
  package static let verbs = ["compare", "trajectory", "train", "find-lr", "landscape"]
  /// The keys of each map; `docs/report.schema.json` has the same.
  package static let keys: [String: [String]] = [
    "report": ["title", "subtitle", "authors", "lang", "theme", "options", "sections"],
    "options": verbs + ["code"],
    "section": ["title", "id", "text", "figures", "listings", "tables", "sections", "include", "gallery"],
    "figure": verbs + ["caption", "alt", "width", "data", "lang", "theme", "id"],
    "listing": ["code", "caption", "id"],
    "table": ["from", "columns", "steps", "caption", "id"],
  ]

  /// Levels of sections.
  static let deepest = 4
  static let mostFigures = 2000

  /// The sections of a gallery by its name, in a language; nil for an unknown one.
  package typealias Gallery = (String, Language, ReportSource.Place) -> [ReportSource.Section]?

  private let language: Language?
  private let read: Read
  private let gallery: Gallery
  private let input: String?
  private var chosen = Language.english
  private var files: [String] = []
  /// Files that include one another, outermost first.
  private var open: [String] = []
  private var figures = 0
  /// Words that every command of a verb begins with.
  private var options: [String: [String]] = [:]

  /// - Parameters:
  ///   - language: in place of the one that the report names.
  ///   - read: throws where a file can't be read.
  ///   - gallery: makes cards of a catalogue.
  ///   - input: what commands read where they say `-`.
  package init(
    language: Language?, read: @escaping Read, gallery: @escaping Gallery = { _, _, _ in nil }, input: String? = nil
  ) {
    self.language = language
    self.read = read
    self.gallery = gallery
    self.input = input
  }

  /// The report of a file.
  package mutating func report(_ file: String) throws(ReportError) -> ReportSource {
    try report(try read(file), file: file)
  }

  /// - Parameter file: its name in messages; what it includes is looked for beside it.
  package mutating func report(_ text: String, file: String) throws(ReportError) -> ReportSource {
    files = [file]
    open = [file]
    figures = 0
    let top = try map(
      try document(text, file), Self.keys["report"] ?? [], of: Localized("a report", zh: "报告"))
    if let own = try top.value("lang").map({ (value) throws(ReportError) in try value.choice(Language.self) }) {
      chosen = own
    }
    if let language { chosen = language }
    guard let title = try top.value("title") else {
      throw top.error(Localized("title is missing: the name of the report", zh: "缺少 title：报告的标题"))
    }
    var report = ReportSource(title: try line(title), language: chosen, at: top.place)
    report.subtitle = try top.value("subtitle").map { (value) throws(ReportError) in try line(value) }
    if let authors = try top.value("authors") {
      report.authors = try authors.listOrOne().map { (value) throws(ReportError) in try line(value) }
    }
    if let theme = try top.value("theme") { report.theme = try theme.choice(ReportSource.Theme.self) }
    options = try top.value("options").map { (value) throws(ReportError) in try sharedOptions(value) } ?? [:]
    guard let sections = try top.value("sections") else {
      throw top.error(Localized("sections are missing: a list of them", zh: "缺少 sections：各节的列表"))
    }
    report.sections = try self.sections(sections, depth: 1)
    report.files = files
    return report
  }

  private func document(_ text: String, _ file: String) throws(ReportError) -> ReportValue {
    do throws(ConfigError) {
      return ReportValue(try YAMLReader.read(text, file: file), file: file, key: "")
    } catch {
      throw ReportError(error.message + ReportValue.hint(for: error.message.english))
    }
  }

  // MARK: sections

  private mutating func sections(_ value: ReportValue, depth: Int) throws(ReportError) -> [ReportSource.Section] {
    guard depth <= Self.deepest else {
      throw value.error(
        Localized("sections go \(Self.deepest) levels deep at most", zh: "最多 \(Self.deepest) 级"))
    }
    var made: [ReportSource.Section] = []
    for item in try value.list() { made += try section(item, depth: depth) }
    return made
  }

  private mutating func section(_ value: ReportValue, depth: Int) throws(ReportError) -> [ReportSource.Section] {
    let fields = try map(value, Self.keys["section"] ?? [], of: Localized("a section", zh: "节"))
    if let include = try fields.value("include") {
      guard fields.keys.count == 1 else {
        throw include.error(Localized("stands alone in its section", zh: "须独占一节"))
      }
      return try included(include, depth: depth)
    }
    var section = ReportSource.Section(nil, at: value.place)
    section.title = try fields.value("title").map { (value) throws(ReportError) in try line(value) }
    section.id = try fields.value("id").map { (value) throws(ReportError) in try value.id() }
    section.text = try fields.value("text").map { (value) throws(ReportError) in try text(value) }
    for item in try fields.value("figures")?.list() ?? [] { section.figures.append(try figure(item)) }
    for item in try fields.value("listings")?.list() ?? [] { section.listings.append(try listing(item)) }
    for item in try fields.value("tables")?.list() ?? [] { section.tables.append(try table(item)) }
    if let inner = try fields.value("sections") { section.sections = try sections(inner, depth: depth + 1) }
    if let value = try fields.value("gallery") {
      switch try value.plainText() {
      case "true":
        section.isGallery = true
        for card in section.sections.indices {
          for figure in section.sections[card].figures.indices {
            section.sections[card].figures[figure].words.append(
              contentsOf: Self.cardSize(section.sections[card].figures[figure]))
          }
        }
      case "false": break
      case let name:
        guard section.sections.isEmpty, let cards = gallery(name, chosen, value.place) else {
          throw value.error(
            section.sections.isEmpty
              ? Localized(
                "is true, or a catalogue: schedules, optimizers, surfaces",
                zh: "应为 true 或目录名：schedules、optimizers、surfaces")
              : Localized(
                "a catalogue's cards take the place of sections: leave these out", zh: "目录的卡片即为各节：请去掉 sections"))
        }
        section.sections = cards
      }
    }
    return [section]
  }

  /// A card is narrower than a page: its figure is laid out for that unless its command says a size.
  private static func cardSize(_ figure: ReportSource.Figure) -> [String] {
    figure.words.contains { $0.prefix { $0 != "=" } == "--size" } ? [] : ["--size", ReportSource.cardSize]
  }

  /// The sections of another file, or its text where it is Markdown.
  private mutating func included(_ value: ReportValue, depth: Int) throws(ReportError) -> [ReportSource.Section] {
    let name = try value.plainText()
    guard !name.isEmpty else { throw value.error(Localized("names no file", zh: "没有给出文件名")) }
    let path = name.hasPrefix("/") ? name : value.place.folder + name
    guard !open.contains(path) else {
      throw value.error(Localized("\(name) includes itself", zh: "\(name) 包含了自身"))
    }
    guard open.count < 16 else { throw value.error(Localized("files include one another too deeply", zh: "包含层数过多")) }
    let text: String
    do throws(ReportError) {
      text = try read(path)
    } catch {
      throw ReportError(value.place, error.message, isMissing: error.isMissing)
    }
    if !files.contains(path) { files.append(path) }
    if path.hasSuffix(".md") || path.hasSuffix(".markdown") {
      let place = ReportSource.Place(path, 1)
      return [ReportSource.Section(nil, text: ReportSource.Text(text, place), at: place)]
    }
    open.append(path)
    defer { open.removeLast() }
    let content = try document(text, path)
    if content.isList { return try sections(content, depth: depth) }
    return try section(content, depth: depth)
  }

  // MARK: figures, listings, tables

  /// What the report says once for all commands of a verb, as its run's length.
  private func sharedOptions(_ value: ReportValue) throws(ReportError) -> [String: [String]] {
    let fields = try map(value, Self.keys["options"] ?? [], of: Localized("options", zh: "options"))
    var options: [String: [String]] = [:]
    for verb in fields.keys {
      guard let command = try fields.value(verb) else { continue }
      let words = try words(command)
      guard words.first?.hasPrefix("-") ?? true else {
        throw command.error(
          Localized("must begin with an option, such as --epochs 90", zh: "应以选项开头，例如 --epochs 90"))
      }
      try refusePlaces(in: words, command)
      options[verb] = words
    }
    return options
  }

  /// Refuses what the report itself says.
  private func refusePlaces(in words: [String], _ command: ReportValue) throws(ReportError) {
    try refuse(
      ["-o", "--output", "--format", "--save", "--resume", "-h", "--help", "-q", "--quiet"], in: words, command)
    if let other = words.first(where: { ["--lang", "--theme"].contains($0.prefix { $0 != "=" }) }) {
      throw command.error(
        Localized("\(other): write it as a key of the figure, lang or theme", zh: "\(other)：请写成图的键 lang 或 theme"))
    }
  }

  private mutating func figure(_ value: ReportValue) throws(ReportError) -> ReportSource.Figure {
    if let text = try? value.plainText() {
      throw value.error(
        Localized(
          "expected a map with the command as its key: '- compare: step exp', not '- \(visible(String(text.prefix(60))))'",
          zh: "应为以命令为键的映射：“- compare: step exp”，而不是“- \(visible(String(text.prefix(60))))”"))
    }
    let fields = try map(value, Self.keys["figure"] ?? [], of: Localized("a figure", zh: "图"))
    let verbs = fields.keys.filter { Self.verbs.contains($0) }
    guard verbs.count == 1, let verb = verbs.first, let command = try fields.value(verb) else {
      let list = Self.verbs.joined(separator: ", ")
      throw value.error(
        Localized("a figure names one command: \(list)", zh: "每张图应恰有一条命令：\(list)"))
    }
    figures += 1
    guard figures <= Self.mostFigures else {
      throw value.error(
        Localized("a report has at most \(Self.mostFigures) figures", zh: "一份报告最多 \(Self.mostFigures) 张图"))
    }
    let own = try words(command)
    try refusePlaces(in: own, command)
    var figure = ReportSource.Figure([verb] + (options[verb] ?? []) + own, at: command.place)
    figure.input = input
    figure.caption = try fields.value("caption").map { (value) throws(ReportError) in try line(value) }
    figure.alt = try fields.value("alt").map { (value) throws(ReportError) in try line(value) }
    figure.id = try fields.value("id").map { (value) throws(ReportError) in try value.id() }
    figure.theme = try fields.value("theme").map { (value) throws(ReportError) in
      try value.choice(ReportSource.Theme.self)
    }
    figure.language = try fields.value("lang").map { (value) throws(ReportError) in try value.choice(Language.self) }
    if let data = try fields.value("data") { figure.showsData = try data.flag() }
    if let width = try fields.value("width") {
      guard let number = Int(try width.plainText()), (16...4000).contains(number) else {
        throw width.error(Localized("is a whole number from 16 to 4000", zh: "应为 16 到 4000 的整数"))
      }
      figure.width = number
    }
    return figure
  }

  private func listing(_ value: ReportValue) throws(ReportError) -> ReportSource.Listing {
    let fields = try map(value, Self.keys["listing"] ?? [], of: Localized("a listing", zh: "代码"))
    guard let command = try fields.value("code") else {
      throw value.error(Localized("code is missing: the words of `lrplot code`", zh: "缺少 code：`lrplot code` 的参数"))
    }
    let words = try words(command)
    try refuse(["-o", "--output", "-h", "--help", "--lang"], in: words, command)
    return ReportSource.Listing(
      ["code"] + (options["code"] ?? []) + words,
      caption: try fields.value("caption").map { (value) throws(ReportError) in try line(value) },
      id: try fields.value("id").map { (value) throws(ReportError) in try value.id() }, at: command.place)
  }

  private func table(_ value: ReportValue) throws(ReportError) -> ReportSource.Table {
    let fields = try map(value, Self.keys["table"] ?? [], of: Localized("a table", zh: "表"))
    guard let from = try fields.value("from") else {
      throw value.error(Localized("from is missing: the id of a figure", zh: "缺少 from：图的 id"))
    }
    func texts(_ key: String) throws(ReportError) -> [String] {
      try fields.value(key)?.listOrOne().map { (value) throws(ReportError) in try value.plainText() } ?? []
    }
    return ReportSource.Table(
      figure: try from.id(), columns: try texts("columns"), rows: try texts("steps"),
      caption: try fields.value("caption").map { (value) throws(ReportError) in try line(value) },
      id: try fields.value("id").map { (value) throws(ReportError) in try value.id() }, place: from.place)
  }

  private func words(_ value: ReportValue) throws(ReportError) -> [String] {
    let command = try value.plainText()
    do throws(CommandWords.Fault) {
      return try CommandWords.split(command)
    } catch {
      throw value.error(error.message)
    }
  }

  private func refuse(_ options: [String], in words: [String], _ value: ReportValue) throws(ReportError) {
    for word in words {
      let option = String(word.prefix { $0 != "=" })
      guard options.contains(option) || (word.hasPrefix("-o") && !word.hasPrefix("--")) else { continue }
      throw value.error(
        Localized(
          "\(option) has no place here: the report says where things go", zh: "此处不能有 \(option)：去处由报告决定"))
    }
  }

  // MARK: values

  private func map(
    _ value: ReportValue, _ keys: [String], of what: Localized
  ) throws(ReportError) -> ReportValue.Fields {
    let fields = try value.fields()
    for (key, place) in zip(fields.keys, fields.places) where !keys.contains(key) {
      let near = nearest(to: key, among: keys)
      let hint =
        near.map { Localized("; did you mean '\($0)'?", zh: "；是否想写“\($0)”？") }
        ?? Localized("; it has \(keys.joined(separator: ", "))", zh: "；可用 \(keys.joined(separator: "、"))")
      throw ReportError(
        place,
        Localized("'\(visible(key))' is not a key of ", zh: "“\(visible(key))”不是") + what
          + Localized("", zh: "的键") + hint)
    }
    return fields
  }

  /// The text itself, or that of the report's language.
  private func inLanguage(_ value: ReportValue) throws(ReportError) -> ReportValue {
    guard value.isMap else { return value }
    let fields = try map(value, Language.allCases.map(\.rawValue), of: Localized("a text", zh: "文本"))
    for language in [chosen] + Language.allCases {
      if let text = try fields.value(language.rawValue) { return text }
    }
    throw value.error(Localized("has no text", zh: "没有文本"))
  }

  private func line(_ value: ReportValue) throws(ReportError) -> String {
    let value = try inLanguage(value)
    let text = try value.plainText()
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private func text(_ value: ReportValue) throws(ReportError) -> ReportSource.Text {
    let value = try inLanguage(value)
    let text = try value.plainText()
    return ReportSource.Text(text, value.place, isBlock: text.contains("\n"))
  }
}
