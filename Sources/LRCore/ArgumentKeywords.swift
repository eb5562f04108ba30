/// Maps that stand for the arguments of a function, as in Python's `f(**kwargs)`.
extension Arguments {
  /// The map `{key:value,...}` as arguments of `name`, checked like those of a spec.
  ///
  /// - Throws: `SpecError` if it isn't a map, for an unknown key, and for one that is given twice.
  public func keywords(
    _ value: Spec.Value, of name: String, parameters: [Parameter]
  ) throws(SpecError) -> Arguments {
    guard case .map(let pairs) = value.kind else {
      throw fail(
        Localized(
          "the arguments of \(name) are a map such as {key:value}, not \(value.text)",
          zh: "\(name) 的参数应为形如 {键:值} 的映射，而不是 \(value.text)"), value.range)
    }
    var spec = Spec(name: name, nameRange: value.range, arguments: [], range: value.range)
    for pair in pairs {
      var key = pair.key.text
      if case .text(let text, _) = pair.key.kind { key = text }
      if let twin = spec.arguments.first(where: { $0.key == key }) {
        throw fail(
          Localized(
            "'\(key)' is given twice (first as \(twin.value.text))", zh: "“\(key)”给了两次（第一次是 \(twin.value.text)）"),
          pair.key.range)
      }
      spec.arguments.append(Spec.Argument(key: key, keyRange: pair.key.range, value: pair.value))
    }
    return try Arguments(spec, parameters: parameters, context: context, source: source)
  }
}
