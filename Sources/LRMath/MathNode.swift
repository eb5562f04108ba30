/// A part of a formula.
indirect enum MathNode: Sendable, Hashable {
  case number(String, MathFont)
  case identifier(String, MathFont)
  /// An upright name; those with limits have their subscripts below them.
  case function(String, hasLimits: Bool)
  case symbol(String, MathRole)
  /// A delimiter of a given height.
  case delimiter(String, MathRole, MathSize)
  /// A delimiter that grows with the fences around it.
  case middle(String)
  case text(String, MathFont)
  case row([MathNode])
  case styled(isDisplay: Bool, [MathNode])
  case fraction(MathNode, MathNode, MathFractionStyle)
  case root(MathNode, index: MathNode?)
  case scripts(MathNode, sub: MathNode?, sup: MathNode?)
  /// Scripts below and above; movable ones stand beside the base in a line of text.
  case limits(MathNode, under: MathNode?, over: MathNode?, areMovable: Bool)
  case fenced(open: String, [MathNode], close: String)
  case accent(MathNode, MathAccent)
  case table(MathTable)
  case space(MathSpace)
}

/// How much space an operator has around it.
enum MathRole: Sendable, Hashable, CaseIterable {
  case ordinary, large, binary, relation, opening, closing, punctuation
}

/// The heights of `\big` and its kin.
enum MathSize: String, Sendable, Hashable {
  case big = "1.2em"
  case bigger = "1.8em"
  case large = "2.4em"
  case largest = "3em"
}

/// Whether a fraction is as large as its surroundings have it.
enum MathFractionStyle: Sendable, Hashable, CaseIterable {
  case automatic, display, text
  /// One above the other without a line, in parentheses.
  case binomial
}

/// The spaces of TeX, by their widths.
enum MathSpace: String, Sendable, Hashable, CaseIterable {
  case negative = "-0.1667em"
  case thin = "0.1667em"
  case medium = "0.2222em"
  case thick = "0.2778em"
  case word = "0.3333em"
  case half = "0.5em"
  case quad = "1em"
  case double = "2em"
}

/// A mark above or below.
enum MathAccent: String, Sendable, Hashable, CaseIterable {
  case hat, widehat, bar, tilde, widetilde, dot, ddot, vec, check, breve, acute, grave
  case overline, overrightarrow, overbrace, underline, underbrace

  var symbol: String {
    switch self {
    case .hat: "ˆ"
    case .widehat: "\u{302}"
    case .bar: "¯"
    case .overline: "‾"
    case .tilde, .widetilde: "˜"
    case .dot: "˙"
    case .ddot: "¨"
    case .vec, .overrightarrow: "→"
    case .check: "ˇ"
    case .breve: "˘"
    case .acute: "´"
    case .grave: "`"
    case .overbrace: "⏞"
    case .underline: "\u{332}"
    case .underbrace: "⏟"
    }
  }

  /// The character that puts the mark on the letter before it in plain text.
  var combining: String? {
    switch self {
    case .hat, .widehat: "\u{302}"
    case .bar, .overline: "\u{304}"
    case .tilde, .widetilde: "\u{303}"
    case .dot: "\u{307}"
    case .ddot: "\u{308}"
    case .vec, .overrightarrow: "\u{20D7}"
    case .check: "\u{30C}"
    case .breve: "\u{306}"
    case .acute: "\u{301}"
    case .grave: "\u{300}"
    case .underline: "\u{332}"
    case .overbrace, .underbrace: nil
    }
  }

  /// The class of a line that a style sheet can draw, as few fonts have one that grows.
  var lineClass: String? {
    switch self {
    case .overline: "math-overline"
    case .underline: "math-underline"
    default: nil
    }
  }

  var isBelow: Bool { self == .underline || self == .underbrace }
  var isBrace: Bool { self == .overbrace || self == .underbrace }

  /// Whether it is as wide as what it is on.
  var isWide: Bool {
    switch self {
    case .widehat, .widetilde, .overline, .overrightarrow, .overbrace, .underline, .underbrace: true
    case .hat, .bar, .tilde, .dot, .ddot, .vec, .check, .breve, .acute, .grave: false
    }
  }
}

/// Rows of cells.
struct MathTable: Sendable, Hashable {
  var environment: MathEnvironment
  /// Of the columns of an `array`.
  var alignments: [MathAlignment] = []
  var rows: [[MathNode]] = []

  func alignment(ofColumn column: Int) -> MathAlignment {
    switch environment {
    case .cases, .dcases, .rcases: .left
    case .aligned, .align, .split: column.isMultiple(of: 2) ? .right : .left
    case .array: column < alignments.count ? alignments[column] : .center
    case .gathered, .matrix, .pmatrix, .bmatrix, .braceMatrix, .vmatrix, .normMatrix: .center
    }
  }
}

enum MathAlignment: String, Sendable, Hashable {
  case left, center, right

  init?(letter: Character) {
    switch letter {
    case "l": self = .left
    case "c": self = .center
    case "r": self = .right
    default: return nil
    }
  }
}

/// The tables there are, by their names in LaTeX.
enum MathEnvironment: String, Sendable, Hashable, CaseIterable {
  case cases, dcases, rcases
  case aligned, split, gathered
  case align = "align*"
  case array, matrix, pmatrix, bmatrix, vmatrix
  case braceMatrix = "Bmatrix"
  case normMatrix = "Vmatrix"

  /// What stands before and after the table.
  var fences: (open: String, close: String) {
    switch self {
    case .cases, .dcases: ("{", "")
    case .rcases: ("", "}")
    case .pmatrix: ("(", ")")
    case .bmatrix: ("[", "]")
    case .braceMatrix: ("{", "}")
    case .vmatrix: ("|", "|")
    case .normMatrix: ("‖", "‖")
    case .aligned, .split, .gathered, .align, .array, .matrix: ("", "")
    }
  }

  /// Whether cells are as large as formulas on their own lines.
  var isDisplay: Bool {
    switch self {
    case .dcases, .aligned, .split, .gathered, .align: true
    case .cases, .rcases, .array, .matrix, .pmatrix, .bmatrix, .braceMatrix, .vmatrix, .normMatrix: false
    }
  }

  /// Whether lines are aligned at a sign, with no gap there.
  var isAligned: Bool { self == .aligned || self == .align || self == .split }
}
