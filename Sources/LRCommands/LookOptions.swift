import ArgumentParser
import LRCairo
import LRCharts
import LRCore
import LRFigures
import LRScene

/// The language of lrplot's own words.
///
/// Declared here so that every command accepts and explains it; read before anything else, by `spokenLanguage`, for
/// errors are told in it too.
struct LanguageOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: helpText("Language: en or zh (default: en).", zh: "语言：en 或 zh（默认 en）", value: "lang"),
    completion: .list(Language.allCases.map(\.rawValue)))
  var lang: String?
}

/// A panel for each curve, of figures that have no panels of their own.
struct FacetOptions: ParsableArguments {
  @Flag(help: helpText("One panel a schedule or an optimizer.", zh: "每个调度或优化器一幅小图"))
  var facet = false
}

/// How a figure looks.
struct LookOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: helpText("Points, such as 800x500.", zh: "大小，以点为单位，例如 800x500", value: "wxh"))
  var size: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Pixels per point in raster formats such as PNG (default: 2).", zh: "PNG 等位图格式中每点的像素数（默认 2）", value: "factor"))
  var scale: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "auto, light or dark (default: auto, an SVG that follows its reader).",
      zh: "auto、light 或 dark（默认 auto：SVG 随读者明暗）", value: "theme"),
    completion: .list(Theme.allCases.map(\.rawValue)))
  var theme: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Write the letters of an SVG as outlines, or as text: selectable, in the reader's fonts (default: outlines).",
      zh: "SVG 文字：outlines 轮廓（默认）或 text 可选取的文本", value: "form"),
    completion: .list(Letters.allCases.map(\.rawValue)))
  var text: String?

  @Option(
    parsing: .unconditional,
    help: helpText("Title in place of the one that lrplot writes; '' for none.", zh: "代替自动标题；'' 表示不要标题"))
  var title: String?

  @Option(parsing: .unconditional, help: helpText("Line under the title.", zh: "副标题", value: "text"))
  var subtitle: String?

  @Option(parsing: .unconditional, help: helpText("Line under the figure.", zh: "图下说明", value: "text"))
  var caption: String?

  @Flag(help: helpText("Logarithmic x.", zh: "横轴取对数"))
  var logX = false

  @Flag(help: helpText("Logarithmic y.", zh: "纵轴取对数"))
  var logY = false

  @Option(parsing: .unconditional, help: helpText("Show x from a to b.", zh: "横轴范围 a 到 b", value: "a,b"))
  var xRange: String?

  @Option(parsing: .unconditional, help: helpText("Show y from a to b.", zh: "纵轴范围 a 到 b", value: "a,b"))
  var yRange: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "auto, direct, box or none (default: auto).", zh: "图例：auto、direct、box 或 none（默认 auto）", value: "mode"),
    completion: .list(Chart.LegendMode.allCases.map(\.rawValue)))
  var legend: String?

  @Flag(help: helpText("Leave out phases, milestones and labels of values.", zh: "不画阶段、里程碑与数值标注"))
  var noAnnotations = false

  @Flag(help: helpText("No background.", zh: "透明背景"))
  var transparent = false

  @Flag(help: helpText("Keep the exact command and version in the file.", zh: "在文件中记录完整命令与版本"))
  var provenance = false

  /// An option of these that was given, for commands that don't always draw.
  var firstGiven: String? {
    let given = [
      ("--size", size != nil), ("--scale", scale != nil), ("--theme", theme != nil), ("--text", text != nil),
      ("--title", title != nil), ("--subtitle", subtitle != nil), ("--caption", caption != nil), ("--log-x", logX),
      ("--log-y", logY), ("--x-range", xRange != nil), ("--y-range", yRange != nil), ("--legend", legend != nil),
      ("--no-annotations", noAnnotations), ("--transparent", transparent),
      ("--provenance", provenance),
    ]
    return given.first { $0.1 }?.0
  }

  /// Which of the two palettes a picture takes.
  enum Theme: String, CaseIterable {
    case auto, light, dark

    var summary: Localized {
      switch self {
      case .auto:
        Localized(
          "an SVG follows its reader's light or dark mode; other formats are light (default)",
          zh: "SVG 随读者的明暗模式；其他格式为浅色（默认）")
      case .light: Localized("dark ink on a white page", zh: "白底深色")
      case .dark: Localized("light ink on a dark page", zh: "深底浅色")
      }
    }

    var appearance: Appearance {
      switch self {
      case .auto: .auto
      case .light: .light
      case .dark: .dark
      }
    }
  }

  /// What the letters of an SVG are.
  enum Letters: String, CaseIterable {
    case outlines, text

    var style: TextStyle {
      switch self {
      case .outlines: .outlines
      case .text: .selectable
      }
    }
  }

  /// What of the looks is not part of the figure, but of its drawing.
  struct Drawing {
    /// Pixels a point.
    var scale: Double
    var appearance: Appearance
    /// What letters are in an SVG.
    var text: TextStyle
  }

  static let sides = 120.0...10_000.0
  /// Pixels of a PNG.
  static let longestSide = 32_000.0
  static let mostPixels = 200_000_000.0

  /// - Parameter command: the command as typed, for `--provenance`.
  func looks(in language: Language, command: [String]) throws(Failure) -> Looks {
    var looks = Looks()
    looks.language = language
    if let size = try parsedSize() { looks.size = size }
    looks.title = try given(title, "--title")
    looks.subtitle = try given(subtitle, "--subtitle")
    looks.caption = try given(caption, "--caption")
    looks.logX = logX
    looks.logY = logY
    looks.xRange = try interval(xRange, "--x-range")
    looks.yRange = try interval(yRange, "--y-range")
    for (range, isLog, axis) in [(looks.xRange, logX, "x"), (looks.yRange, logY, "y")] {
      guard let range, isLog, range.lowerBound <= 0 else { continue }
      throw Failure(
        usage: "--\(axis)-range \(shortest(range.lowerBound)),\(shortest(range.upperBound)) must begin above 0 with "
          + "--log-\(axis)",
        zh:
          "使用 --log-\(axis) 时，--\(axis)-range \(shortest(range.lowerBound)),\(shortest(range.upperBound)) 必须从大于 0 的数开始")
    }
    looks.legend = try choice(legend, "--legend") ?? looks.legend
    looks.annotations = !noAnnotations
    looks.transparent = transparent
    if provenance {
      looks.provenance = "lrplot \(version): " + (["lrplot"] + command.map(shellQuoted)).joined(separator: " ")
    }
    return looks
  }

  func drawing(of size: Size) throws(Failure) -> Drawing {
    let scale = try finiteNumber(scale, "--scale", Bounds(0.1, 20)) ?? 2
    let (width, height) = (size.width * scale, size.height * scale)
    guard max(width, height) <= Self.longestSide, width * height <= Self.mostPixels else {
      let text = "\(shortest(width))x\(shortest(height))"
      throw Failure(
        usage: "--size times --scale is \(text) pixels: a side has at most 32000, a picture 200 million",
        zh: "--size 乘以 --scale 为 \(text) 像素：每边最多 32000，总数最多 2 亿")
    }
    return Drawing(
      scale: scale, appearance: try (choice(theme, "--theme") ?? Theme.auto).appearance,
      text: try (choice(text, "--text") ?? Letters.outlines).style)
  }

  /// Refuses a `--text` that would say nothing: an SVG has a choice, and a PDF's letters are text anyhow.
  func refuseUselessText(among targets: [OutputTarget]) throws(Failure) {
    guard let letters = try choice(text, "--text", Letters.self), !targets.contains(where: { $0.format == .svg }) else {
      return
    }
    let hasPDF = targets.contains { $0.format == .pdf }
    if letters == .text, hasPDF { return }
    throw Failure(
      usage: "--text \(letters.rawValue) is about an SVG: give -o x.svg as well"
        + (hasPDF ? " (in a PDF letters are always text)" : ""),
      zh: "--text \(letters.rawValue) 用于 SVG：请同时给出 -o x.svg" + (hasPDF ? "（PDF 中的文字总是文本）" : ""))
  }

  private func parsedSize() throws(Failure) -> Size? {
    guard let text = try given(size, "--size") else { return nil }
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "x" || $0 == "X" || $0 == "×" }
    guard parts.count == 2, let width = decimalNumber(parts[0]), let height = decimalNumber(parts[1]) else {
      throw Failure(
        usage: "--size is width x height in points, such as 800x500, not '\(text)'",
        zh: "--size 是以点为单位的“宽x高”，例如 800x500，而不是“\(text)”")
    }
    guard width >= 160, Self.sides.contains(width), Self.sides.contains(height) else {
      throw Failure(
        usage: "--size is at least 160x120 and at most 10000x10000, not \(text)",
        zh: "--size 最小为 160x120，最大为 10000x10000，而不是 \(text)")
    }
    return Size(width, height)
  }
}
