import LRCharts
import LRCore
import LROptimizers
import LRScene

/// The panels of a trajectory figure that show where the optimizers went: over contours, or along a curve.
struct SurfaceMap {
  private let figure: TrajectoryFigure
  /// The part of the plane that is shown.
  let view: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  /// Shared by all panels: small multiples have the same levels.
  private let ground: [any Mark]

  init(_ figure: TrajectoryFigure) {
    self.figure = figure
    let view = Self.view(of: figure)
    self.view = view
    let function = figure.surface.surface.value
    if figure.surface.isCurve {
      let x = Self.samples(of: view.x, count: 1024)
      ground = [
        LineMark(
          Series(name: "", x: .values(x), y: x.map { function($0, 0) }),
          stroke: Stroke(Theme.standard.axis, width: 1.6, join: .round))
      ]
    } else {
      let grid = ScalarGrid(columns: figure.nodes, rows: figure.nodes, x: view.x, y: view.y, function)
      ground = [
        ContourMark(grid, levels: Levels(for: grid, base: figure.surface.lowest), isFilled: figure.isFilled)
      ]
    }
  }

  private static func samples(of range: ClosedRange<Double>, count: Int) -> [Double] {
    (0...count).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count) }
  }

  /// The window asked for, else the surface's own, which grows where the start lies outside or at its edge.
  private static func view(of figure: TrajectoryFigure) -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let window = figure.surface.window
    let start = figure.trajectories.first { !$0.x.isEmpty }.map { ($0.x[0], $0.y[0]) }
    func grown(_ range: ClosedRange<Double>, to value: Double?) -> ClosedRange<Double> {
      guard let value else { return range }
      let room = (max(range.upperBound, value) - min(range.lowerBound, value)) * 0.05
      return min(range.lowerBound, value - room)...max(range.upperBound, value + room)
    }
    let x = figure.looks.xRange ?? grown(window.x, to: start?.0)
    guard figure.surface.isCurve else { return (x, figure.looks.yRange ?? grown(window.y, to: start?.1)) }
    let losses = samples(of: x, count: 256).map { figure.surface.surface.value($0, 0) }.filter(\.isFinite)
    let (low, high) = (losses.min() ?? 0, losses.max() ?? 1)
    let room = high > low ? (high - low) * 0.06 : 1
    return (x, figure.looks.yRange ?? (low - room)...(high + room))
  }

  /// - Parameter members: the paths to show.
  func panel(_ members: [Int], title: String?) -> Panel {
    var marks = title == nil ? ground : ground.map { RepeatedMark($0) }
    var paths: [TrajectoryMark] = []
    for index in members {
      let path = figure.trajectories[index]
      // Of many paths nobody could tell which lies on which.
      paths.append(
        TrajectoryMark(
          x: path.x, y: path.y, paint: Theme.standard.color(index),
          beneath: members.count <= 5 ? paths : []))
    }
    for path in paths { marks.append(path) }
    if figure.looks.annotations, !figure.surface.minima.isEmpty {
      marks.append(StarMark(figure.surface.minima.map { Point($0.x, $0.y) }))
    }
    var panel = Panel(
      title: title.map { RichText($0) }, x: Axis(RichText(figure.xLabel), domain: view.x),
      y: Axis(RichText(figure.yLabel), domain: view.y),
      marks: marks, annotations: figure.looks.annotations ? members.compactMap(farewell) : [])
    panel.equalAspect = figure.equalAspect && !figure.surface.isCurve
    panel.preferredAspect = figure.surface.isCurve ? 1.3 : aspect
    panel.showsGrid = figure.surface.isCurve
    return panel
  }

  /// What became of a path that didn't stay: where it left the window or stopped being finite.
  private func farewell(_ index: Int) -> Annotation? {
    let (path, words) = (figure.trajectories[index], figure.words)
    guard let x = path.x.last, let y = path.y.last, path.divergedAt != nil || !isInside(x, y) else { return nil }
    guard let place = exit(of: path) else { return nil }
    let text =
      if let step = path.divergedAt, path.leftDomain {
        words(Localized("undefined at step \(step)", zh: "第 \(step) 步无定义"))
      } else if let step = path.divergedAt {
        words(Localized("infinite at step \(step)", zh: "第 \(step) 步发散"))
      } else {
        words(Localized("left at step \(place.step)", zh: "第 \(place.step) 步离开"))
      }
    return Annotation(
      RichText(text), x: place.x, y: place.y, paint: Theme.standard.color(index), symbol: .none,
      optional: false, hasHalo: true)
  }

  /// Where a path was last seen: at its end, or where its last line across the window leaves it; and the step there.
  private func exit(of path: Trajectory) -> (x: Double, y: Double, step: Int)? {
    for step in path.x.indices.reversed() {
      let (x, y) = (path.x[step], path.y[step])
      guard step + 1 < path.x.count else {
        if isInside(x, y) { return (x, y, step) }
        continue
      }
      let (dx, dy) = (path.x[step + 1] - x, path.y[step + 1] - y)
      // The part of the line within the window (Liang & Barsky 1984).
      var (enter, leave) = (0.0, 1.0)
      for (delta, room) in [
        (-dx, x - view.x.lowerBound), (dx, view.x.upperBound - x), (-dy, y - view.y.lowerBound),
        (dy, view.y.upperBound - y),
      ] {
        if delta == 0 {
          if room < 0 { leave = -1 }
        } else if delta > 0 {
          leave = min(leave, room / delta)
        } else {
          enter = max(enter, room / delta)
        }
      }
      if enter <= leave { return (x + leave * dx, y + leave * dy, step + 1) }
    }
    return nil
  }

  /// A small multiple is as wide as its window where that is not extreme.
  private var aspect: Double {
    let aspect = (view.x.upperBound - view.x.lowerBound) / (view.y.upperBound - view.y.lowerBound)
    return figure.equalAspect ? max(0.3, min(3, aspect)) : max(0.8, min(1.5, aspect))
  }

  private func isInside(_ x: Double, _ y: Double) -> Bool { view.x.contains(x) && view.y.contains(y) }
}
