import LRScene

/// Stars at known places: minima.
public struct StarMark: Mark {
  public var places: [Point]

  /// - Parameter places: in data coordinates.
  public init(_ places: [Point]) { self.places = places }

  public func overlay(in plot: Plot) -> [Node] {
    let scale = plot.symbolScale
    return places.map { plot.point($0.x, $0.y) }.filter { plot.frame.contains($0) }.map { center in
      .path(
        star(at: center, radius: 6.5 * scale), fill: Paint(Color(0xFFD21F)),
        stroke: Stroke(Paint(Color(0x1B2430)), width: 0.8 * scale, join: .round))
    }
  }

  public func nodes(in plot: Plot) -> [Node] { [] }

  public func obstacles(in plot: Plot) -> Obstacles {
    let reach = 7 * plot.symbolScale
    return Obstacles(
      boxes: places.map { plot.point($0.x, $0.y) }.filter { plot.frame.contains($0) }.map {
        Rect(x: $0.x - reach, y: $0.y - reach, width: 2 * reach, height: 2 * reach)
      })
  }
}
