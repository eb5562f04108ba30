/// How letters look; the family's real name is the renderer's affair.
public struct Font: Sendable, Hashable {
  public enum Family: Sendable, Hashable { case sans, mono }
  public enum Weight: Sendable, Hashable { case regular, medium, semibold, bold }

  public var family: Family
  /// Points from one line's top to the next, roughly; the em.
  public var size: Double
  public var weight: Weight
  public var italic: Bool

  public init(size: Double, weight: Weight = .regular, italic: Bool = false, family: Family = .sans) {
    self.size = size
    self.weight = weight
    self.italic = italic
    self.family = family
  }
}

/// One line of text whose parts may be raised or lowered: `10⁻³`, `η_min`.
public struct RichText: Sendable, Hashable, ExpressibleByStringInterpolation {
  public enum Position: Sendable, Hashable { case normal, superscript, `subscript` }

  public struct Run: Sendable, Hashable {
    public var text: String
    public var position: Position
    public var italic: Bool

    public init(_ text: String, _ position: Position = .normal, italic: Bool = false) {
      self.text = text
      self.position = position
      self.italic = italic
    }
  }

  public var runs: [Run]

  public init(_ text: String) { runs = text.isEmpty ? [] : [Run(text)] }
  public init(_ runs: [Run]) { self.runs = runs }
  public init(stringLiteral value: String) { self.init(value) }

  /// The characters alone.
  public var plain: String { runs.map(\.text).joined() }
  public var isEmpty: Bool { runs.allSatisfy { $0.text.isEmpty } }

  public static func + (left: RichText, right: RichText) -> RichText { RichText(left.runs + right.runs) }
  public static func superscript(_ text: String) -> RichText { RichText([Run(text, .superscript)]) }
  public static func `subscript`(_ text: String) -> RichText { RichText([Run(text, .subscript)]) }
}

/// The box of a line of text, in points.
public struct TextExtents: Sendable, Hashable {
  /// The advance width.
  public var width: Double
  /// From the baseline up to the top of the line.
  public var ascent: Double
  /// From the baseline down to the bottom of the line.
  public var descent: Double

  public init(width: Double, ascent: Double, descent: Double) {
    self.width = width
    self.ascent = ascent
    self.descent = descent
  }

  public var height: Double { ascent + descent }
}

/// Measures text; given by whoever can: Pango for pictures, a fixed advance for tests.
public struct TextMeasurer {
  public var measure: (RichText, Font) -> TextExtents

  public init(_ measure: @escaping (RichText, Font) -> TextExtents) {
    self.measure = measure
  }

  /// Every Latin character 0.55 em wide, every East Asian one 1 em; raised and lowered text at 0.7 of the size.
  public static var fixedAdvance: TextMeasurer {
    TextMeasurer { text, font in
      var width = 0.0
      for run in text.runs {
        let size = run.position == .normal ? font.size : font.size * 0.7
        for scalar in run.text.unicodeScalars { width += scalar.value >= 0x2E80 ? size : 0.55 * size }
      }
      return TextExtents(width: width, ascent: 0.95 * font.size, descent: 0.25 * font.size)
    }
  }
}
