import LRCore
import LRSchedules

/// A catalogue that `list` and `explain` know, whatever its entries make.
struct CatalogueKind: Sendable {
  /// The word on the command line.
  var name: String
  var title: Localized
  var summary: Localized
  var entries: [ListedEntry]

  /// The parameters that all of lrplot's own entries take, in one meaning.
  var sharedParameters: [Parameter] {
    let own = entries.filter(\.family.isEmpty)
    guard own.count > 1, let first = own.first else { return [] }
    return first.parameters.filter { parameter in
      own.allSatisfy { entry in
        entry.parameters.contains { $0.name == parameter.name && $0.meaning == parameter.meaning }
      }
    }
  }

  /// Every catalogue of lrplot; a new one is one line here.
  static var all: [CatalogueKind] {
    [
      CatalogueKind(
        name: "schedules", title: Localized("Schedules", zh: "调度"),
        summary: Localized("learning rate as a function of the step", zh: "学习率随步数的变化"),
        entries: Schedules.catalogue.entries.map(ListedEntry.init))
    ]
  }

  /// The kind of this name; singular and plural mean the same.
  static func named(_ word: String) throws(Failure) -> CatalogueKind {
    let all = all
    if let kind = all.first(where: { $0.name == word || $0.name == word + "s" }) { return kind }
    let names = all.map(\.name)
    let near = nearest(to: word, among: names)
    let list = names.joined(separator: ", ")
    throw Failure(
      usage: "'\(word)' is no kind; " + (near.map { "did you mean '\($0)'?" } ?? "there are \(list)"),
      zh: "没有“\(word)”这一类；" + (near.map { "是否想写“\($0)”？" } ?? "可用 \(list)"))
  }
}

/// A catalogue's entry, without what it makes.
struct ListedEntry: Sendable {
  var name: String
  var aliases: [String]
  var summary: Localized
  var formula: String
  var parameters: [Parameter]
  var source: String
  var note: Localized?
  var examples: [String]

  init<Product>(_ entry: CatalogueEntry<Product>) {
    name = entry.name
    aliases = entry.aliases
    summary = entry.summary
    formula = entry.formula
    parameters = entry.parameters
    source = entry.source
    note = entry.note
    examples = entry.examples
  }

  /// Where the thing comes from: empty for lrplot's own, else what stands before the first dot.
  var family: String {
    guard let dot = name.firstIndex(of: ".") else { return "" }
    return String(name[..<dot])
  }

  /// Everything that `list` and `explain` tell, for other programs.
  func json(in language: Language) -> JSON {
    .object([
      ("name", .string(name)),
      ("aliases", .array(aliases.map { .string($0) })),
      ("summary", .string(summary.text(in: language))),
      ("formula", .string(formula)),
      ("parameters", .array(parameters.map { $0.json(in: language) })),
      ("note", .optional(note?.text(in: language))),
      ("source", .string(source)),
      ("examples", .array(examples.map { .string($0) })),
    ])
  }
}

/// Names that complete what has been typed of a spec: those of the last phase.
func completions(of typed: String) -> [String] {
  guard typed.lastIndex(of: ":").map({ colon in typed[colon...].contains("+") }) ?? true else { return [] }
  let head = typed.lastIndex(of: "+").map { String(typed[...$0]) } ?? ""
  return Schedules.catalogue.names.map { head + $0 }
}

/// Whether a word is the spec of a schedule rather than a mistyped command.
func isScheduleSpec(_ word: String) -> Bool {
  do throws(SpecError) {
    let chain = try SpecParser.chain(word)
    return chain.phases.allSatisfy { Schedules.catalogue[$0.name] != nil }
  } catch {
    return false
  }
}
