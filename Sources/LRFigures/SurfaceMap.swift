import LRCharts
import LRCore
import LROptimizers
import LRScene

/// The panels of a trajectory figure that show where the optimizers went: over contours, or along a curve.
struct SurfaceMap {
  private let figure: TrajectoryFigure
  /// The part of the plane that is shown.
  let view: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  /// nil of a curve.
  let ground: SurfaceGround?
  /// Under the paths.
  private let backdrop: any Mark
  /// Paths in the order in which they are drawn: those that stay within a small part of the window come last, so that
  /// those that pass by don't hide them.
  private let order: [Int]

  init(_ figure: TrajectoryFigure) {
    self.figure = figure
    let view = Self.view(of: figure)
    self.view = view
    let spreads = figure.trajectories.map { Self.spread(of: $0, in: view) }
    order = figure.trajectories.indices.sorted { (spreads[$0], $1) > (spreads[$1], $0) }
    if figure.surface.isCurve {
      let x = Self.samples(of: view.x, count: 1024)
      let function = figure.surface.surface.value
      ground = nil
      backdrop = LineMark(
        Series(name: "", x: .values(x), y: x.map { function($0, 0) }),
        stroke: Stroke(Theme.standard.axis, width: 1.6, join: .round))
    } else {
      let ground = SurfaceGround(figure, view: view)
      self.ground = ground
      if case .relief = figure.view {
        // Seen from aside, no contours lie under the paths.
        backdrop = ReachMark(Extent())
        return
      }
      let ends = figure.trajectories.flatMap { path in
        [0, path.x.count - 1].filter { $0 >= 0 }.map { Point(path.x[$0], path.y[$0]) }
      }
      backdrop = ContourMark(
        ground.grid, levels: ground.levels, isFilled: figure.isFilled, labels: figure.labelsContours,
        avoiding: ends + figure.surface.minima.map { Point($0.x, $0.y) })
    }
  }

  /// How much of the window a path crosses.
  private static func spread(
    of path: Trajectory, in view: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  ) -> Double {
    func part(_ values: [Double], _ range: ClosedRange<Double>) -> Double {
      var (low, high) = (Double.infinity, -Double.infinity)
      for value in values {
        low = min(low, value)
        high = max(high, value)
      }
      guard low <= high else { return 0 }
      return range.part(of: min(high, range.upperBound)) - range.part(of: max(low, range.lowerBound))
    }
    return part(path.x, view.x) + part(path.y, view.y)
  }

  private static func samples(of range: ClosedRange<Double>, count: Int) -> [Double] {
    (0...count).map { range.value(at: Double($0) / Double(count)) }
  }

  /// The window asked for, else the surface's own, which grows where the start lies outside or at its edge.
  private static func view(of figure: TrajectoryFigure) -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let window = figure.surface.window
    let start = figure.trajectories.first { !$0.x.isEmpty }.map { ($0.x[0], $0.y[0]) }
    func grown(_ range: ClosedRange<Double>, to value: Double?) -> ClosedRange<Double> {
      guard let value else { return range }
      let room = max(range.upperBound, value) * 0.05 - min(range.lowerBound, value) * 0.05
      return max(
        -.greatestFiniteMagnitude, min(range.lowerBound, value - room))...min(
          .greatestFiniteMagnitude, max(range.upperBound, value + room))
    }
    let x = figure.looks.xRange ?? grown(window.x, to: start?.0)
    guard figure.surface.isCurve else { return (x, figure.looks.yRange ?? grown(window.y, to: start?.1)) }
    let losses = samples(of: x, count: 256).map { figure.surface.surface.value($0, 0) }.filter(\.isFinite)
    let (low, high) = (losses.min() ?? 0, losses.max() ?? 1)
    let room = high > low ? high * 0.06 - low * 0.06 : max(1, high.ulp)
    let all = max(-.greatestFiniteMagnitude, low - room)...min(.greatestFiniteMagnitude, high + room)
    return (x, figure.looks.yRange ?? all)
  }

  /// - Parameter members: the paths to show.
  func panel(_ members: [Int], title: String?) -> Panel {
    var marks = title == nil ? [backdrop] : [RepeatedMark(backdrop)]
    var paths: [TrajectoryMark] = []
    for index in order where members.contains(index) {
      let path = figure.trajectories[index]
      // Of many paths nobody could tell which lies on which.
      var mark = TrajectoryMark(
        x: path.x, y: path.y, paint: Theme.standard.color(index), beneath: members.count <= 5 ? paths : [])
      mark.isCut = path.stop != nil
      paths.append(mark)
    }
    for path in paths { marks.append(path) }
    if figure.looks.annotations, !figure.surface.minima.isEmpty {
      marks.append(StarMark(figure.surface.minima.map { Point($0.x, $0.y) }))
    }
    var annotations: [Annotation] = []
    if figure.looks.annotations {
      annotations = members.compactMap(farewell)
      if title == nil, (2...8).contains(members.count) { annotations += members.compactMap(name) }
    }
    var panel = Panel(
      title: title.map { RichText($0) }, x: Axis(RichText(figure.xLabel), domain: view.x),
      y: Axis(RichText(figure.yLabel), domain: view.y),
      marks: marks, annotations: annotations)
    panel.equalAspect = figure.equalAspect && !figure.surface.isCurve
    panel.preferredAspect = figure.surface.isCurve ? 1.3 : aspect
    panel.showsGrid = figure.surface.isCurve
    if let ground, !ground.levels.values.isEmpty {
      panel.colorBar = ColorBar(
        RichText(figure.words(ground.label)), levels: ground.levels, isFilled: figure.isFilled)
    }
    return panel
  }

  /// A path's name beside its end, where there is room for it.
  private func name(_ index: Int) -> Annotation? {
    let path = figure.trajectories[index]
    guard let x = path.x.last, let y = path.y.last, path.divergedAt == nil, path.stop == nil, isInside(x, y)
    else { return nil }
    var name = Annotation(
      RichText(path.name), x: x, y: y, paint: Theme.standard.color(index), symbol: .none, hasHalo: true)
    name.step = path.x.count - 1
    return name
  }

  /// What became of a path that didn't stay: where it left the window, was stopped or wasn't finite any more.
  private func farewell(_ index: Int) -> Annotation? {
    let path = figure.trajectories[index]
    guard let place = exit(of: path), let text = farewell(index, at: place.step) else { return nil }
    var farewell = Annotation(
      RichText(text), x: place.x, y: place.y, paint: Theme.standard.color(index), symbol: .none,
      optional: false, hasHalo: true)
    farewell.step = place.step
    return farewell
  }

  /// The words about a path that was seen last on its way to a step; nil of one that stayed.
  private func farewell(_ index: Int, at step: Int) -> String? {
    let (path, words) = (figure.trajectories[index], figure.words)
    guard let x = path.x.last, let y = path.y.last else { return nil }
    if path.divergedAt == nil, isInside(x, y) {
      let last = path.rates.count - 1
      return path.stop.map { _ in words(Localized("stopped after step \(last)", zh: "第 \(last) 步后停止")) }
    }
    return
      if let step = path.divergedAt, path.leftDomain
    {
      words(Localized("undefined at step \(step)", zh: "第 \(step) 步无定义"))
    } else if let step = path.divergedAt {
      words(Localized("infinite at step \(step)", zh: "第 \(step) 步发散"))
    } else {
      words(Localized("left at step \(step)", zh: "第 \(step) 步离开"))
    }
  }

  // MARK: in space

  /// The same surface seen from aside.
  ///
  /// - Parameters:
  ///   - members: the paths to show.
  ///   - viewpoint: from where.
  func relief(_ members: [Int], title: String?, from viewpoint: Viewpoint) -> Panel {
    var marks: [any Mark] = []
    if var relief = relief(members) {
      relief.viewpoint = viewpoint
      if title == nil {
        marks = [relief]
      } else {
        // The surface of small multiples is one.
        var (ground, paths) = (relief, relief)
        ground.parts = .ground
        paths.parts = .paths
        marks = [RepeatedMark(ground), paths]
      }
    }
    var panel = Panel(title: title.map { RichText($0) }, x: Axis(""), y: Axis(""), marks: marks)
    panel.showsAxes = false
    panel.preferredAspect = 1.2
    return panel
  }

  /// The side from which most of all paths is seen.
  func viewpoint(azimuth: Double?, elevation: Double?) -> Viewpoint {
    if azimuth == nil, let relief = relief(Array(figure.trajectories.indices)) {
      return relief.revealingViewpoint(elevation: elevation)
    }
    let standard = Viewpoint.standard
    return Viewpoint(azimuth: azimuth ?? standard.azimuth, elevation: elevation ?? standard.elevation)
  }

  private func relief(_ members: [Int]) -> ReliefMark? {
    guard let ground else { return nil }
    let lowest = figure.surface.lowest
    let heights = HeightScale(for: ground.grid, levels: ground.levels, base: lowest)
    let height =
      heights.softness == nil
      ? Localized("Loss", zh: "损失")
      : SurfaceGround.label(countedFrom: heights.domain.lowerBound, lowest: lowest)
    let paths = order.filter { members.contains($0) }.map { index in
      let path = figure.trajectories[index]
      let words = figure.looks.annotations ? exit(of: path).flatMap { farewell(index, at: $0.step) } : nil
      var drawn = ReliefPath(
        x: path.x, y: path.y, paint: Theme.standard.color(index), farewell: words.map { RichText($0) })
      drawn.isCut = path.stop != nil
      return drawn
    }
    var relief = ReliefMark(
      ground.grid, levels: ground.levels, heights: heights,
      names: (RichText(figure.xLabel), RichText(figure.yLabel), RichText(figure.words(height))), paths: paths,
      minima: figure.looks.annotations ? figure.surface.minima.map { Point($0.x, $0.y) } : [])
    relief.equalAspect = figure.equalAspect
    return relief
  }

  // MARK: places

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
    let aspect = view.x.width(comparedWith: view.y)
    return figure.equalAspect ? max(0.3, min(3, aspect)) : max(0.8, min(1.5, aspect))
  }

  private func isInside(_ x: Double, _ y: Double) -> Bool { view.x.contains(x) && view.y.contains(y) }
}
