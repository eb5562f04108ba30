import LRCore
import LROptimizers
import LRSchedules
import LRTraining

/// The kinds of things that `lrplot explain` tells about.
enum ExplainedKind: String, CaseIterable {
  case schedules, optimizers, surfaces, data, models

  var singular: Localized {
    switch self {
    case .schedules: Schedules.catalogue.kind
    case .optimizers: Optimizers.catalogue.kind
    case .surfaces: Surfaces.catalogue.kind
    case .data: DataSets.catalogue.kind
    case .models: Models.catalogue.kind
    }
  }

  private func knows(_ name: String) -> Bool {
    switch self {
    case .schedules: Schedules.catalogue[name] != nil
    case .optimizers: Optimizers.catalogue[name] != nil
    case .surfaces: Surfaces.catalogue[name] != nil
    case .data: DataSets.catalogue[name] != nil
    case .models: Models.catalogue[name] != nil
    }
  }

  private var names: [String] {
    switch self {
    case .schedules: Schedules.catalogue.names
    case .optimizers: Optimizers.catalogue.names
    case .surfaces: Surfaces.catalogue.names
    case .data: DataSets.catalogue.names
    case .models: Models.catalogue.names
    }
  }

  /// On the command line, in the singular.
  private var word: String { self == .data ? rawValue : String(rawValue.dropLast()) }

  private func isNamed(_ word: String) -> Bool { word == rawValue || word == self.word }

  /// A spec with a kind and a colon before it, as in `data:linear:noise=0`; nil for any other.
  static func split(_ text: String) -> (kind: String, spec: String)? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let (word, spec) = (String(text[..<colon]), text[text.index(after: colon)...])
    guard allCases.contains(where: { $0.isNamed(word) }), !spec.prefix(while: { $0 != ":" }).contains("=") else {
      return nil
    }
    return (word, String(spec))
  }

  /// The kind of this name, in the singular or the plural; all without a name.
  static func kinds(named word: String?) throws(Failure) -> [ExplainedKind] {
    guard let word else { return allCases }
    if let kind = allCases.first(where: { $0.isNamed(word) }) { return [kind] }
    let all = allCases.map(\.word)
    let near = nearest(to: word, among: all)
    throw Failure(
      usage: "'\(word)' is no kind; "
        + (near.map { "did you mean '\($0)'?" } ?? "there are " + all.joined(separator: ", ")),
      zh: "没有“\(word)”这一类；" + (near.map { "是否想写“\($0)”？" } ?? "可用 " + all.joined(separator: ", ")))
  }

  /// The kinds in which a spec has a meaning: those that know its first name, and of several those that understand its
  /// arguments.
  static func meant(
    by source: String, among kinds: [ExplainedKind], in context: RunContext
  ) throws(Failure) -> [ExplainedKind] {
    let run: RunSpec
    // A pasted call is answered by the kind that knows its name.
    let isOptimizer = !kinds.contains(.schedules) || Optimizers.catalogue.knows(call: source)
    do throws(SpecError) {
      run = try isOptimizer ? Optimizers.catalogue.run(source) : Schedules.catalogue.run(source)
    } catch { throw Failure(error) }
    let phase = run.subject.phases[0]
    var kinds = kinds
    // Only optimizers run under a schedule, and only schedules have phases.
    if run.schedule != nil { kinds.removeAll { $0 != .optimizers } }
    if run.subject.phases.count > 1 { kinds.removeAll { $0 != .schedules } }
    let known = kinds.filter { $0.knows(phase.name) }
    if known.count > 1, !phase.arguments.isEmpty {
      let understood = known.filter { $0.understands(run.subject, in: context) }
      if !understood.isEmpty { return understood }
      return [known[0]]
    }
    guard known.isEmpty else { return known }
    // The error is that of the kind that has the nearest name.
    let near = nearest(to: phase.name, among: kinds.flatMap(\.names))
    let nearby = kinds.first { kind in near.map { kind.names.contains($0) } ?? false }
    guard nearby == nil, kinds.count > 1 else { return [nearby ?? kinds.first ?? .schedules] }
    throw Failure(
      SpecError(
        Localized(
          "no schedule, optimizer, surface, data set or model is named '\(phase.name)'; `lrplot list` shows all",
          zh: "没有名为“\(phase.name)”的调度、优化器、曲面、数据集或模型；`lrplot list` 列出全部"),
        in: source, at: phase.nameRange))
  }

  private func understands(_ chain: Chain, in context: RunContext) -> Bool {
    do throws(SpecError) {
      switch self {
      case .schedules: _ = try Schedules.build(chain, in: context)
      case .optimizers: _ = try Optimizers.build(chain, in: context)
      case .surfaces: _ = try Surfaces.build(chain.phases[0], of: chain, in: context)
      case .data: _ = try DataSets.build(chain.phases[0], of: chain, in: context)
      case .models: _ = try Models.build(chain.phases[0], of: chain)
      }
      return true
    } catch {
      return false
    }
  }
}
