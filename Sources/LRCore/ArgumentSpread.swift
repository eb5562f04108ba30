/// Arguments that may also stand together in a map, as in Python's `**kwargs`.
extension Arguments {
  /// Takes the pairs of the map `name` as if each had been given by itself: `{min_lr:5e-6}` as `min_lr=5e-6`.
  ///
  /// - Parameter names: the parameters that may stand in the map.
  /// - Throws: `SpecError` if it isn't a map, for a key that isn't among `names`, and for one that is given twice.
  public mutating func spread(_ name: String, into names: [String]) throws(SpecError) {
    guard let map = raw(name) else { return }
    guard case .map(let pairs) = map.kind else {
      throw wrongType(name, map, Localized("a map such as {key:value}", zh: "形如 {键:值} 的映射"))
    }
    for pair in pairs {
      let key: String
      switch pair.key.kind {
      case .text(let text, _): key = text
      default: key = pair.key.text
      }
      guard names.contains(key) else {
        let near = nearest(to: key, among: names)
        let all = names.joined(separator: ", ")
        let english = near.map { "did you mean '\($0)'?" } ?? (names.isEmpty ? "it takes none" : "it takes \(all)")
        let chinese = near.map { "是否想写“\($0)”？" } ?? (names.isEmpty ? "它不接受任何键" : "可用的键：\(all)")
        throw fail(
          Localized("'\(name)' takes no '\(key)'; \(english)", zh: "“\(name)”没有键“\(key)”；\(chinese)"), pair.key.range)
      }
      spec.arguments.append(try argument(key, of: pair, beside: spec.arguments))
    }
  }

  /// The argument that a pair of a map becomes; a key that stands beside it already is refused.
  func argument(
    _ key: String, of pair: Spec.Pair, beside others: [Spec.Argument]
  ) throws(SpecError) -> Spec.Argument {
    if let twin = others.first(where: { $0.key == key }) {
      throw fail(
        Localized(
          "'\(key)' is given twice (first as \(twin.value.text))", zh: "“\(key)”给了两次（第一次是 \(twin.value.text)）"),
        pair.key.range)
    }
    return Spec.Argument(key: key, keyRange: pair.key.range, value: pair.value)
  }
}
