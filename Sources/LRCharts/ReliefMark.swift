import LRCore
import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The path of a descent over a relief.
public struct ReliefPath: Sendable {
  /// The plane's own coordinates, step by step; what is not finite ends the path.
  public var x: [Double]
  public var y: [Double]
  public var paint: Paint
  /// In points.
  public var width: Double
  /// Said beside the place where the path leaves the window or ends before the last step.
  public var farewell: RichText?
  /// Whether the path ends where it should go on: in an x, not in a dot.
  public var isCut = false

  public init(x: [Double], y: [Double], paint: Paint, width: Double = 1.8, farewell: RichText? = nil) {
    precondition(x.count == y.count, "a path has as many x as y")
    self.x = x
    self.y = y
    self.paint = paint
    self.width = width
    self.farewell = farewell
  }
}

/// A surface seen from aside, with the paths that descend it: for a panel without axes, since it brings its own.
///
/// Nothing shines through: what lies behind a slope is covered by it. Only paths go on as dots where they are hidden,
/// so that nobody loses them.
public struct ReliefMark: Mark {
  public let grid: ScalarGrid
  public var levels: Levels
  public var colormap: Colormap
  public var heights: HeightScale
  public var viewpoint: Viewpoint
  /// The names of x, y and the height; a logarithmic height is the distance above the lowest value.
  public var names: (x: RichText, y: RichText, height: RichText)
  public var paths: [ReliefPath]
  /// Places of minima in the plane's own coordinates.
  public var minima: [Point]
  /// Whether a unit of x is as long as one of y.
  public var equalAspect = false
  /// Whether the levels are drawn as lines on the surface.
  public var showsLevels = true
  /// What of it is drawn, where small multiples share the rest.
  public var parts = Parts.all

  public enum Parts: Sendable, Hashable {
    case all
    /// Box, surface and words of the axes.
    case ground
    /// Paths and minima.
    case paths
  }

  /// - Parameters:
  ///   - grid: at least about 80 nodes a side are needed for a smooth surface; of more, as many as can be seen are used.
  ///   - levels: those of a map of the same surface, whose colours the relief then has.
  ///   - heights: what is above the domain is cut off; chosen by the levels if nil.
  public init(
    _ grid: ScalarGrid, levels: Levels, colormap: Colormap = .viridis, heights: HeightScale? = nil,
    viewpoint: Viewpoint = .standard, names: (x: RichText, y: RichText, height: RichText), paths: [ReliefPath] = [],
    minima: [Point] = []
  ) {
    self.grid = grid
    self.levels = levels
    self.colormap = colormap
    self.heights = heights ?? HeightScale(for: grid, levels: levels)
    self.viewpoint = viewpoint
    self.names = names
    self.paths = paths
    self.minima = minima
  }

  public func nodes(in plot: Plot) -> [Node] { ReliefDrawing(self, in: plot).nodes }

  /// The relief in its place on the page: for whoever draws more on it.
  public func drawing(in plot: Plot) -> ReliefDrawing { ReliefDrawing(self, in: plot) }

  // MARK: shape

  /// About half as high as wide, lower where hills would hide each other; with equal units the shorter side is at least
  /// a third of the longer.
  var sides: Space {
    let height = 0.58 / (1 + 0.03 * hills)
    guard equalAspect else { return Space(1, 1, height) }
    let (x, y) = (AxisScale(.linear, covering: grid.x).domain, AxisScale(.linear, covering: grid.y).domain)
    let part = max(1.0 / 3, min(3, x.width(comparedWith: y)))
    return part > 1 ? Space(1, 1 / part, height) : Space(part, 1, height)
  }

  /// How often a line through the plane turns between up and down, in the mean of a few; at most 40.
  var hills: Double {
    // Less is rounding.
    let least = grid.range.map { $0.upperBound * 1e-7 - $0.lowerBound * 1e-7 } ?? 0
    func turns(_ values: [Double]) -> Int {
      let slopes = zip(values, values.dropFirst()).map { $1 - $0 }.filter { $0.isFinite && abs($0) > least }
      return zip(slopes, slopes.dropFirst()).count { ($0 > 0) != ($1 > 0) }
    }
    let rows = (1...5).map { $0 * (grid.rows - 1) / 6 }.map { row in (0..<grid.columns).map { grid[$0, row] } }
    let columns = (1...5).map { $0 * (grid.columns - 1) / 6 }.map { column in (0..<grid.rows).map { grid[column, $0] } }
    return min(40, Double((rows + columns).reduce(0) { $0 + turns($1) }) / 10)
  }
}
