import ArgumentParser
import LRCore
import LRFigures

/// How the surface and the panels beside it are drawn.
struct MapOptions: ParsableArguments {
  enum View: String, CaseIterable {
    case map
    case relief = "3d"
  }

  enum Contours: String, CaseIterable {
    case filled, lines
  }

  @Option(
    parsing: .unconditional,
    help: helpText("map, or 3d: the surface in space (default: map).", zh: "map 等高线图或 3d 立体图（默认 map）", value: "view"),
    completion: .list(View.allCases.map(\.rawValue)))
  var view: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Degrees around the vertical axis in 3d; -90 looks along y, as a map (default: the side that shows most).",
      zh: "3d 视角绕竖轴的度数（默认取看得最清楚的一侧）", value: "degrees"))
  var azimuth: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Degrees above the horizon in 3d, -90 to 90 (default: 38, or higher where that shows more).",
      zh: "3d 视角的仰角，-90 到 90 度（默认 38 或更高）", value: "degrees"))
  var elevation: String?

  @Option(
    parsing: .unconditional,
    help: helpText("filled or lines (default: filled).", zh: "等高线：filled 填充或 lines 仅线条（默认 filled）", value: "kind"),
    completion: .list(Contours.allCases.map(\.rawValue)))
  var contours: String?

  @Flag(help: helpText("Write their values into the contours.", zh: "在等高线上标出数值"))
  var labels = false

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Nodes of the surface's grid in each direction (default: 301).", zh: "曲面网格每边的节点数（默认 301）", value: "n"))
  var grid: String?

  @Flag(help: helpText("Draw a unit of x as long as one of y.", zh: "横纵轴单位等长"))
  var equal = false

  @Flag(help: helpText("Draw the rates even where none changes.", zh: "学习率不变时也画出其曲线"))
  var rates = false

  /// What the values say.
  struct Settings {
    var view: TrajectoryFigure.View
    var isFilled: Bool
    var nodes: Int?
  }

  /// The options' values.
  ///
  /// - Parameter isCurve: whether there is no surface to see from above or aside.
  /// - Throws: `Failure` for a value that is none, and for an option that would say nothing about the figure.
  func settings(isCurve: Bool) throws(Failure) -> Settings {
    let view = try choice(view, "--view", View.self)
    let contours = try choice(contours, "--contours", Contours.self)
    let nodes = try wholeNumber(grid, "--grid", 2...4096)
    let azimuth = try finiteNumber(azimuth, "--azimuth", .any)
    let elevation = try finiteNumber(elevation, "--elevation", Bounds(-90, 90))
    let angle = azimuth != nil ? "--azimuth" : elevation != nil ? "--elevation" : nil
    if let angle, view == .map {
      throw Failure(
        usage: "\(angle) is about --view 3d: a map is seen from above", zh: "\(angle) 用于 --view 3d：地图总是俯视")
    }
    // An angle alone says well enough what is wanted.
    let isRelief = view == .relief || angle != nil
    if isCurve {
      let given = [
        ("--view 3d", view == .relief), (angle ?? "", angle != nil), ("--contours", contours != nil),
        ("--labels", labels), ("--grid", nodes != nil), ("--equal", equal),
      ]
      if let option = given.first(where: { $0.1 })?.0 {
        throw Failure(
          usage: "\(option) is about a surface: a curve: is a loss of x alone",
          zh: "\(option) 用于曲面：curve: 的损失只依赖 x")
      }
    }
    if isRelief, let option = contours != nil ? "--contours" : labels ? "--labels" : nil {
      throw Failure(
        usage: "\(option) is about a map: leave out --view 3d, --azimuth and --elevation",
        zh: "\(option) 用于地图：请去掉 --view 3d、--azimuth 与 --elevation")
    }
    return Settings(
      view: isRelief ? .relief(azimuth: azimuth, elevation: elevation) : .map, isFilled: contours != .lines,
      nodes: nodes)
  }
}

/// How a figure plays.
struct PlayOptions: ParsableArguments {
  @Flag(help: helpText("Let the SVG play; GIF and WebP always do.", zh: "让 SVG 动起来；GIF 与 WebP 总是动画"))
  var animate = false

  @Option(
    parsing: .unconditional,
    help: helpText("Time that the steps take, 0.1 to 600 (default: 6).", zh: "播放全部步的秒数，0.1 到 600（默认 6）", value: "s"))
  var seconds: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Frames a second of GIF, 1 to 50, and WebP, 1 to 60 (default: 20).", zh: "每秒帧数：GIF 1 到 50，WebP 1 到 60（默认 20）",
      value: "n"))
  var fps: String?

  /// The pixels of a frame at most: three of them are in memory, and each is drawn.
  static let mostPixels = 40_000_000.0

  /// How the outputs play; nil if none of them does.
  ///
  /// - Parameters:
  ///   - size: of the figure in points.
  ///   - scale: pixels a point.
  func playing(_ targets: [OutputTarget], size: (width: Double, height: Double), scale: Double) throws(Failure)
    -> Playing?
  {
    let seconds = try finiteNumber(seconds, "--seconds", Bounds(0.1, 600))
    let fps = try finiteNumber(fps, "--fps", Bounds(1, 60))
    let frames = targets.map(\.format).filter(\.isFrames)
    let hasSVG = targets.contains { $0.format == .svg }
    if animate, !hasSVG, frames.isEmpty {
      throw Failure(
        usage: "--animate needs an output that can play: -o x.svg, x.gif or x.webp",
        zh: "--animate 需要可播放的输出：-o x.svg、x.gif 或 x.webp")
    }
    let plays = animate || !frames.isEmpty
    if seconds != nil, !plays {
      throw Failure(
        usage: "--seconds is about a figure that plays: give --animate, -o x.gif or -o x.webp as well",
        zh: "--seconds 用于动画：请同时给出 --animate、-o x.gif 或 -o x.webp")
    }
    if fps != nil, frames.isEmpty {
      throw Failure(
        usage: "--fps is about GIF and WebP: an SVG plays as smoothly as its reader can",
        zh: "--fps 用于 GIF 与 WebP：SVG 的流畅程度取决于浏览器")
    }
    if let fps, fps > 50, frames.contains(.gif) {
      throw Failure(
        usage: "--fps \(shortest(fps)) is more than a GIF can show: at most 50; WebP takes up to 60",
        zh: "--fps \(shortest(fps)) 超出 GIF 的上限 50；WebP 可达 60")
    }
    let (width, height) = ((size.width * scale).rounded(.up), (size.height * scale).rounded(.up))
    let side = frames.contains(.webp) ? 16_383.0 : 65_535
    if !frames.isEmpty, max(width, height) > side || width * height > Self.mostPixels {
      let name = frames.contains(.webp) ? "WebP" : "GIF"
      throw Failure(
        usage:
          "--size times --scale is \(shortest(width))x\(shortest(height)) pixels: a side of a \(name) has at most "
          + "\(Int(clamping: side)), a frame 40 million",
        zh:
          "--size 乘以 --scale 为 \(shortest(width))x\(shortest(height)) 像素：\(name) 每边最多 \(Int(clamping: side))，每帧最多 4000 万"
      )
    }
    return plays ? Playing(seconds: seconds ?? 6, fps: fps ?? 20, playsSVG: animate) : nil
  }
}

/// How a figure plays, where it does.
struct Playing {
  /// How long the steps take.
  var seconds: Double
  /// Frames a second of GIF and WebP.
  var fps: Double
  /// Whether an SVG plays, too.
  var playsSVG: Bool
}
