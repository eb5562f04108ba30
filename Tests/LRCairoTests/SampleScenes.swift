import LRScene

/// Scenes that several tests draw.
enum Sample {
  static let ink = Paint(light: Color(0x1F2328), dark: Color(0xE6EDF3))
  static let page = Paint(light: Color(0xFFFFFF), dark: Color(0x0D1117))
  static let blue = Paint(light: Color(0x0072B2), dark: Color(0x56B4E9))

  static func scene(
    _ nodes: [Node], width: Double = 40, height: Double = 30, background: Paint? = page, provenance: String? = nil
  ) -> Scene {
    Scene(
      size: Size(width, height), background: background, title: "A <title> & more", description: "What it shows.",
      provenance: provenance, nodes: nodes)
  }

  static func rect(_ paint: Paint, _ rect: Rect = Rect(x: 10, y: 10, width: 20, height: 10)) -> Node {
    .path(Path(rect), fill: paint, stroke: nil)
  }

  static func label(_ text: RichText, size: Double = 12, halo: Paint? = nil, rotation: Double = 0) -> Node {
    .text(
      Label(
        text, font: Font(size: size), paint: ink, at: Point(20, 60), rotation: rotation, halo: halo))
  }

  /// Three curves of 101 points, their names, ticks and titles: as much as a rate chart holds.
  static var chart: Scene {
    var nodes = [label("Learning rate: step, exponential and cosine", size: 17)]
    for (index, name) in ["step", "exponential", "cosine"].enumerated() {
      let points = (0...100).map { step in
        let t = Double(step) / 100
        return Point(60 + 600 * t, 60 + 380 * (index == 0 ? t * t : index == 1 ? t : 2 * t - t * t))
      }
      let stroke = Stroke(blue, width: 2, dash: index == 1 ? [4, 2] : [], join: .round)
      nodes.append(
        .group(
          Group(
            name: "series-\(index + 1)", title: name, clip: Rect(x: 60, y: 60, width: 600, height: 380),
            [.path(Path(points), fill: nil, stroke: stroke)])))
      nodes.append(
        .text(
          Label(
            RichText(name), font: Font(size: 12, weight: .medium), paint: blue,
            at: Point(668, 100 + 40 * Double(index)), halo: page)))
    }
    for tick in 0...10 {
      let x = 60 + 60 * Double(tick)
      nodes.append(.line(from: Point(x, 440), to: Point(x, 444), Stroke(ink)))
    }
    for tick in 0...10 {
      let point = Point(60 + 60 * Double(tick), 458)
      nodes.append(
        .text(Label("\(tick * 10)", font: Font(size: 11), paint: ink, at: point, anchor: .middle)))
    }
    for power in 0...5 {
      let text = RichText("10") + .superscript("−\(power)")
      let point = Point(54, 64 + 76 * Double(power))
      nodes.append(.text(Label(text, font: Font(size: 11), paint: ink, at: point, anchor: .end)))
    }
    let side = Label(
      "Learning rate", font: Font(size: 12), paint: ink, at: Point(16, 250), anchor: .middle, rotation: -90)
    nodes.append(.text(side))
    return scene(nodes, width: 800, height: 500, provenance: "lrplot compare step exp cosine")
  }
}
