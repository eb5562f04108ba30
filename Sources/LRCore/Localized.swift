/// The languages in which lrplot writes its own words.
public enum Language: String, Sendable, CaseIterable {
  case english = "en"
  case chinese = "zh"
}

/// One text in every language that lrplot speaks.
///
/// A missing translation can't be forgotten: both are arguments. Write `Localized("word")` only for what is the same
/// in every language (names, formulas, numbers).
public struct Localized: Sendable, Hashable {
  public var english: String
  public var chinese: String

  public init(_ english: String, zh chinese: String) {
    self.english = english
    self.chinese = chinese
  }

  /// A text that needs no translation.
  public init(_ same: String) {
    self.init(same, zh: same)
  }

  public func text(in language: Language) -> String {
    switch language {
    case .english: english
    case .chinese: chinese
    }
  }
}

extension Localized {
  public static func + (left: Localized, right: Localized) -> Localized {
    Localized(left.english + right.english, zh: left.chinese + right.chinese)
  }
}
