import LRCharts
import LRCore
import LRScene
import LRTraining

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

func logarithm(_ value: Double) -> Double { log10(value) }
func power(_ exponent: Double) -> Double { pow(10, exponent) }

/// The evaluations of a run, as one panel shows them.
struct EvaluationCurve {
  var x: [Double]
  var steps: [Int]
  var values: [Double]
  var band: (low: [Double], high: [Double])?
  /// Where the best of them is.
  var best: Int?
}

extension TrainingPanels {
  func curve(_ panel: TrainingPanel, of run: RepeatedRun) -> EvaluationCurve {
    let steps = run.evaluatedSteps
    func values(_ record: TrainingRecord) -> [Double] {
      run.evaluations(of: record, at: steps).map { evaluation in
        let value = panel == .accuracy ? evaluation.accuracy.map { $0 * 100 } ?? .nan : evaluation.loss
        return value.isFinite ? value : .nan
      }
    }
    let mean = run.mean(values)
    let finite = mean.indices.filter { mean[$0].isFinite }
    let best = panel == .accuracy ? finite.max { mean[$0] < mean[$1] } : finite.min { mean[$0] < mean[$1] }
    return EvaluationCurve(
      x: steps.map { run.position($0, figure.time) }, steps: steps, values: mean, band: run.band(values, figure.band),
      best: best)
  }

  func evaluationPanel(_ panel: TrainingPanel) -> Panel {
    let curves = runs.map { curve(panel, of: $0) }
    let view = looks.yRange.flatMap { panel == .validation || drawn.count == 1 ? $0 : nil } ?? focus(panel, curves)
    let isLogarithmic = looks.logY && panel == .validation
    var marks: [any Mark] = []
    var notes: [Annotation] = []
    for (index, curve) in curves.enumerated() {
      if runs.count <= 8, let band = curve.band {
        marks.append(
          BandMark(
            from: Series(name: "", x: .values(curve.x), y: band.low),
            to: Series(name: "", x: .values(curve.x), y: band.high),
            paint: paint(index).opacity(0.18)))
      }
    }
    for (index, (run, curve)) in zip(runs, curves).enumerated() {
      var mark = line(
        index, .values(curve.x), curve.values, in: panel,
        label: run.isDiverged ? nil : { panel == .accuracy ? RichText(percent($0)) : lossLabel($0) })
      // Dots that touch are left out by the line itself.
      if !isCrowded, curve.x.count <= 60 { mark.dots = Array(curve.x.indices) }
      marks.append(mark)
      marks += departures(of: curve, in: panel, from: view, index)
      notes += ending(of: run, index, curve, in: panel, view)
      notes += best(of: curve, in: panel, view, index)
    }
    let label =
      panel == .accuracy
      ? Localized("Validation accuracy (%)", zh: "验证准确率（%）") : Localized("Validation loss", zh: "验证损失")
    return Panel(
      x: xAxis,
      y: Axis(
        RichText(words(label)), kind: isLogarithmic ? .logarithmic : .linear, domain: view, room: (0.06, 0.08)),
      marks: marks, annotations: notes)
  }

  /// A cross where the run ended: one that diverged went up, to where no loss is.
  private func ending(
    of run: RepeatedRun, _ index: Int, _ curve: EvaluationCurve, in panel: TrainingPanel, _ view: ClosedRange<Double>?
  ) -> [Annotation] {
    guard let last = curve.values.lastIndex(where: \.isFinite), let ending = figure.ending(of: run) else { return [] }
    let text = panel == drawn.first ? words(ending) : ""
    var (x, y) = (curve.x[last], curve.values[last])
    if let step = run.divergedAt { x = run.position(step, figure.time) }
    if run.isDiverged, panel == .validation {
      y = view?.upperBound ?? curve.values.filter(\.isFinite).max() ?? y
    }
    return [cross(index, x: x, y: view.map { min($0.upperBound, max($0.lowerBound, y)) } ?? y, text)]
  }

  /// A dot at the best evaluation, with words as long as runs are few, unless it is the last one, whose value stands at
  /// the line's end.
  private func best(
    of curve: EvaluationCurve, in panel: TrainingPanel, _ view: ClosedRange<Double>?, _ index: Int
  ) -> [Annotation] {
    guard looks.annotations, !isCrowded, let best = curve.best, best > 0,
      view.map({ $0.contains(curve.values[best]) }) ?? true
    else { return [] }
    let value = curve.values[best]
    let isLast = curve.values[best...].dropFirst().allSatisfy { !$0.isFinite }
    let text = panel == .accuracy ? RichText(percent(value)) : lossLabel(value)
    // On a small figure the words would stand nearer to another line than to theirs.
    let final = curve.values.last { $0.isFinite }.map { panel == .accuracy ? RichText(percent($0)) : lossLabel($0) }
    let isNamed = runs.count <= 3 && !isLast && final != text && (looks.size.height >= 300 || runs.count == 1)
    return [
      Annotation(
        isNamed ? RichText(words(Localized("best ", zh: "最佳 "))) + text : "", x: curve.x[best], y: value,
        paint: paint(index))
    ]
  }

  /// The range in which runs differ: an untrained model that is far from all that follows lies outside it.
  private func focus(_ panel: TrainingPanel, _ curves: [EvaluationCurve]) -> ClosedRange<Double>? {
    var starts: [Double] = []
    var rest: [Double] = []
    for (run, curve) in zip(runs, curves) {
      for (index, step) in curve.steps.enumerated() {
        guard curve.values[index].isFinite else { continue }
        let span = curve.band.map { [$0.low[index], $0.high[index]].filter(\.isFinite) } ?? []
        if step == 0 {
          starts += [curve.values[index]] + span
        } else if !run.isDiverged {
          rest += [curve.values[index]] + span
        }
      }
    }
    let limit: Double? = panel == .accuracy ? 100 : nil
    guard var low = rest.min(), var high = rest.max() else {
      // Only runs that diverged, or none that was evaluated twice.
      guard let low = starts.min(), let high = starts.max(), panel != .accuracy else {
        return panel == .accuracy ? 0...100 : nil
      }
      return low < high || high <= 0 ? nil : 0...(1.3 * high)
    }
    if panel == .validation, let start = starts.max(), high > 3 * start, low <= 3 * start {
      // A run that went up far without becoming infinite.
      high = max(1.3 * start, rest.filter { $0 <= 3 * start }.max() ?? 0)
    }
    // Differences smaller than these are none.
    let span = max(high - low, panel == .accuracy ? 1 : max(abs(high) * 1e-2, 1e-12))
    if high - low < span { (low, high) = ((low + high - span) / 2, (low + high + span) / 2) }
    // Where nothing follows the first evaluation, the way to it is all there is.
    let isShort = curves.allSatisfy { curve in curve.steps.count { $0 > 0 } <= 1 }
    // A start that is no outlier beside what follows is shown, however narrow that is.
    let isNear = panel == .validation && starts.allSatisfy { $0 <= 1.6 * high }
    let reach = isShort || isNear || starts.allSatisfy { $0 >= low - 2 * span && $0 <= high + 2 * span }
    if reach {
      low = min(low, starts.min() ?? low)
      high = max(high, starts.max() ?? high)
    }
    if looks.logY, panel == .validation {
      let factor = power(0.1 * logarithm(max(high / max(low, high * 1e-12), 1.1)))
      return low > 0 ? (low / factor)...(high * factor) : nil
    }
    // Arrowheads keep clear of the dots below and above them.
    let room = max(high - low, span)
    let (below, above) = (reach || panel == .validation ? 0.07 : 0.12, reach || panel == .accuracy ? 0.07 : 0.12)
    let floor = low >= 0 ? max(0, low - below * room) : low - below * room
    return floor...min(limit ?? .infinity, high + above * room)
  }

  /// Arrowheads where a line comes into the frame from an untrained model outside it, or leaves it upwards.
  private func departures(
    of curve: EvaluationCurve, in panel: TrainingPanel, from view: ClosedRange<Double>?, _ index: Int
  ) -> [any Mark] {
    guard let view, looks.yRange == nil else { return [] }
    var marks: [any Mark] = []
    let points = curve.x.indices.filter { curve.values[$0].isFinite }
    for (a, b) in zip(points, points.dropFirst()) where view.contains(curve.values[a]) != view.contains(curve.values[b])
    {
      let (outside, inside) = view.contains(curve.values[a]) ? (b, a) : (a, b)
      let edge = curve.values[outside] > view.upperBound ? view.upperBound : view.lowerBound
      func height(_ value: Double) -> Double {
        looks.logY && panel == .validation && value > 0 ? logarithm(value) : value
      }
      let part =
        (height(edge) - height(curve.values[inside])) / (height(curve.values[outside]) - height(curve.values[inside]))
      marks.append(
        DepartureMark(
          x: curve.x[inside] + part * (curve.x[outside] - curve.x[inside]), goesUp: edge == view.upperBound,
          paint: paint(index)))
    }
    return marks
  }

  /// What the untrained models reached, where that lies outside the frame.
  func startsOutside(_ panel: TrainingPanel) -> ClosedRange<Double>? {
    guard looks.yRange == nil else { return nil }
    let curves = runs.map { curve(panel, of: $0) }
    guard let view = focus(panel, curves) else { return nil }
    let starts = curves.compactMap { $0.steps.first == 0 ? $0.values.first : nil }.filter {
      $0.isFinite && !view.contains($0)
    }
    guard let low = starts.min(), let high = starts.max() else { return nil }
    return low...high
  }
}

/// A loss with all of three digits, so that those below each other can be compared: `0.230`.
func lossLabel(_ value: Double, digits: Int = 3) -> RichText {
  let label = quantityLabel(value, digits: digits)
  let text = label.plain
  let written = text.drop { "−0.".contains($0) }.count(where: \.isNumber)
  guard label.runs.count == 1, value != 0, value.isFinite, written < digits else { return label }
  return RichText(text + (text.contains(".") ? "" : ".") + String(repeating: "0", count: digits - written))
}

/// `96.1%`, of a number of hundredths.
func percent(_ value: Double) -> String {
  guard value.isFinite else { return "" }
  let tenths = Int(clamping: (value * 10).rounded(), to: -10_000_000...10_000_000)
  return "\(tenths < 0 ? "−" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)%"
}
