import LRScene
import Testing

private let ink = Paint(Color(0x000000))
private let bend = Path([Point(0, 0), Point(30, 0), Point(30, 10)])

/// A line traced evenly, a dot that goes along it, a swept line, a late label; four seconds.
private var scene: Scene {
  let dot = Node.path(Path(circle: Point(30, 10), radius: 2), fill: ink, stroke: nil)
  let ways = [Keyframe(0, Point(-30, -10)), Keyframe(3, Point(0, -10)), Keyframe(4, Point(0, 0))]
  return Scene(
    size: Size(100, 50), title: "T", description: "", playback: Playback(duration: 4, hold: 1),
    nodes: [
      .path(Path(Rect(x: 0, y: 0, width: 5, height: 5)), fill: ink, stroke: nil),
      .group(Group(motion: .trace([Keyframe(0, 0), Keyframe(4, 1)]), [.path(bend, fill: nil, stroke: Stroke(ink))])),
      .group(Group(motion: .travel(ways), [dot])),
      .group(
        Group(
          clip: Rect(x: 50, y: 0, width: 40, height: 50), motion: .sweep([Keyframe(0, 50), Keyframe(2, 90)]),
          [.line(from: Point(50, 5), to: Point(90, 5), Stroke(ink, dash: [2, 2]))])),
      .group(Group(motion: .appear(at: 3), [.text(Label("end", font: Font(size: 9), paint: ink, at: Point(0, 0)))])),
    ])
}

private func group(_ node: Node) -> Group? {
  if case .group(let group) = node { group } else { nil }
}

@Test("at the start there is what stands, the dot at its start, no line and no label")
func start() throws {
  let still = scene.still(at: 0)
  #expect(still.playback == nil)
  #expect(still.nodes.count == 4)
  #expect(still.nodes[0] == scene.nodes[0])
  #expect(group(still.nodes[1])?.nodes.isEmpty == true)
  let dot = try #require(group(still.nodes[2])?.nodes.first)
  #expect(group(dot)?.offset == Point(-30, -10))
  #expect(group(still.nodes[3])?.clip?.width == 0)
}

@Test("a trace at half its time is half as long and ends on its way")
func halfTrace() throws {
  let still = scene.still(at: 2)
  guard case .path(let path, _, _, _) = try #require(group(still.nodes[1])?.nodes.first) else {
    Issue.record("no line")
    return
  }
  #expect(path.length == 20)
  #expect(path.elements == [.move(Point(0, 0)), .line(Point(20, 0))])
  let dot = try #require(group(still.nodes[2])?.nodes.first)
  #expect(group(dot)?.offset == Point(-10, -10))
}

@Test("a sweep shows what stands left of its edge")
func sweep() {
  #expect(group(scene.still(at: 1).nodes[3])?.clip == Rect(x: 50, y: 0, width: 20, height: 50))
  #expect(group(scene.still(at: 2).nodes[3])?.clip == Rect(x: 50, y: 0, width: 40, height: 50))
}

@Test("a label is there from its time on")
func appearance() {
  #expect(scene.still(at: 2.999).nodes.count == 4)
  #expect(scene.still(at: 3).nodes.count == 5)
}

@Test("the end is the finished scene, and so is every time of a scene that doesn't play")
func end() {
  var plain = scene
  plain.playback = nil
  #expect(scene.still(at: 4) == scene.finished)
  #expect(scene.still(at: 99) == scene.finished)
  #expect(plain.still(at: 0) == scene.finished)
  #expect(scene.finished.nodes.allSatisfy { !$0.moves })
}

@Test("each subpath is cut at the share of the whole length")
func subpaths() {
  var path = Path([Point(0, 0), Point(10, 0)])
  path.move(to: Point(0, 5))
  path.line(to: Point(30, 5))
  #expect(
    path.prefix(0.5).elements == [
      .move(Point(0, 0)), .line(Point(10, 0)), .move(Point(0, 5)), .line(Point(20, 5)),
    ])
}

@Test("a circle is as long as it should be, and cut on its way")
func curves() {
  let circle = Path(circle: Point(0, 0), radius: 10)
  #expect(abs(circle.length - 62.83) < 0.15)
  guard case .curve(_, _, let end)? = circle.prefix(0.125).elements.last else {
    Issue.record("no curve")
    return
  }
  #expect(abs(end.x - 7.07) < 0.05 && abs(end.y - 7.07) < 0.05)
}

@Test("keyframes hold before the first and after the last, also at one time")
func holding() {
  let keys = [Keyframe(1, 5.0), Keyframe(2, 6), Keyframe(2, 8), Keyframe(3, 9)]
  #expect(keys.value(at: 0) == 5)
  #expect(keys.value(at: 1.5) == 5.5)
  #expect(keys.value(at: 2) == 8)
  #expect(keys.value(at: 9) == 9)
  #expect([Keyframe<Double>]().value(at: 1) == nil)
}
