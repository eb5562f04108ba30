import LRCharts
import LRCore
import LROptimizers
import LRScene

/// The figure of `lrplot trajectory`: optimizers descending a surface, seen from above, with their losses beside it.
public struct TrajectoryFigure: Sendable {
  public let surfaceName: String
  public let formula: String
  public let surface: TestSurface
  public let trajectories: [Trajectory]
  public let looks: Looks
  /// Whether a unit of x is as long as one of y.
  public var equalAspect = false
  /// The part of the plane to show; the surface's own otherwise.
  public var window: (x: ClosedRange<Double>, y: ClosedRange<Double>)?

  public init(
    surfaceName: String, formula: String, surface: TestSurface, trajectories: [Trajectory], looks: Looks = Looks()
  ) {
    self.surfaceName = surfaceName
    self.formula = formula
    self.surface = surface
    self.trajectories = trajectories
    self.looks = looks
  }

  private var words: Words { Words(language: looks.language) }
  /// Nodes of the grid in each direction; a cell is about a pixel and a half of the default figure.
  private static let resolution = 301

  public var title: String {
    looks.title
      ?? words(
        Localized(
          "\(surfaceName): \(trajectories.map(\.name).joined(separator: ", "))",
          zh: "\(surfaceName)：\(trajectories.map(\.name).joined(separator: "、"))"))
  }

  private var steps: Int { trajectories.map { $0.rates.count }.max() ?? 0 }

  public func chart() -> Chart {
    Chart(
      size: looks.size, title: title, subtitle: subtitle, caption: looks.caption, panels: [map, losses],
      arrangement: .row, legend: looks.legend, paintsPage: !looks.transparent, name: title, description: description,
      language: looks.language.rawValue, provenance: looks.provenance,
      leftOut: { [words] in words.leftOut($0) })
  }

  private var subtitle: String {
    if let subtitle = looks.subtitle { return subtitle }
    let start = "(\(shortest(surface.start.x)), \(shortest(surface.start.y)))"
    let (x, y) = (trajectories.first?.x.first, trajectories.first?.y.first)
    let from = x.flatMap { x in y.map { y in "(\(shortest(x)), \(shortest(y)))" } } ?? start
    return words(Localized("\(formula) · from \(from) · \(steps) steps", zh: "\(formula) · 起点 \(from) · \(steps) 步"))
  }

  private var map: Panel {
    let view = window ?? surface.window
    let grid = ScalarGrid(
      columns: Self.resolution, rows: Self.resolution, x: view.x, y: view.y, surface.surface.value)
    let base = surface.minima.first.map { surface.surface.value($0.x, $0.y) }
    var marks: [any Mark] = [ContourMark(grid, levels: Levels(for: grid, base: base))]
    for (index, path) in trajectories.enumerated() {
      marks.append(
        TrajectoryMark(
          x: path.x, y: path.y, paint: Theme.standard.color(index), farewell: farewell(path, view).map { RichText($0) })
      )
    }
    marks.append(StarMark(surface.minima.map { Point($0.x, $0.y) }))
    var panel = Panel(
      x: Axis("x", domain: view.x), y: Axis("y", domain: view.y), marks: marks, weight: 1.45)
    panel.equalAspect = equalAspect
    panel.showsGrid = false
    return panel
  }

  /// What became of a path that didn't stay: where it left the window or stopped being finite.
  private func farewell(_ path: Trajectory, _ view: (x: ClosedRange<Double>, y: ClosedRange<Double>)) -> String? {
    if let step = path.divergedAt { return words(Localized("infinite at step \(step)", zh: "第 \(step) 步发散")) }
    guard let (x, y) = zip(path.x, path.y).suffix(1).first, !view.x.contains(x) || !view.y.contains(y) else {
      return nil
    }
    let last = zip(path.x, path.y).enumerated().reversed().first { view.x.contains($1.0) && view.y.contains($1.1) }
    return last.map { words(Localized("left at step \($0.offset + 1)", zh: "第 \($0.offset + 1) 步离开")) }
  }

  private var losses: Panel {
    let base = surface.minima.first.map { surface.surface.value($0.x, $0.y) }
    // Above the known minimum the loss can be shown on a logarithmic axis; elsewhere it may be negative.
    let lowest = trajectories.flatMap(\.loss).min() ?? 0
    let floor = base.map { min($0, lowest) } ?? 0
    let isLogarithmic = lowest - floor >= 0 && (trajectories.flatMap(\.loss).max() ?? 0) > floor && lowest >= floor
    let label =
      isLogarithmic && floor != 0
      ? words(Localized("Loss above minimum", zh: "损失与最小值之差")) : words(Localized("Loss", zh: "损失"))
    return Panel(
      x: Axis(RichText(words.step), style: .count),
      y: Axis(RichText(label), kind: isLogarithmic ? .logarithmic : .linear, room: (0.04, 0.06)),
      marks: trajectories.enumerated().map { index, path in
        let values = path.loss.map { isLogarithmic ? max(0, $0 - floor) : $0 }
        return LineMark(
          Series(name: path.name, y: values),
          stroke: Stroke(
            Theme.standard.color(index), width: 1.8, dash: Theme.standard.dash(index).map { $0 * 1.8 }, join: .round),
          name: path.name, detail: values.last.map { RichText("→ ") + quantityLabel($0, digits: 2) })
      })
  }

  private var description: String {
    let lines = trajectories.map { path in
      let last = path.loss.last.map(shortest) ?? ""
      let place = zip(path.x, path.y).suffix(1).first.map { "(\(shortest($0)), \(shortest($1)))" } ?? ""
      return words(
        Localized(
          "\(path.name): loss \(last) at \(place) after \(path.rates.count) steps.",
          zh: "\(path.name)：\(path.rates.count) 步后在 \(place) 处损失为 \(last)。"))
    }
    let head = words(
      Localized(
        "Contour map of \(surfaceName) with the paths of \(trajectories.count) optimizers, and their loss by step. ",
        zh: "\(surfaceName) 的等高线图，含 \(trajectories.count) 个优化器的路径及其逐步损失。"))
    return head + lines.joined(separator: words(Localized(" ", zh: "")))
  }
}
