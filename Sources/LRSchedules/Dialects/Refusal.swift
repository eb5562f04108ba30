import LRCore

extension Arguments {
  /// The error for a value that the framework itself refuses, in the framework's own words.
  func refusal(by framework: String, _ reason: String, at name: String) -> SpecError {
    error(
      Localized("\(framework) refuses this: \(reason)", zh: "\(framework) 不接受：\(reason)"),
      at: has(name) ? name : spec.arguments.first?.key ?? name)
  }

  /// Whether the user has written `none` for this parameter, instead of leaving it out.
  mutating func isNone(_ name: String) -> Bool { raw(name) == nil && has(name) }
}
