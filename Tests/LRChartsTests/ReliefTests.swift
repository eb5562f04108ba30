import Foundation
import LRCore
import LRScene
import Testing

@testable import LRCharts

/// Random numbers that are the same in every run.
struct Dice: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}

@Suite("Reliefs")
struct ReliefTests {
  static let views = [-135.0, -60, -90, 0, 30, 45, 120, 200, 270, 719].flatMap { azimuth in
    [-90.0, -40, -5, 0, 12, 35, 70, 90].map { Viewpoint(azimuth: azimuth, elevation: $0) }
  }

  static func plot(_ frame: Rect = Rect(x: 0, y: 0, width: 600, height: 450)) -> Plot {
    Plot(
      frame: frame, x: AxisScale(.linear, covering: 0...1), y: AxisScale(.linear, covering: 0...1),
      theme: .standard, type: Typography(for: Size(frame.width, frame.height)), measurer: .fixedAdvance)
  }

  static func grid(_ size: Int = 61, _ f: (Double, Double) -> Double) -> ScalarGrid {
    ScalarGrid(columns: size, rows: size, x: -2...2, y: -2...2, f)
  }

  /// A mesh of random heights, some of which are missing or too high.
  static func rough(_ seed: UInt64, columns: Int = 6, rows: Int = 5, holes: Bool = true) -> ReliefMesh {
    var dice = Dice(state: seed)
    var values = (0..<(columns + 1) * (rows + 1)).map { _ in Double.random(in: 0...(holes ? 1.1 : 1), using: &dice) }
    if holes { values[Int.random(in: 0..<values.count, using: &dice)] = .nan }
    let grid = ScalarGrid(
      columns: columns + 1, rows: rows + 1, x: 0...Double(columns), y: 0...Double(rows), values: values)
    return ReliefMesh(grid, columns: columns, rows: rows) { $0 }
  }

  static func mark(
    _ grid: ScalarGrid, _ viewpoint: Viewpoint = .standard, paths: [ReliefPath] = [], minima: [Point] = []
  ) -> ReliefMark {
    ReliefMark(
      grid, levels: Levels(for: grid), viewpoint: viewpoint, names: ("x", "y", "Loss"), paths: paths, minima: minima)
  }

  static func path(_ points: [(Double, Double)]) -> ReliefPath {
    ReliefPath(x: points.map(\.0), y: points.map(\.1), paint: Theme.standard.color(0))
  }

  // MARK: projection

  @Test("from straight above a relief is a map")
  func map() throws {
    let drawing = Self.mark(Self.grid { $0 * $0 + $1 }, Viewpoint(azimuth: -90, elevation: 90)).drawing(in: Self.plot())
    let corner = try #require(drawing.project(-2, -2))
    let right = try #require(drawing.project(2, -2))
    let top = try #require(drawing.project(-2, 2))
    #expect(right.y == corner.y && top.x == corner.x && right.x > corner.x && top.y < corner.y)
    for (x, y) in [(0.5, 1.25), (-1.5, 0.0), (2, 2)] {
      let point = try #require(drawing.project(x, y))
      #expect(abs(point.x - (corner.x + (right.x - corner.x) * (x + 2) / 4)) < 1e-9)
      #expect(abs(point.y - (corner.y + (top.y - corner.y) * (y + 2) / 4)) < 1e-9)
    }
  }

  @Test("a full turn changes nothing", arguments: [-60.0, 0, 90, 37.5])
  func turn(azimuth: Double) {
    let grid = Self.grid(31) { sin($0 * 3) * $1 }
    func nodes(_ azimuth: Double) -> [Node] {
      Self.mark(grid, Viewpoint(azimuth: azimuth, elevation: 30)).nodes(in: Self.plot())
    }
    #expect(nodes(azimuth) == nodes(azimuth + 360))
    #expect(nodes(azimuth) == nodes(azimuth - 720))
    #expect(nodes(azimuth) != nodes(azimuth + 90))
  }

  @Test("a viewer's axes are perpendicular, of length 1 and right-handed", arguments: views)
  func axes(view: Viewpoint) {
    let (right, up, toward) = view.axes
    for (a, b, product) in [
      (right, right, 1.0), (up, up, 1), (toward, toward, 1), (right, up, 0), (right, toward, 0), (up, toward, 0),
    ] { #expect(abs(a.dot(b) - product) < 1e-12) }
    let cross = Space(
      right.y * up.z - right.z * up.y, right.z * up.x - right.x * up.z, right.x * up.y - right.y * up.x)
    #expect(abs(cross.dot(toward) - 1) < 1e-12)
    #expect(up.z >= 0)
  }

  // MARK: borders

  @Test("a path is cut at the window's border and goes on where it comes back")
  func window() throws {
    let drawing = Self.mark(Self.grid { $0 + $1 }, Viewpoint(azimuth: -90, elevation: 90)).drawing(in: Self.plot())
    let pieces = drawing.pieces(of: Self.path([(0, 0), (4, 0), (4, 1), (0, 1), (0, 1e300)]))
    #expect(pieces.count == 2)
    let edge = try #require(drawing.project(2, 0)).x
    #expect(abs((pieces[0].points.last?.x ?? 0) - edge) < 1e-9)
    #expect(abs((pieces[1].points.first?.x ?? 0) - edge) < 1e-9)
    #expect(abs((pieces[0].steps.last ?? 0) - 0.5) < 1e-9 && abs((pieces[1].steps.first ?? 0) - 2.5) < 1e-9)
    #expect(pieces[1].points.last.map { abs($0.y - (drawing.project(0, 2)?.y ?? 0)) < 1e-6 } == true)
    #expect(drawing.project(2.01, 0) == nil)
  }

  @Test("a path ends at a hole and before what is not a number, and is drawn beyond them")
  func holes() {
    let grid = Self.grid { x, y in abs(x) < 0.5 ? .nan : x < -1.5 ? .infinity : x * x + y }
    let drawing = Self.mark(grid, Viewpoint(azimuth: -90, elevation: 60)).drawing(in: Self.plot())
    #expect(drawing.pieces(of: Self.path([(-1, 0), (1, 0)])).count == 2)
    #expect(drawing.pieces(of: Self.path([(1, 0), (1, 1), (.nan, 0), (1.2, 1), (1.2, 0)])).count == 2)
    #expect(drawing.project(0, 0) == nil && drawing.project(-1.8, 0) == nil && drawing.project(1, 1) != nil)
    #expect(drawing.mark.heights.domain.upperBound < 10)
  }

  @Test("what is above the box is cut off along a straight edge")
  func ceiling() {
    let grid = Self.grid(41) { x, _ in x }
    var mark = Self.mark(grid, Viewpoint(azimuth: -90, elevation: 90))
    mark.heights = HeightScale(-2...1.03)
    let drawing = mark.drawing(in: Self.plot())
    let pieces = drawing.pieces(of: Self.path([(-1, 0), (2, 0)]))
    #expect(pieces.count == 1)
    #expect(abs((pieces[0].steps.last ?? 0) - 2.03 / 3) < 1e-4)
    #expect(drawing.project(1.5, 0) == nil)
  }

  @Test("the revealing side is the one that a wall doesn't hide, and the standard one where all are alike")
  func revealing() {
    // A wall along x = 1.4 hides the valley from the side of growing x.
    let wall = Self.grid { x, _ in exp(-8 * (x - 1.4) * (x - 1.4)) }
    let valley = Self.path((0...20).map { (0.9, -1.8 + 0.18 * Double($0)) })
    let view = Self.mark(wall, paths: [valley]).revealingViewpoint(elevation: 30)
    #expect(cos(view.azimuth * .pi / 180) < 0 && view.elevation == 30)
    #expect(Self.mark(Self.grid { $0 + $1 }, paths: [valley]).revealingViewpoint() == .standard)
    #expect(Self.mark(Self.grid { _, _ in .nan }).revealingViewpoint() == .standard)
  }

  // MARK: axes

  static let surfaces: [(String, @Sendable (Double, Double) -> Double)] = [
    ("bowl", { $0 * $0 + $1 * $1 }), ("valley", { 100 * pow($1 - $0 * $0, 2) + pow(1 - $0, 2) }),
    ("large", { 1e7 * ($0 - $1) }), ("constant", { _, _ in 3 }), ("nothing", { _, _ in .nan }),
  ]

  @Test("words of the axes stay in the frame and never touch", arguments: views)
  func words(view: Viewpoint) {
    for (name, surface) in Self.surfaces {
      for size in [Size(300, 180), Size(700, 500), Size(160, 400)] {
        let frame = Rect(x: 10, y: 10, width: size.width, height: size.height)
        let boxes = Self.mark(Self.grid(31, surface), view).drawing(in: Self.plot(frame)).axes.wordBoxes
        for (index, box) in boxes.enumerated() {
          #expect(frame.inset(by: -1).contains(box), "\(name) at \(size)")
          for other in boxes[(index + 1)...] { #expect(!box.intersects(other), "\(name) at \(size): \(box) \(other)") }
        }
      }
    }
  }

  @Test("heights of a valley are logarithmic above its floor and reach it")
  func logarithmic() {
    let grid = Self.grid { 100 * pow($1 - $0 * $0, 2) + pow(1 - $0, 2) }
    let scale = HeightScale(for: grid, levels: Levels(for: grid), base: 0)
    #expect(scale.softness != nil)
    #expect(scale.unit(0) == 0 && abs(scale.unit(scale.domain.upperBound) - 1) < 1e-12 && scale.unit(.nan).isNaN)
    let ticks = scale.ticks(atMost: 5).ticks
    #expect(ticks.first?.label.plain == "0" && ticks.count >= 3)
    #expect(ticks.map(\.unit) == ticks.map(\.unit).sorted() && ticks.allSatisfy { (0...1).contains($0.unit) })
  }

  @Test("extreme windows and surfaces are drawn without a number that is none")
  func extremes() {
    func finite(_ nodes: [Node]) -> Bool {
      nodes.allSatisfy { node in
        switch node {
        case .path(let path, _, _, _):
          path.elements.allSatisfy { element in
            switch element {
            case .move(let p), .line(let p): p.x.isFinite && p.y.isFinite
            case .curve(let a, let b, let p): [a, b, p].allSatisfy { $0.x.isFinite && $0.y.isFinite }
            case .close: true
            }
          }
        case .text(let label): label.position.x.isFinite && label.position.y.isFinite
        case .group(let group): finite(group.nodes)
        case .image: true
        }
      }
    }
    let windows: [ClosedRange<Double>] = [
      1...(1 + 1e-12), -1e12...1e12, -1.7e308...1.7e308, 5...5, 0...1e-300,
    ]
    for window in windows {
      for (name, surface) in Self.surfaces {
        let grid = ScalarGrid(columns: 41, rows: 2, x: window, y: window, surface)
        let path = Self.path([(1, 1), (window.upperBound, 0), (.infinity, 1), (window.lowerBound, 1e300)])
        let nodes = Self.mark(grid, paths: [path], minima: [Point(1, 1), Point(.nan, 0)]).nodes(in: Self.plot())
        #expect(finite(nodes), "\(name) on \(window)")
      }
    }
    let tiny = Self.mark(Self.grid(2) { $0 + $1 }).nodes(in: Self.plot(Rect(x: 0, y: 0, width: 16, height: 16)))
    #expect(finite(tiny))
  }

  @Test("a panel without axes gives its mark the whole place")
  func panel() {
    struct Frame: Mark {
      func nodes(in plot: Plot) -> [Node] { [.path(Path(plot.frame), fill: nil, stroke: nil)] }
    }
    var panel = Panel(x: Axis("x"), y: Axis("y"), marks: [Frame()])
    func frame() -> Rect {
      let scene = Chart(size: Size(400, 300), panels: [panel], arrangement: .row, name: "n", description: "d")
        .scene(measuring: .fixedAdvance)
      for case .path(let path, nil, nil, _) in scene.nodes {
        if case .move(let a) = path.elements[0], case .line(let b) = path.elements[2] {
          return Rect(x: a.x, y: a.y, width: b.x - a.x, height: b.y - a.y)
        }
      }
      return Rect(x: 0, y: 0, width: 0, height: 0)
    }
    let framed = frame()
    panel.showsAxes = false
    let bare = frame()
    #expect(bare.width > framed.width && bare.height > framed.height)
    #expect(bare.width > 365)
  }
}
