import LRCharts
import LRCore
import LRScene

/// How a figure is to look, as the command line says it.
public struct Looks: Sendable {
  /// In points.
  public var size: Size
  public var language: Language
  /// Replace the figure's own words; an empty text removes them.
  public var title: String?
  public var subtitle: String?
  public var caption: String?
  public var logX: Bool
  public var logY: Bool
  public var xRange: ClosedRange<Double>?
  public var yRange: ClosedRange<Double>?
  public var legend: Chart.LegendMode
  /// Phases, milestones, peaks and final values.
  public var annotations: Bool
  public var transparent: Bool
  /// The exact command, to be kept in the file.
  public var provenance: String?
  /// A panel for each schedule.
  public var facet: Bool

  public init(size: Size = Size(800, 500), language: Language = .english) {
    self.size = size
    self.language = language
    logX = false
    logY = false
    legend = .auto
    annotations = true
    transparent = false
    facet = false
  }
}
