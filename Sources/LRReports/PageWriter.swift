import LRCore
import LRMath

/// A report as what the templates of a page fill in.
package struct PageWriter {
  package enum Form: Sendable, Hashable {
    /// One file with everything in it.
    case inline
    /// A page beside a style sheet, a script and pictures.
    case linked
  }

  /// Where the Content-Security-Policy goes, once the page's own rules and script are known.
  package static let policyMark = "lrplot-policy"

  private let report: Report
  private let form: Form
  private let style: String
  private let script: String

  /// - Parameters:
  ///   - style: the style sheet.
  ///   - script: of the page.
  package init(_ report: Report, _ form: Form, style: String, script: String) {
    self.report = report
    self.form = form
    self.script = script
    var rules: [String: String] = [:]
    if form == .inline {
      for figure in report.figures { rules.merge(figure.drawn.rules) { first, _ in first } }
    }
    let colors = rules.sorted { $0.key < $1.key }.map { ".\($0.key){\($0.value)}" }.joined()
    self.style = style + "\n" + MathFormula.stylesheet + "\n" + colors
  }

  /// The style sheet with the colours of the figures.
  package var styleSheet: String { style }

  private func words(_ english: String, zh chinese: String) -> String {
    Localized(english, zh: chinese).text(in: report.language)
  }

  package var value: TemplateValue {
    var fields: [String: TemplateValue] = [
      "lang": .text(report.language == .chinese ? "zh-Hans" : "en"), "title": .text(report.title),
      "description": .text(report.subtitle ?? report.title),
      "policy": .text(Self.policyMark), "inline": .flag(form == .inline), "linked": .flag(form == .linked),
      "style": .text(style), "script": .text(script), "contents": .list(entries(report.sections)),
      "sections": .list(report.sections.map(section)), "words": .record(pageWords), "wordsJSON": .text(scriptWords),
      "modelJSON": .text(ReportModel(report).json(withRows: form == .linked)), "version": .text(report.version),
      "searchable": .flag(report.sections.contains { $0.hasGallery }),
    ]
    if let subtitle = report.subtitle { fields["subtitle"] = .text(subtitle) }
    if !report.authors.isEmpty {
      fields["authors"] = .text(report.authors.joined(separator: words(", ", zh: "、")))
    }
    if report.theme != .auto { fields["theme"] = .text(report.theme.rawValue) }
    return .record(fields)
  }

  // MARK: contents

  private func entries(_ sections: [Report.Section], depth: Int = 1) -> [TemplateValue] {
    var list: [TemplateValue] = []
    for section in sections {
      let inner = depth < 2 && !section.isGallery ? entries(section.sections, depth: depth + 1) : []
      guard let title = section.title else {
        list += depth == 1 ? entries(section.sections, depth: depth) : []
        continue
      }
      list.append(
        .record([
          "id": .text(section.id), "number": .text(section.number), "title": .text(title), "entries": .list(inner),
          "hasEntries": .flag(!inner.isEmpty),
        ]))
    }
    return list
  }

  // MARK: sections

  private func section(_ section: Report.Section) -> TemplateValue {
    var fields: [String: TemplateValue] = [
      "id": .text(section.id), "heading": .text("h\(section.level)"),
      "figures": .list(section.figures.map { figure($0, small: section.isCard) }),
      "listings": .list(section.listings.map(listing)), "tables": .list(section.tables.map(table)),
      "sections": .list(section.sections.map(self.section)), "gallery": .flag(section.isGallery),
      "plain": .flag(!section.isGallery), "card": .flag(section.isCard),
    ]
    if let title = section.title { fields["title"] = .text(title) }
    if !section.number.isEmpty { fields["number"] = .text(section.number) }
    if !section.text.isEmpty { fields["text"] = .text(section.text) }
    if !section.details.isEmpty { fields["details"] = .text(section.details) }
    return .record(fields)
  }

  private func figure(_ figure: Report.Figure, small: Bool) -> TemplateValue {
    let drawn = figure.drawn
    let ratio = drawn.width > 0 ? drawn.height / drawn.width : 0
    let width = figure.width.map(Double.init) ?? drawn.width
    var fields: [String: TemplateValue] = [
      "id": .text(figure.id), "label": .text(figure.label), "command": .text(figure.command),
      "inline": .flag(form == .inline), "linked": .flag(form == .linked), "svg": .text(sized(figure)),
      "source": .text("figures/\(figure.id).svg"), "alt": .text(Self.alt(drawn)), "csv": .text("data/\(figure.id).csv"),
      "width": .text(shortest(width)), "height": .text(shortest((width * ratio).rounded())), "small": .flag(small),
    ]
    if !figure.caption.isEmpty { fields["caption"] = .text(figure.caption) }
    if let theme = figure.theme ?? (report.theme == .auto ? nil : report.theme), theme != .auto {
      fields["theme"] = .text(theme.rawValue)
    }
    if !figure.drawn.shown.columns.isEmpty, !small, figure.showsData { fields["data"] = data(figure) }
    return .record(fields)
  }

  /// The picture as wide as it was asked for.
  private func sized(_ figure: Report.Figure) -> String {
    guard let width = figure.width, figure.drawn.width > 0 else { return figure.drawn.svg }
    let old = " width=\"\(shortest(figure.drawn.width))\" height=\"\(shortest(figure.drawn.height))\""
    let height = (Double(width) * figure.drawn.height / figure.drawn.width).rounded()
    guard let found = figure.drawn.svg.firstRange(of: old) else { return figure.drawn.svg }
    var svg = figure.drawn.svg
    svg.replaceSubrange(found, with: " width=\"\(width)\" height=\"\(shortest(height))\"")
    return svg
  }

  private static func alt(_ drawn: DrawnFigure) -> String {
    [drawn.name, drawn.description].filter { !$0.isEmpty }.joined(separator: ". ")
  }

  private func data(_ figure: Report.Figure) -> TemplateValue {
    var fields: [String: TemplateValue] = [
      "label": .text(words("Data of \(figure.label)", zh: "\(figure.label)的数据")),
      "heads": .text(Self.heads(figure.drawn.shown, figure.drawn.quantities)),
      "rows": .text(Self.rows(figure.drawn.shown)),
    ]
    if figure.drawn.every > 1 {
      fields["note"] = .text(
        words(
          "Shows one row in \(figure.drawn.every), \(figure.drawn.rows) rows in total.",
          zh: "共 \(figure.drawn.rows) 行，每 \(figure.drawn.every) 行取一行。"))
    }
    return .record(fields)
  }

  /// The heads of columns, which say to a script whose they are.
  private static func heads(_ data: DataTable, _ plots: [String?]) -> String {
    var heads = ""
    for (index, name) in data.columns.enumerated() {
      heads += "<th scope=\"col\""
      if index < data.lines.count, !data.lines[index].isEmpty {
        heads += " data-series=\"\(escaped(data.lines[index]))\""
      }
      if index < data.quantities.count, !data.quantities[index].isEmpty {
        // Where axes show one quantity each, a column belongs to those of its own; to none, if none has it.
        let own = plots.indices.filter { plots[$0] == nil || plots[$0] == data.quantities[index] }
        if plots.contains(where: { $0 != nil }) {
          heads += " data-plot=\"\(own.map(String.init).joined(separator: " "))\""
        }
      }
      heads += ">" + escaped(name)
    }
    return heads
  }

  /// Rows of cells; their closing tags may be left out in HTML.
  private static func rows(_ data: DataTable) -> String {
    data.rows.map { row in "<tr>" + row.map { "<td>" + escaped($0) }.joined() }.joined(separator: "\n")
  }

  private func listing(_ listing: Report.Listing) -> TemplateValue {
    .record([
      "id": .text(listing.id), "label": .text(listing.label), "caption": .text(listing.caption),
      "code": .text(listing.code), "command": .text(listing.command),
    ])
  }

  private func table(_ table: Report.Table) -> TemplateValue {
    .record([
      "id": .text(table.id), "label": .text(table.label), "caption": .text(table.caption),
      "heads": .text(Self.heads(DataTable(columns: table.data.columns, rows: []), [])),
      "rows": .text(Self.rows(table.data)),
    ])
  }

  // MARK: words

  private var pageWords: [String: TemplateValue] {
    let list: [(String, String, String)] = [
      ("skip", "Skip to content", "跳到正文"), ("contents", "Contents", "目录"), ("theme", "Theme", "主题"),
      ("auto", "Auto", "自动"), ("light", "Light", "浅色"), ("dark", "Dark", "深色"), ("command", "Command", "命令"),
      ("data", "Data", "数据"), ("search", "Search the cards", "搜索卡片"), ("link", "Link to", "链接到"),
      ("made", "Made with lrplot", "由 lrplot 生成"), ("csv", "Data as CSV", "CSV 数据"),
      ("details", "Parameters and source", "参数与出处"), ("section", "section", "本节"),
    ]
    return Dictionary(uniqueKeysWithValues: list.map { ($0.0, .text(words($0.1, zh: $0.2))) })
  }

  private var scriptWords: String {
    let list: [(String, String, String)] = [
      ("save", "Save as", "另存为"), ("svg", "SVG", "SVG"), ("png", "PNG", "PNG"), ("copy", "Copy", "复制"),
      ("copied", "Copied", "已复制"),
      ("reset", "Reset zoom", "还原缩放"), ("hide", "Hide", "隐藏"), ("show", "Show", "显示"),
      ("readout", "Values at", "数值："), ("csv", "CSV", "CSV"), ("none", "–", "–"), ("match", "match", "个匹配"),
      ("matches", "matches", "个匹配"),
      ("nothing", "No matches", "没有匹配"),
    ]
    return ReportJSON.object(list.map { ($0.0, .text(words($0.1, zh: $0.2))) }).text
  }
}

extension PageWriter {
  /// The page with the Content-Security-Policy that allows what is in it: its own rules and its own script, and nothing
  /// from elsewhere.
  ///
  /// - Parameters:
  ///   - connects: whether its script may ask the server that it came from.
  ///   - sha256: the digest of some bytes, in base64.
  package static func sealed(_ page: String, connects: Bool = false, sha256: ([UInt8]) -> String) -> String {
    let bytes = Array(page.utf8)
    let mark = Array(policyMark.utf8)
    guard let found = place(of: mark, in: bytes) else { return page }
    let styles = contents(of: "style", in: bytes).map { "'sha256-\(sha256($0))'" }
    let scripts = contents(of: "script", in: bytes).map { "'sha256-\(sha256($0))'" }
    var parts = ["default-src 'none'", "img-src data: blob:"]
    parts.append("style-src " + (styles.isEmpty ? "'none'" : styles.joined(separator: " ")))
    parts.append("script-src " + (scripts.isEmpty ? "'none'" : scripts.joined(separator: " ")))
    if connects { parts.append("connect-src 'self'") }
    parts += ["base-uri 'none'", "form-action 'none'"]
    let policy = Array(parts.joined(separator: "; ").utf8)
    return String(decoding: bytes[..<found] + policy + bytes[(found + mark.count)...], as: UTF8.self)
  }

  /// What stands in the elements of a name, of scripts those that run.
  private static func contents(of name: String, in page: [UInt8]) -> [[UInt8]] {
    let (start, end) = (Array("<\(name)".utf8), Array("</\(name)>".utf8))
    let data = Array("application/json".utf8)
    var found: [[UInt8]] = []
    var index = 0
    while let element = place(of: start, in: page, from: index),
      let open = place(of: [UInt8(ascii: ">")], in: page, from: element),
      let close = place(of: end, in: page, from: open)
    {
      index = close + end.count
      guard place(of: data, in: Array(page[element..<open])) == nil else { continue }
      found.append(Array(page[(open + 1)..<close]))
    }
    return found
  }
}
