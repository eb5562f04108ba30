import LRCore

/// Digits of 28 x 28 pixels that a pen draws along skeletons, each with a slant, a width, a place and a bend of its own.
///
/// - Source: lrplot's own skeletons.
enum Strokes {
  static let entry = DataRecipe.entry(
    "strokes",
    summary: Localized("digits of 28x28 pixels drawn from stroke skeletons", zh: "由笔画骨架绘制的 28×28 数字"),
    formula: """
      skeleton of the digit in 14x20 pixels; across: - slant U(-1, 1) y + bend U(-1, 1) (y^2/10 - 10/3); + shift U(-1, 1)
      pixel = 1/2 + radius - distance to the line, within 0...1; radius = width/2 times U(0.6, 1.4)
      """,
    parameters: [
      Parameter(
        "slant", .number(.unit), .number(0.35),
        Localized("largest slant to either side, as pixels across per pixel down", zh: "向两侧的最大倾斜（每向下一像素的横移）")),
      Parameter(
        "width", .number(Bounds(0.5, 8)), .number(2.4), Localized("mean width of the pen in pixels", zh: "笔宽均值（像素）")),
      Parameter(
        "shift", .number(Bounds(0, 14)), .number(2),
        Localized("largest shift in pixels, along both axes", zh: "沿两轴的最大平移（像素）")),
      Parameter(
        "bend", .number(.unit), .number(0.3),
        Localized(
          "largest bend: pixels across at the middle and, opposite, at both ends are 3.3 and 6.7 times this",
          zh: "最大弯曲：中部横移为其 3.3 倍像素，两端反向为 6.7 倍")),
    ],
    rows: .made(2000, most: 100_000), scaling: .range, source: "lrplot",
    examples: ["strokes", "strokes:slant=0.6,shift=4"]
  ) { (arguments: inout Arguments) throws(SpecError) in
    let pen = Pen(
      slant: try arguments.number("slant"), width: try arguments.number("width"), shift: try arguments.number("shift"),
      bend: try arguments.number("bend"))
    let samples = try arguments.integer("samples")
    return { request throws(DataSetError) in
      let lines = StrokeSkeletons.digits.map { $0.map(\.line) }
      return try .made(
        request, samples: samples, shape: [1, side, side], classes: (0...9).map(String.init), range: 0...1
      ) { label, random in pen.draw(lines[label], &random) }
    }
  }

  fileprivate static let side = 28
}

/// How digits may differ.
private struct Pen: Sendable {
  var slant: Double
  var width: Double
  var shift: Double
  var bend: Double

  func draw(_ lines: [[(x: Double, y: Double)]], _ random: inout RandomSource) -> [Double] {
    let slant = random.uniform(-1...1) * self.slant
    let bend = random.uniform(-1...1) * self.bend
    let radius = width / 2 * random.uniform(0.6...1.4)
    let (right, down) = (random.uniform(-1...1) * shift, random.uniform(-1...1) * shift)
    let centre = Double(Strokes.side) / 2
    var image = [Double](repeating: 0, count: Strokes.side * Strokes.side)
    for line in lines {
      let moved = line.map { point -> (x: Double, y: Double) in
        let (x, y) = ((point.x - 0.5) * 14, (point.y - 0.5) * 20)
        return (x - slant * y + bend * (y * y / 10 - 10.0 / 3) + right + centre, y + down + centre)
      }
      for index in 1..<moved.count { ink(from: moved[index - 1], to: moved[index], radius, &image) }
    }
    return image
  }

  /// Covers the pixels whose centres are near a straight piece.
  private func ink(
    from a: (x: Double, y: Double), to b: (x: Double, y: Double), _ radius: Double, _ image: inout [Double]
  ) {
    let reach = radius + 1
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let square = max(dx * dx + dy * dy, 1e-12)
    let columns = pixels(min(a.x, b.x) - reach, max(a.x, b.x) + reach)
    for row in pixels(min(a.y, b.y) - reach, max(a.y, b.y) + reach) {
      for column in columns {
        let (x, y) = (Double(column) + 0.5 - a.x, Double(row) + 0.5 - a.y)
        let along = max(0, min(1, (x * dx + y * dy) / square))
        let (offX, offY) = (x - along * dx, y - along * dy)
        let cover = max(0, min(1, 0.5 + radius - (offX * offX + offY * offY).squareRoot()))
        let place = row * Strokes.side + column
        if cover > image[place] { image[place] = cover }
      }
    }
  }

  private func pixels(_ low: Double, _ high: Double) -> Range<Int> {
    let first = max(0, min(Strokes.side, Int(clamping: low.rounded(.down))))
    return first..<max(first, min(Strokes.side, Int(clamping: high.rounded(.up))))
  }
}
