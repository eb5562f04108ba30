import LRCharts
import LRCore
import LRScene
import LRTraining

/// The figure of `lrplot landscape`: the loss on a plane through trained weights, seen from above or from aside, with the
/// paths of the runs where the plane is theirs.
public struct LandscapeFigure: Sendable {
  public let plane: LandscapePlane
  public let looks: Looks
  /// From above, or from aside.
  public var view = TrajectoryFigure.View.map
  public var labelsContours = false
  public var isFilled = true
  /// Data, model and what else the runs have in common.
  public var protocolWords: [Localized] = []
  /// The learning rate of each run, which no panel shows.
  public var rateWords: Localized?
  /// After which update runs diverged, by their names.
  public var divergences: [String: Int] = [:]

  public init(_ plane: LandscapePlane, looks: Looks = Looks()) {
    self.plane = plane
    self.looks = looks
  }

  private var lossWords: Localized { Localized("Training loss", zh: "训练损失") }
  private var words: Words { Words(language: looks.language) }

  public func chart() -> Chart {
    var panels = [map]
    // A small figure has room for the map alone.
    let isSmall = looks.size.width < 300 || looks.size.height < 190
    if !isSmall, let beside = losses ?? sections { panels.append(beside) }
    let isNarrow = looks.size.width < looks.size.height * 1.1
    var chart = Chart(
      size: looks.size, title: title, subtitle: subtitle, caption: caption, panels: panels,
      arrangement: .sections(
        isNarrow ? .down : .across, [.init(1, .row, weight: 1.6)] + (panels.count > 1 ? [.init(1, .row)] : [])),
      legend: looks.legend, paintsPage: !looks.transparent, name: title.isEmpty ? plane.originName : title,
      description: description, language: looks.language.rawValue, provenance: looks.provenance,
      leftOut: { [words] in words.leftOut($0) })
    if isSmall { chart.tellLeftOut([words(lossWords)]) }
    return chart
  }

  // MARK: panels

  private var grid: ScalarGrid? {
    let (x, y) = (plane.grid.x, plane.grid.y)
    guard x.count > 1, y.count > 1, let left = x.first, let right = x.last, let low = y.first, let high = y.last
    else { return nil }
    return ScalarGrid(
      columns: x.count, rows: y.count, x: left...right, y: low...high, values: plane.grid.losses.flatMap { $0 })
  }

  private var map: Panel {
    let axes = (x: Axis(RichText(xLabel)), y: Axis(RichText(yLabel)))
    guard let grid else { return Panel(x: axes.x, y: axes.y, marks: []) }
    // Losses are counted from 0: a point of the grid that happens to be the lowest, at the frame's edge perhaps, is no base.
    let levels = Levels(for: grid, base: 0)
    if case .relief(let azimuth, let elevation) = view {
      return relief(grid, levels, azimuth: azimuth, elevation: elevation)
    }
    var marks: [any Mark] = [
      ContourMark(
        grid, levels: levels, isFilled: isFilled, labels: labelsContours,
        avoiding: plane.paths.compactMap { $0.points.last.map { Point($0[0], $0[1]) } })
    ]
    var drawn: [TrajectoryMark] = []
    for (index, path) in plane.paths.enumerated() {
      drawn.append(
        TrajectoryMark(
          x: path.points.map { $0[0] }, y: path.points.map { $0[1] }, paint: Theme.standard.color(index),
          beneath: plane.paths.count <= 5 ? drawn : []))
    }
    for mark in drawn { marks.append(mark) }
    var panel = Panel(
      x: Axis(RichText(xLabel), domain: grid.x), y: Axis(RichText(yLabel), domain: grid.y), marks: marks)
    if looks.annotations { panel.annotations = places }
    panel.equalAspect = true
    panel.showsGrid = false
    if !levels.values.isEmpty {
      panel.colorBar = ColorBar(RichText(words(label(levels))), levels: levels, isFilled: isFilled)
    }
    return panel
  }

  /// Names of the paths at their ends, or of the weights in the middle.
  private var places: [Annotation] {
    guard !plane.paths.isEmpty else {
      let text = words(Localized("\(plane.originName.inOneLine), trained", zh: "\(plane.originName.inOneLine) 训练后"))
      return [Annotation(RichText(text), x: 0, y: 0, paint: Theme.standard.color(0), hasHalo: true)]
    }
    var places: [Annotation] = []
    if let start = plane.paths[0].points.first, plane.paths.allSatisfy({ $0.points.first == start }) {
      places.append(
        Annotation(
          RichText(words(Localized("start", zh: "起点"))), x: start[0], y: start[1], paint: Theme.standard.ink,
          symbol: .none, hasHalo: true))
    }
    let isNamed = plane.paths.count <= 8
    for (index, path) in plane.paths.enumerated() {
      guard let end = path.points.last else { continue }
      let step = divergences[path.name]
      guard isNamed || step != nil else { continue }
      let words = isNamed ? path.name + (step.map { ", " + self.words(Self.diverged($0)) } ?? "") : ""
      places.append(
        Annotation(
          RichText(words), x: end[0], y: end[1], paint: Theme.standard.color(index),
          symbol: step == nil ? .none : .cross,
          optional: step == nil, hasHalo: true))
    }
    return places
  }

  private static func diverged(_ step: Int) -> Localized {
    Localized("diverged at step \(countLabel(step))", zh: "第 \(countLabel(step)) 步发散")
  }

  private func relief(_ grid: ScalarGrid, _ levels: Levels, azimuth: Double?, elevation: Double?) -> Panel {
    let heights = HeightScale(for: grid, levels: levels, base: 0)
    let paths = plane.paths.enumerated().map { index, path in
      ReliefPath(
        x: path.points.map { $0[0] }, y: path.points.map { $0[1] }, paint: Theme.standard.color(index))
    }
    let height =
      heights.softness == nil
      ? Localized("Loss", zh: "损失") : SurfaceGround.label(countedFrom: heights.domain.lowerBound, lowest: nil)
    var relief = ReliefMark(
      grid, levels: levels, heights: heights,
      names: (RichText(xLabel), RichText(yLabel), RichText(words(height))), paths: paths)
    let standard = Viewpoint.standard
    relief.viewpoint =
      azimuth == nil && !paths.isEmpty
      ? relief.revealingViewpoint(elevation: elevation)
      : Viewpoint(azimuth: azimuth ?? standard.azimuth, elevation: elevation ?? standard.elevation)
    var panel = Panel(x: Axis(""), y: Axis(""), marks: [relief])
    panel.showsAxes = false
    panel.preferredAspect = 1.2
    return panel
  }

  /// The true loss along each path beside the one below it on the plane.
  private var losses: Panel? {
    guard !plane.paths.isEmpty else { return nil }
    var marks: [any Mark] = []
    var ends: [Annotation] = []
    var (lowest, highest) = (Double.infinity, 0.0)
    for (index, path) in plane.paths.enumerated() {
      let x = path.steps.map { Double($0) }
      let paint = Theme.standard.color(index)
      var mark = LineMark(
        Series(name: path.name, x: .values(x), y: path.trueLosses), stroke: Stroke(paint, width: 1.8, join: .round),
        name: path.name)
      mark.findsJumps = false
      marks.append(mark)
      var projected = LineMark(
        Series(name: path.name, x: .values(x), y: path.projectedLosses),
        stroke: Stroke(paint, width: 1.4, dash: [4, 3], join: .round))
      projected.findsJumps = false
      marks.append(projected)
      if divergences[path.name] != nil, let last = path.trueLosses.lastIndex(where: \.isFinite) {
        ends.append(
          Annotation("", x: x[last], y: path.trueLosses[last], paint: paint, symbol: .cross, optional: false))
      }
      for loss in path.trueLosses + path.projectedLosses where loss.isFinite {
        lowest = min(lowest, loss)
        highest = max(highest, loss)
      }
    }
    let isLogarithmic = looks.logY || (lowest > 0 && highest / lowest > 30)
    let steps = plane.paths.compactMap(\.steps.last).max() ?? 1
    return Panel(
      x: Axis(RichText(words.step), domain: 0...Double(max(1, steps)), style: .count),
      y: Axis(
        RichText(words(lossWords)), kind: isLogarithmic ? .logarithmic : .linear,
        room: (0.04, 0.06)),
      marks: marks, annotations: ends)
  }

  /// The loss along each direction by itself, through the weights in the middle.
  private var sections: Panel? {
    guard let row = plane.grid.y.firstIndex(of: 0), let column = plane.grid.x.firstIndex(of: 0) else { return nil }
    let lines = [
      (xLabel, plane.grid.x, plane.grid.losses[row]), (yLabel, plane.grid.y, plane.grid.losses.map { $0[column] }),
    ]
    let marks: [any Mark] = lines.enumerated().map { index, line in
      var mark = LineMark(
        Series(name: line.0, x: .values(line.1), y: line.2),
        stroke: Stroke(
          Theme.standard.color(index + 1), width: 1.8, dash: Theme.standard.dash(index).map { $0 * 1.8 }, join: .round),
        name: line.0)
      mark.findsJumps = false
      return mark
    }
    let words = words(Localized("Share of the direction", zh: "沿方向的位移"))
    return Panel(
      x: Axis(RichText(words)),
      y: Axis(RichText(self.words(Localized("Training loss", zh: "训练损失"))), includesZero: true, room: (0, 0.06)),
      marks: marks)
  }

  // MARK: words

  private func label(_ levels: Levels) -> Localized {
    levels.base == 0
      ? Localized("Training loss", zh: "训练损失") : SurfaceGround.label(countedFrom: levels.base, lowest: nil)
  }

  public var xLabel: String { axisLabel(0) }
  public var yLabel: String { axisLabel(1) }

  private func axisLabel(_ number: Int) -> String {
    switch plane.kind {
    case .random:
      return words(Localized("Random direction \(number + 1)", zh: "随机方向 \(number + 1)"))
    case .paths(let shares):
      let share = percentage(shares[number])
      return words(
        Localized("Principal component \(number + 1) (\(share))", zh: "主成分 \(number + 1)（\(share)）"))
    }
  }

  public var title: String {
    if let title = looks.title { return title }
    let names = plane.paths.isEmpty ? [plane.originName.inOneLine] : plane.paths.map(\.name.inOneLine)
    if names.reduce(0, { $0 + $1.count }) <= 60 {
      let list = names.joined(separator: words(Localized(", ", zh: "、")))
      return words(Localized("Loss landscape: \(list)", zh: "损失地形：\(list)"))
    }
    return words(Localized("Loss landscape: \(names.count) runs", zh: "损失地形：\(names.count) 次训练"))
  }

  private var subtitle: String {
    if let subtitle = looks.subtitle { return subtitle }
    switch plane.kind {
    case .random(let seed):
      return words(
        Localized(
          "on two random directions, filter by filter as long as the weights, seed \(seed)",
          zh: "两个随机方向，逐滤波器缩放到与权重等长，种子 \(seed)"))
    case .paths(let shares):
      let share = percentage(shares[0] + shares[1])
      return words(
        Localized(
          "on the plane that holds \(share) of the variance of all paths", zh: "所有路径的主成分平面，占总方差的 \(share)"))
    }
  }

  private var caption: String? {
    var lines = looks.caption.map { [$0] } ?? []
    if looks.annotations {
      if let rateWords { lines.append(words(rateWords)) }
      if !protocolWords.isEmpty { lines.append(protocolWords.map { words($0) }.joined(separator: " · ")) }
      let (across, down) = (plane.grid.x.count, plane.grid.y.count)
      let origin = Localized(
        "Origin: the last weights of \(plane.originName.inOneLine), training loss \(inPlainCharacters(quantityLabel(plane.originLoss))). \(across) × \(down) losses of all training rows.",
        zh:
          "原点：\(plane.originName.inOneLine) 的最终权重，训练损失 \(inPlainCharacters(quantityLabel(plane.originLoss)))。\(across) × \(down) 个点，均为全部训练数据的损失。"
      )
      lines.append(words(origin))
      lines.append(words(reading))
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// How the figure is to be read.
  private var reading: Localized {
    switch plane.kind {
    case .random:
      Localized(
        "Read it as how fast the loss rises around the last weights: wide contours, flat there. Random directions make nearly any point look like a bowl, trained to a minimum or not. No paths: on random directions of so many weights they shrink to a point.",
        zh: "读法：看最终权重周围损失上升得多快，等高线越宽，那里越平坦。在随机方向上，几乎任何一点（无论是否已训练到极小点）看起来都像碗底。不画路径：权重如此之多，路径在随机方向上会缩成一点。")
    case .paths:
      Localized(
        "Paths are seen along the plane, which they leave: dashed is the loss on the plane below each point, solid the true one. Where the two are near each other, the map can be believed.",
        zh: "路径并不完全在平面内，图中是其投影：虚线为平面上投影点的损失，实线为真实损失；两者接近之处，地形图才可信。")
    }
  }

  /// What a reader who can't see the figure needs.
  private var description: String {
    let losses = plane.grid.losses.flatMap { $0 }.filter(\.isFinite)
    let (low, high) = (number(losses.min() ?? .nan), number(losses.max() ?? .nan))
    var sentences = [
      words(
        Localized(
          "\(subtitle); the training loss goes from \(low) to \(high), and is \(number(plane.originLoss)) at the origin.",
          zh: "\(subtitle)；训练损失从 \(low) 到 \(high)，原点处为 \(number(plane.originLoss))。"))
    ]
    for path in plane.paths.prefix(12) {
      guard let last = path.trueLosses.last, let step = path.steps.last else { continue }
      sentences.append(
        words(
          Localized(
            "\(path.name): loss \(number(last)) after \(step) steps.", zh: "\(path.name)：\(step) 步后损失为 \(number(last))。"
          )))
    }
    return sentences.joined(separator: words(Localized(" ", zh: "")))
  }

  private func number(_ value: Double) -> String { quantityLabel(value, digits: 3).spoken }

  private func percentage(_ share: Double) -> String {
    let tenths = (share * 1000).rounded() / 10
    return "\(shortest(tenths)) %"
  }
}
