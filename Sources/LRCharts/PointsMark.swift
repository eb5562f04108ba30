import LRScene

/// What marks a point, so that kinds differ in shape as well as in hue.
public enum PointSymbol: Sendable, Hashable, CaseIterable {
  case circle, square, triangle, diamond, inverted

  /// The symbol of the n-th kind. The palette has seven hues, these are five: together they repeat late.
  public init(_ index: Int) { self = Self.allCases[index % Self.allCases.count] }

  /// About as much ink as a circle of this radius.
  public func path(at center: Point, radius: Double) -> Path {
    func corners(_ places: [(Double, Double)]) -> Path {
      Path(places.map { Point(center.x + $0.0 * radius, center.y + $0.1 * radius) }, closed: true)
    }
    return switch self {
    case .circle: Path(circle: center, radius: radius)
    case .square: corners([(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)])
    case .triangle: corners([(0, -1.3), (1.2, 0.8), (-1.2, 0.8)])
    case .diamond: corners([(0, -1.3), (1.2, 0), (0, 1.3), (-1.2, 0)])
    case .inverted: corners([(0, 1.3), (1.2, -0.8), (-1.2, -0.8)])
    }
  }
}

/// Points of one kind, each by itself.
public struct PointsMark: Mark {
  /// In data coordinates.
  public var points: [Point]
  public var symbol: PointSymbol
  public var paint: Paint
  public var name: String?
  public let extent: Extent

  public init(_ points: [Point], symbol: PointSymbol = .circle, paint: Paint, name: String? = nil) {
    self.points = points
    self.symbol = symbol
    self.paint = paint
    self.name = name
    let finite = points.filter { $0.x.isFinite && $0.y.isFinite }
    func range(_ values: [Double]) -> ClosedRange<Double>? {
      guard let low = values.min(), let high = values.max() else { return nil }
      return low...high
    }
    extent = Extent(
      x: range(finite.map(\.x)), y: range(finite.map(\.y)), smallestPositiveY: finite.map(\.y).filter { $0 > 0 }.min(),
      reachesZero: finite.contains { $0.y <= 0 })
  }

  public var key: LegendKey? {
    guard let name else { return nil }
    var key = LegendKey(name: name, stroke: Stroke(paint, width: 2), isNamedAtEnd: false)
    key.symbol = symbol
    return key
  }

  public func nodes(in plot: Plot) -> [Node] {
    // Many points are small ones.
    let radius = (points.count > 300 ? 2.2 : 2.8) * plot.type.factor
    let shown = plot.frame.inset(by: -1)
    var path = Path()
    for point in points where point.x.isFinite && point.y.isFinite {
      let center = plot.point(point.x, point.y)
      if shown.contains(center) { path.elements += symbol.path(at: center, radius: radius).elements }
    }
    guard !path.elements.isEmpty else { return [] }
    return [.group(Group(title: name, [.path(path, fill: paint.opacity(0.8), stroke: nil)]))]
  }
}
