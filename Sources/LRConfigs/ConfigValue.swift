/// A value of a configuration file as it was written, and the line on which it begins.
///
/// What a scalar means (a number, a flag, a word) depends on who asks: see `ConfigNode`.
package struct ConfigValue: Sendable, Hashable {
  package var content: Content
  /// From 1.
  package var line: Int

  package indirect enum Content: Sendable, Hashable {
    /// A text; without quotation marks it may also be a number, a flag or null.
    case scalar(String, quoted: Bool)
    case list([ConfigValue])
    /// In the order of the file; no two keys are alike.
    case map([Pair])
  }

  package struct Pair: Sendable, Hashable {
    package var key: String
    package var value: ConfigValue
    /// Whether it came by `<<` from another map.
    package var isMerged = false
    /// Where the key stands, from 1.
    package var line = 0
  }

  /// `null`, `~`, or nothing at all.
  package var isNull: Bool {
    guard case .scalar(let text, quoted: false) = content else { return false }
    return ["", "~", "null", "Null", "NULL", "None"].contains(text)
  }
}

/// What a file may cost at most; a file of a training run stays far below.
enum ConfigLimits {
  /// Bytes.
  static let size = 1 << 20
  /// Values, each alias counted with all that it stands for, so that a few lines can't grow into billions.
  static let values = 100_000
  /// Levels of lists and maps.
  static let depth = 64
}
