import LRConfigs
import LRCore

/// What an earlier report says of its figures.
package struct OldPage: Sendable {
  struct Figure: Sendable {
    var id: String
    var label: String
    var command: String
    var digest: String
    /// nil where the page doesn't hold it in the form that lrplot writes.
    var data: DataTable?
    /// The `<svg>` element; empty where the page has none.
    var svg = ""
  }

  let figures: [Figure]
  /// What the classes of its pictures say, by their names.
  private let rules: [String: String]

  /// - Parameter text: of a page, or of a `model.json`; nil if no model is in it.
  package init?(_ text: String) {
    let model: String
    let isPage = !text.hasPrefix("{")
    if isPage {
      guard let start = text.firstRange(of: "id=\"lrplot-model\">"),
        let end = text[start.upperBound...].firstRange(of: "</script>")
      else { return nil }
      model = String(text[start.upperBound..<end.lowerBound])
    } else {
      model = text
    }
    guard let root = JSONValue(model), root["format"]?.text == "lrplot report 1" else { return nil }
    var figures: [Figure] = []
    func collect(_ sections: [JSONValue]) {
      for section in sections {
        for figure in section["figures"]?.items ?? [] {
          let id = figure["id"]?.text ?? ""
          var data: DataTable?
          if let columns = figure["columns"]?.items, let rows = figure["data"]?.items {
            data = DataTable(
              columns: columns.map { $0.text ?? "" }, rows: rows.map { ($0.items ?? []).map { $0.text ?? "" } })
          } else if isPage {
            data = Self.table(of: id, in: text)
          }
          figures.append(
            Figure(
              id: id, label: figure["label"]?.text ?? id, command: figure["command"]?.text ?? "",
              digest: figure["digest"]?.text ?? "", data: data, svg: isPage ? Self.picture(of: id, in: text) : ""))
        }
        collect(section["sections"]?.items ?? [])
      }
    }
    collect(root["sections"]?.items ?? [])
    self.figures = figures
    rules = isPage ? Self.rules(in: text) : [:]
  }

  private static func picture(of id: String, in page: String) -> String {
    guard let figure = page.firstRange(of: "<figure id=\"\(id)\""),
      let end = page[figure.upperBound...].firstRange(of: "</figure>"),
      let start = page[figure.upperBound..<end.lowerBound].firstRange(of: "<svg "),
      let close = page[start.upperBound..<end.lowerBound].firstRange(of: "</svg>")
    else { return "" }
    return String(page[start.lowerBound..<close.upperBound])
  }

  /// The rules of colours: `.cabcde{fill:light-dark(#000,#fff)}`, as lrplot writes them.
  private static func rules(in page: String) -> [String: String] {
    guard let start = page.firstRange(of: "<style>"), let end = page[start.upperBound...].firstRange(of: "</style>")
    else { return [:] }
    var rules: [String: String] = [:]
    for piece in page[start.upperBound..<end.lowerBound].split(separator: "}") {
      let parts = piece.split(separator: "{")
      guard parts.count == 2, parts[0].hasPrefix(".c"), parts[1].contains("light-dark(") else { continue }
      rules[String(parts[0].dropFirst())] = String(parts[1])
    }
    return rules
  }

  /// The id of the section that says what moved; it is not part of the report.
  static let changes = "changed-numbers"

  /// A section that says what moved, with the pictures as they were; nil if nothing did.
  package func section(against report: Report) -> Report.Section? {
    let lines = differences(to: report).map { $0.text(in: report.language) }
    guard !lines.isEmpty else { return nil }
    func words(_ english: String, zh chinese: String) -> String {
      Localized(english, zh: chinese).text(in: report.language)
    }
    let moved = report.figures.filter { figure in
      figures.contains { $0.id == figure.id && $0.digest != figure.drawn.digest && !$0.svg.isEmpty }
    }
    let pictures = moved.compactMap { figure in
      figures.first { $0.id == figure.id }.map { old in
        var drawn = DrawnFigure()
        drawn.svg = old.svg
        drawn.rules = rules
        (drawn.width, drawn.height) = (figure.drawn.width, figure.drawn.height)
        (drawn.name, drawn.digest) = (old.label, old.digest)
        let link = "<a href=\"#\(figure.id)\">\(escaped(figure.label))</a>"
        return Report.Figure(
          id: "before-" + old.id, label: words("Before", zh: "旧图"),
          caption: words("\(link) as it was.", zh: "\(link)原来的样子。"), plainCaption: "", command: old.command,
          theme: figure.theme, width: nil, drawn: drawn)
      }
    }
    return Report.Section(
      id: Self.changes, number: "", title: words("Numbers that moved", zh: "变动的数值"), level: 2,
      text: "<ul>" + lines.map { "<li>\(escaped($0))</li>" }.joined() + "</ul>", markdown: "", figures: pictures,
      listings: [], tables: [], sections: [], isGallery: false, isCard: false)
  }

  /// The rows of a figure's table as lrplot's own templates write them.
  private static func table(of id: String, in page: String) -> DataTable? {
    guard let figure = page.firstRange(of: "<figure id=\"\(id)\""),
      let end = page[figure.upperBound...].firstRange(of: "</figure>"),
      let head = page[figure.upperBound..<end.lowerBound].firstRange(of: "<thead><tr>"),
      let body = page[head.upperBound..<end.lowerBound].firstRange(of: "<tbody>"),
      let close = page[body.upperBound..<end.lowerBound].firstRange(of: "</tbody>")
    else { return nil }
    func cells(_ text: Substring, _ tag: String) -> [String] {
      text.split(separator: tag, omittingEmptySubsequences: false).dropFirst().map { cell in
        var text = String(cell)
        if tag.last != ">", let open = text.firstIndex(of: ">") { text = String(text[text.index(after: open)...]) }
        if let end = text.firstRange(of: "</thead>") { text = String(text[..<end.lowerBound]) }
        for (mark, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
          text = text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: character)
        }
        while text.last?.isNewline == true { text.removeLast() }
        return text
      }
    }
    let rows = page[body.upperBound..<close.lowerBound].split(separator: "<tr>").map { cells($0, "<td>") }
    return DataTable(
      columns: cells(page[head.upperBound..<body.lowerBound], "<th scope=\"col\""), rows: rows.filter { !$0.isEmpty })
  }

  /// A line for every figure whose numbers moved, and for those that came or went.
  package func differences(to report: Report) -> [Localized] {
    var lines: [Localized] = []
    var left = figures
    for figure in report.figures {
      let found = left.firstIndex { $0.id == figure.id } ?? left.firstIndex { $0.command == figure.command }
      guard let found else {
        lines.append(
          Localized("\(figure.id): new (\(figure.command))", zh: "\(figure.id)：新增（\(figure.command)）"))
        continue
      }
      let old = left.remove(at: found)
      guard old.digest != figure.drawn.digest else { continue }
      var line = Localized("\(figure.id) (\(figure.label)): ", zh: "\(figure.id)（\(figure.label)）：")
      if old.command != figure.command {
        line =
          line
          + Localized(
            "command changed from `\(old.command)` to `\(figure.command)`; ",
            zh: "命令由 `\(old.command)` 改为 `\(figure.command)`；")
      }
      lines.append(line + Self.change(from: old.data, to: figure.drawn.shown))
    }
    lines += left.map { Localized("\($0.id): gone (\($0.command))", zh: "\($0.id)：已不存在（\($0.command)）") }
    return lines
  }

  /// How far numbers moved, in words.
  private static func change(from old: DataTable?, to new: DataTable) -> Localized {
    guard let old else { return Localized("numbers moved", zh: "数值有变") }
    // A column may only have another name, as that of a spec that changed.
    guard old.columns.count == new.columns.count else {
      return Localized(
        "columns were \(old.columns.joined(separator: ", ")), are \(new.columns.joined(separator: ", "))",
        zh: "列由 \(old.columns.joined(separator: "、")) 变为 \(new.columns.joined(separator: "、"))")
    }
    guard old.rows.count == new.rows.count else {
      return Localized(
        "\(old.rows.count) rows became \(new.rows.count)", zh: "由 \(old.rows.count) 行变为 \(new.rows.count) 行")
    }
    var count = 0
    var worst: (share: Double, row: String, column: String, from: String, to: String)?
    for (before, after) in zip(old.rows, new.rows) {
      for (column, cells) in zip(new.columns, zip(before, after)) where cells.0 != cells.1 {
        count += 1
        let (a, b) = (Double(cells.0) ?? .nan, Double(cells.1) ?? .nan)
        let size = max(abs(a), abs(b))
        let share = size > 0 ? abs(a - b) / size : .infinity
        if worst == nil || share > worst?.share ?? 0 { worst = (share, after.first ?? "", column, cells.0, cells.1) }
      }
    }
    guard let worst else { return Localized("numbers moved in rows that the page leaves out", zh: "页面未列出的行中数值有变") }
    return Localized(
      "\(count) \(count == 1 ? "number" : "numbers") moved, most in \(worst.column) at \(new.columns.first ?? "") \(worst.row): \(worst.from) became \(worst.to)",
      zh:
        "\(count) 个数值有变，变化最大的是 \(new.columns.first ?? "") \(worst.row) 处的 \(worst.column)：\(worst.from) 变为 \(worst.to)")
  }
}

/// A JSON value, read.
indirect enum JSONValue {
  case text(String)
  case list([JSONValue])
  case object([(String, JSONValue)])

  subscript(_ key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.0 == key }?.1
  }

  var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  var items: [JSONValue]? {
    guard case .list(let items) = self else { return nil }
    return items
  }

  init?(_ text: String) {
    var reader = Reader(bytes: Array(text.utf8))
    guard let value = reader.value(depth: 0) else { return nil }
    self = value
  }

  private struct Reader {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func skip() {
      while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
      skip()
      guard index < bytes.count, bytes[index] == byte else { return false }
      index += 1
      return true
    }

    mutating func value(depth: Int) -> JSONValue? {
      skip()
      guard depth < 64, index < bytes.count else { return nil }
      switch bytes[index] {
      case UInt8(ascii: "{"):
        index += 1
        var members: [(String, JSONValue)] = []
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
          skip()
          guard let key = string(), take(UInt8(ascii: ":")), let value = value(depth: depth + 1) else { return nil }
          members.append((key, value))
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}")) ? .object(members) : nil
      case UInt8(ascii: "["):
        index += 1
        var items: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .list([]) }
        repeat {
          guard let value = value(depth: depth + 1) else { return nil }
          items.append(value)
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]")) ? .list(items) : nil
      case UInt8(ascii: "\""): return string().map { .text($0) }
      default:
        let start = index
        while index < bytes.count, ![0x2C, 0x5D, 0x7D, 0x20, 0x0A].contains(bytes[index]) { index += 1 }
        return index > start ? .text(String(decoding: bytes[start..<index], as: UTF8.self)) : nil
      }
    }

    mutating func string() -> String? {
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
      index += 1
      var made: [UInt8] = []
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        if byte == UInt8(ascii: "\"") { return String(decoding: made, as: UTF8.self) }
        guard byte == UInt8(ascii: "\\") else {
          made.append(byte)
          continue
        }
        guard index < bytes.count else { return nil }
        let mark = bytes[index]
        index += 1
        if mark == UInt8(ascii: "u") {
          guard index + 4 <= bytes.count,
            let number = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(number)
          else { return nil }
          index += 4
          made += Array(String(Character(scalar)).utf8)
        } else {
          made.append(mark)
        }
      }
      return nil
    }
  }
}
