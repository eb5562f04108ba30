import LRScene

/// Something drawn on a panel's axes.
public protocol Mark: Sendable {
  /// What the axes must cover; nil where the mark doesn't care.
  var extent: Extent { get }
  /// Its picture in this plot.
  func nodes(in plot: Plot) -> [Node]
  /// How it is named at its end or in a legend; nil where it needs no name.
  var key: LegendKey? { get }
  /// The order of drawing.
  var layer: Layer { get }
  /// Words that stand above all lines.
  func overlay(in plot: Plot) -> [Node]
  /// What labels should keep clear of.
  func obstacles(in plot: Plot) -> Obstacles
}

extension Mark {
  public var extent: Extent { Extent() }
  public var key: LegendKey? { nil }
  public var layer: Layer { .data }
  public func overlay(in plot: Plot) -> [Node] { [] }
  public func obstacles(in plot: Plot) -> Obstacles { Obstacles() }
}

/// Ink that labels keep clear of: boxes, and points sampled along lines.
public struct Obstacles: Sendable {
  public var boxes: [Rect]
  public var points: [Point]

  public init(boxes: [Rect] = [], points: [Point] = []) {
    self.boxes = boxes
    self.points = points
  }

  public mutating func add(_ other: Obstacles) {
    boxes += other.boxes
    points += other.points
  }

  /// What covering a box costs; covering a sampled point of a line costs 1.
  static let boxCost = 1000

  /// How much ink a box would cover.
  func overlap(_ box: Rect) -> Int {
    boxes.reduce(0) { $0 + ($1.intersects(box) ? Self.boxCost : 0) }
      + points.reduce(0) { $0 + (box.contains($1) ? 1 : 0) }
  }
}

public enum Layer: Sendable, Hashable {
  /// Under the grid.
  case background
  /// Over it.
  case data
}

/// The ranges that a mark's data take.
public struct Extent: Sendable, Hashable {
  public var x: ClosedRange<Double>?
  public var y: ClosedRange<Double>?
  /// The smallest value above 0, for logarithmic axes.
  public var smallestPositiveY: Double?
  /// Whether some value has no logarithm.
  public var reachesZero: Bool

  public init(
    x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil, smallestPositiveY: Double? = nil,
    reachesZero: Bool = false
  ) {
    self.x = x
    self.y = y
    self.smallestPositiveY = smallestPositiveY
    self.reachesZero = reachesZero
  }

  public func union(_ other: Extent) -> Extent {
    func join(_ a: ClosedRange<Double>?, _ b: ClosedRange<Double>?) -> ClosedRange<Double>? {
      guard let a, let b else { return a ?? b }
      return min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
    }
    return Extent(
      x: join(x, other.x), y: join(y, other.y),
      smallestPositiveY: [smallestPositiveY, other.smallestPositiveY].compactMap { $0 }.min(),
      reachesZero: reachesZero || other.reachesZero)
  }
}

/// A line's name, its looks, and where it ends.
public struct LegendKey: Sendable, Hashable {
  /// Empty for a line that needs none: its detail stands at its end.
  public var name: String
  /// A quieter addition, such as the final value.
  public var detail: RichText?
  public var stroke: Stroke
  /// The data point at which the line ends.
  public var end: (x: Double, y: Double)?
  /// Whether the name stands at the line's end where there is room; otherwise the detail stands there alone, and the
  /// name in a legend.
  public var isNamedAtEnd: Bool
  /// What stands in the legend in place of a line, in the stroke's paint.
  public var symbol: PointSymbol?

  public init(
    name: String, detail: RichText? = nil, stroke: Stroke, end: (x: Double, y: Double)? = nil,
    isNamedAtEnd: Bool = true
  ) {
    self.name = name
    self.detail = detail
    self.stroke = stroke
    self.end = end
    self.isNamedAtEnd = isNamedAtEnd
  }

  public static func == (left: LegendKey, right: LegendKey) -> Bool {
    left.name == right.name && left.detail == right.detail && left.stroke == right.stroke
      && left.end?.x == right.end?.x && left.end?.y == right.end?.y && left.isNamedAtEnd == right.isNamedAtEnd
      && left.symbol == right.symbol
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(stroke)
  }
}

/// A panel's axes after layout: what marks draw on.
public struct Plot {
  public let frame: Rect
  public let x: AxisScale
  public let y: AxisScale
  public let theme: Theme
  public let type: Typography
  public let measurer: TextMeasurer
  /// When steps are shown, if the figure plays: marks that know steps then give their nodes motions.
  public var timeline: StepTimeline?
  /// What all marks of the panel keep clear of labels.
  public var taken = Obstacles()
  /// Whether lines and their names are groups of their own.
  public var isInteractive = false
  /// Of the figure's data, on x and on y.
  var column: String?
  var quantity: String?

  public func x(_ value: Double) -> Double { frame.minX + frame.width * x.unit(value) }
  public func y(_ value: Double) -> Double { frame.maxY - frame.height * y.unit(value) }
  public func point(_ x: Double, _ y: Double) -> Point { Point(self.x(x), self.y(y)) }

  /// What its edges mean.
  var edges: PlotFrame {
    func scale(_ axis: AxisScale) -> PlotFrame.Scale {
      PlotFrame.Scale(
        isLogarithmic: axis.kind == .logarithmic, low: axis.domain.lowerBound, high: axis.domain.upperBound,
        zeroBand: axis.showsZero ? AxisScale.zeroBand : nil)
    }
    return PlotFrame(frame: frame, x: scale(x), y: scale(y), column: column, quantity: quantity)
  }

  /// Moved to the middle of a half-point cell, where a line one point wide is sharp.
  public func crisp(_ coordinate: Double) -> Double { (coordinate * 2).rounded() / 2 }
}
