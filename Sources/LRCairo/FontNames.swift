import CCairo
import LRScene

/// The font families asked for, best first, and how text is set. Pango takes each character from the first family that
/// has it and falls back to any installed font.
enum FontNames {
  /// Inter has tabular, open figures; the next two cover Latin, Greek and mathematics where Inter isn't installed.
  static let sans = "Inter,Noto Sans,DejaVu Sans,Noto Sans CJK SC,sans-serif"
  static let mono = "JetBrains Mono,Noto Sans Mono,DejaVu Sans Mono,Noto Sans Mono CJK SC,monospace"

  /// The same for readers of an SVG, whose system may have none of these: then what is nearest there, Latin before
  /// Chinese, since the Latin letters of a Chinese font are wider; last any font that has the character.
  static func css(_ family: Font.Family) -> String {
    switch family {
    case .sans:
      "Inter,'Noto Sans','DejaVu Sans','Helvetica Neue',Arial,"
        + "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif,math"
    case .mono:
      "'JetBrains Mono','Noto Sans Mono','DejaVu Sans Mono',Menlo,Consolas,"
        + "'Noto Sans Mono CJK SC','PingFang SC','Microsoft YaHei',monospace,math"
    }
  }

  static func cssWeight(_ weight: Font.Weight) -> Int {
    switch weight {
    case .regular: 400
    case .medium: 500
    case .semibold: 600
    case .bold: 700
    }
  }

  static func families(_ family: Font.Family) -> String {
    switch family {
    case .sans: sans
    case .mono: mono
    }
  }

  static func weight(_ weight: Font.Weight) -> PangoWeight {
    switch weight {
    case .regular: PANGO_WEIGHT_NORMAL
    case .medium: PANGO_WEIGHT_MEDIUM
    case .semibold: PANGO_WEIGHT_SEMIBOLD
    case .bold: PANGO_WEIGHT_BOLD
    }
  }

  /// The language that Pango picks glyph forms by: plain `zh` means simplified characters, as on the mainland.
  static func pangoLanguage(_ tag: String) -> String {
    switch tag.lowercased() {
    case "zh", "zh-hans": "zh-cn"
    case "zh-hant": "zh-tw"
    case let other: other
    }
  }
}
