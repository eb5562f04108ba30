/// Points of 1/72 inch; y grows downwards.
public struct Point: Sendable, Hashable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

public struct Size: Sendable, Hashable {
  public var width: Double
  public var height: Double

  public init(_ width: Double, _ height: Double) {
    self.width = width
    self.height = height
  }
}

public struct Rect: Sendable, Hashable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public var minX: Double { x }
  public var maxX: Double { x + width }
  public var minY: Double { y }
  public var maxY: Double { y + height }
  public var center: Point { Point(x + width / 2, y + height / 2) }

  public func intersects(_ other: Rect) -> Bool {
    minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
  }

  public func contains(_ point: Point) -> Bool {
    point.x >= minX && point.x <= maxX && point.y >= minY && point.y <= maxY
  }

  public func contains(_ other: Rect) -> Bool {
    other.minX >= minX && other.maxX <= maxX && other.minY >= minY && other.maxY <= maxY
  }

  /// Moved inwards by `amount` on every side; outwards if negative.
  public func inset(by amount: Double) -> Rect {
    Rect(x: x + amount, y: y + amount, width: width - 2 * amount, height: height - 2 * amount)
  }
}

/// A sequence of subpaths.
public struct Path: Sendable, Hashable {
  public enum Element: Sendable, Hashable {
    case move(Point)
    case line(Point)
    case curve(Point, Point, to: Point)
    case close
  }

  public var elements: [Element] = []

  public init() {}

  public init(_ points: some Sequence<Point>, closed: Bool = false) {
    for point in points {
      elements.append(elements.isEmpty ? .move(point) : .line(point))
    }
    if closed { elements.append(.close) }
  }

  public init(_ rect: Rect) {
    self.init(
      [
        Point(rect.minX, rect.minY), Point(rect.maxX, rect.minY), Point(rect.maxX, rect.maxY),
        Point(rect.minX, rect.maxY),
      ], closed: true)
  }

  public init(circle center: Point, radius: Double) {
    // Four cubic arcs; the constant makes each touch the circle at its middle.
    let k = 0.5522847498307936 * radius
    let (x, y) = (center.x, center.y)
    move(to: Point(x + radius, y))
    curve(Point(x + radius, y + k), Point(x + k, y + radius), to: Point(x, y + radius))
    curve(Point(x - k, y + radius), Point(x - radius, y + k), to: Point(x - radius, y))
    curve(Point(x - radius, y - k), Point(x - k, y - radius), to: Point(x, y - radius))
    curve(Point(x + k, y - radius), Point(x + radius, y - k), to: Point(x + radius, y))
    close()
  }

  public mutating func move(to point: Point) { elements.append(.move(point)) }
  public mutating func line(to point: Point) { elements.append(.line(point)) }
  public mutating func curve(_ first: Point, _ second: Point, to end: Point) {
    elements.append(.curve(first, second, to: end))
  }
  public mutating func close() { elements.append(.close) }
}
