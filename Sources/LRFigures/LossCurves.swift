import LRCharts
import LRCore
import LROptimizers
import LRScene

/// The panel of a trajectory figure that shows the loss of each step.
struct LossCurves {
  private let figure: TrajectoryFigure
  /// What is taken off every loss.
  private let floor: Double
  private let isLogarithmic: Bool
  private let label: Localized
  /// The losses to show; nil shows all.
  private let domain: ClosedRange<Double>?

  /// - Parameter view: the part of the plane that the map shows. A path that leaves it for losses of another magnitude
  ///   leaves this panel too, so that it doesn't flatten the others.
  init(_ figure: TrajectoryFigure, view: (x: ClosedRange<Double>, y: ClosedRange<Double>)) {
    self.figure = figure
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    for path in figure.trajectories {
      for loss in path.loss {
        lowest = min(lowest, loss)
        highest = max(highest, loss)
      }
    }
    if let known = figure.surface.lowest {
      // Rounding may lead below the known minimum.
      floor = min(known, lowest)
      isLogarithmic = highest > floor
      label = floor == 0 ? Self.loss : Localized("Loss above minimum", zh: "损失与最小值之差")
    } else if lowest > 0 {
      floor = 0
      isLogarithmic = figure.looks.logY || highest / lowest > 100
      label = Self.loss
    } else {
      isLogarithmic = figure.looks.logY && highest > lowest
      floor = isLogarithmic ? lowest : 0
      label = isLogarithmic ? Localized("Loss above the lowest reached", zh: "损失与所达最低值之差") : Self.loss
    }
    domain = Self.domain(figure, view: view, all: lowest...max(lowest, highest), floor, isLogarithmic)
  }

  private static let loss = Localized("Loss", zh: "损失")

  private static func domain(
    _ figure: TrajectoryFigure, view: (x: ClosedRange<Double>, y: ClosedRange<Double>), all: ClosedRange<Double>,
    _ floor: Double, _ isLogarithmic: Bool
  ) -> ClosedRange<Double>? {
    var (low, high) = (Double.infinity, -Double.infinity)
    for path in figure.trajectories {
      for index in path.x.indices
      where view.x.contains(path.x[index]) && (figure.surface.isCurve || view.y.contains(path.y[index])) {
        low = min(low, path.loss[index])
        high = max(high, path.loss[index])
      }
    }
    guard low <= high else { return nil }
    if isLogarithmic {
      guard all.upperBound - floor > 1000 * (high - floor), high > floor else { return nil }
      var least = Double.infinity
      var reachesZero = false
      for path in figure.trajectories {
        for loss in path.loss {
          if loss > floor { least = min(least, loss - floor) } else { reachesZero = true }
        }
      }
      return (reachesZero ? 0 : least)...(20 * (high - floor))
    }
    let span = max(high - low, abs(high) * 1e-6)
    guard all.upperBound - all.lowerBound > 5 * span, span > 0 else { return nil }
    return max(all.lowerBound, low - span)...min(all.upperBound, high + span)
  }

  var panel: Panel {
    let words = figure.words
    var marks: [any Mark] = []
    var ends: [Annotation] = []
    for (index, path) in figure.trajectories.enumerated() {
      let values = isLogarithmic ? path.loss.map { max(0, $0 - floor) } : path.loss
      let paint = Theme.standard.color(index)
      var line = LineMark(
        Series(name: path.name, y: values),
        stroke: Stroke(paint, width: 1.8, dash: Theme.standard.dash(index).map { $0 * 1.8 }, join: .round),
        name: path.name, detail: figure.looks.annotations ? ending(path, values.last) : nil)
      line.findsJumps = false
      marks.append(line)
      marks += departures(values, paint)
      marks.append(RunningDotMark(values, paint: paint))
      if path.stop != nil, let last = values.last, domain?.contains(last) ?? true, !isLogarithmic || last > 0 {
        ends.append(.end(at: values.count - 1, last, paint))
      }
    }
    let x = Axis(
      RichText(words.step), kind: figure.looks.logX ? .logarithmic : .linear,
      domain: figure.looks.logX ? 1...Double(max(2, figure.steps)) : 0...Double(max(1, figure.steps)), style: .count,
      column: "step")
    return Panel(
      x: x,
      y: Axis(
        RichText(words(label)), kind: isLogarithmic ? .logarithmic : .linear, domain: domain, room: (0.04, 0.06),
        column: "loss"),
      marks: marks, annotations: ends)
  }

  private func ending(_ path: Trajectory, _ last: Double?) -> RichText? {
    if path.divergedAt != nil {
      return RichText(path.leftDomain ? figure.words(Localized("→ undefined", zh: "→ 无定义")) : "→ ∞")
    }
    return last.map { RichText("→ ") + quantityLabel($0, digits: 2) }
  }

  /// Where a line leaves the panel.
  private func departures(_ values: [Double], _ paint: Paint) -> [DepartureMark] {
    guard let domain else { return [] }
    let up = values.firstIndex { $0 > domain.upperBound }
    let down = values.firstIndex { $0 < domain.lowerBound }
    return [(up, true), (down, false)].compactMap { index, goesUp in
      index.map { DepartureMark(x: Double($0), goesUp: goesUp, paint: paint) }
    }
  }
}

extension Annotation {
  /// A cross where a curve ends before the run does; the map says why.
  static func end(at step: Int, _ value: Double, _ paint: Paint) -> Annotation {
    var end = Annotation("", x: Double(step), y: value, paint: paint, symbol: .cross, optional: false)
    end.step = step
    return end
  }
}
