import LRScene

/// Writes a scene as an SVG of its own making: colours that follow the page, names that are stable and do not clash
/// with another picture's on the same page, the same bytes for every version of Cairo.
///
/// One point of the scene is one user unit (a CSS pixel when shown at its own size).
final class SVGCanvas: Canvas {
  private enum Piece {
    case markup([UInt8])
    case labels([SVGText.Placed])
  }

  private let size: Size
  private let textStyle: TextStyle
  private var styles: SVGStyles
  private var text = SVGText()
  private var pieces: [Piece] = []
  /// What follows the last piece: either is empty.
  private var markup: [UInt8] = []
  private var labels: [SVGText.Placed] = []
  private var clips: [UInt8] = []
  private var clipNames: [Rect: [UInt8]] = [:]
  private var groupNames: Set<String> = []
  /// nil for a picture that stands still.
  private var motions: SVGMotions?
  /// The traces that are open, innermost last: the class of their group and what `pathLength` is to say.
  private var traces: [(attribute: [UInt8], length: Double)] = []
  private var masks = 0
  /// Of repeated groups, without their offsets.
  private var repeatedNames: [Group: [UInt8]] = [:]
  /// The last elements, which the next may be like.
  private var run = SVGRun()
  /// Whether it becomes a part of a page.
  private let isPart: Bool
  private var plots: [PlotFrame] = []

  init(
    size: Size, appearance: Appearance, text: TextStyle = .outlines, playback: Playback? = nil, isPart: Bool = false
  ) {
    self.size = size
    self.isPart = isPart
    textStyle = text
    styles = SVGStyles(appearance, isPart: isPart)
    motions = playback.map { SVGMotions($0) }
  }

  func background(_ paint: Paint) {
    path(Path(Rect(x: 0, y: 0, width: size.width, height: size.height)), fill: paint, stroke: nil, evenOdd: false)
  }

  func path(_ path: Path, fill: Paint?, stroke: Stroke?, evenOdd: Bool) {
    let stroke = stroke.flatMap { $0.width > 0 ? $0 : nil }
    guard fill != nil || stroke != nil else { return }
    endLabels()
    let attribute = styles.attribute(fill: fill, stroke: stroke, evenOdd: evenOdd)
    let data = SVGMarkup.data(path)
    if let trace = traces.last, let stroke {
      writeTraced(trace, attribute, data, stroke)
      return
    }
    // Opaque lines of one style (a grid, ticks) look the same as one path with many parts.
    let isOpaque = stroke.map { $0.paint.light.alpha >= 1 && $0.paint.dark.alpha >= 1 } ?? false
    run.add(path: data, attribute, joins: fill == nil && isOpaque, to: &markup)
  }

  func text(_ line: ShapedLine, _ label: Label) throws(CairoError) {
    guard textStyle == .outlines else {
      run.add("text", SVGTextElement.attribute(label, &styles), SVGTextElement.rest(line, label), to: &markup)
      return
    }
    try text.glyphs.count(line)
    let offset = line.startOffset(label.anchor)
    let angle = label.rotation * .pi / 180
    let direction = label.rotation == 0 ? Point(1, 0) : Point(cosine(angle), sine(angle))
    endMarkup()
    var placed = SVGText.Placed(
      line: line,
      start: Point(label.position.x + offset * direction.x, label.position.y + offset * direction.y),
      rotation: label.rotation, fill: styles.attribute(fill: label.paint, stroke: nil))
    if let halo = label.halo, label.haloWidth > 0 {
      placed.halo = (styles.attribute(halo: halo), label.haloWidth)
    }
    labels.append(placed)
  }

  func image(_ raster: Raster, in rect: Rect) throws(CairoError) {
    endElements()
    markup.append("<image")
    for (name, value) in [("x", rect.x), ("y", rect.y), ("width", rect.width), ("height", rect.height)] {
      markup.append(" \(name)=\"")
      markup.appendNumber(value)
      markup.append("\"")
    }
    markup.append(" preserveAspectRatio=\"none\"")
    if !raster.smooth { markup.append(" image-rendering=\"pixelated\"") }
    markup.append(" href=\"data:image/png;base64,")
    markup.appendBase64(try PNGEncoder.encode(raster))
    markup.append("\"/>")
  }

  func repeats(_ group: Group) -> Bool {
    guard let name = repeatedNames[group.atOrigin] else { return false }
    endElements()
    markup.append("<use href=\"#")
    markup += name
    markup.append("\" x=\"")
    markup.appendNumber(group.offset.x)
    markup.append("\" y=\"")
    markup.appendNumber(group.offset.y)
    markup.append("\"/>")
    return true
  }

  func beginGroup(_ group: Group) {
    if group.isRepeated {
      // The offset stands outside of what others point to.
      endElements()
      markup.append("<g transform=\"translate(")
      markup.appendNumber(group.offset.x)
      markup.append(" ")
      markup.appendNumber(group.offset.y)
      markup.append(")\"><g id=\"")
      let name = IDPrefix.placeholder + [UInt8]("_r\(repeatedNames.count)".utf8)
      repeatedNames[group.atOrigin] = name
      markup += name
      markup.append("\">")
      return beginGroup(group.atOrigin.unrepeated)
    }
    if let role = group.role, isPart { begin(role) }
    if group.needsElement { beginElement(group) }
    if motions != nil, let motion = group.motion { begin(motion, of: group) }
  }

  func endGroup(_ group: Group) {
    if group.isRepeated {
      endGroup(group.atOrigin.unrepeated)
      endElements()
      markup.append("</g></g>")
      return
    }
    if motions != nil, let motion = group.motion { end(motion) }
    if group.needsElement {
      endElements()
      markup.append("</g>")
    }
    if let role = group.role, isPart { end(role) }
  }

  // MARK: roles

  private func begin(_ role: Role) {
    switch role {
    case .plot(let frame): plots.append(frame)
    case .series(let name): open([UInt8](" data-series=\"".utf8), name)
    case .label(let name): open([UInt8](" data-label=\"".utf8), name)
    }
  }

  private func open(_ attribute: [UInt8], _ name: String) {
    endElements()
    markup.append("<g")
    markup += attribute
    markup.appendEscaped(name)
    markup.append("\">")
  }

  private func end(_ role: Role) {
    if case .plot = role { return }
    endElements()
    markup.append("</g>")
  }

  private func beginElement(_ group: Group) {
    endElements()
    markup.append("<g")
    if let name = group.name {
      markup.append(" id=\"")
      markup += IDPrefix.placeholder
      markup.append("-" + uniqueName(name))
      markup.append("\"")
    }
    if group.offset.x != 0 || group.offset.y != 0 {
      markup.append(" transform=\"translate(")
      markup.appendNumber(group.offset.x)
      markup.append(" ")
      markup.appendNumber(group.offset.y)
      markup.append(")\"")
    }
    if let clip = group.clip {
      markup.append(" clip-path=\"url(#")
      markup += clipName(clip)
      markup.append(")\"")
    }
    if group.opacity < 1 {
      markup.append(" opacity=\"")
      markup.appendNumber(max(group.opacity, 0), places: 3)
      markup.append("\"")
    }
    markup.append(">")
    if let title = group.title {
      markup.append("<title>")
      markup.appendEscaped(title)
      markup.append("</title>")
    }
  }

  // MARK: motion

  private func begin(_ motion: Motion, of group: Group) {
    endElements()
    switch motion {
    case .trace(let keys):
      let length = group.longestLine
      let attribute = motions?.trace(keys, length: length) ?? []
      traces.append((attribute, length))
      open(attribute)
    case .travel(let keys): open(motions?.travel(keys) ?? [])
    case .appear(let time): open(motions?.appear(at: time) ?? [])
    case .sweep(let keys):
      let window =
        group.clip ?? Rect(x: -size.width, y: -size.height, width: 3 * size.width, height: 3 * size.height)
      let attributes = motions?.sweep(keys, right: window.maxX) ?? (window: [], content: [])
      open(attributes.window)
      markup.append("<g clip-path=\"url(#")
      markup += clipName(window)
      markup.append(")\">")
      open(attributes.content)
    }
  }

  private func end(_ motion: Motion) {
    endElements()
    if case .trace = motion { traces.removeLast() }
    if case .sweep = motion { markup.append("</g></g>") }
    markup.append("</g>")
  }

  private func open(_ attribute: [UInt8]) {
    markup.append("<g")
    markup += attribute
    markup.append(">")
  }

  /// A line that is drawn bit by bit. One that is dashed already is seen through a mask that is traced instead.
  private func writeTraced(
    _ trace: (attribute: [UInt8], length: Double), _ attribute: [UInt8], _ data: [UInt8], _ stroke: Stroke
  ) {
    endElements()
    let isDashed = stroke.dash.contains { $0 > 0 }
    var line = [UInt8](" pathLength=\"".utf8)
    line.appendNumber(trace.length, places: 0)
    line.append("\" d=\"")
    line += data
    line.append("\"/>")
    guard isDashed else {
      markup.append("<path")
      markup += attribute
      markup += line
      return
    }
    let name = IDPrefix.placeholder + [UInt8]("_x\(masks)".utf8)
    masks += 1
    let white = Stroke(Paint(Color(0xFFFFFF)), width: stroke.width + 2, cap: stroke.cap, join: stroke.join)
    clips += SVGMotions.mask(name, over: size, trace.attribute, styles.attribute(fill: nil, stroke: white) + line)
    markup.append("<path mask=\"url(#")
    markup += name
    // Its own dashes stand still: what the group's rule says is inherited only.
    markup.append(")\" stroke-dashoffset=\"0\"")
    markup += attribute
    markup.append(" d=\"")
    markup += data
    markup.append("\"/>")
  }

  /// The element alone, for a page that has the rules of its classes.
  func part(_ scene: Scene, id: String) throws(CairoError) -> SVGPart {
    let svg = try document(scene, salt: id)
    return SVGPart(markup: svg, rules: styles.rules, plots: plots)
  }

  /// The whole file.
  ///
  /// - Parameter salt: see `IDPrefix`.
  func document(_ scene: Scene, salt: String = "") throws(CairoError) -> [UInt8] {
    endLabels()
    endMarkup()
    let definitions = text.glyphs.definitions() + clips
    var body: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .markup(let bytes): body += bytes
      case .labels(let labels): try text.write(labels, to: &body)
      }
    }
    var file = SVGMarkup.opening(scene, size)
    file += styles.sheet(adding: motions?.sheet ?? [])
    if !definitions.isEmpty {
      file.append("<defs>")
      file += definitions
      file.append("</defs>")
    }
    file.append("<g\(SVGStyles.defaults)")
    if textStyle == .selectable { file += SVGTextElement.defaults }
    file.append(">")
    file += body
    file.append("</g></svg>\n")
    return IDPrefix.resolved(file, salt: salt)
  }

  private func endLabels() {
    guard !labels.isEmpty else { return }
    pieces.append(.labels(labels))
    labels = []
  }

  /// Everything that was drawn is in the markup, or before it, afterwards.
  private func endElements() {
    endLabels()
    run.end(in: &markup)
  }

  private func endMarkup() {
    run.end(in: &markup)
    guard !markup.isEmpty else { return }
    pieces.append(.markup(markup))
    markup = []
  }

  private func clipName(_ rect: Rect) -> [UInt8] {
    if let known = clipNames[rect] { return known }
    let name = IDPrefix.placeholder + [UInt8]("_c\(clipNames.count)".utf8)
    clipNames[rect] = name
    clips.append("<clipPath id=\"")
    clips += name
    clips.append("\"><path d=\"")
    clips += SVGMarkup.data(Path(rect))
    clips.append("\"/></clipPath>")
    return name
  }

  /// Letters, digits, `-`, `_` and `.` of a name; made unlike all before it should a scene repeat one.
  private func uniqueName(_ name: String) -> String {
    let plain = String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { scalar in
          let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
          return isPlain || scalar == "-" || scalar == "_" || scalar == "." ? scalar : "-"
        }))
    var unique = plain
    var number = 2
    while !groupNames.insert(unique).inserted {
      unique = "\(plain)-\(number)"
      number += 1
    }
    return unique
  }
}

extension Group {
  fileprivate var atOrigin: Group {
    var group = self
    group.offset = Point(0, 0)
    return group
  }

  fileprivate var unrepeated: Group {
    var group = self
    group.isRepeated = false
    return group
  }

  /// Whether anything but the order of drawing depends on the group.
  fileprivate var needsElement: Bool {
    name != nil || title != nil || clip != nil || opacity < 1 || offset.x != 0 || offset.y != 0
  }
}
