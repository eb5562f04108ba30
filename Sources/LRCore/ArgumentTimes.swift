/// Lengths of time that needn't be whole steps, as frameworks written in Python take them.
extension Arguments {
  /// A time in steps: a number, `5%` of the run or `30ep`, within the bounds of a parameter of type `.steps`.
  ///
  /// `integer` is for lengths that must be whole; this is for rules that only compare and divide (`decay_t=2.4`).
  public mutating func time(_ name: String) throws(SpecError) -> Double {
    guard let time = try optionalTime(name) else { return try number(name) }
    return time
  }

  /// A time in steps, or nil where it is absent and the fallback is `.none`.
  public mutating func optionalTime(_ name: String) throws(SpecError) -> Double? {
    guard let value = raw(name) else { return try optionalNumber(name) }
    return try time(value, name)
  }

  /// Times in steps, of a parameter of type `.stepList`; a single one may stand without brackets.
  public mutating func times(_ name: String) throws(SpecError) -> [Double] {
    guard let value = raw(name) else { return try numbers(name) }
    guard case .list(let items) = value.kind else { return [try time(value, name)] }
    var times: [Double] = []
    for item in items { times.append(try time(item, name)) }
    return times
  }

  private func time(_ value: Spec.Value, _ name: String) throws(SpecError) -> Double {
    let number: Double
    switch value.kind {
    case .percent, .epochs: number = try steps(value)
    default: number = try plain(value, name)
    }
    guard abs(number) <= 1e15 else {
      throw fail(
        Localized("'\(name)' is at most 1e15 steps, not \(value.text)", zh: "“\(name)”至多 1e15 步，而不是 \(value.text)"),
        value.range)
    }
    switch parameters[name]?.type {
    case .steps(let bounds), .stepList(let bounds): return try check(number, in: bounds, of: value, name)
    default: preconditionFailure("\(name) isn't a time")
    }
  }
}
