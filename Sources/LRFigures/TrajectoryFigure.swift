import LRCharts
import LRCore
import LROptimizers
import LRScene

/// The figure of `lrplot trajectory`: optimizers descending a surface, seen from above, with their losses beside it.
///
/// Panels have a file each: `SurfaceMap`, `LossCurves`, `RateCurves`.
public struct TrajectoryFigure: Sendable {
  public let surfaceName: String
  public let formula: String
  public let surface: TestSurface
  /// No two of one name; `spec` says what ran, in the caption.
  public let trajectories: [Trajectory]
  public let looks: Looks
  /// From above, or from aside.
  public var view = View.map
  /// Whether contours say their values.
  public var labelsContours = false
  /// Seconds in which the steps are shown one after another, if the figure plays.
  public var seconds: Double?
  /// Whether a unit of x is as long as one of y.
  public var equalAspect = false
  /// Whether contours are filled, or lines alone.
  public var isFilled = true
  /// Nodes of the contours' grid in each direction; a cell is about a pixel and a half of the default figure.
  public var nodes = 301
  /// Whether rates are drawn even where none changes.
  public var showsRates = false
  /// How the rates were found, where they were tuned.
  public var tuning: TuningSummary?

  public enum View: Sendable, Hashable {
    case map
    /// In space, as `Viewpoint` has it; without an azimuth from the side that shows most of the paths.
    case relief(azimuth: Double?, elevation: Double?)
  }

  /// Seconds that the finished figure stands before it plays again.
  static let rest = 2.0

  public init(
    surfaceName: String, formula: String, surface: TestSurface, trajectories: [Trajectory], looks: Looks = Looks()
  ) {
    self.surfaceName = surfaceName
    self.formula = formula
    self.surface = surface
    self.trajectories = trajectories
    self.looks = looks
  }

  /// A size in which so many small multiples can be read.
  public static func size(ofFacets count: Int) -> Size? {
    switch count {
    case ...3: nil
    case ...6: Size(960, 560)
    case ...12: Size(1100, 660)
    default: Size(1200, 300 + 120 * (Double(count) / 6).rounded(.up))
    }
  }

  var words: Words { Words(language: looks.language) }

  public func chart() -> Chart {
    let map = SurfaceMap(self)
    let isFaceted = looks.facet && trajectories.count > 1
    let groups: [(members: [Int], title: String?)] =
      isFaceted ? trajectories.indices.map { ([$0], trajectories[$0].name) } : [(Array(trajectories.indices), nil)]
    let maps: [Panel]
    if case .relief(let azimuth, let elevation) = view, !surface.isCurve {
      let viewpoint = map.viewpoint(azimuth: azimuth, elevation: elevation)
      maps = groups.map { map.relief($0.members, title: $0.title, from: viewpoint) }
    } else {
      maps = groups.map { map.panel($0.members, title: $0.title) }
    }
    // A low figure of small multiples has room for nothing else.
    guard !isFaceted || looks.size.height >= 280 else { return chart(of: maps, arrangement: .grid, map) }
    let losses = LossCurves(self, view: map.view).panel
    let rates = RateCurves(self).panel
    let arrangement = arrangement(maps: maps.count, curves: rates == nil ? 1 : 2, isFaceted: isFaceted)
    // Side by side the curve that is named at its end comes last.
    var isRow = false
    if case .sections(_, let sections) = arrangement { isRow = sections.last?.arrangement == .row }
    return chart(
      of: maps + (isRow ? [rates, losses] : [losses, rates]).compactMap { $0 }, arrangement: arrangement, map)
  }

  private func chart(of panels: [Panel], arrangement: Chart.Arrangement, _ map: SurfaceMap) -> Chart {
    var chart = Chart(
      size: looks.size, title: title, subtitle: subtitle, caption: caption, panels: panels, arrangement: arrangement,
      legend: looks.legend, paintsPage: !looks.transparent, name: title.isEmpty ? surfaceName : title,
      description: description, language: looks.language.rawValue, provenance: looks.provenance,
      animation: seconds.map { Animation(seconds: $0, hold: Self.rest, steps: steps) },
      leftOut: { [words] in words.leftOut($0) })
    chart.remarks = [map.ground?.remark].compactMap { $0 }
    return chart
  }

  /// The map beside its curves, or above them in a narrow figure.
  ///
  /// A few small multiples form one row above the curves; more form a block beside them.
  private func arrangement(maps: Int, curves: Int, isFaceted: Bool) -> Chart.Arrangement {
    let (width, height) = (looks.size.width, looks.size.height)
    if isFaceted, maps <= 3 || width < height * 1.2 {
      return .sections(.down, [.init(maps, .grid, weight: maps <= 3 ? 1.45 : 2.6), .init(curves, .row)])
    }
    if width < height * 1.1 {
      return .sections(
        .down, [.init(maps, .row, weight: 1.6), .init(curves, .stack, weight: 0.6 + 0.4 * Double(curves))])
    }
    return .sections(
      .across, [.init(maps, isFaceted ? .grid : .row, weight: isFaceted ? 2 : 1.6), .init(curves, .stack)])
  }
}

/// What `--tune` did, for the caption.
public struct TuningSummary: Sendable, Hashable {
  /// Descents of each optimizer.
  public var budget: Int
  /// The ends of the grid of rates.
  public var rates: ClosedRange<Double>

  public init(budget: Int, rates: ClosedRange<Double>) {
    self.budget = budget
    self.rates = rates
  }
}
