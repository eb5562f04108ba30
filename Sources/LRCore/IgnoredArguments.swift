/// Arguments that were given and change nothing.
extension Catalogue {
  /// What a chain says in vain, also inside brackets: each entry's name as typed, and its arguments without effect.
  ///
  /// Specs that this catalogue has no entry for are passed through, for the brackets of one catalogue's spec hold those
  /// of another.
  public func ignored(in chain: Chain) -> [(name: String, keys: [String])] {
    chain.phases.flatMap { spec in
      let vain = self[spec.name]?.ignored ?? []
      let keys = spec.arguments.map(\.key).filter(vain.contains)
      return (keys.isEmpty ? [] : [(plainName(spec.name), keys)])
        + spec.arguments.flatMap { argument in argument.value.chains.flatMap { ignored(in: $0) } }
    }
  }

  /// The same as remarks for people, no two alike.
  public func remarks(on chain: Chain) -> [Localized] {
    var remarks: [Localized] = []
    for (name, keys) in ignored(in: chain) {
      let remark = Localized(
        "\(keys.joined(separator: ", ")) of \(name) \(keys.count == 1 ? "changes" : "change") no number and \(keys.count == 1 ? "is" : "are") ignored",
        zh: "\(name) 的 \(keys.joined(separator: "、")) 不影响数值，已忽略")
      if !remarks.contains(remark) { remarks.append(remark) }
    }
    return remarks
  }
}

extension Spec.Value {
  /// The chains in brackets that a value is or holds.
  fileprivate var chains: [Chain] {
    switch kind {
    case .chain(let chain): [chain]
    case .list(let values): values.flatMap(\.chains)
    case .map(let pairs): pairs.flatMap(\.value.chains)
    case .number, .percent, .epochs, .word, .text: []
    }
  }
}
