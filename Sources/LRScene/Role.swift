/// What a group is in a chart, for pictures that answer a pointer.
public enum Role: Sendable, Hashable {
  /// A line, by its name.
  case series(String)
  /// The name of a line: at its end, or in the legend.
  case label(String)
  /// Everything within one pair of axes.
  case plot(PlotFrame)
}

/// Where a pair of axes stands and what its edges mean.
public struct PlotFrame: Sendable, Hashable {
  /// The values at the two ends of an axis, and how those between are spaced.
  public struct Scale: Sendable, Hashable {
    public var isLogarithmic: Bool
    public var low: Double
    public var high: Double
    /// Whether the lowest part of a logarithmic axis stands for 0: the share of the axis that it takes.
    public var zeroBand: Double?

    public init(isLogarithmic: Bool, low: Double, high: Double, zeroBand: Double? = nil) {
      self.isLogarithmic = isLogarithmic
      self.low = low
      self.high = high
      self.zeroBand = zeroBand
    }
  }

  public var frame: Rect
  public var x: Scale
  public var y: Scale
  /// The column of the figure's data that x shows, if one does.
  public var column: String?
  /// What y shows, as the data names it: `loss`, `rate`; nil where all of the data belong to these axes.
  public var quantity: String?

  public init(frame: Rect, x: Scale, y: Scale, column: String? = nil, quantity: String? = nil) {
    self.frame = frame
    self.x = x
    self.y = y
    self.column = column
    self.quantity = quantity
  }
}
