import LRCore

/// The templates of a page by their names, and where each came from.
package struct Templates: Sendable {
  package struct Template: Sendable {
    package var text: String
    /// For messages.
    package var file: String

    package init(_ text: String, file: String) {
      self.text = text
      self.file = file
    }
  }

  package var templates: [String: Template]

  package init(_ templates: [String: Template]) { self.templates = templates }

  /// Holds every tag against what a report has, from the template of the page inwards.
  ///
  /// - Throws: `ReportError` with file and line: an unknown field or template, a section that isn't closed, a tag that
  ///   isn't Mustache.
  package func check(_ schema: TemplateSchema = .report, page: String = "page") throws(ReportError) {
    var seen: Set<String> = []
    try check(page, open: ["page"], lists: 0, within: [], schema, &seen, from: nil)
  }

  private func check(
    _ name: String, open: [String], lists: Int, within: [(name: String, lists: Int)], _ schema: TemplateSchema,
    _ seen: inout Set<String>, from place: ReportSource.Place?
  ) throws(ReportError) {
    // One within itself ends only where each time a list is gone into.
    if within.contains(where: { $0.name == name && $0.lists == lists }) {
      throw ReportError(
        place ?? ReportSource.Place("\(name).mustache", 0),
        Localized("the template '\(visible(name))' includes itself without end", zh: "模板“\(visible(name))”无限包含自身"))
    }
    let entered = lists
    var lists = lists
    guard let template = templates[name] else {
      let near = nearest(to: name, among: templates.keys.sorted()).map {
        Localized("; did you mean '\($0)'?", zh: "；是否想写“\($0)”？")
      }
      throw ReportError(
        place ?? ReportSource.Place("\(name).mustache", 0),
        Localized("there is no template '\(visible(name))'", zh: "没有模板“\(visible(name))”") + (near ?? Localized("")))
    }
    // A template that stands within itself is read once for each surroundings.
    guard
      seen.insert(name + " " + Array(Set(open)).sorted().joined(separator: " ") + " in " + (open.last ?? "")).inserted
    else { return }
    var sections: [(name: String, line: Int, pushes: Bool, isList: Bool)] = []
    var open = open
    for tag in try Self.tags(of: template) {
      let here = ReportSource.Place(template.file, tag.line)
      switch tag.kind {
      case .variable:
        guard tag.name != "." else { continue }
        _ = try field(tag.name, open, schema, here)
      case .section, .inverted:
        let field = tag.name == "." ? nil : try field(tag.name, open, schema, here)
        var pushes = false
        if tag.kind == .section {
          switch field {
          case .list(let record), .record(let record):
            open.append(record)
            pushes = true
          default: break
          }
        }
        var isList = false
        if case .list? = field, tag.kind == .section { isList = true }
        if isList { lists += 1 }
        sections.append((tag.name, tag.line, pushes, isList))
      case .end:
        guard let last = sections.popLast(), last.name == tag.name else {
          throw ReportError(
            here, Localized("{{/\(tag.name)}} closes nothing that is open", zh: "{{/\(tag.name)}} 没有对应的开头"))
        }
        if last.pushes { open.removeLast() }
        if last.isList { lists -= 1 }
      case .partial:
        try check(tag.name, open: open, lists: lists, within: within + [(name, entered)], schema, &seen, from: here)
      case .comment: continue
      }
    }
    if let left = sections.last {
      throw ReportError(
        ReportSource.Place(template.file, left.line),
        Localized("{{#\(left.name)}} is never closed", zh: "{{#\(left.name)}} 没有闭合"))
    }
  }

  private func field(
    _ name: String, _ open: [String], _ schema: TemplateSchema, _ place: ReportSource.Place
  ) throws(ReportError) -> TemplateSchema.Field {
    var open = open
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    for (index, part) in parts.enumerated() {
      guard let field = schema.field(part, in: open) else {
        let known = open.reversed().flatMap { schema.records[$0]?.keys.sorted() ?? [] }
        let near = nearest(to: part, among: known)
        throw ReportError(
          place,
          Localized("a report has no field '\(visible(name))' here", zh: "此处没有字段“\(visible(name))”")
            + (near.map { Localized("; did you mean '\($0)'?", zh: "；是否想写“\($0)”？") }
              ?? Localized(
                "; there are \((schema.records[open.last ?? ""] ?? [:]).keys.sorted().joined(separator: ", "))",
                zh: "；可用 \((schema.records[open.last ?? ""] ?? [:]).keys.sorted().joined(separator: "、"))")))
      }
      if index == parts.count - 1 { return field }
      guard case .record(let record) = field else {
        throw ReportError(
          place, Localized("'\(visible(part))' has no fields of its own", zh: "“\(visible(part))”没有下级字段"))
      }
      open = [record]
    }
    return .text
  }

  // MARK: tags

  private struct Tag {
    enum Kind { case variable, section, inverted, end, partial, comment }

    var kind: Kind
    var name: String
    var line: Int
  }

  private static func tags(of template: Template) throws(ReportError) -> [Tag] {
    var tags: [Tag] = []
    var line = 1
    var rest = Substring(template.text)
    while let start = rest.firstRange(of: "{{") {
      line += rest[..<start.lowerBound].count(where: \.isNewline)
      rest = rest[start.upperBound...]
      let place = ReportSource.Place(template.file, line)
      let isTriple = rest.first == "{"
      if isTriple { rest.removeFirst() }
      guard let end = rest.firstRange(of: isTriple ? "}}}" : "}}") else {
        throw ReportError(place, Localized("a tag is never closed", zh: "标签没有闭合"))
      }
      let content = rest[..<end.lowerBound]
      rest = rest[end.upperBound...]
      defer { line += content.count(where: \.isNewline) }
      let body = content.trimmed
      if isTriple {
        tags.append(Tag(kind: .variable, name: body, line: line))
        continue
      }
      guard let first = body.first else { throw ReportError(place, Localized("a tag is empty", zh: "标签为空")) }
      let name = body.dropFirst().trimmed
      switch first {
      case "!": tags.append(Tag(kind: .comment, name: "", line: line))
      case "#": tags.append(Tag(kind: .section, name: name, line: line))
      case "^": tags.append(Tag(kind: .inverted, name: name, line: line))
      case "/": tags.append(Tag(kind: .end, name: name, line: line))
      case ">": tags.append(Tag(kind: .partial, name: name, line: line))
      case "&": tags.append(Tag(kind: .variable, name: name, line: line))
      case "=", "<", "$", "%", "*":
        throw ReportError(
          place, Localized("{{\(first) isn't used by lrplot's templates", zh: "lrplot 的模板不使用 {{\(first)"))
      default: tags.append(Tag(kind: .variable, name: body, line: line))
      }
    }
    return tags
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

/// What fills templates in: handed to the commands by the program that has it.
package struct TemplateEngine: Sendable {
  /// The page.
  package var render: @Sendable (Templates, TemplateValue) throws(ReportError) -> String

  package init(render: @escaping @Sendable (Templates, TemplateValue) throws(ReportError) -> String) {
    self.render = render
  }
}
