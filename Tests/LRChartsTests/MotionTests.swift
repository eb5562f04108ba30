import LRCore
import LRScene
import Testing

@testable import LRCharts

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

private func chart(steps: Int, animation: Animation?) -> Chart {
  let angles = (0...steps).map { Double($0) / Double(steps) * 6 }
  let x = angles.map { $0 - 3 }
  let y = angles.enumerated().map { (6 - $1) * ($0 % 2 == 0 ? 0.5 : -0.5) }
  let paint = Theme.standard.color(0)
  let map = Panel(
    x: Axis("x", domain: -4...4), y: Axis("y", domain: -4...4),
    marks: [TrajectoryMark(x: x, y: y, paint: paint)])
  let loss = Panel(
    x: Axis("Step"), y: Axis("Loss"),
    marks: [LineMark(Series(name: "a", y: y), stroke: Stroke(paint, width: 2), name: "a")])
  return Chart(panels: [map, loss], arrangement: .row, name: "N", description: "D", animation: animation)
}

private func scene(steps: Int = 40, _ animation: Animation? = Animation(seconds: 4, hold: 1, steps: 40)) -> Scene {
  chart(steps: steps, animation: animation).scene(measuring: .fixedAdvance)
}

private func motions(_ nodes: [Node]) -> [Motion] {
  nodes.flatMap { node -> [Motion] in
    guard case .group(let group) = node else { return [] }
    return (group.motion.map { [$0] } ?? []) + motions(group.nodes)
  }
}

private struct Motions {
  var traces: [[Keyframe<Double>]] = []
  var travels: [[Keyframe<Point>]] = []
  var sweeps: [[Keyframe<Double>]] = []
  var times: [Double] = []

  init(_ scene: Scene) {
    for motion in motions(scene.nodes) {
      switch motion {
      case .trace(let keys): traces.append(keys)
      case .travel(let keys): travels.append(keys)
      case .sweep(let keys): sweeps.append(keys)
      case .appear(let time): times.append(time)
      }
    }
  }
}

@Test("a figure without an animation has no motion")
func motionless() {
  let still = scene(nil)
  #expect(still.playback == nil && motions(still.nodes).isEmpty)
}

@Test("path, head and sweep go by the same steps")
func inStep() throws {
  let scene = scene()
  #expect(scene.playback == Playback(duration: 4, hold: 1))
  let found = Motions(scene)
  let trace = try #require(found.traces.first)
  let travel = try #require(found.travels.first)
  let sweep = try #require(found.sweeps.first)
  #expect(trace.value(at: 0) == 0 && trace.value(at: 4) == 1)
  #expect(travel.value(at: 4) == Point(0, 0))
  // Zigzags narrow: half the time is more than half the way.
  #expect(try #require(trace.value(at: 2)) > 0.6)
  #expect(sweep.count == 2)
  let middle = try #require(sweep.value(at: 2))
  #expect(abs(middle - (sweep[0].value + sweep[1].value) / 2) < 1e-9)
}

@Test("the head stands where the line ends, at any time")
func head() throws {
  let scene = scene()
  let all = scene.still(at: 4)
  func line(_ nodes: [Node]) -> Path? {
    for node in nodes {
      if case .group(let group) = node, let found = line(group.nodes) { return found }
      if case .path(let path, nil, .some(let stroke), _) = node, stroke.cap == .round { return path }
    }
    return nil
  }
  guard case .line(let end)? = line(all.nodes)?.elements.last else {
    Issue.record("no line")
    return
  }
  let travel = try #require(Motions(scene).travels.first)
  for time in stride(from: 0.05, to: 4, by: 0.35) {
    guard let tip = line(scene.still(at: time).nodes)?.elements.last, case .line(let point) = tip else {
      Issue.record("no line at \(time)")
      continue
    }
    let offset = try #require(travel.value(at: time))
    #expect(abs(point.x - end.x - offset.x) < 0.7 && abs(point.y - end.y - offset.y) < 0.7, "at \(time)")
  }
}

@Test("dots come one after another, none after the end")
func appearances() throws {
  let times = Motions(scene()).times
  #expect(times.count > 20)
  #expect(Set(times).count > 20)
  #expect(times.allSatisfy { $0 >= 0 && $0 <= 4 })
}

@Test("a run that ended early ends early")
func early() throws {
  let found = Motions(scene(steps: 40, Animation(seconds: 4, hold: 1, steps: 80)))
  #expect(found.traces.first?.last?.time == 2)
  #expect(found.sweeps.first?.last?.time == 2)
  #expect(found.times.max() == 2)
}

@Test("a run of a hundred thousand steps has as many keyframes as a screen can show")
func thinned() throws {
  let found = Motions(scene(steps: 100_000, Animation(seconds: 6, hold: 2, steps: 100_000)))
  #expect(found.traces.allSatisfy { $0.count <= 362 })
  // Each takes a sixtieth of the time or more; line and halo.
  #expect(found.traces.count <= 120)
  #expect(found.times.count <= 5 * 101)
  #expect(try #require(found.travels.first).count <= 362)
  #expect(Set(found.times).count <= 101)
}

@Test("what a path inks anew appears when it gets there")
func fresh() throws {
  // Around twice, then away to the right.
  let circle = (0...80).map { Double($0) / 40 * 2 * .pi }
  let x = circle.map { -2 + cos($0) } + (1...20).map { -1 + Double($0) / 5 }
  let y = circle.map { sin($0) } + (1...20).map { _ in 0.0 }
  let mark = TrajectoryMark(x: x, y: y, paint: Theme.standard.color(0))
  let panel = Panel(x: Axis("x", domain: -4...4), y: Axis("y", domain: -4...4), marks: [mark])
  let chart = Chart(
    panels: [panel], name: "N", description: "D", animation: Animation(seconds: 10, hold: 1, steps: 100))
  let traces = Motions(chart.scene(measuring: .fixedAdvance)).traces
  // One round and the rest, each with its halo.
  try #require(traces.count == 4)
  let (round, rest) = (traces[2], traces[3])
  #expect(round[0].time == 0 && abs(round[round.count - 1].time - 4) < 0.3)
  #expect(abs(rest[0].time - 8) < 0.1 && rest[rest.count - 1].time == 10)
}

@Test("the finished figure shows what the figure without animation shows")
func sameInTheEnd() {
  func leaves(_ nodes: [Node]) -> [Path.Element: Int] {
    nodes.reduce(into: [:]) { counts, node in
      switch node {
      case .group(let group): counts.merge(leaves(group.nodes), uniquingKeysWith: +)
      case .path(let path, _, _, _): for element in path.elements { counts[element, default: 0] += 1 }
      case .text, .image: break
      }
    }
  }
  // What stands still in one panel may come before what moves in another.
  #expect(leaves(scene().finished.nodes) == leaves(scene(nil).nodes))
}
