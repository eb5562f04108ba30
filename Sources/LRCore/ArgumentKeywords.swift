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
      spec.arguments.append(try argument(key, of: pair, beside: spec.arguments))
    }
    return try Arguments(spec, parameters: parameters, context: context, source: source)
  }
}
