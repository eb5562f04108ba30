extension Scene {
  /// The scene as lines of text, for reviewing a change to a figure without looking at pixels: one node a line, groups
  /// indented, coordinates with one decimal, colours by their light and dark hex.
  public var listing: String {
    var lines = ["scene \(number(size.width))x\(number(size.height)) \"\(title)\" [\(language)]"]
    lines += description.split(separator: "\n").map { "  desc \($0)" }
    if let background { lines.append("  page \(hex(background))") }
    if let playback { lines.append("  plays \(number(playback.duration)) s, rests \(number(playback.hold)) s") }
    append(nodes, to: &lines, indent: "  ")
    return lines.joined(separator: "\n") + "\n"
  }

  private func append(_ nodes: [Node], to lines: inout [String], indent: String) {
    for node in nodes {
      switch node {
      case .path(let path, let fill, let stroke, _):
        var line = indent + "path"
        if let fill { line += " fill \(hex(fill))" }
        if let stroke {
          line += " stroke \(hex(stroke.paint)) \(number(stroke.width))"
          if !stroke.dash.isEmpty { line += " dash \(stroke.dash.map(number).joined(separator: ","))" }
        }
        lines.append(line + " " + path.elements.map(word).joined(separator: " "))
      case .text(let label):
        let runs = label.text.runs.map { run in
          switch run.position {
          case .normal: run.text
          case .superscript: "^{\(run.text)}"
          case .subscript: "_{\(run.text)}"
          }
        }
        var line = indent + "text \"\(runs.joined())\" at \(word(label.position)) \(label.anchor)"
        line += " \(label.font.weight) \(number(label.font.size)) \(hex(label.paint))"
        if label.rotation != 0 { line += " turned \(number(label.rotation))" }
        lines.append(line)
      case .image(let raster, let rect):
        lines.append(
          indent + "image \(raster.width)x\(raster.height) in \(number(rect.x)),\(number(rect.y)) "
            + "\(number(rect.width))x\(number(rect.height))")
      case .group(let group):
        var line = indent + "group"
        if let name = group.name { line += " #\(name)" }
        if let title = group.title { line += " \"\(title)\"" }
        if let clip = group.clip {
          line += " clip \(number(clip.x)),\(number(clip.y)) \(number(clip.width))x\(number(clip.height))"
        }
        if let motion = group.motion { line += " " + words(motion) }
        lines.append(line)
        append(group.nodes, to: &lines, indent: indent + "  ")
      }
    }
  }

  private func words(_ motion: Motion) -> String {
    switch motion {
    case .appear(let time): "appears \(number(time))"
    case .trace(let keys): "traced " + keys.map { "\(number($0.time)):\($0.value)" }.joined(separator: " ")
    case .travel(let keys): "travels " + keys.map { "\(number($0.time)):\(word($0.value))" }.joined(separator: " ")
    case .sweep(let keys): "swept " + keys.map { "\(number($0.time)):\(number($0.value))" }.joined(separator: " ")
    }
  }

  private func word(_ element: Path.Element) -> String {
    switch element {
    case .move(let point): "M" + word(point)
    case .line(let point): "L" + word(point)
    case .curve(let first, let second, let end): "C\(word(first)) \(word(second)) \(word(end))"
    case .close: "Z"
    }
  }

  private func word(_ point: Point) -> String { "\(number(point.x)),\(number(point.y))" }

  private func number(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    guard abs(tenths) < 1e15, let whole = Int(exactly: tenths) else { return value.description }
    let sign = whole < 0 ? "-" : ""
    let text = "\(abs(whole) / 10)"
    return sign + (abs(whole) % 10 == 0 ? text : text + ".\(abs(whole) % 10)")
  }

  private func hex(_ paint: Paint) -> String {
    paint.light == paint.dark ? hex(paint.light) : hex(paint.light) + "/" + hex(paint.dark)
  }

  private func hex(_ color: Color) -> String {
    let channels = [color.red, color.green, color.blue] + (color.alpha < 1 ? [color.alpha] : [])
    return channels.map { channel in
      let text = String(Int(clamping: (channel * 255).rounded(), to: 0...255), radix: 16)
      return text.count < 2 ? "0" + text : text
    }.joined()
  }
}
