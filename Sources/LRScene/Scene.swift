/// A picture as a plain value: what to draw, in order, in points.
public struct Scene: Sendable, Hashable {
  public var size: Size
  /// Painted under everything; nil leaves the picture transparent.
  public var background: Paint?
  /// One line that says what the picture is; the accessible name.
  public var title: String
  /// What a reader who can't see the picture needs: type, ranges, phases, final values.
  public var description: String
  /// BCP 47 tag of the words in the picture, `en` or `zh`.
  public var language: String
  /// The exact command, when provenance was asked for; kept in the file's metadata.
  public var provenance: String?
  /// How long its motions play; nil for a picture that stands still, whatever motions its groups have.
  public var playback: Playback?
  public var nodes: [Node]

  public init(
    size: Size, background: Paint? = nil, title: String, description: String, language: String = "en",
    provenance: String? = nil, playback: Playback? = nil, nodes: [Node] = []
  ) {
    self.size = size
    self.background = background
    self.title = title
    self.description = description
    self.language = language
    self.provenance = provenance
    self.playback = playback
    self.nodes = nodes
  }
}

/// Everything that a picture can hold. The set is closed: renderers switch over it in one place each.
public enum Node: Sendable, Hashable {
  /// Filled first (non-zero winding unless `evenOdd`), then stroked.
  case path(Path, fill: Paint?, stroke: Stroke?, evenOdd: Bool = false)
  case text(Label)
  case image(Raster, in: Rect)
  case group(Group)

  public static func line(from start: Point, to end: Point, _ stroke: Stroke) -> Node {
    .path(Path([start, end]), fill: nil, stroke: stroke)
  }
}

/// One line of text and where it stands.
public struct Label: Sendable, Hashable {
  public enum Anchor: Sendable, Hashable { case start, middle, end }

  public var text: RichText
  public var font: Font
  public var paint: Paint
  /// On the baseline, at the start, middle or end of the line as `anchor` says.
  public var position: Point
  public var anchor: Anchor
  /// Degrees clockwise around `position`.
  public var rotation: Double
  /// An outline in this paint under the letters keeps them legible on lines.
  public var halo: Paint?
  public var haloWidth: Double

  public init(
    _ text: RichText, font: Font, paint: Paint, at position: Point, anchor: Anchor = .start, rotation: Double = 0,
    halo: Paint? = nil, haloWidth: Double = 3
  ) {
    self.text = text
    self.font = font
    self.paint = paint
    self.position = position
    self.anchor = anchor
    self.rotation = rotation
    self.halo = halo
    self.haloWidth = haloWidth
  }
}

/// Nodes that share a clip, an opacity, a move, a motion or a name.
public struct Group: Sendable, Hashable {
  /// A short name for style sheets and scripts, such as `series-1`; unique in the scene.
  public var name: String?
  /// Shown as a tooltip where the format has them.
  public var title: String?
  public var clip: Rect?
  public var opacity: Double
  public var offset: Point
  /// How the nodes come to be, if the scene plays.
  public var motion: Motion?
  /// Whether other groups of the scene hold the same nodes, at other offsets: a format may write them once.
  public var isRepeated = false
  /// What the nodes are to a reader who can ask the picture something.
  public var role: Role?
  public var nodes: [Node]

  public init(
    name: String? = nil, title: String? = nil, clip: Rect? = nil, opacity: Double = 1, offset: Point = Point(0, 0),
    motion: Motion? = nil, role: Role? = nil, _ nodes: [Node]
  ) {
    self.role = role
    self.name = name
    self.title = title
    self.clip = clip
    self.opacity = opacity
    self.offset = offset
    self.motion = motion
    self.nodes = nodes
  }
}

/// A picture of `width x height` pixels, row-major from the top left, four bytes a pixel: red, green, blue, opacity,
/// not premultiplied.
public struct Raster: Sendable, Hashable {
  public let width: Int
  public let height: Int
  public let pixels: [UInt8]
  /// Whether pixels are blended when the picture is enlarged.
  public var smooth: Bool

  /// - Precondition: `pixels.count == 4 * width * height`.
  public init(width: Int, height: Int, pixels: [UInt8], smooth: Bool = true) {
    precondition(width > 0 && height > 0 && pixels.count == 4 * width * height, "a raster has 4 bytes a pixel")
    self.width = width
    self.height = height
    self.pixels = pixels
    self.smooth = smooth
  }
}
