import LRCharts
import LRCore
import LRScene

/// The panel of a trajectory figure that shows the rate of each update; there is one where a rate changes.
struct RateCurves {
  private let figure: TrajectoryFigure

  init(_ figure: TrajectoryFigure) { self.figure = figure }

  var panel: Panel? {
    let isWanted =
      figure.showsRates || figure.trajectories.contains { path in path.rates.contains { $0 != path.rates[0] } }
    let peaks = figure.trajectories.compactMap { $0.rates.max() }.filter { $0 > 0 }
    guard isWanted, let least = peaks.min(), let most = peaks.max() else { return nil }
    let words = figure.words
    let marks: [any Mark] = figure.trajectories.enumerated().map { index, path in
      LineMark(
        Series(name: path.name, y: path.rates),
        stroke: Stroke(
          Theme.standard.color(index), width: 1.8, dash: Theme.standard.dash(index).map { $0 * 1.8 }, join: .round))
    }
    let isCut = figure.trajectories.enumerated().filter { $0.element.stop != nil }
    // Rates of different magnitude can be compared on a logarithmic axis only.
    let isLogarithmic = most / least >= 20
    return Panel(
      x: Axis(
        RichText(words.step), kind: figure.looks.logX ? .logarithmic : .linear,
        domain: figure.looks.logX ? 1...Double(max(2, figure.steps)) : 0...Double(max(1, figure.steps)), style: .count,
        column: "step"),
      y: Axis(
        RichText(words.learningRate), kind: isLogarithmic ? .logarithmic : .linear, includesZero: !isLogarithmic,
        room: (0.04, 0.08), column: "rate"),
      marks: marks,
      annotations: isCut.compactMap { index, path in
        guard let last = path.rates.last, !isLogarithmic || last > 0 else { return nil }
        return .end(at: path.rates.count - 1, last, Theme.standard.color(index))
      }, weight: 0.5)
  }
}
