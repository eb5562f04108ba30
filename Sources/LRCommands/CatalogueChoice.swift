import LRCore

/// What of the catalogues `lrplot list` was asked for.
struct CatalogueChoice {
  /// Only with the entries that were asked for.
  var kinds: [CatalogueKind]
  /// Whether the user named a kind.
  var namesKind = false
  /// The framework that was asked for; `lrplot` for what is lrplot's own.
  var framework: String?

  /// - Parameters:
  ///   - word: a kind, in the singular or the plural, or a framework.
  ///   - framework: one more way to name a framework, together with a kind.
  /// - Throws: `Failure` naming the nearest word for an unknown one.
  init(_ word: String?, framework: String?, among all: [CatalogueKind]) throws(Failure) {
    kinds = all
    let frameworks = Self.frameworks(of: all)
    if let word {
      if let kind = all.first(where: { $0.name == word || $0.name == word + "s" }) {
        kinds = [kind]
        namesKind = true
      } else if let name = frameworks.first(where: { $0.lowercased() == word.lowercased() }) {
        self.framework = name
      } else {
        throw Self.unknown(word, all.map(\.name), frameworks)
      }
    }
    if let framework = try given(framework, "--framework") {
      let known = Self.frameworks(of: kinds)
      guard let name = known.first(where: { $0.lowercased() == framework.lowercased() }) else {
        let near = nearest(to: framework, among: known)
        let list = known.joined(separator: ", ")
        throw Failure(
          usage: "--framework '\(framework)' is unknown; "
            + (near.map { "did you mean '\($0)'?" } ?? "there are \(list)"),
          zh: "--framework 不认识“\(framework)”；" + (near.map { "是否想写“\($0)”？" } ?? "可用 \(list)"))
      }
      guard self.framework == nil || self.framework == name else {
        throw Failure(
          usage: "'\(word ?? "")' and --framework \(name) name two frameworks",
          zh: "“\(word ?? "")”与 --framework \(name) 指定了两个框架")
      }
      self.framework = name
    }
    guard let name = self.framework else { return }
    for index in kinds.indices { kinds[index].entries.removeAll { $0.framework != name } }
    kinds.removeAll(where: \.entries.isEmpty)
  }

  static func frameworks(of kinds: [CatalogueKind]) -> [String] {
    var names: [String] = []
    for group in kinds.flatMap(\.groups) where !names.contains(group.name) { names.append(group.name) }
    return names
  }

  private static func unknown(_ word: String, _ kinds: [String], _ frameworks: [String]) -> Failure {
    let near = nearest(to: word, among: kinds + frameworks)
    let list = kinds.joined(separator: ", ")
    let others = frameworks.joined(separator: ", ")
    return Failure(
      usage: "'\(word)' is no kind; "
        + (near.map { "did you mean '\($0)'?" } ?? "there are \(list), and of frameworks \(others)"),
      zh: "没有“\(word)”这一类；" + (near.map { "是否想写“\($0)”？" } ?? "可用 \(list)，框架有 \(others)"))
  }
}
