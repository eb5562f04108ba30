import LRCore
import LRMarkdown

/// A report as Markdown beside its figures, for sites that make pages of it.
package struct MarkdownWriter {
  private let report: Report
  private let folder: String

  /// - Parameter folder: of the figures, relative to the text.
  package init(_ report: Report, figures folder: String) {
    self.report = report
    self.folder = folder
  }

  private func words(_ english: String, zh chinese: String) -> String {
    Localized(english, zh: chinese).text(in: report.language)
  }

  package var text: String {
    var lines = ["# " + markdownEscaped(report.title), ""]
    if let subtitle = report.subtitle { lines += [markdownEscaped(subtitle), ""] }
    if !report.authors.isEmpty {
      lines += [markdownEscaped(report.authors.joined(separator: words(", ", zh: "、"))), ""]
    }
    for section in report.sections { write(section, to: &lines) }
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  private func write(_ section: Report.Section, to lines: inout [String]) {
    if let title = section.title {
      let number = section.number.isEmpty ? "" : section.number + " "
      lines += [
        "<a id=\"\(section.id)\"></a>", "",
        String(repeating: "#", count: section.level) + " " + number + markdownEscaped(title), "",
      ]
    }
    if !section.markdown.isEmpty {
      lines += [labelled(section.markdown.trimmingNewlines), ""]
    }
    for figure in section.figures {
      let alt = [figure.drawn.name, figure.drawn.description].filter { !$0.isEmpty }.joined(separator: ". ")
      lines += ["<a id=\"\(figure.id)\"></a>", "", "![\(markdownEscaped(alt))](\(folder)\(figure.id).svg)", ""]
      lines += [caption(figure.label, figure.plainCaption), "", Self.fenced(figure.command, "sh"), ""]
    }
    if !section.detailsMarkdown.isEmpty { lines += [labelled(section.detailsMarkdown.trimmingNewlines), ""] }
    for listing in section.listings {
      lines += [
        "<a id=\"\(listing.id)\"></a>", "", Self.fenced(listing.code, "python"), "",
        caption(listing.label, listing.plainCaption), "",
      ]
    }
    for table in section.tables {
      lines += [
        "<a id=\"\(table.id)\"></a>", "", Self.table(table.data), "", caption(table.label, table.plainCaption), "",
      ]
    }
    for inner in section.sections { write(inner, to: &lines) }
  }

  private func caption(_ label: String, _ text: String) -> String {
    text.isEmpty ? "**\(label)**" : "**\(label)\(words(".", zh: "。"))** " + labelled(text)
  }

  /// Links without words get the label of what they lead to.
  private func labelled(_ text: String) -> String {
    guard text.contains("[](#") else { return text }
    var text = text
    for (id, label) in labels {
      text = text.split(separator: "[](#\(id))", omittingEmptySubsequences: false).joined(
        separator: "[\(label)](#\(id))")
    }
    return text
  }

  private var labels: [(String, String)] {
    func all(_ section: Report.Section) -> [(String, String)] {
      var list = section.figures.map { ($0.id, $0.label) } + section.listings.map { ($0.id, $0.label) }
      list += section.tables.map { ($0.id, $0.label) }
      if !section.number.isEmpty {
        list.append((section.id, words("Section \(section.number)", zh: "第 \(section.number) 节")))
      }
      return list + section.sections.flatMap(all)
    }
    return report.sections.flatMap(all)
  }

  private static func table(_ data: DataTable) -> String {
    func row(_ cells: [String]) -> String {
      "| " + cells.map { cell in cell.map { $0 == "|" ? "\\|" : String($0) }.joined() }.joined(separator: " | ") + " |"
    }
    return ([row(data.columns), row(data.columns.map { _ in "---" })] + data.rows.map(row)).joined(separator: "\n")
  }

  /// Code between fences that are longer than any in it.
  private static func fenced(_ code: String, _ language: String) -> String {
    var longest = 2
    var run = 0
    for character in code {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return fence + language + "\n" + code + "\n" + fence
  }
}

extension String {
  fileprivate var trimmingNewlines: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
