/// How the nodes of a group come to be while the picture plays.
///
/// Every motion ends in what stands in the scene: without motions the scene is the finished picture. So a renderer that
/// knows none, and a reader who prefers none, get the finished picture without further ado.
///
/// A motion acts on the group's nodes inside the group's own clip and offset, which stay where they are. Times are
/// seconds from the start of the scene's `Playback`; keyframes stand in the order of their times.
public enum Motion: Sendable, Hashable {
  /// Lines are drawn along their length; values are shares of it, 0...1. Fills are there from the start.
  ///
  /// Paths should have one subpath: of several each begins at once, up to the share of the length of all of them (which
  /// is how SVG counts dashes).
  case trace([Keyframe<Double>])
  /// The nodes move: values are offsets from where they stand, and the last one should be (0, 0).
  case travel([Keyframe<Point>])
  /// Only what stands left of an upright edge is seen: values are the edge's x. With the last one all is seen.
  case sweep([Keyframe<Double>])
  /// The nodes are not there before this time.
  case appear(at: Double)
}

/// A value at a time; between two of them values change evenly.
public struct Keyframe<Value: Sendable & Hashable>: Sendable, Hashable {
  /// In seconds.
  public var time: Double
  public var value: Value

  public init(_ time: Double, _ value: Value) {
    self.time = time
    self.value = value
  }
}

/// How long a picture plays: its motions, then a rest on the finished picture, then again from the start.
public struct Playback: Sendable, Hashable {
  /// Seconds until the last motion has ended.
  public var duration: Double
  /// Seconds that the finished picture stands.
  public var hold: Double

  /// - Precondition: `duration` is positive and finite, `hold` finite and not negative.
  public init(duration: Double, hold: Double) {
    precondition(duration > 0 && duration.isFinite && hold >= 0 && hold.isFinite, "a picture plays for some time")
    self.duration = duration
    self.hold = hold
  }

  /// Seconds from one start to the next.
  public var period: Double { duration + hold }
}

extension Scene {
  /// The finished picture without its motions.
  public var finished: Scene {
    var scene = self
    scene.playback = nil
    scene.nodes = nodes.map(\.finished)
    return scene
  }

  /// The picture at a time, as a scene that doesn't move: lines cut, groups moved, what isn't there yet left out. From
  /// the playback's end on, and in a scene that doesn't play, the finished picture.
  ///
  /// The cost goes by the scene's nodes and path elements; keyframes are searched by halving.
  public func still(at time: Double) -> Scene {
    guard let playback, time < playback.duration else { return finished }
    var scene = self
    scene.playback = nil
    scene.nodes = nodes.compactMap { $0.still(at: time) }
    return scene
  }
}

extension Node {
  /// Whether something in it moves.
  public var moves: Bool {
    guard case .group(let group) = self else { return false }
    return group.motion != nil || group.nodes.contains(where: \.moves)
  }

  fileprivate var finished: Node {
    guard case .group(var group) = self, moves else { return self }
    group.motion = nil
    group.nodes = group.nodes.map(\.finished)
    return .group(group)
  }

  /// nil where nothing is there yet.
  fileprivate func still(at time: Double) -> Node? {
    guard case .group(var group) = self, moves else { return self }
    group.nodes = group.nodes.compactMap { $0.still(at: time) }
    guard let motion = group.motion else { return .group(group) }
    group.motion = nil
    switch motion {
    case .appear(let start):
      guard time >= start else { return nil }
    case .trace(let keyframes):
      let share = keyframes.value(at: time) ?? 1
      group.nodes = group.nodes.compactMap { $0.traced(share) }
    case .travel(let keyframes):
      guard let offset = keyframes.value(at: time), offset != Point(0, 0) else { break }
      group.nodes = [.group(Group(offset: offset, group.nodes))]
    case .sweep(let keyframes):
      guard let edge = keyframes.value(at: time), time < keyframes.last?.time ?? 0 else { break }
      group.clip = (group.clip ?? Rect(x: -1e5, y: -1e5, width: 2e5, height: 2e5)).left(of: edge)
    }
    return .group(group)
  }

  /// Its lines up to a share of their length.
  private func traced(_ share: Double) -> Node? {
    switch self {
    case .path(let path, let fill, let stroke?, let evenOdd):
      guard share < 1 else { return self }
      let cut = share > 0 ? path.prefix(share) : Path()
      guard fill != nil else {
        return cut.elements.isEmpty ? nil : .path(cut, fill: nil, stroke: stroke, evenOdd: evenOdd)
      }
      return .group(
        Group([
          .path(path, fill: fill, stroke: nil, evenOdd: evenOdd), .path(cut, fill: nil, stroke: stroke),
        ]))
    case .group(var group):
      group.nodes = group.nodes.compactMap { $0.traced(share) }
      return .group(group)
    case .path, .text, .image: return self
    }
  }
}

extension Rect {
  /// The part left of an upright edge; without width if there is none.
  fileprivate func left(of edge: Double) -> Rect {
    Rect(x: x, y: y, width: max(0, min(width, edge - x)), height: height)
  }
}

extension Array where Element == Keyframe<Double> {
  /// Between keyframes in even progress, before the first and after the last as they say; nil if there are none.
  public func value(at time: Double) -> Double? {
    interpolated(at: time) { $0 + ($1 - $0) * $2 }
  }
}

extension Array where Element == Keyframe<Point> {
  /// Between keyframes on a straight way, before the first and after the last as they say; nil if there are none.
  public func value(at time: Double) -> Point? {
    interpolated(at: time) { Point($0.x + ($1.x - $0.x) * $2, $0.y + ($1.y - $0.y) * $2) }
  }
}

extension Array {
  fileprivate func interpolated<Value>(
    at time: Double, between: (Value, Value, Double) -> Value
  ) -> Value? where Element == Keyframe<Value> {
    guard let first, let last else { return nil }
    guard time > first.time else { return first.value }
    guard time < last.time else { return last.value }
    var (low, high) = (0, count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if self[middle].time <= time { low = middle } else { high = middle }
    }
    let (a, b) = (self[low], self[high])
    guard b.time > a.time else { return b.value }
    return between(a.value, b.value, (time - a.time) / (b.time - a.time))
  }
}
