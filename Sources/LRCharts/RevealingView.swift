import LRCore
import LRScene

extension ReliefMark {
  /// The side from which most is seen: of the paths above all, of the minima, and of the surface.
  ///
  /// Eight sides are compared, 30 and 60 degrees off each axis, so that no face of the box is seen end on, and three
  /// elevations; where another view shows hardly more than the standard one, that stays.
  ///
  /// - Parameter elevation: degrees, kept as given.
  public func revealingViewpoint(elevation: Double? = nil) -> Viewpoint {
    let mesh = ReliefMesh(
      grid, columns: min(grid.columns - 1, 40), rows: min(grid.rows - 1, 40), height: heights.unit)
    let (x, y) = (AxisScale(.linear, covering: grid.x), AxisScale(.linear, covering: grid.y))
    func cell(_ place: Point) -> Point {
      Point(x.unit(place.x) * Double(mesh.columns), y.unit(place.y) * Double(mesh.rows))
    }
    func onSurface(_ places: [Point]) -> [Point] { places.filter { mesh.height($0.x, $0.y) <= 1 } }
    let each = max(8, 240 / max(1, paths.count))
    let steps = paths.flatMap { path in
      sample(onSurface(apart(zip(path.x, path.y).lazy.map { cell(Point($0, $1)) })), of: each)
    }
    let nodes = (1...12).flatMap { row in
      (1...12).map { Point(Double($0 * mesh.columns) / 13, Double(row * mesh.rows) / 13) }
    }
    let ends = paths.flatMap { path in
      zip(path.x, path.y).suffix(1).map { cell(Point($0, $1)) }.filter { $0.x.isFinite && $0.y.isFinite }
    }
    let weighed = [
      (onSurface(ends), 0.5), (sample(steps, of: 480), 1.0), (onSurface(minima.map(cell)), 0.3),
      (onSurface(nodes), 0.25),
    ]
    let standard = Viewpoint.standard
    let elevations: [Double] = if let elevation { [elevation] } else { [standard.elevation, 47, 56] }
    let azimuths: [Double] = [standard.azimuth, -30, -120, -150, 30, 60, 120, 150]
    var best = Viewpoint(azimuth: standard.azimuth, elevation: elevations[0])
    var most = -1.0
    let sides = sides
    for view in elevations.flatMap({ high in azimuths.map { Viewpoint(azimuth: $0, elevation: high) } }) {
      let toward = ReliefSpace(viewpoint: view, sides: sides).toward(in: mesh)
      var shown = 0.0
      for (places, weight) in weighed where !places.isEmpty {
        let seen = places.count { mesh.isVisible($0.x, $0.y, toward: toward) }
        shown += weight * Double(seen) / Double(places.count)
      }
      // A little more is no reason to turn.
      if shown > most + 0.03 {
        most = shown
        best = view
      }
    }
    return best
  }

  /// Points that are at least half a cell from the one kept before.
  private func apart(_ points: some Sequence<Point>) -> [Point] {
    var kept: [Point] = []
    for point in points where point.x.isFinite && point.y.isFinite {
      if let last = kept.last, max(abs(point.x - last.x), abs(point.y - last.y)) < 0.5 { continue }
      kept.append(point)
    }
    return kept
  }

  /// At most so many, evenly.
  private func sample(_ points: [Point], of count: Int) -> [Point] {
    guard points.count > count else { return points }
    return (0..<count).map { points[$0 * points.count / count] }
  }
}
