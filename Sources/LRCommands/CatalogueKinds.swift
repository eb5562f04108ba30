import LRCore
import LRFigures
import LROptimizers
import LRSchedules
import LRTraining

/// A catalogue that `list` and `explain` know, whatever its entries make.
struct CatalogueKind: Sendable {
  /// The word on the command line.
  var name: String
  var title: Localized
  var summary: Localized
  var entries: [ListedEntry]

  /// The entries by the framework that they come from, lrplot's own first.
  var groups: [ListedGroup] {
    var groups: [ListedGroup] = []
    for entry in entries {
      if let index = groups.firstIndex(where: { $0.name == entry.framework }) {
        groups[index].entries.append(entry)
      } else {
        groups.append(ListedGroup(name: entry.framework, entries: [entry]))
      }
    }
    return groups
  }

  /// The parameters that all of lrplot's own entries take, in one meaning.
  var sharedParameters: [Parameter] {
    let own = entries.filter { $0.framework == ListedGroup.own }
    guard own.count > 1, let first = own.first else { return [] }
    return first.parameters.filter { parameter in own.allSatisfy { $0.takes(parameter) } }
  }

  /// Whether `lrplot explain` tells about its entries; others have a command that draws them.
  var isExplained = true

  /// Every catalogue of lrplot.
  static var all: [CatalogueKind] { explained + drawn }

  /// What a figure looks like as a whole.
  private static var drawn: [CatalogueKind] {
    [
      CatalogueKind(
        name: "figures", title: Localized("Figures", zh: "图"),
        summary: Localized("what lrplot draws, and the command for it", zh: "lrplot 能绘制的图及其命令"),
        entries: FigureEntry.all.map { ListedEntry($0.name, $0.summary, example: $0.command) }, isExplained: false),
      CatalogueKind(
        name: "reports", title: Localized("Reports", zh: "报告"),
        summary: Localized("pages that lrplot brings, for `lrplot report`", zh: "内置的报告，供 `lrplot report` 使用"),
        entries: BuiltInReport.allCases.map {
          ListedEntry($0.rawValue, $0.summary, example: "lrplot report \($0.rawValue)" + ($0 == .run ? " cosine" : ""))
        }, isExplained: false),
      CatalogueKind(
        name: "themes", title: Localized("Themes", zh: "主题"),
        summary: Localized("colours of a figure, for --theme", zh: "图的配色，用于 --theme"),
        entries: LookOptions.Theme.allCases.map {
          ListedEntry($0.rawValue, $0.summary, example: "lrplot compare cosine --theme \($0.rawValue)")
        }, isExplained: false),
    ]
  }

  /// The catalogues whose entries `lrplot explain` tells about; a new one is one line here.
  static var explained: [CatalogueKind] {
    [
      CatalogueKind(
        name: "schedules", title: Localized("Schedules", zh: "调度"),
        summary: Localized("learning rate as a function of the step", zh: "学习率随步数的变化"),
        entries: Schedules.catalogue.entries.map(ListedEntry.init)),
      CatalogueKind(
        name: "optimizers", title: Localized("Optimizers", zh: "优化器"),
        summary: Localized("rules that move weights down a loss", zh: "沿损失下降、更新权重的规则"),
        entries: Optimizers.catalogue.entries.map(ListedEntry.init)),
      CatalogueKind(
        name: "surfaces", title: Localized("Surfaces", zh: "曲面"),
        summary: Localized("losses over two weights, for `lrplot trajectory`", zh: "两个权重的损失，供 `lrplot trajectory` 使用"),
        entries: Surfaces.catalogue.entries.map(ListedEntry.init)),
      CatalogueKind(
        name: "data", title: Localized("Data sets", zh: "数据集"),
        summary: Localized("rows to train on, embedded, made on the spot or from files", zh: "训练用的数据：内置、即时生成或来自文件"),
        entries: DataSets.catalogue.entries.map(ListedEntry.init)),
      CatalogueKind(
        name: "models", title: Localized("Models", zh: "模型"),
        summary: Localized("small networks, for `lrplot train`", zh: "小型网络，供 `lrplot train` 使用"),
        entries: Models.catalogue.entries.map(ListedEntry.init)),
    ]
  }
}

/// The entries of one framework, or lrplot's own.
struct ListedGroup: Sendable {
  /// As before the dot of its names.
  var name: String
  var entries: [ListedEntry]

  /// The group of what has no dot.
  static let own = "lrplot"

  var title: Localized {
    guard name != Self.own else { return Localized("lrplot's own", zh: "lrplot 自有") }
    // The tutorials are several texts, each with a number of its own.
    var versions: [String] = []
    for entry in entries {
      if let version = entry.origin?.version, !versions.contains(version) { versions.append(version) }
    }
    return Localized(([name] + [versions.joined(separator: ", ")]).filter { !$0.isEmpty }.joined(separator: " "))
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
  var origin: Origin?
  /// Arguments that are accepted and change nothing.
  var ignored: [String]

  init<Product>(_ entry: CatalogueEntry<Product>) {
    name = entry.name
    aliases = entry.aliases
    summary = entry.summary
    formula = entry.formula
    parameters = entry.parameters
    source = entry.source
    note = entry.note
    examples = entry.examples
    origin = entry.origin
    ignored = entry.ignored
  }

  /// One that has no parameters, and a command that draws it.
  init(_ name: String, _ summary: Localized, example: String) {
    self.name = name
    self.summary = summary
    (aliases, formula, parameters, source, note, origin, ignored) = ([], "", [], "", nil, nil, [])
    examples = [example]
  }

  /// Whose the thing is: lrplot's own, or what stands before the first dot.
  var framework: String {
    name.firstIndex(of: ".").map { String(name[..<$0]) } ?? ListedGroup.own
  }

  /// How a framework's entry differs from the nearest of lrplot's own, in one line.
  var differenceWords: Localized? {
    guard let origin else { return nil }
    guard let nearest = origin.nearest else {
      return Localized("lrplot has nothing of its own like it: ", zh: "lrplot 自有的条目中没有相近者：") + origin.difference
    }
    return Localized("differs from lrplot's own `\(nearest)`: ", zh: "与 lrplot 自有的 `\(nearest)` 相比：")
      + origin.difference
  }

  func takes(_ parameter: Parameter) -> Bool {
    parameters.contains { $0.name == parameter.name && $0.meaning == parameter.meaning }
  }

  /// Everything that `list` and `explain` tell, for other programs.
  func json(in language: Language) -> JSON {
    .object([
      ("name", .string(name)),
      ("aliases", .array(aliases.map { .string($0) })),
      ("framework", .optional(origin?.framework)),
      ("version", .optional(origin?.version)),
      ("nearest", .optional(origin?.nearest)),
      ("difference", .optional(origin?.difference.text(in: language))),
      ("summary", .string(summary.text(in: language))),
      ("formula", .string(formula)),
      ("parameters", .array(parameters.map { $0.json(in: language) })),
      ("ignored", .array(ignored.map { .string($0) })),
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

/// Names that complete what has been typed of a run: an optimizer, or after `@` a schedule.
func runCompletions(of typed: String) -> [String] {
  guard let at = typed.lastIndex(of: "@") else { return Optimizers.catalogue.names }
  let head = String(typed[...at])
  return completions(of: String(typed[typed.index(after: at)...])).map { head + $0 }
}

/// The command that was probably meant by words that begin with a surface or an optimizer.
func trajectoryCommand(_ words: [String]) -> String? {
  let spec: RunSpec
  do throws(SpecError) { spec = try SpecParser.run(words.first ?? "") } catch { return nil }
  let all = words.map(shellQuoted).joined(separator: " ")
  if Optimizers.catalogue[spec.subject.phases[0].name] != nil { return "lrplot trajectory rosenbrock " + all }
  guard Surfaces.catalogue[spec.subject.phases[0].name] != nil else { return nil }
  return "lrplot trajectory " + all + (words.count == 1 ? " sgd momentum adam" : "")
}
