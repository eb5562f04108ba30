import LRScene

/// Colours and sizes that every mark takes from one place.
public struct Theme: Sendable, Hashable {
  public var page: Paint
  /// Titles and values.
  public var ink: Paint
  /// Axis names, tick labels, captions.
  public var muted: Paint
  public var axis: Paint
  public var grid: Paint
  public var minorGrid: Paint
  /// Shading of phases; used at several strengths.
  public var shade: Paint
  /// Line colours in order.
  public var palette: [Paint]
  /// Dash patterns in order, in units of the line's width. Its count and the palette's have no common factor, so that
  /// colour and dash together repeat late.
  public var dashes: [[Double]]

  /// The palette begins with Okabe and Ito's ("Color Universal Design", 2008), safe for colour-blind readers; on light
  /// pages its pale members are darkened to a contrast of 3:1, on dark pages its dark ones are lightened. Teal, dark red
  /// and brown follow, so that ten lines have hues of their own.
  public static let standard = Theme(
    page: Paint(light: Color(0xFFFFFF), dark: Color(0x12161C)),
    ink: Paint(light: Color(0x1B2430), dark: Color(0xE8ECF1)),
    muted: Paint(light: Color(0x566270), dark: Color(0x9CA8B6)),
    axis: Paint(light: Color(0x8A96A3), dark: Color(0x66717F)),
    grid: Paint(light: Color(0xE3E8ED), dark: Color(0x29313B)),
    minorGrid: Paint(light: Color(0xF0F3F6), dark: Color(0x202730)),
    shade: Paint(light: Color(0x3E5C76), dark: Color(0x7E9BB5)),
    palette: [
      Paint(light: Color(0x0072B2), dark: Color(0x5AB4F0)),
      Paint(light: Color(0xD55E00), dark: Color(0xFF8B45)),
      Paint(light: Color(0x008F68), dark: Color(0x2CC79A)),
      Paint(light: Color(0xB8568C), dark: Color(0xE59AC4)),
      Paint(light: Color(0xB07A00), dark: Color(0xF0B429)),
      Paint(light: Color(0x2B2F77), dark: Color(0xA6A9F5)),
      Paint(light: Color(0x4A5663), dark: Color(0xD7DEE6)),
      Paint(light: Color(0x1592A3), dark: Color(0x5FD3E0)),
      Paint(light: Color(0xA3123A), dark: Color(0xFF7A9C)),
      Paint(light: Color(0x7B4B2A), dark: Color(0xCFA27C)),
    ],
    dashes: [[], [4.5, 2], [1.2, 1.6], [6, 2, 1.2, 2], [9, 2.5], [3, 1.5, 1, 1.5, 1, 1.5], [7, 1.5, 3, 1.5]])

  public func color(_ index: Int) -> Paint { palette[index % palette.count] }
  public func dash(_ index: Int) -> [Double] { dashes[index % dashes.count] }
}

/// Type sizes of one figure, smaller on small figures.
public struct Typography: Sendable, Hashable {
  public var title: Font
  public var subtitle: Font
  public var axis: Font
  public var tick: Font
  public var label: Font
  public var caption: Font
  /// 1 at 640 x 400 and more, down to 0.74.
  public var factor: Double

  public init(for size: Size) {
    let factor = max(0.74, min(1, min(size.width / 600, size.height / 380)))
    self.factor = factor
    title = Font(size: 16 * factor, weight: .semibold)
    subtitle = Font(size: 12 * factor)
    axis = Font(size: 11.5 * factor)
    tick = Font(size: 11 * factor)
    label = Font(size: 11.5 * factor, weight: .medium)
    caption = Font(size: 10 * factor)
  }
}
