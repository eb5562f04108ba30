import LRCore

/// The two points of an optimizer that has more than one, and which of them is drawn, and judged by.
public struct DrawnPoint: Sendable, Hashable {
  public enum Choice: String, Sendable, Hashable, CaseIterable {
    /// The weights that are trained.
    case train
    /// The weights that are meant for evaluation.
    case eval
  }

  public var choice: Choice
  public var train: Localized
  public var eval: Localized

  public init(_ choice: Choice, train: Localized, eval: Localized) {
    self.choice = choice
    self.train = train
    self.eval = eval
  }

  /// What is drawn.
  public var drawn: Localized { choice == .train ? train : eval }

  /// The choice that draws the other one.
  public var otherChoice: Choice { choice == .train ? .eval : .train }

  /// The other one.
  public var other: Localized { choice == .train ? eval : train }

  /// The same, drawn at another point.
  func drawing(_ choice: Choice) -> DrawnPoint { DrawnPoint(choice, train: train, eval: eval) }
}

extension Field {
  /// Which of two points is drawn: `points=train` or `points=eval`.
  ///
  /// - Parameters:
  ///   - path: whether it is the one for evaluation.
  ///   - fallback: what is drawn by default.
  static func points(
    _ path: WritableKeyPath<Settings, Bool> & Sendable, _ fallback: DrawnPoint.Choice, _ meaning: Localized
  ) -> Field {
    let words = DrawnPoint.Choice.allCases.map(\.rawValue)
    return Field(Parameter("points", .choice(words), .word(fallback.rawValue), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      settings[keyPath: path] = try arguments.word("points") == DrawnPoint.Choice.eval.rawValue
    }
  }
}
