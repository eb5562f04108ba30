import LRCore

/// What a catalogue says about an entry, for people: names, summary, formula, parameters, note and source.
struct EntryDescription {
  let language: Language
  let width: Int

  func lines(of phase: ExplainedPhase) -> [String] {
    let entry = phase.entry
    var title = entry.name
    let also = ([entry.name] + entry.aliases).filter { $0 != entry.name }
    if !also.isEmpty {
      title +=
        Localized(" (also ", zh: "（又名 ").text(in: language) + also.joined(separator: ", ")
        + Localized(")", zh: "）").text(in: language)
    }
    var lines = wrapped(title, width: width)
    lines += wrapped(entry.summary.text(in: language), width: width - 2).map { "  " + $0 }
    for words in [originWords(of: entry), entry.differenceWords].compactMap({ $0 }) {
      lines += wrapped(words.text(in: language), width: width - 2).map { "  " + $0 }
    }
    lines.append("")
    for rule in entry.formula.split(separator: "\n", omittingEmptySubsequences: false) {
      let parts = wrapped(String(rule), width: width - 6)
      lines += parts.enumerated().map { ($0.offset == 0 ? "  " : "      ") + $0.element }
    }
    if !entry.parameters.isEmpty {
      lines.append("")
      lines += parameterTable(phase.spec, entry).lines(width: width)
    }
    if !entry.ignored.isEmpty {
      lines.append("")
      lines += wrapped(
        Localized("accepted, without effect on numbers: ", zh: "可给出但不影响数值：").text(in: language)
          + entry.ignored.joined(separator: ", "), width: width - 2
      ).map { "  " + $0 }
    }
    if let note = entry.note {
      lines.append("")
      lines += wrapped(note.text(in: language), width: width - 2).map { "  " + $0 }
    }
    lines.append("")
    lines += wrapped(
      Localized("source: ", zh: "出处：").text(in: language) + entry.source, width: width - 2
    ).map { "  " + $0 }
    return lines
  }

  private func originWords(of entry: ListedEntry) -> Localized? {
    entry.origin.map { origin in
      Localized(
        "\(origin.framework) \(origin.version): names, defaults and values are those of this version",
        zh: "\(origin.framework) \(origin.version)：名称、默认值与数值均同此版本")
    }
  }

  private func parameterTable(_ spec: Spec, _ entry: ListedEntry) -> TextTable {
    let hasValues = !spec.arguments.isEmpty
    var head = [Localized("parameter", zh: "参数")]
    if hasValues { head.append(Localized("given", zh: "给定值")) }
    head += [Localized("default", zh: "默认值"), Localized("type", zh: "类型"), Localized("meaning", zh: "含义")]
    var rows = [head.map { $0.text(in: language) }]
    for parameter in entry.parameters {
      var row = [parameter.name]
      if hasValues {
        row.append(shortened(spec.arguments.first { $0.key == parameter.name }?.value.text ?? "", to: 200))
      }
      row += [parameter.fallbackWords, parameter.typeWords, parameter.meaning].map { $0.text(in: language) }
      rows.append(row)
    }
    return TextTable(rows: rows, widest: 22)
  }
}
