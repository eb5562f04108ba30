import LRCore
import LRScene
import Testing

@testable import LRCharts

@Suite("Contour maps")
struct ContourMarkTests {
  private func sampled(_ f: (Double, Double) -> Double) -> ScalarGrid {
    ScalarGrid(columns: 101, rows: 101, x: -2...2, y: -2...2, f)
  }

  private func plot(_ width: Double = 400, _ height: Double = 400) -> Plot {
    Plot(
      frame: Rect(x: 50, y: 30, width: width, height: height), x: AxisScale(.linear, covering: -2...2),
      y: AxisScale(.linear, covering: -2...2), theme: .standard, type: Typography(for: Size(800, 600)),
      measurer: .fixedAdvance)
  }

  private func flat(_ nodes: [Node]) -> [Node] {
    nodes.flatMap { node -> [Node] in
      if case .group(let group) = node { return flat(group.nodes) }
      return [node]
    }
  }

  private func labels(_ nodes: [Node]) -> [Label] {
    flat(nodes).compactMap { node in
      if case .text(let label) = node { label } else { nil }
    }
  }

  private func points(_ nodes: [Node]) -> [Point] {
    flat(nodes).flatMap { node -> [Point] in
      guard case .path(let path, _, _, _) = node else { return [] }
      return path.elements.compactMap { element in
        switch element {
        case .move(let point), .line(let point), .curve(_, _, let point): point
        case .close: nil
        }
      }
    }
  }

  private let bowl = { (x: Double, y: Double) in x * x + y * y }

  @Test("fill and line of a level are one path")
  func onePath() {
    let grid = sampled(bowl)
    let nodes = flat(ContourMark(grid, levels: Levels([1, 2], isLogarithmic: false)).nodes(in: plot()))
    #expect(nodes.count == 3)
  }

  @Test("lines around a hole without values don't follow its border")
  func hole() {
    let grid = sampled { x, y in x * x + y * y < 0.5 ? .nan : x }
    let nodes = flat(ContourMark(grid, levels: Levels([0], isLogarithmic: false)).nodes(in: plot()))
    // What has no value, what has one, the fill, and two lines apart from it.
    #expect(nodes.count == 4)
    guard nodes.count == 4, case .path(_, let unknown, _, _) = nodes[0], case .path(let known, _, _, _) = nodes[1],
      case .path(_, _, let stroke, _) = nodes[2], case .path(let lines, let fill, _, _) = nodes[3]
    else {
      Issue.record("a fill and a line were expected")
      return
    }
    #expect(unknown == plot().theme.grid)
    #expect(known.elements.count { if case .move = $0 { true } else { false } } == 2)
    #expect(stroke == nil && fill == nil)
    #expect(lines.elements.count { if case .move = $0 { true } else { false } } == 2)
  }

  @Test("labels stand upright in their lines, apart, in the frame")
  func labelled() {
    let grid = sampled { x, y in (1 - x) * (1 - x) + 10 * (y - x * x) * (y - x * x) }
    let mark = ContourMark(grid, levels: Levels(for: grid, base: 0), labels: true)
    let labels = labels(mark.nodes(in: plot()))
    #expect(labels.count >= 6)
    for (index, label) in labels.enumerated() {
      #expect(plot().frame.contains(label.position) && (-90.1...90.1).contains(label.rotation))
      for other in labels[..<index] {
        let (dx, dy) = (label.position.x - other.position.x, label.position.y - other.position.y)
        #expect((dx * dx + dy * dy).squareRoot() > 9)
      }
    }
    #expect(Set(labels.map(\.text.plain)).count >= 5)
  }

  @Test("labels keep clear of obstacles and of what the figure names")
  func obstacles() {
    let grid = sampled(bowl)
    var plot = plot()
    // All but the lower right quarter is taken.
    plot.taken.boxes = [Rect(x: 50, y: 30, width: 400, height: 200), Rect(x: 50, y: 30, width: 200, height: 400)]
    let mark = ContourMark(grid, levels: Levels(for: grid), labels: true)
    let found = labels(mark.nodes(in: plot))
    #expect(!found.isEmpty && found.allSatisfy { $0.position.x > 250 && $0.position.y > 230 })
    var places: [Point] = []
    for x in stride(from: -2, through: 2, by: 0.1) {
      for y in stride(from: -2, through: 2, by: 0.1) { places.append(Point(x, y)) }
    }
    let avoiding = ContourMark(grid, levels: Levels(for: grid), labels: true, avoiding: places)
    #expect(labels(avoiding.nodes(in: self.plot())).isEmpty)
  }

  @Test("lines alone have the colours, and none that a page hides")
  func linesAlone() {
    let grid = sampled(bowl)
    let nodes = flat(ContourMark(grid, levels: Levels(for: grid), isFilled: false).nodes(in: plot()))
    // The highest level touches the corners only.
    #expect((12...17).contains(nodes.count))
    for node in nodes {
      guard case .path(_, let fill, let stroke, _) = node, let paint = stroke?.paint else { continue }
      #expect(fill == nil)
      func light(_ color: Color) -> Double { 0.2126 * color.red + 0.7152 * color.green + 0.0722 * color.blue }
      #expect(light(paint.light) < 0.7 && light(paint.dark) > 0.25)
    }
  }

  @Test(
    "no surface brings it down",
    arguments: [
      "nan", "infinite", "huge", "tiny", "constant", "half", "spike", "checks",
    ])
  func extremes(name: String) {
    let functions: [String: (Double, Double) -> Double] = [
      "nan": { _, _ in .nan }, "infinite": { x, _ in x < 0 ? -.infinity : .infinity },
      "huge": { x, y in x * y * 1.7e308 }, "tiny": { x, y in x * y * (20 * Double.leastNonzeroMagnitude) },
      "constant": { _, _ in 3 },
      "half": { x, y in x < y ? .nan : 1e300 * x }, "spike": { x, y in x == 0 && y == 0 ? 1e300 : 0 },
      "checks": { x, y in Int(clamping: (x + 2) * 25) % 2 == Int(clamping: (y + 2) * 25) % 2 ? 1 : -1 },
    ]
    let grid = sampled(functions[name] ?? bowl)
    for isFilled in [true, false] {
      for plot in [plot(), plot(20, 16)] {
        let mark = ContourMark(grid, levels: Levels(for: grid), isFilled: isFilled, labels: true)
        #expect(points(mark.nodes(in: plot)).allSatisfy { $0.x.isFinite && $0.y.isFinite })
      }
    }
  }

  @Test("the colour bar stands beside a frame that has room, and not beside a small one")
  func colorBar() {
    let levels = Levels(for: sampled(bowl))
    let bar = ColorBar("Loss", levels: levels)
    let type = Typography(for: Size(800, 600))
    let width = bar.width(besideFrameOf: Size(400, 300), type, .fixedAdvance)
    #expect(width > 20 && width < 60)
    #expect(bar.width(besideFrameOf: Size(150, 100), Typography(for: Size(320, 240)), .fixedAdvance) == 0)
    let frame = Rect(x: 0, y: 0, width: 400 - width, height: 300)
    let nodes = bar.nodes(beside: frame, width: width, theme: .standard, type, .fixedAdvance)
    #expect(points(nodes).allSatisfy { $0.x > frame.maxX && $0.x <= 400 && $0.y >= -1e-9 && $0.y <= 300 + 1e-9 })
    let words = labels(nodes)
    #expect(words.last?.text == "Loss" && words.count > 5)
    let heights = words.dropLast().map(\.position.y).sorted()
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $1 - $0 >= type.tick.size })
  }
}
