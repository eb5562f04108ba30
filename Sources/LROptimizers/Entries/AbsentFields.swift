import LRCore

/// Arguments for which `none` means something else than their default.
extension Field {
  /// A number, or `none`.
  static func numberOrNone(
    _ name: String, _ path: WritableKeyPath<Settings, Double?> & Sendable, _ fallback: Double,
    in bounds: Bounds = .nonNegative, _ meaning: Localized
  ) -> Field {
    Field(Parameter(name, .number(bounds), .number(fallback), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      let isNone = arguments.has(name) && arguments.raw(name) == nil
      settings[keyPath: path] = isNone ? nil : try arguments.number(name)
    }
  }

  /// A whole number of at least 1 that may be absent.
  static func optionalInteger(
    _ name: String, _ path: WritableKeyPath<Settings, Int?> & Sendable, _ meaning: Localized
  ) -> Field {
    Field(Parameter(name, .integer(.positive), .none, meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      if let number = try arguments.optionalInteger(name) { settings[keyPath: path] = number }
    }
  }

  /// A rate that is 1 unless it is given, since something else finds the length of a step.
  static func rateOrOne(_ name: String, _ path: WritableKeyPath<Settings, Double> & Sendable) -> Field {
    Field(Parameter(name, .number(.nonNegative), .none, Localized("learning rate; none: 1", zh: "学习率；none 表示 1"))) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      settings[keyPath: path] = try arguments.optionalNumber(name) ?? 1
    }
  }

  /// Two numbers, the first of which may be `none`: `eps=[none,0.001]`.
  static func pair(
    _ name: String, _ first: WritableKeyPath<Settings, Double?> & Sendable,
    _ second: WritableKeyPath<Settings, Double> & Sendable, _ fallback: (first: Double?, second: Double),
    in bounds: Bounds, _ meaning: Localized
  ) -> Field {
    let text = "[\(fallback.first.map { shortest($0) } ?? "none"),\(shortest(fallback.second))]"
    return Field(Parameter(name, .any(form: "[number|none,number]"), .text(text), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      settings[keyPath: first] = fallback.first
      settings[keyPath: second] = fallback.second
      guard let value = arguments.raw(name) else { return }
      guard case .list(let items) = value.kind, items.count == 2, case .number(let last) = items[1].kind else {
        throw arguments.error(
          Localized("'\(name)' are two numbers, such as \(text)", zh: "“\(name)”应为两个数，例如 \(text)"), at: name)
      }
      switch items[0].kind {
      case .number(let number): settings[keyPath: first] = number
      case .word(let word) where ["none", "None", "null"].contains(word): settings[keyPath: first] = nil
      default:
        throw arguments.error(
          Localized("the first of '\(name)' is a number or none", zh: "“\(name)”的第一项应为数或 none"), at: name)
      }
      settings[keyPath: second] = last
      for number in [settings[keyPath: first], last].compactMap({ $0 }) where !bounds.contains(number) {
        throw arguments.error(
          Localized("'\(name)' are ", zh: "“\(name)”应") + bounds.words
            + Localized(", not \(shortest(number))", zh: "，而不是 \(shortest(number))"), at: name)
      }
    }
  }
}
