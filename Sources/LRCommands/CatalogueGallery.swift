import LRCore
import LRMarkdown
import LRReports
import LRSchedules
import LRSystem
import LRTemplates

/// Cards of a catalogue's entries, for reports.
enum CatalogueGallery: String, CaseIterable {
  case schedules, optimizers, surfaces

  /// The metric of metric-driven schedules: losses that stop falling.
  static let losses = String(decoding: BuiltIn.losses, as: UTF8.self)

  private var kind: CatalogueKind? { CatalogueKind.explained.first { $0.name == rawValue } }

  /// A section for lrplot's own and for each framework, a card for each entry.
  func sections(in language: Language, at place: ReportSource.Place) -> [ReportSource.Section] {
    (kind?.groups ?? []).map { group in
      var section = ReportSource.Section(group.title.text(in: language), id: "\(rawValue)-\(group.name)", at: place)
      section.isGallery = true
      section.sections = group.entries.map { card($0, language, place) }
      return section
    }
  }

  private func card(_ entry: ListedEntry, _ language: Language, _ place: ReportSource.Place) -> ReportSource.Section {
    var text = markdownEscaped(entry.summary.text(in: language)) + "\n"
    if !entry.formula.isEmpty { text += "\n```\n\(entry.formula)\n```\n" }
    if let difference = entry.origin?.difference {
      text += "\n" + markdownEscaped(difference.text(in: language)) + "\n"
    }
    if let note = entry.note { text += "\n" + markdownEscaped(note.text(in: language)) + "\n" }
    var card = ReportSource.Section(
      entry.name, id: entry.name.contains(".") ? entry.name : "\(rawValue)-\(entry.name)",
      text: ReportSource.Text(text, place, isBlock: true), at: place)
    card.details = ReportSource.Text(details(of: entry, language), place, isBlock: true)
    if let words = words(for: entry) {
      if let reason = Self.refusal(of: words, language, place) {
        card.text?.text += "\n" + markdownEscaped(reason) + "\n"
        return card
      }
      var figure = ReportSource.Figure(words, id: (card.id ?? entry.name) + "-figure", at: place)
      figure.input = Self.losses
      card.figures = [figure]
    }
    return card
  }

  /// Its own parameters, what it is called elsewhere, and where it comes from.
  private func details(of entry: ListedEntry, _ language: Language) -> String {
    var text = ""
    for parameter in entry.parameters where !Self.shared.contains(parameter.name) {
      let fallback = parameter.fallbackWords.text(in: language)
      text += "- `\(parameter.name)`"
      if fallback != "-" { text += " (" + markdownEscaped(fallback) + ")" }
      text += ": " + markdownEscaped(parameter.meaning.text(in: language)) + "\n"
    }
    func line(_ name: Localized, _ words: String) {
      if !words.isEmpty { text += "\n" + name.text(in: language) + markdownEscaped(words) + "\n" }
    }
    line(Localized("Also ", zh: "又名 "), entry.aliases.filter { $0 != entry.name }.joined(separator: ", "))
    if let origin = entry.origin { line(Localized("Version: ", zh: "版本："), "\(origin.framework) \(origin.version)") }
    line(Localized("Source: ", zh: "出处："), entry.source)
    return text
  }

  /// Parameters that all schedules share and that say nothing about one of them.
  private static let shared: Set = ["max", "scale", "for", "label"]

  /// What draws the entry; nil where it can't be drawn by itself.
  private func words(for entry: ListedEntry) -> [String]? {
    let small = ["--size", ReportSource.cardSize, "--title", ""]
    switch self {
    case .schedules:
      let spec = entry.examples.first ?? entry.name
      let listens = (try? ExplainedSubject.listens(spec, in: RunContext())) ?? false
      return ["compare", spec] + (listens ? ["--metrics", "-", "--steps", "30"] : []) + small
    case .optimizers:
      return ["trajectory", "rosenbrock", tunable(entry), "--tune", "--steps", "100"] + small
    case .surfaces: return ["trajectory", entry.examples.first ?? entry.name, "sgd", "adam", "--tune"] + small
    }
  }

  /// The spec of an optimizer without a rate, which --tune finds; an example where more than a rate must be given.
  private func tunable(_ entry: ListedEntry) -> String {
    let needsMore = entry.parameters.contains { parameter in
      if case .required = parameter.fallback { return !["lr", "learning_rate"].contains(parameter.name) }
      return false
    }
    return needsMore ? entry.examples.first ?? entry.name : entry.name
  }

  /// Why a command draws nothing: an optimizer of a framework may refuse the point of a surface.
  private static func refusal(of words: [String], _ language: Language, _ place: ReportSource.Place) -> String? {
    let drawing = FigureDrawing(
      words: words, directory: "", language: language, appearance: .auto, id: "", wantsFile: false, wantsPNG: false,
      input: BuiltIn.losses, place: ReportSource.Place("", 0))
    do throws(Failure) {
      try drawing.check(Memory())
      return nil
    } catch {
      return error.message.text(in: language)
    }
  }
}
