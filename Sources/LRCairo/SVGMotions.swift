import LRScene

/// The style rules by which one SVG plays: CSS alone, which works where scripts don't, as in an `<img>`.
///
/// All of them hold only for readers who don't ask for reduced motion. For those who do, and in programs that know no
/// CSS animation, nothing is left of them, and the finished figure stands there.
struct SVGMotions {
  private let playback: Playback
  private var keyframes: [UInt8] = []
  private var rules: [UInt8] = []
  private var names: [[UInt8]: [UInt8]] = [:]
  private var classes: [[UInt8]: [UInt8]] = [:]

  init(_ playback: Playback) { self.playback = playback }

  /// What stands in the style sheet; empty if nothing moves.
  var sheet: [UInt8] {
    guard !rules.isEmpty else { return [] }
    return keyframes + [UInt8]("@media (prefers-reduced-motion:no-preference){".utf8) + rules + [UInt8(ascii: "}")]
  }

  /// The attribute ` class="..."` of a group whose lines are traced.
  ///
  /// - Parameter length: what the lines' `pathLength` says; shares of it are written.
  mutating func trace(_ keys: [Keyframe<Double>], length: Double) -> [UInt8] {
    let frames = keys.map { Keyframe($0.time, length * (1 - max(0, min(1, $0.value)))) }
    let name = named(frames) { bytes, offset in
      bytes.append("stroke-dashoffset:")
      bytes.appendNumber(offset, places: 1)
    }
    var dashes = [UInt8]("stroke-dasharray:".utf8)
    dashes.appendNumber(length, places: 0)
    dashes.append(";")
    return attribute(dashes, name, "linear")
  }

  /// The attribute of a group that moves.
  mutating func travel(_ keys: [Keyframe<Point>]) -> [UInt8] {
    let name = named(keys) { bytes, offset in Self.append(offset, to: &bytes) }
    return attribute([], name, "linear")
  }

  /// The attributes of a window whose right edge stands at `right` in the end, and of what is seen through it, which
  /// moves back by as much and so stands still.
  mutating func sweep(_ keys: [Keyframe<Double>], right: Double) -> (window: [UInt8], content: [UInt8]) {
    var frames = keys.map { Keyframe($0.time, Point($0.value - right, 0)) }
    // The last of it is seen with a jump: round caps stand beyond the edge.
    if let last = frames.last {
      frames.append(Keyframe(last.time + playback.period * 1.01e-4, Point(0, 0)))
    }
    let window = travel(frames)
    return (window, travel(frames.map { Keyframe($0.time, Point(-$0.value.x, 0)) }))
  }

  /// The attribute of a group that is there from a time on.
  mutating func appear(at time: Double) -> [UInt8] {
    guard time > 0 else { return [] }
    let name = named([Keyframe(0, 0.0), Keyframe(time, 1)]) { bytes, opacity in
      bytes.append("opacity:")
      bytes.appendNumber(opacity)
    }
    return attribute([], name, "step-end")
  }

  /// A mask that lets through what lies under a traced line.
  ///
  /// - Parameters:
  ///   - size: of the picture; the mask reaches as far again on every side.
  ///   - trace: the class of the tracing group.
  ///   - line: the attributes and the end of the line's element.
  static func mask(_ name: [UInt8], over size: Size, _ trace: [UInt8], _ line: [UInt8]) -> [UInt8] {
    var mask = [UInt8]("<mask id=\"".utf8)
    mask += name
    mask.append("\" maskUnits=\"userSpaceOnUse\"")
    let sides = [
      ("x", -size.width), ("y", -size.height), ("width", 3 * size.width), ("height", 3 * size.height),
    ]
    for (side, value) in sides {
      mask.append(" \(side)=\"")
      mask.appendNumber(value)
      mask.append("\"")
    }
    mask.append("><g fill=\"none\"")
    mask += trace
    mask.append("><path")
    mask += line
    mask.append("</g></mask>")
    return mask
  }

  private static func append(_ offset: Point, to bytes: inout [UInt8]) {
    bytes.append("translate:")
    for (index, value) in [offset.x, offset.y].enumerated() {
      let tenths = steps(value, perUnit: 10)
      // One length alone leaves the other at 0.
      if index == 1, tenths == 0 { break }
      if index == 1 { bytes.append(" ") }
      bytes.appendSteps(tenths, perUnit: 10)
      if tenths != 0 { bytes.append("px") }
    }
  }

  /// The name of a rule with these keyframes, the same for the same ones.
  private mutating func named<Value>(
    _ keys: [Keyframe<Value>], _ write: (inout [UInt8], Value) -> Void
  ) -> [UInt8] {
    var parts: [(share: Int, text: [UInt8])] = []
    for key in keys {
      // To a ten-thousandth of the period.
      let share = steps(max(0, min(100, key.time / playback.period * 100)), perUnit: 100)
      var text: [UInt8] = []
      write(&text, key.value)
      if parts.isEmpty, share > 0 { parts.append((0, text)) }
      // What stays the same from one frame to the third needs no second.
      if parts.count > 1, parts[parts.count - 1].text == text, parts[parts.count - 2].text == text {
        parts.removeLast()
      }
      if parts.last?.share == share { parts.removeLast() }
      parts.append((share, text))
    }
    var body: [UInt8] = []
    for part in parts {
      body.appendSteps(part.share, perUnit: 100)
      body.append("%{")
      body += part.text
      body.append("}")
    }
    if let known = names[body] { return known }
    let name = IDPrefix.placeholder + [UInt8]("_k\(names.count)".utf8)
    names[body] = name
    keyframes.append("@keyframes ")
    keyframes += name
    keyframes.append("{")
    keyframes += body
    keyframes.append("}")
    return name
  }

  private mutating func attribute(_ declarations: [UInt8], _ name: [UInt8], _ pace: String) -> [UInt8] {
    var body = declarations
    body.append("animation:")
    body += name
    body.append(" ")
    body.appendNumber(playback.period, places: 3)
    body.append("s \(pace) infinite")
    if let known = classes[body] { return known }
    let style = IDPrefix.placeholder + [UInt8]("_m\(classes.count)".utf8)
    rules.append(".")
    rules += style
    rules.append("{")
    rules += body
    rules.append("}")
    let attribute = [UInt8](" class=\"".utf8) + style + [UInt8(ascii: "\"")]
    classes[body] = attribute
    return attribute
  }
}

extension Group {
  /// The length of the longest line in it, in whole points; at least 1.
  var longestLine: Double {
    nodes.reduce(1.0) { longest, node in
      switch node {
      case .path(let path, _, .some, _): max(longest, path.length.rounded())
      case .group(let group): max(longest, group.longestLine)
      case .path, .text, .image: longest
      }
    }
  }
}
