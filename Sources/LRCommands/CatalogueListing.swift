import LRCore

/// What `lrplot list` prints for people: the entries by framework.
struct CatalogueListing {
  let choice: CatalogueChoice
  let language: Language
  let width: Int

  /// Without a choice: the kinds, lrplot's own schedules with a line each, of frameworks the names. With one, a line
  /// for every entry; of a single framework also what sets each entry apart.
  var text: String {
    var lines: [String] = []
    let isOverview = !choice.namesKind && choice.framework == nil
    var shown = choice.kinds
    if isOverview {
      let rows = choice.kinds.map { [$0.name, String($0.entries.count), $0.summary.text(in: language)] }
      lines += TextTable(rows: rows).lines(width: width) + [""]
      shown = choice.kinds.filter { $0.name == "schedules" }
    }
    for (index, kind) in shown.enumerated() {
      if index > 0 { lines.append("") }
      let title = Localized(
        "\(kind.title.english) (\(kind.entries.count))", zh: "\(kind.title.chinese)（\(kind.entries.count)）")
      lines.append(title.text(in: language))
      for group in kind.groups {
        lines += kind.isExplained ? ["", "  " + heading(of: group)] : [""]
        lines += isOverview && group.name != ListedGroup.own ? names(of: group) : described(group, of: kind)
      }
    }
    guard shown.contains(where: \.isExplained) else { return lines.joined(separator: "\n") + "\n" }
    let hint =
      isOverview
      ? Localized(
        "`lrplot explain NAME` tells about one: formula, parameters, source. `lrplot list torch` says what each of a framework does.",
        zh: "`lrplot explain NAME` 给出某一项的公式、参数与出处；`lrplot list torch` 说明某一框架的各项。")
      : Localized(
        "`lrplot explain NAME` tells about one: formula, parameters, source.",
        zh: "`lrplot explain NAME` 给出某一项的公式、参数与出处。")
    lines += [""] + wrapped(hint.text(in: language), width: width)
    return lines.joined(separator: "\n") + "\n"
  }

  private func heading(of group: ListedGroup) -> String {
    let count = Localized(" (\(group.entries.count))", zh: "（\(group.entries.count)）")
    return (group.title + count).text(in: language)
  }

  /// The names in columns, read downwards as in `ls`.
  private func names(of group: ListedGroup) -> [String] {
    let names = group.entries.map(\.name)
    let room = width - 4
    let widest = (names.map(\.columns).max() ?? 0) + 2
    let columns = max(1, (room + 2) / widest)
    let rows = (names.count + columns - 1) / columns
    return (0..<rows).map { row in
      var line = "    "
      for index in stride(from: row, to: names.count, by: rows) {
        let isLast = index + rows >= names.count
        line += names[index] + (isLast ? "" : String(repeating: " ", count: widest - names[index].columns))
      }
      return line
    }
  }

  /// Every entry with its line: beside the name, or below it where names are long or more is to be said.
  private func described(_ group: ListedGroup, of kind: CatalogueKind) -> [String] {
    guard kind.isExplained else {
      return group.entries.flatMap { entry in
        // A command stays in one line, so that it can be copied.
        ["  " + entry.name] + wrapped(entry.summary.text(in: language), width: width - 6).map { "      " + $0 }
          + entry.examples.map { "      " + $0 }
      }
    }
    let widest = group.entries.map(\.name.columns).max() ?? 0
    if choice.framework == nil || group.name == ListedGroup.own, 2 * (widest + 6) <= width {
      let rows = group.entries.map { [$0.name, summary(of: $0)] }
      return TextTable(rows: rows, indent: 4, widest: widest).lines(width: width)
    }
    return group.entries.flatMap { entry in
      var words = [summary(of: entry)]
      if choice.framework != nil, let origin = entry.origin {
        let unlike = origin.nearest.map { Localized("unlike `\($0)`: ", zh: "不同于 `\($0)`：") } ?? Localized("")
        words.append((unlike + origin.difference).text(in: language))
      }
      return ["    " + entry.name] + words.flatMap { wrapped($0, width: width - 8) }.map { "        " + $0 }
    }
  }

  private func summary(of entry: ListedEntry) -> String {
    let summary = entry.summary.text(in: language)
    guard !entry.aliases.isEmpty else { return summary }
    let also = Localized(" (also ", zh: "（又名 ").text(in: language)
    return summary + also + entry.aliases.joined(separator: ", ") + Localized(")", zh: "）").text(in: language)
  }
}

/// What `lrplot list --markdown` prints: a table for each framework, below a heading where there are several.
struct CatalogueTables {
  let kinds: [CatalogueKind]
  let language: Language

  var text: String {
    var parts: [String] = []
    let isAlone = kinds.count == 1 && kinds[0].groups.count == 1
    for kind in kinds {
      // What every entry takes is known from the whole catalogue, also where a part of it is printed.
      let shared = CatalogueKind.all.first { $0.name == kind.name }?.sharedParameters ?? []
      if kinds.count > 1 { parts.append("# " + kind.title.text(in: language) + "\n") }
      for group in kind.groups {
        if !isAlone { parts.append("## " + group.title.text(in: language) + "\n") }
        parts.append(kind.isExplained ? table(of: group, shared: shared) : commands(of: group))
      }
    }
    return parts.joined(separator: "\n")
  }

  private func commands(of group: ListedGroup) -> String {
    let head = [Localized("name", zh: "名称"), Localized("what it shows", zh: "内容"), Localized("command", zh: "命令")]
    var lines = ["| " + head.map { $0.text(in: language) }.joined(separator: " | ") + " |", "|---|---|---|"]
    for entry in group.entries {
      let cells = ["`\(entry.name)`", entry.summary.text(in: language)] + entry.examples.map { "`\($0)`" }
      lines.append("| " + cells.map(cell).joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func table(of group: ListedGroup, shared: [Parameter]) -> String {
    let isOwn = group.name == ListedGroup.own
    var head = [
      Localized("name", zh: "名称"), Localized("what it does", zh: "作用"), Localized("parameters", zh: "参数"),
    ]
    if !isOwn { head.append(Localized("nearest of lrplot's own: difference", zh: "最近的自有项：差别")) }
    var lines = ["| " + head.map { $0.text(in: language) }.joined(separator: " | ") + " |"]
    lines.append("|" + String(repeating: "---|", count: head.count))
    let common = shared.filter { parameter in group.entries.allSatisfy { $0.takes(parameter) } }
    for entry in group.entries {
      let parameters = entry.parameters.filter { parameter in !common.contains { $0.name == parameter.name } }
      var cells = ["`\(entry.name)`", entry.summary.text(in: language)]
      cells.append(parameters.map(words).joined(separator: ", "))
      if let origin = entry.origin {
        cells.append((origin.nearest.map { "`\($0)`: " } ?? "") + origin.difference.text(in: language))
      }
      lines.append("| " + cells.map(cell).joined(separator: " | ") + " |")
    }
    if !common.isEmpty {
      let each = common.map { "`\($0.name)` (\($0.meaning.text(in: language)))" }.joined(separator: ", ")
      let also =
        isOwn
        ? Localized("lrplot's own also take: ", zh: "lrplot 自有的各项还接受：") : Localized("All also take: ", zh: "各项还接受：")
      lines += ["", also.text(in: language) + each]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func words(_ parameter: Parameter) -> String {
    let value = parameter.fallbackWords.text(in: language)
    if case .required = parameter.fallback { return "`\(parameter.name)` (\(value))" }
    return value == "-" ? "`\(parameter.name)`" : "`\(parameter.name)` = \(value)"
  }

  private func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
