/// An sRGB colour with opacity, each channel 0...1.
public struct Color: Sendable, Hashable {
  public var red: Double
  public var green: Double
  public var blue: Double
  public var alpha: Double

  public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// `Color(0x0072B2)`
  public init(_ hex: UInt32, alpha: Double = 1) {
    self.init(
      red: Double((hex >> 16) & 0xFF) / 255, green: Double((hex >> 8) & 0xFF) / 255,
      blue: Double(hex & 0xFF) / 255, alpha: alpha)
  }

  public func opacity(_ alpha: Double) -> Color {
    Color(red: red, green: green, blue: blue, alpha: self.alpha * alpha)
  }

  /// Between this colour (0) and another (1), channel by channel.
  public func mixed(with other: Color, _ part: Double) -> Color {
    Color(
      red: red + (other.red - red) * part, green: green + (other.green - green) * part,
      blue: blue + (other.blue - blue) * part, alpha: alpha + (other.alpha - alpha) * part)
  }
}

/// A colour on a light page and on a dark one; which is used, the renderer decides.
public struct Paint: Sendable, Hashable {
  public var light: Color
  public var dark: Color

  public init(light: Color, dark: Color) {
    self.light = light
    self.dark = dark
  }

  /// The same colour on both.
  public init(_ color: Color) {
    self.init(light: color, dark: color)
  }

  public func opacity(_ alpha: Double) -> Paint {
    Paint(light: light.opacity(alpha), dark: dark.opacity(alpha))
  }
}

public struct Stroke: Sendable, Hashable {
  public enum Cap: Sendable, Hashable { case butt, round, square }
  public enum Join: Sendable, Hashable { case miter, round, bevel }

  public var paint: Paint
  /// In points.
  public var width: Double
  /// Lengths of dashes and gaps in points; empty for a solid line.
  public var dash: [Double]
  public var cap: Cap
  public var join: Join

  public init(_ paint: Paint, width: Double = 1, dash: [Double] = [], cap: Cap = .butt, join: Join = .miter) {
    self.paint = paint
    self.width = width
    self.dash = dash
    self.cap = cap
    self.join = join
  }
}
