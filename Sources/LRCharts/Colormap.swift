import LRScene

/// A sequence of colours of evenly growing lightness, for values from low (0) to high (1).
public struct Colormap: Sendable, Hashable {
  private let anchors: [Color]

  public init(_ anchors: [Color]) {
    precondition(anchors.count >= 2, "a colormap runs between colours")
    self.anchors = anchors
  }

  public func color(_ part: Double) -> Color {
    let place = max(0, min(1, part)) * Double(anchors.count - 1)
    let index = min(anchors.count - 2, Int(clamping: place))
    return anchors[index].mixed(with: anchors[index + 1], place - Double(index))
  }

  /// Perceptually uniform and safe for colour-blind readers; eleven anchors, mixed linearly between.
  ///
  /// - Source: Smith & van der Walt, matplotlib 1.5 (2015), CC0.
  public static let viridis = Colormap(
    [0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151, 0xBDDF26, 0xFDE725]
      .map { Color($0) })

  /// Filled areas that lines are to stand out from: paler on a light page, deeper on a dark one.
  public func ground(_ part: Double) -> Paint {
    let color = color(part)
    return Paint(
      light: color.mixed(with: Color(0xFFFFFF), 0.45), dark: color.mixed(with: Color(0x0B0E12), 0.5))
  }

  /// Lines on the bare page: without the colours that are as light as a light page, or as dark as a dark one.
  public func line(_ part: Double) -> Paint {
    let part = max(0, min(1, part))
    return Paint(light: color(0.78 * part), dark: color(0.3 + 0.7 * part))
  }
}
