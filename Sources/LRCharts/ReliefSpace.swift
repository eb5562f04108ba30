import LRScene

/// A box in space on the page: its sides run from 0 to 1, the projection is parallel.
struct ReliefSpace {
  let viewpoint: Viewpoint
  /// The box's sides compared with each other.
  let sides: Space
  /// Points a unit of the sides.
  var scale: Double
  /// Where the box's middle stands.
  var center: Point

  private let right: Space
  private let up: Space
  /// From the picture to the eye, as long as the sides are.
  let toward: Space

  init(viewpoint: Viewpoint, sides: Space, scale: Double = 1, center: Point = Point(0, 0)) {
    self.viewpoint = viewpoint
    self.sides = sides
    self.scale = scale
    self.center = center
    (right, up, toward) = viewpoint.axes
  }

  /// - Parameters: in units of the box's sides.
  func project(_ x: Double, _ y: Double, _ z: Double) -> Point {
    let place = Space((x - 0.5) * sides.x, (y - 0.5) * sides.y, (z - 0.5) * sides.z)
    return Point(center.x + scale * right.dot(place), center.y - scale * up.dot(place))
  }

  func project(_ corner: Space) -> Point { project(corner.x, corner.y, corner.z) }

  /// The direction to the eye in a mesh's cells and heights.
  func toward(in mesh: ReliefMesh) -> Space {
    Space(
      toward.x * Double(mesh.columns) / sides.x, toward.y * Double(mesh.rows) / sides.y, toward.z / sides.z)
  }

  func project(_ mesh: ReliefMesh, _ x: Double, _ y: Double, _ height: Double) -> Point {
    project(x / Double(mesh.columns), y / Double(mesh.rows), height)
  }

  static let corners = (0..<8).map { Space(Double($0 & 1), Double($0 >> 1 & 1), Double($0 >> 2)) }

  /// The box's own size on the page.
  var outline: Rect {
    let points = Self.corners.map(project)
    let (x, y) = (points.map(\.x), points.map(\.y))
    let (left, top) = (x.min() ?? 0, y.min() ?? 0)
    return Rect(x: left, y: top, width: (x.max() ?? 0) - left, height: (y.max() ?? 0) - top)
  }

  /// A light that goes with the viewer: over the left shoulder, or from below where the viewer is there.
  var light: Space {
    let (sine, cosine) = sineAndCosine(degrees: viewpoint.azimuth - 55)
    return Space(cosine, sine, viewpoint.elevation < 0 ? -1.15 : 1.15).unit
  }
}
