import LRCore
import LRScene

/// The part of a grid where a function is at least `level`, as closed rings.
///
/// Marching squares: in each cell the boundary crosses the edges whose ends lie on different sides, at the place that
/// linear interpolation gives. In a cell with two opposite corners above, the value at the saddle point of the bilinear
/// interpolant says which corners belong together (Nielson & Hamann, "The asymptotic decider", 1991). The grid is taken
/// to be surrounded by nodes below every level, so that each ring closes along the border; a NaN counts as below, and
/// the boundary then passes through the last node that has a value.
///
/// Rings run with the higher side on their left (y upwards); holes run the other way round.
public struct Isolines: Sendable {
  /// A point of a ring, and whether the piece that leads to the next point lies on the border.
  public struct Vertex: Sendable, Hashable {
    public var x: Double
    public var y: Double
    public var leadsAlongBorder: Bool
  }

  public let level: Double
  public let rings: [[Vertex]]

  public init(_ grid: ScalarGrid, level: Double) {
    self = Isolines.all(of: grid, levels: [level])[0]
  }

  init(level: Double, rings: [[Vertex]]) {
    self.level = level
    self.rings = rings
  }

  /// The isolines of several levels, found in one pass over the grid.
  ///
  /// - Parameter levels: ascending.
  public static func all(of grid: ScalarGrid, levels: [Double]) -> [Isolines] {
    var tracer = IsolineTracer(grid, levels)
    return tracer.trace()
  }

  /// The pieces of the rings that don't follow the border: what is drawn as contour lines. A ring that never touches
  /// the border ends where it begins.
  public var lines: [[Point]] {
    rings.flatMap { ring -> [[Point]] in
      func point(_ vertex: Vertex) -> Point { Point(vertex.x, vertex.y) }
      guard let first = ring.firstIndex(where: { $0.leadsAlongBorder }) else {
        return [ring.map(point) + [point(ring[0])]]
      }
      // From the first piece along the border once around.
      var lines: [[Point]] = []
      var line: [Point] = []
      for offset in 1...ring.count {
        let vertex = ring[(first + offset) % ring.count]
        line.append(point(vertex))
        if vertex.leadsAlongBorder {
          if line.count > 1 { lines.append(line) }
          line = []
        }
      }
      return lines
    }
  }
}
