extension Catalogue {
  /// The names that a mistyped one may have meant, best first; empty if none is near.
  ///
  /// A dotted name is looked for in its framework first, whose own spelling may be wrong too (`pytorch.StepLR`,
  /// `torch.optim.StepLR`); a plain one among lrplot's own, but before that as the exact name of a framework's
  /// (`StepLR`). Letters' case is ignored. Several names are given only where several frameworks have just that one.
  public func suggestions(for full: String) -> [String] {
    let typed = shortened(full) ?? full
    let parts = typed.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1, let prefix = parts.first, let local = parts.last else { return plainSuggestions(for: typed) }
    let known = frameworks.first { $0.lowercased() == prefix.lowercased() }
    let framework = known ?? nearest(to: prefix, among: frameworks)
    if let framework {
      let members = dotted.filter { $0.framework == framework }
      if let same = members.first(where: { $0.local.lowercased() == local.lowercased() }) { return [same.name] }
      if let near = nearest(to: local, among: members.map(\.local)) { return ["\(framework).\(near)"] }
    }
    let elsewhere = namesakes(of: local)
    if !elsewhere.isEmpty || known != nil { return elsewhere }
    return nearest(to: typed, among: names).map { [$0] } ?? []
  }

  /// What stands before the first dot of the names, in listing order.
  public var frameworks: [String] {
    var frameworks: [String] = []
    for name in dotted where !frameworks.contains(name.framework) { frameworks.append(name.framework) }
    return frameworks
  }

  private func plainSuggestions(for typed: String) -> [String] {
    let own = names.filter { !$0.contains(".") }
    let spelled = String(typed.lowercased().map { $0 == "_" ? "-" : $0 })
    if let same = own.first(where: { $0.lowercased() == spelled }) { return [same] }
    let exact = namesakes(of: typed)
    if !exact.isEmpty { return exact }
    guard let near = nearest(to: typed, among: own + dotted.map(\.local)) else { return [] }
    return own.contains(near) ? [near] : namesakes(of: near)
  }

  /// The full names of the first three frameworks that have a thing of this name.
  private func namesakes(of local: String) -> [String] {
    Array(dotted.filter { $0.local.lowercased() == local.lowercased() }.map(\.name).prefix(3))
  }

  private var dotted: [(framework: String, local: String, name: String)] {
    names.compactMap { name in
      guard let dot = name.firstIndex(of: ".") else { return nil }
      return (String(name[..<dot]), String(name[name.index(after: dot)...]), name)
    }
  }
}

/// `did you mean 'a', 'b' or 'c'?`
func question(_ names: [String]) -> Localized {
  let english = names.map { "'\($0)'" }
  let chinese = names.map { "“\($0)”" }
  guard let last = english.last, english.count > 1 else {
    return Localized("did you mean \(english.joined())?", zh: "是否想写\(chinese.joined())？")
  }
  return Localized(
    "did you mean " + english.dropLast().joined(separator: ", ") + " or \(last)?",
    zh: "是否想写" + chinese.joined(separator: "或") + "？")
}
