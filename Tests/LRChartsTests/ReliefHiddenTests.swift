import Foundation
import LRCore
import LRScene
import Testing

@testable import LRCharts

/// What is hidden, against rays through every triangle.
extension ReliefTests {
  /// A triangle of a mesh in the box's own lengths.
  struct Triangle {
    var corners: [Space]
    var column: Int
    var row: Int

    /// How far along a ray the triangle is met, by Moeller and Trumbore; nil where it isn't.
    func distance(from origin: Space, along ray: Space) -> Double? {
      func minus(_ a: Space, _ b: Space) -> Space { Space(a.x - b.x, a.y - b.y, a.z - b.z) }
      func cross(_ a: Space, _ b: Space) -> Space {
        Space(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
      }
      let (e1, e2) = (minus(corners[1], corners[0]), minus(corners[2], corners[0]))
      let p = cross(ray, e2)
      let determinant = e1.dot(p)
      guard abs(determinant) > 1e-12 else { return nil }
      let t = minus(origin, corners[0])
      let u = t.dot(p) / determinant
      let q = cross(t, e1)
      let v = ray.dot(q) / determinant
      guard u >= 0, v >= 0, u + v <= 1 else { return nil }
      return e2.dot(q) / determinant
    }
  }

  static func triangles(_ mesh: ReliefMesh, _ sides: Space) -> [Triangle] {
    func corner(_ i: Int, _ j: Int) -> Space {
      Space(
        Double(i) / Double(mesh.columns) * sides.x, Double(j) / Double(mesh.rows) * sides.y, mesh[i, j] * sides.z)
    }
    var all: [Triangle] = []
    for j in 0..<mesh.rows {
      for i in 0..<mesh.columns {
        all.append(Triangle(corners: [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1)], column: i, row: j))
        all.append(Triangle(corners: [corner(i, j), corner(i, j + 1), corner(i + 1, j + 1)], column: i, row: j))
      }
    }
    return all.filter { triangle in triangle.corners.allSatisfy { $0.z.isFinite } }
  }

  @Test("what a ray through all triangles meets is hidden, the rest is seen", arguments: views)
  func visibility(view: Viewpoint) {
    var dice = Dice(state: 7)
    let sides = Space(1, 0.8, 0.6)
    var counts = [0, 0]
    for seed in 1...4 as ClosedRange<UInt64> {
      let mesh = Self.rough(seed)
      let space = ReliefSpace(viewpoint: view, sides: sides)
      let triangles = Self.triangles(mesh, sides)
      for _ in 0..<60 {
        let (x, y) = (Double.random(in: 0...6, using: &dice), Double.random(in: 0...5, using: &dice))
        let height = mesh.height(x, y)
        guard height <= 1 else { continue }
        let origin = Space(x / 6 * sides.x, y / 5 * sides.y, height * sides.z)
        let isHidden = triangles.contains { triangle in
          guard let distance = triangle.distance(from: origin, along: space.toward), distance > 1e-9 else {
            return false
          }
          return origin.z + distance * space.toward.z <= sides.z
        }
        counts[isHidden ? 1 : 0] += 1
        #expect(mesh.isVisible(x, y, toward: space.toward(in: mesh)) == !isHidden, "at \(x), \(y) of mesh \(seed)")
      }
    }
    #expect(counts[0] > 20)
    if abs(view.elevation) < 45 { #expect(counts[1] > 20) }
  }

  static func contains(_ outline: [Point], _ point: Point) -> Bool {
    var inside = false
    var a = outline[outline.count - 1]
    for b in outline {
      if (a.y <= point.y) != (b.y <= point.y), a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) > point.x {
        inside.toggle()
      }
      a = b
    }
    return inside
  }

  @Test("the facet painted last over a place is the nearest, in all four quadrants and from below", arguments: views)
  func order(view: Viewpoint) {
    var dice = Dice(state: 3)
    let sides = Space(1, 0.8, 0.6)
    var checked = 0
    for seed in 1...4 as ClosedRange<UInt64> {
      let mesh = Self.rough(seed)
      let space = ReliefSpace(viewpoint: view, sides: sides, scale: 1000)
      let facets = ReliefFacets(mesh, colors: mesh.heights.map { _ in 0.5 }, in: space).facets
      let triangles = Self.triangles(mesh, sides)
      let (right, up, toward) = view.axes
      let box = space.outline
      for _ in 0..<80 {
        let point = Point(
          Double.random(in: box.minX...box.maxX, using: &dice), Double.random(in: box.minY...box.maxY, using: &dice))
        // From far away towards the picture.
        let middle = Space(sides.x / 2, sides.y / 2, sides.z / 2)
        let eye = middle + (point.x / 1000) * right + (-point.y / 1000) * up + 5 * toward
        let met = triangles.compactMap { triangle -> (Double, Triangle)? in
          guard let distance = triangle.distance(from: eye, along: -1 * toward),
            eye.z - distance * toward.z <= sides.z
          else { return nil }
          return (distance, triangle)
        }.min { $0.0 < $1.0 }
        let top = facets.last { Self.contains($0.outline, point) }
        guard let met else {
          #expect(top == nil, "nothing is at \(point) of mesh \(seed)")
          continue
        }
        checked += 1
        #expect(
          top?.row == met.1.row && top?.columns.contains(met.1.column) == true,
          "at \(point) of mesh \(seed) stands cell \(met.1.column), \(met.1.row)")
      }
    }
    if abs(view.elevation) > 20 { #expect(checked > 50) }
  }

  @Test("gathered into layers, facets leave the picture as it was", arguments: [-150.0, -60, 30, 120])
  func layers(azimuth: Double) {
    let mesh = Self.rough(11, columns: 12, rows: 12, holes: false)
    let space = ReliefSpace(
      viewpoint: Viewpoint(azimuth: azimuth, elevation: 35), sides: Space(1, 1, 0.6), scale: 400)
    let facets = ReliefFacets(mesh, colors: mesh.heights, in: space).facets
    let layers = ReliefCover.layers(facets, in: space.outline)
    #expect(layers.count < facets.count)
    let gathered = layers.flatMap(\.facets)
    var dice = Dice(state: 5)
    var differing = 0
    for _ in 0..<2000 {
      let point = Point(
        Double.random(in: space.outline.minX...space.outline.maxX, using: &dice),
        Double.random(in: space.outline.minY...space.outline.maxY, using: &dice))
      let before = facets.last { Self.contains($0.outline, point) }
      let after = gathered.last { Self.contains($0.outline, point) }
      if before?.row != after?.row || before?.columns != after?.columns { differing += 1 }
    }
    // Slivers between two samples.
    #expect(differing <= 6)
  }

  @Test("a path behind a ridge goes out of sight and comes again, and is whole from the other side")
  func ridge() {
    let grid = Self.grid(81) { _, y in exp(-20 * (y + 0.5) * (y + 0.5)) }
    let crossing = Self.path([(0, -1.9), (0, 1.9)])
    let front = Self.mark(grid, Viewpoint(azimuth: -90, elevation: 50)).drawing(in: Self.plot()).pieces(of: crossing)
    #expect(front.map(\.isVisible) == [true, false, true])
    // Out of sight just behind the crest, which is at y = -0.5; steps run from 0 to 1.
    #expect(abs((front[1].steps.first ?? 0) - (1.4 / 3.8)) < 0.06)
    let back = Self.mark(grid, Viewpoint(azimuth: -90, elevation: 80)).drawing(in: Self.plot()).pieces(of: crossing)
    #expect(back.map(\.isVisible) == [true])
    for piece in front { #expect(piece.points.count == piece.steps.count && piece.steps == piece.steps.sorted()) }
  }
}
