import LRCore
import LRScene

/// A figure before it is laid out: panels of marks on axes, and the words around them.
public struct Chart: Sendable {
  public indirect enum Arrangement: Sendable, Hashable {
    /// One below the other, sharing x.
    case stack
    /// Small multiples, row by row, sharing both scales.
    case grid
    /// Side by side, each with its own scales; weights are widths.
    case row
    /// Sections side by side, or one below the other; their panels share nothing across sections.
    case sections(Direction, [Section])
  }

  public enum Direction: Sendable, Hashable { case across, down }

  /// The next so many panels, arranged in a way of their own.
  public struct Section: Sendable, Hashable {
    public var count: Int
    public var arrangement: Arrangement
    /// The share of the width or the height among the sections.
    public var weight: Double

    public init(_ count: Int, _ arrangement: Arrangement, weight: Double = 1) {
      self.count = count
      self.arrangement = arrangement
      self.weight = weight
    }
  }

  /// How lines are named.
  public enum LegendMode: String, Sendable, Hashable, CaseIterable {
    /// At their ends where there is room, else in a legend.
    case auto
    case direct
    case box
    case none
  }

  public var size: Size
  public var title: String?
  public var subtitle: String?
  public var caption: String?
  public var panels: [Panel]
  public var arrangement: Arrangement
  public var legend: LegendMode
  public var theme: Theme
  /// Whether the page is painted; otherwise what lies under the figure shows.
  public var paintsPage: Bool
  /// The accessible name and description.
  public var name: String
  public var description: String
  public var language: String
  public var provenance: String?
  /// What whoever asked for the figure should know, and what it doesn't say itself.
  public var remarks: [Localized] = []
  /// How the figure plays; nil for one that stands still.
  public var animation: Animation?
  /// Whether the scene tells which nodes are a line, its name, a pair of axes: for pages that answer a pointer.
  public var isInteractive = false
  /// The words for "... and 12 more", given the count, in the figure's language.
  public var leftOut: @Sendable (Int) -> String

  public init(
    size: Size = Size(800, 500), title: String? = nil, subtitle: String? = nil, caption: String? = nil,
    panels: [Panel], arrangement: Arrangement = .stack, legend: LegendMode = .auto, theme: Theme = .standard,
    paintsPage: Bool = true, name: String, description: String, language: String = "en", provenance: String? = nil,
    animation: Animation? = nil, leftOut: @escaping @Sendable (Int) -> String = { "… and \($0) more, not listed" }
  ) {
    self.size = size
    self.title = title
    self.subtitle = subtitle
    self.caption = caption
    self.panels = panels
    self.arrangement = arrangement
    self.legend = legend
    self.theme = theme
    self.paintsPage = paintsPage
    self.name = name
    self.description = description
    self.language = language
    self.provenance = provenance
    self.animation = animation
    self.leftOut = leftOut
  }
}

/// One pair of axes and what is drawn on it.
public struct Panel: Sendable {
  public var title: RichText?
  public var x: Axis
  public var y: Axis
  /// The same x in another unit, on top.
  public var topX: TopAxis?
  public var marks: [any Mark]
  /// Whether lines cross the plot at the ticks of y; a map has none.
  public var showsGrid = true
  /// Whether the axes of x and y are drawn; marks that bring their own have the whole panel as their frame.
  public var showsAxes = true
  /// Whether a unit of x is as long as one of y; the frame becomes smaller where that needs it.
  public var equalAspect = false
  /// How wide a small multiple should be for its height.
  public var preferredAspect = 1.5
  /// The key of the panel's contours, right of the frame where there is room; of small multiples the first one's, right of
  /// them all. A stack, whose panels share x, has none.
  public var colorBar: ColorBar?
  /// Words at points of the data, placed where they cover least.
  public var annotations: [Annotation]
  /// The share of the height among stacked panels, of the width among panels in a row.
  public var weight: Double

  public init(
    title: RichText? = nil, x: Axis, y: Axis, topX: TopAxis? = nil, marks: [any Mark],
    annotations: [Annotation] = [], weight: Double = 1
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.topX = topX
    self.marks = marks
    self.annotations = annotations
    self.weight = weight
  }
}

/// What an axis shows and how.
public struct Axis: Sendable {
  public var label: RichText
  public var kind: AxisScale.Kind
  /// The range to show; otherwise what the marks need.
  public var domain: ClosedRange<Double>?
  /// Whether 0 belongs to the axis even if no value is near.
  public var includesZero: Bool
  public var style: TickStyle
  /// Room beyond the data, as a part of the range, at the lower and the upper end.
  public var room: (lower: Double, upper: Double)
  /// Points kept free above the data, for words.
  public var headroom: Double
  /// The column of the figure's data that the axis shows, if one does: `step`, `epoch`, `rate`.
  public var column: String?

  public init(
    _ label: RichText, kind: AxisScale.Kind = .linear, domain: ClosedRange<Double>? = nil, includesZero: Bool = false,
    style: TickStyle = .plain, room: (lower: Double, upper: Double) = (0, 0), headroom: Double = 0,
    column: String? = nil
  ) {
    self.column = column
    self.label = label
    self.kind = kind
    self.domain = domain
    self.includesZero = includesZero
    self.style = style
    self.room = room
    self.headroom = headroom
  }
}

/// A second x axis: its values are those of the main one times `factor`.
public struct TopAxis: Sendable {
  public var label: RichText
  public var factor: Double
  public var style: TickStyle

  public init(_ label: RichText, factor: Double, style: TickStyle = .count) {
    self.label = label
    self.factor = factor
    self.style = style
  }
}

/// A word or two about one point of the data.
public struct Annotation: Sendable {
  /// What marks the point.
  public enum Symbol: Sendable, Hashable {
    case none
    case dot
    /// An x: something ends here that should go on.
    case cross
  }

  /// May be empty, where the symbol says enough.
  public var text: RichText
  public var x: Double
  public var y: Double
  public var paint: Paint
  /// Of the words, where they are not of one line alone; otherwise as the symbol.
  public var textPaint: Paint?
  public var symbol: Symbol
  /// Whether the words may be left out where nothing is free.
  public var optional: Bool
  /// Whether the words always stand on a rim of the page's colour, as on a map, which is coloured everywhere.
  public var hasHalo: Bool
  /// Whether a fine line leads from the point to words that don't stand right beside it.
  public var hasLeader = false
  /// With which step it appears in a figure that plays; nil for what stands there from the start.
  public var step: Int?

  public init(
    _ text: RichText, x: Double, y: Double, paint: Paint, symbol: Symbol = .dot, optional: Bool = true,
    hasHalo: Bool = false
  ) {
    self.hasHalo = hasHalo
    self.text = text
    self.x = x
    self.y = y
    self.paint = paint
    self.symbol = symbol
    self.optional = optional
  }
}
