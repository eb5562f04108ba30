import LRScene

/// A picture that stands in a page.
public struct SVGPart: Sendable {
  /// The `<svg>` element, UTF-8.
  public var markup: [UInt8]
  /// What the classes of its elements say, by their names; pictures of one page share them.
  public var rules: [String: String]
  /// Its pairs of axes, in the order of drawing.
  public var plots: [PlotFrame]
}
