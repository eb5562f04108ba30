import LRScene
import Testing

@testable import LRCharts

private let frame = Rect(x: 0, y: 0, width: 300, height: 200)

/// How far the ink may be from each place of the path within the frame.
private func farthest(_ points: [Point], from runs: [PathRun], in frame: Rect) -> Double {
  let segments = runs.flatMap { Array(zip($0.points, $0.points.dropFirst())) }
  func off(_ p: Point) -> Double {
    segments.map { a, b in
      let (dx, dy) = (b.x - a.x, b.y - a.y)
      let square = dx * dx + dy * dy
      let part = square > 0 ? max(0, min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square)) : 0
      return distance(p, Point(a.x + dx * part, a.y + dy * part))
    }.min() ?? .infinity
  }
  var worst = 0.0
  for (a, b) in zip(points, points.dropFirst()) {
    for part in stride(from: 0.0, through: 1, by: 0.05) {
      let place = Point(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part)
      if frame.contains(place) { worst = max(worst, off(place)) }
    }
  }
  return worst
}

/// Even numbers in 0..<1 without a pattern.
private struct Numbers {
  var state: UInt64 = 7
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(1 << 53)
  }
}

@Suite("PathInk")
struct PathInkTests {
  @Test("a path that never meets itself is drawn whole, in one run")
  func whole() {
    let points = (0...400).map { Point(10 + Double($0) * 0.7, 100 + 60 * Double($0 % 7 < 3 ? 1 : 0)) }
    let ink = PathInk(points, in: frame, width: 1.8)
    #expect(ink.runs.count == 1)
    #expect(ink.runs.first?.points.first == points.first && ink.runs.first?.points.last == points.last)
    #expect(ink.runs.first?.steps.last == 400)
    #expect(farthest(points, from: ink.runs, in: frame) < 0.5)
  }

  @Test("short steps in one direction are one run")
  func shortSteps() {
    let points = (0...5000).map { Point(10 + Double($0) * 0.05, 50) }
    #expect(PathInk(points, in: frame, width: 1.8).runs.map(\.points.count) == [2])
  }

  @Test("no place of a wild path is farther from ink than half the line's width")
  func covered() {
    var numbers = Numbers()
    let points = (0..<600).map { _ in Point(60 + 40 * numbers.next(), 60 + 30 * numbers.next()) }
    let ink = PathInk(points, in: frame, width: 1.8)
    #expect(farthest(points, from: ink.runs, in: frame) < 1.35)
  }

  @Test("the ink of a many thousand steps in one place is bounded by the place")
  func bounded() {
    var numbers = Numbers()
    func count(_ steps: Int) -> Int {
      let points = (0..<steps).map { _ in Point(60 + 80 * numbers.next(), 60 + 60 * numbers.next()) }
      return PathInk(points, in: frame, width: 1.8).runs.reduce(0) { $0 + $1.points.count }
    }
    let few = count(2000)
    #expect(count(40_000) < few + few / 4)
  }

  @Test("what is outside the frame is left out, and steps go on")
  func outside() throws {
    let points = [Point(150, 100), Point(150, -4000), Point(150, 9000), Point(160, 9000), Point(160, 100)]
    let ink = PathInk(points, in: frame, width: 1.8)
    for run in ink.runs {
      #expect(run.points.allSatisfy { frame.inset(by: -6).contains($0) })
      #expect(zip(run.steps, run.steps.dropFirst()).allSatisfy { $0 <= $1 })
    }
    #expect(farthest(points, from: ink.runs, in: frame) < 1.35)
    #expect(try #require(ink.runs.last?.steps.last) == 4)
  }

  @Test("a line on other ink is striped there and whole elsewhere")
  func stripes() {
    let under = PathInk([Point(10, 50), Point(150, 50)], in: frame, width: 3)
    let run = PathRun(points: [Point(10, 50), Point(290, 50)], steps: [0, 1])
    let pieces = run.striped(over: under.raster, stripe: 7, space: 7)
    #expect(pieces.count > 8)
    #expect(pieces.dropLast().allSatisfy { $0.points[$0.points.count - 1].x - $0.points[0].x < 8 })
    #expect(pieces.last.map { $0.points[0].x < 160 && $0.points[$0.points.count - 1].x == 290 } == true)
    // A crossing is no reason for stripes.
    let crossing = PathRun(points: [Point(80, 10), Point(80, 90)], steps: [0, 1])
    #expect(crossing.striped(over: under.raster, stripe: 7, space: 7).count == 1)
  }
}

@Suite("Arrowheads")
struct ArrowheadTests {
  @Test("they stand apart and point along the line")
  func straight() {
    var taken: [Point] = []
    let heads = arrowheads(along: [Point(0, 0), Point(300, 0)], every: 90, keepingFrom: &taken)
    #expect(heads.map(\.tip.x) == [45, 135, 225])
    #expect(heads.allSatisfy { $0.angle == 0 } && taken.count == 3)
  }

  @Test("none stands on a zigzag too narrow to show it")
  func zigzag() {
    var taken: [Point] = []
    let points = (0...400).map { Point(Double($0) * 0.1, $0 % 2 == 0 ? 0 : 5) }
    #expect(arrowheads(along: points, every: 90, keepingFrom: &taken).isEmpty)
  }

  @Test("a second line along the first one keeps from its heads")
  func taken() {
    var taken: [Point] = []
    let line = [Point(0, 0), Point(100, 0)]
    #expect(arrowheads(along: line, every: 90, keepingFrom: &taken).count == 1)
    #expect(arrowheads(along: line, every: 90, keepingFrom: &taken).allSatisfy { abs($0.tip.x - 45) >= 54 })
  }
}
