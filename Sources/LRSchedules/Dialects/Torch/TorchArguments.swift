import LRCore

extension Arguments {
  /// A count of epochs or steps. Python takes fractions where whole numbers are meant, and so does this.
  mutating func torchCount(_ name: String) throws(SpecError) -> Double {
    if case .number(let number)? = raw(name)?.kind { return number }
    return try number(name)
  }

  /// Such a count, or nil for `None`.
  mutating func optionalTorchCount(_ name: String) throws(SpecError) -> Double? {
    if case .number(let number)? = raw(name)?.kind { return number }
    return try optionalNumber(name)
  }

  /// A list of such counts.
  mutating func torchCounts(_ name: String) throws(SpecError) -> [Double] {
    var counts: [Double] = []
    guard case .list(let items)? = raw(name)?.kind else { return try numbers(name) }
    for item in items {
      guard case .number(let number) = item.kind else { return try numbers(name) }
      counts.append(number)
    }
    return counts
  }

  /// A count that PyTorch insists is a whole number of at least `least`.
  ///
  /// - Parameter words: how PyTorch's exception begins.
  mutating func torchWhole(_ name: String, atLeast least: Int, _ words: String) throws(SpecError) -> Int {
    let count = try torchCount(name)
    guard let whole = count.asWhole, whole >= least else {
      throw error(
        Localized("\(words), but got \(shortest(count))", zh: "\(words), but got \(shortest(count))（PyTorch 的报错）"),
        at: name)
    }
    return whole
  }

  /// The formula that stands for a Python function of one argument; nil for `None`.
  mutating func torchFunction(_ name: String, of variable: String) throws(SpecError) -> Formula? {
    guard let (text, offset) = try formula(name), !["none", "None", "null"].contains(text) else { return nil }
    if text.first(where: { !$0.isWhitespace }) == "[" {
      throw error(
        Localized(
          "Expected 1 \(name)s: a list has a function for each parameter group, and there is one group here; write one formula",
          zh: "此处只有一个参数组，不接受 \(name) 列表（列表为每个参数组各给一个函数）：请只写一个公式"), at: name)
    }
    return try Formula(text, variables: [variable], offset: offset, source: source)
  }

  /// An error in PyTorch's own words.
  func torchError(_ words: String, at name: String) -> SpecError {
    error(Localized(words, zh: "\(words)（PyTorch 的报错）"), at: name)
  }

  /// Python's `None` is no number: only parameters that default to it take it.
  func refuseNone(in parameters: [Parameter]) throws(SpecError) {
    for argument in spec.arguments {
      guard case .word(let word) = argument.value.kind, ["none", "None", "null"].contains(word),
        let parameter = parameters.first(where: { $0.name == argument.key })
      else { continue }
      if case Parameter.Fallback.none = parameter.fallback { continue }
      throw SpecError(
        Localized("'\(argument.key)' can't be None in PyTorch", zh: "“\(argument.key)”在 PyTorch 中不能为 None"),
        in: source, at: argument.value.range)
    }
  }

  /// A scheduler with another `last_epoch` than -1 wants an optimizer from a checkpoint.
  mutating func refuseResuming() throws(SpecError) {
    guard try integer("last_epoch") != -1 else { return }
    throw error(
      Localized(
        "param 'initial_lr' is not specified when resuming: PyTorch wants the optimizer of a checkpoint; last_epoch is -1 here",
        zh: "恢复训练时 PyTorch 需要检查点中的优化器（param 'initial_lr' is not specified）；此处 last_epoch 只能为 -1"),
      at: "last_epoch")
  }
}
