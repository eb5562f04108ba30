import ArgumentParser
import LRCore

/// `lrplot list [KIND]`: what there is.
struct List: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list", abstract: helpWords("Lists what there is to draw.", zh: "列出可以绘制的内容。"),
      discussion: helpWords(
        "Without KIND: the kinds with their counts, and the schedules.", zh: "不给 KIND 时列出各类及其数目，以及全部调度。"))
  }

  @Argument(
    help: helpText("What to list: schedules.", zh: "要列出的类别：schedules", value: "kind"),
    completion: .custom { _, _, _ in CatalogueKind.all.map(\.name) })
  var kind: String?

  @Flag(help: helpText("As JSON, for programs.", zh: "输出 JSON，供程序使用"))
  var json = false

  @Flag(help: helpText("As a Markdown table, for documents.", zh: "输出 Markdown 表格，供文档使用"))
  var markdown = false

  @OptionGroup var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    let language = call.language
    if json && markdown {
      throw Failure(usage: "--json and --markdown exclude each other", zh: "--json 与 --markdown 不能同时使用")
    }
    let kinds = try kind.map { word throws(Failure) in [try CatalogueKind.named(word)] } ?? CatalogueKind.all
    if json {
      var text = ""
      var writer = ByteWriter { bytes throws(Failure) in text += String(decoding: bytes, as: UTF8.self) }
      writer.write(
        .object(kinds.map { kind in (kind.name, .array(kind.entries.map { $0.json(in: language) })) }))
      writer.write("\n")
      try writer.finish()
      try call.terminal.print(text)
    } else if markdown {
      try call.terminal.print(kinds.map { markdownTable($0, language) }.joined(separator: "\n"))
    } else {
      try call.terminal.print(page(kinds, language, call.terminal))
    }
    return .done
  }

  private func page(_ kinds: [CatalogueKind], _ language: Language, _ terminal: Terminal) -> String {
    var lines: [String] = []
    let shown = kind == nil ? kinds.filter { $0.name == "schedules" } : kinds
    if kind == nil {
      let rows = kinds.map { [$0.name, String($0.entries.count), $0.summary.text(in: language)] }
      lines += TextTable(rows: rows).lines(width: terminal.width) + [""]
    }
    for kind in shown {
      let count = Localized(
        "\(kind.title.english) (\(kind.entries.count))", zh: "\(kind.title.chinese)（\(kind.entries.count)）")
      lines.append(count.text(in: language))
      for family in families(of: kind) {
        lines.append("")
        lines.append("  " + familyTitle(family).text(in: language))
        let entries = kind.entries.filter { $0.family == family }
        let rows = entries.map { [$0.name, summary($0, language)] }
        lines += TextTable(rows: rows, indent: 4, widest: 36).lines(width: terminal.width)
      }
    }
    let hint = Localized(
      "`lrplot explain NAME` tells about one: formula, parameters, source.",
      zh: "`lrplot explain NAME` 给出某一项的公式、参数与出处。")
    lines += [""] + wrapped(hint.text(in: language), width: terminal.width)
    return lines.joined(separator: "\n") + "\n"
  }

  private func summary(_ entry: ListedEntry, _ language: Language) -> String {
    let summary = entry.summary.text(in: language)
    guard !entry.aliases.isEmpty else { return summary }
    let also = Localized(" (also ", zh: "（又名 ").text(in: language)
    return summary + also + entry.aliases.joined(separator: ", ") + Localized(")", zh: "）").text(in: language)
  }

  /// In the order in which they first appear.
  private func families(of kind: CatalogueKind) -> [String] {
    var families: [String] = []
    for entry in kind.entries where !families.contains(entry.family) { families.append(entry.family) }
    return families
  }

  private func familyTitle(_ family: String) -> Localized {
    family.isEmpty
      ? Localized("lrplot's own", zh: "lrplot 自有")
      : Localized("\(family), under its own names and defaults", zh: "\(family)（沿用其名称与默认值）")
  }

  private func markdownTable(_ kind: CatalogueKind, _ language: Language) -> String {
    let head = Localized("| name | what it does | parameters |", zh: "| 名称 | 作用 | 参数 |").text(in: language)
    var lines = [head, "|---|---|---|"]
    let shared = kind.sharedParameters
    for entry in kind.entries {
      let own =
        entry.family.isEmpty ? entry.parameters.filter { !shared.map(\.name).contains($0.name) } : entry.parameters
      let parameters = own.map { parameter in
        let value = parameter.fallbackWords.text(in: language)
        if case .required = parameter.fallback { return "`\(parameter.name)` (\(value))" }
        return value == "-" ? "`\(parameter.name)`" : "`\(parameter.name)` = \(value)"
      }
      let cells = ["`\(entry.name)`", entry.summary.text(in: language), parameters.joined(separator: ", ")]
      lines.append("| " + cells.map(markdownCell).joined(separator: " | ") + " |")
    }
    if !shared.isEmpty {
      let each = shared.map { "`\($0.name)` (\($0.meaning.text(in: language)))" }.joined(separator: ", ")
      lines += ["", Localized("lrplot's own also take: ", zh: "lrplot 自有的各项还接受：").text(in: language) + each]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func markdownCell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
