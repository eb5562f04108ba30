import LRCharts
import LRCore
import LRScene
import LRTraining

/// Makes the panels of a training figure.
struct TrainingPanels {
  let figure: TrainingFigure
  /// Whether lines are named at their ends in the first panel; otherwise ends show values, and names are in a legend.
  let namesEnds: Bool
  let drawn: [TrainingPanel]
  let mean: CentredMean

  /// More runs than this are drawn thin, without values and marks of their own.
  static let crowd = 12
  /// More runs than this have no faint lines of single batches.
  static let mostRaw = 6

  init(_ figure: TrainingFigure, namesEnds: Bool, drawn: [TrainingPanel]) {
    self.figure = figure
    self.namesEnds = namesEnds
    self.drawn = drawn
    mean = figure.smoothing.mean(steps: figure.runs.map(\.steps).max() ?? 0)
  }

  var runs: [RepeatedRun] { figure.runs }
  var words: Words { figure.words }
  var looks: Looks { figure.looks }
  var isCrowded: Bool { runs.count >= Self.crowd }
  var showsRaw: Bool { runs.count <= Self.mostRaw && mean.reach > 0 }

  func panel(_ panel: TrainingPanel, isTop: Bool) -> Panel {
    var made =
      switch panel {
      case .loss: lossPanel
      case .validation, .accuracy: evaluationPanel(panel)
      case .rate: ratePanel
      case .momentum: momentumPanel
      case .gradientNorm:
        magnitudePanel(.gradientNorm, Localized("Gradient norm", zh: "梯度范数")) { $0.gradientNorm }
      case .updateRatio:
        magnitudePanel(.updateRatio, Localized("Update-to-weight ratio", zh: "更新量与权重之比")) { $0.updateRatio }
      }
    made.y.column = panel.column
    if isTop, looks.size.height >= 400, let top = topAxis { made.topX = top }
    if runs.allSatisfy({ $0.steps == 0 }), made.marks.isEmpty { made.marks = [ReachMark(Extent(x: 0...1, y: 0...1))] }
    return made
  }

  // MARK: x

  var xAxis: Axis {
    let last =
      runs.map { run in
        run.position(max(run.steps, run.evaluatedSteps.last ?? 0), figure.time)
      }.max() ?? 1
    let high = last > 0 ? last : 1
    let least = runs.map { $0.position(1, figure.time) }.filter { $0 > 0 }.min() ?? high / 1000
    let domain = looks.logX ? min(least, high / 2)...high : 0...high
    return Axis(
      RichText(figure.xLabel), kind: looks.logX ? .logarithmic : .linear, domain: looks.xRange ?? domain,
      style: figure.time == .seconds ? .plain : .count,
      column: figure.time == .steps ? "step" : figure.time == .epochs ? "epoch" : nil)
  }

  /// Epochs over steps, or steps over epochs.
  private var topAxis: TopAxis? {
    guard let stepsPerEpoch = runs.first?.stepsPerEpoch, stepsPerEpoch > 1,
      runs.allSatisfy({ $0.stepsPerEpoch == stepsPerEpoch })
    else { return nil }
    switch figure.time {
    case .steps: return TopAxis(RichText(words.epoch), factor: 1 / Double(stepsPerEpoch))
    case .epochs: return TopAxis(RichText(words.step), factor: Double(stepsPerEpoch))
    case .seconds: return nil
    }
  }

  // MARK: strokes

  func paint(_ index: Int) -> Paint {
    let paint = Theme.standard.color(index)
    return runs.count > 60 ? paint.opacity(0.55) : paint
  }

  func stroke(_ index: Int, dash: Int? = nil, width: Double? = nil) -> Stroke {
    let width = (width ?? (isCrowded ? 1.1 : 2)) * Typography(for: looks.size).factor
    return Stroke(
      paint(index), width: width, dash: Theme.standard.dash(dash ?? index).map { $0 * width }, join: .round)
  }

  /// A line with the run's name, and its last value where there is room for it.
  func line(
    _ run: Int, _ x: Series.Positions, _ y: [Double], in panel: TrainingPanel, label: ((Double) -> RichText)? = nil
  ) -> LineMark {
    var line = LineMark(
      Series(name: runs[run].name, x: x, y: y), stroke: stroke(run), name: figure.shownName(runs[run]))
    line.findsJumps = false
    line.isNamedAtEnd = panel == drawn.first && (namesEnds || looks.legend == .direct)
    // One run needs no name beside it when the title is its name.
    if runs.count == 1, looks.title == nil, looks.legend == .auto, looks.annotations {
      line.name = ""
      line.isNamedAtEnd = false
    }
    if looks.annotations, line.isNamedAtEnd, runs[run].isDiverged { line.detail = "→ ∞" }
    if looks.annotations, !isCrowded, let label, let last = y.last(where: \.isFinite) {
      line.detail = line.isNamedAtEnd ? RichText("→ ") + label(last) : label(last)
    }
    return line
  }

  // MARK: losses of batches

  /// The bold line: smoothed, but for the steps in which a run blows up.
  ///
  /// - Parameter holdsEnd: whether it goes on to the last value, as it must to the mark of a run that was stopped.
  func smoothed(_ values: [Double], isDiverged: Bool, holdsEnd: Bool = false) -> [Double] {
    var values = values
    var calm = values.count
    if isDiverged, let start = values.first(where: \.isFinite) {
      while calm > 0, !(values[calm - 1] <= 1.5 * abs(start)) { calm -= 1 }
      // Down to the foot of the rise: it would be spread to the steps before it.
      if calm < values.count { while calm > 1, values[calm - 1] > values[calm - 2] { calm -= 1 } }
    }
    let holdsEnd = holdsEnd || calm < values.count
    values.replaceSubrange(..<calm, with: mean(Array(values[..<calm]), holdsEnd: holdsEnd))
    return values
  }

  /// Of a run: the mean of its repeats, smoothed.
  private func lossLine(_ run: RepeatedRun) -> [Double] {
    smoothed(run.mean { $0.loss }, isDiverged: run.isDiverged, holdsEnd: figure.ending(of: run) != nil)
      .map { $0.isFinite ? $0 : .nan }
  }

  private var lossPanel: Panel {
    let lines = runs.map { lossLine($0) }
    let raws = runs.map { run in run.mean { $0.loss } }
    let kind: AxisScale.Kind = looks.logY ? .logarithmic : .linear
    let domain = looks.yRange ?? lossDomain(lines, raws: showsRaw ? raws : lines) ?? domainBelowCrosses(lines)
    var marks: [any Mark] = []
    for (index, run) in runs.enumerated() {
      marks += bandMarks(index) { smoothed($0.loss, isDiverged: run.isDiverged) }
    }
    if showsRaw {
      for (index, run) in runs.enumerated() where run.drawn.count == 1 {
        marks.append(rawLine(raws[index], of: index))
      }
    }
    var ends: [Annotation] = []
    for (index, run) in runs.enumerated() {
      let mark = line(
        index, run.positions(lines[index].count, figure.time), lines[index], in: .loss,
        label: run.isDiverged ? nil : { lossLabel($0) })
      marks.append(mark)
      marks += departures(of: mark.series, from: domain, index)
      ends += endings(of: run, index, on: mark.series, domain, isNamed: true)
      // The caption counts repeats that diverged while others went on.
      for step in Set(run.repeats.compactMap(\.divergedAt)).sorted() where !run.isDiverged {
        let top = domain?.upperBound ?? lines.joined().filter(\.isFinite).max() ?? 0
        ends.append(cross(index, x: run.position(step, figure.time), y: top, ""))
      }
    }
    return Panel(
      x: xAxis,
      y: Axis(
        RichText(words(Localized("Training loss", zh: "训练损失"))), kind: kind, domain: domain,
        includesZero: startsAtZero(lines), room: (0.04, 0.06)),
      marks: marks, annotations: ends, weight: 1.3)
  }

  /// The highest finite loss above the frame of losses, of runs that did not diverge.
  var highestOutside: Double? {
    guard looks.yRange == nil else { return nil }
    let lines = runs.map { lossLine($0) }
    let raws = runs.map { run in run.mean { $0.loss } }
    guard let domain = lossDomain(lines, raws: showsRaw ? raws : lines) else { return nil }
    return zip(runs, showsRaw ? raws : lines).filter { !$0.0.isDiverged }.flatMap(\.1)
      .filter { $0.isFinite && $0 > domain.upperBound }.max()
  }

  private func rawLine(_ values: [Double], of index: Int) -> LineMark {
    let width = 0.7 * Typography(for: looks.size).factor
    var raw = LineMark(
      Series(
        name: runs[index].name, x: runs[index].positions(values.count, figure.time),
        y: values.map { $0.isFinite ? $0 : .nan }),
      stroke: Stroke(paint(index).opacity(runs.count > 3 ? 0.22 : 0.3), width: width, join: .round))
    raw.findsJumps = false
    return raw
  }

  /// Bands are drawn as long as they don't bury each other.
  func bandMarks(_ index: Int, _ values: (TrainingRecord) -> [Double]) -> [any Mark] {
    guard runs.count <= 8, let band = runs[index].band(values, figure.band) else { return [] }
    let run = runs[index]
    let positions = run.positions(band.low.count, figure.time)
    return [
      BandMark(
        from: Series(name: run.name, x: positions, y: band.low), to: Series(name: run.name, x: positions, y: band.high),
        paint: paint(index).opacity(0.18))
    ]
  }

  /// An axis of losses near each other would show nothing if it had to begin at 0.
  private func startsAtZero(_ lines: [[Double]]) -> Bool {
    guard !looks.logY else { return false }
    let finite = lines.joined().filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return true }
    return low >= 0 && low < 0.4 * high
  }

  /// The losses to show where some run blows up: such a run leaves the frame, so that it doesn't flatten the others.
  private func lossDomain(_ lines: [[Double]], raws: [[Double]]) -> ClosedRange<Double>? {
    let finite = raws.joined().filter(\.isFinite) + lines.joined().filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    let sound = runs.indices.filter { !runs[$0].isDiverged }
    var calm =
      (sound.isEmpty ? Array(runs.indices) : sound).compactMap { raws[$0].first(where: \.isFinite) }.max() ?? high
    // Of a run that went up far without becoming infinite, not what it went up to.
    let limit = 10 * calm
    for (run, line) in zip(runs, lines) where !run.isDiverged {
      let sorted = line.filter(\.isFinite).sorted()
      guard !sorted.isEmpty else { continue }
      let level = [19, 15, 10].map { sorted[(sorted.count - 1) * $0 / 20] }.first { $0 <= limit }
      calm = max(calm, level ?? 0)
    }
    guard calm > 0 else { return nil }
    if looks.logY {
      guard high > 30 * calm else { return nil }
      return (finite.filter { $0 > 0 }.min() ?? calm / 1000)...(10 * calm)
    }
    guard high > 1.7 * calm else { return nil }
    return (low >= 0 && low < 0.4 * calm ? 0 : low)...(1.3 * calm)
  }

  /// The whole range, where single repeats that diverged have crosses at its top.
  private func domainBelowCrosses(_ lines: [[Double]]) -> ClosedRange<Double>? {
    guard runs.contains(where: { !$0.isDiverged && $0.drawn.count < $0.repeats.count }) else { return nil }
    let finite = lines.joined().filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), high > 0 else { return nil }
    return (startsAtZero(lines) ? 0 : low)...(looks.logY ? 2 * high : 1.3 * high)
  }

  /// Arrowheads where a line leaves the panel upwards; none where the cross of its end stands there already.
  private func departures(of series: Series, from domain: ClosedRange<Double>?, _ index: Int) -> [any Mark] {
    guard let domain, looks.yRange == nil, let out = series.y.firstIndex(where: { $0 > domain.upperBound }) else {
      return []
    }
    let x = series.position(out)
    let isEnd = runs[index].isDiverged && series.y.last.map { !($0 <= domain.upperBound) } == true
    let width = xAxis.domain.map { $0.upperBound - $0.lowerBound } ?? 1
    if isEnd, series.position(series.y.count - 1) - x < 0.04 * width { return [] }
    return [DepartureMark(x: x, goesUp: true, paint: paint(index))]
  }

  /// A cross where a run ends before its plan does, and at the top where single repeats diverge.
  func endings(
    of run: RepeatedRun, _ index: Int, on series: Series, _ domain: ClosedRange<Double>?, isNamed: Bool
  ) -> [Annotation] {
    guard let last = series.y.lastIndex(where: \.isFinite), let ending = figure.ending(of: run) else { return [] }
    let value = series.y[last]
    // What diverged did so after that many updates, in every panel.
    let x = run.divergedAt.map { run.position($0, figure.time) } ?? series.position(last)
    return [
      cross(
        index, x: x, y: domain.map { min($0.upperBound, max($0.lowerBound, value)) } ?? value,
        isNamed ? words(ending) : "")
    ]
  }

  /// Words stand beside it as long as runs are few.
  func cross(_ index: Int, x: Double, y: Double, _ text: String) -> Annotation {
    let isNamed = looks.annotations && runs.count <= 4
    return Annotation(
      RichText(isNamed ? text : ""), x: x, y: y, paint: paint(index), symbol: .cross, optional: false)
  }

  // MARK: magnitudes on logarithmic axes

  private func magnitudePanel(
    _ panel: TrainingPanel, _ label: Localized, _ values: (TrainingRecord) -> [Double]
  ) -> Panel {
    /// Where axes are logarithmic, a line in the middle of its values is the mean of their logarithms.
    func logarithmicMean(_ values: [Double], isDiverged: Bool, holdsEnd: Bool = false) -> [Double] {
      let logarithms = values.map { $0 > 0 && $0.isFinite ? logarithm($0) : .nan }
      var means = mean(logarithms, holdsEnd: holdsEnd || isDiverged).map { $0.isFinite ? power($0) : .nan }
      // How a run blows up is not held back.
      if isDiverged {
        for index in values.indices.suffix(mean.reach) { means[index] = values[index] > 0 ? values[index] : .nan }
      }
      return means
    }
    var marks: [any Mark] = []
    var ends: [Annotation] = []
    for (index, run) in runs.enumerated() {
      marks += bandMarks(index) { logarithmicMean(values($0), isDiverged: run.isDiverged) }
    }
    if showsRaw {
      for (index, run) in runs.enumerated() where run.drawn.count == 1 {
        marks.append(rawLine(run.mean(values), of: index))
      }
    }
    let lines = runs.enumerated().map { index, run in
      let y = logarithmicMean(
        run.mean(values), isDiverged: run.isDiverged, holdsEnd: figure.ending(of: run) != nil)
      return line(index, run.positions(y.count, figure.time), y, in: panel)
    }
    marks += lines
    let domain = magnitudeDomain(marks)
    for (index, run) in runs.enumerated() {
      ends += endings(of: run, index, on: lines[index].series, domain, isNamed: panel == drawn.first)
    }
    if panel == .updateRatio, let domain = xAxis.domain {
      var guide = LineMark(
        Series(name: "", x: .values([domain.lowerBound, domain.upperBound]), y: [1e-3, 1e-3]),
        stroke: Stroke(Theme.standard.muted, width: 1, dash: [3, 3]))
      guide.findsJumps = false
      marks.append(guide)
      if looks.annotations {
        let middle = looks.logX ? domain.upperBound : (domain.lowerBound + domain.upperBound) / 2
        ends.append(
          Annotation(
            RichText(words(Localized("rule of thumb: 10", zh: "经验值：10"))) + .superscript("−3"), x: middle, y: 1e-3,
            paint: Theme.standard.muted, symbol: .none, optional: false))
      }
    }
    return Panel(
      x: xAxis, y: Axis(RichText(words(label)), kind: .logarithmic, domain: domain, room: (0.04, 0.08)),
      marks: marks, annotations: ends, weight: 0.8)
  }

  /// Where some run blows up, at most two decades above the largest value of the others, and twelve below it.
  private func magnitudeDomain(_ marks: [any Mark]) -> ClosedRange<Double>? {
    var (low, high) = (Double.infinity, 0.0)
    for run in runs where !run.isDiverged || runs.allSatisfy(\.isDiverged) {
      for mark in marks.compactMap({ $0 as? LineMark }) where mark.series.name == run.name {
        for value in mark.series.y where value.isFinite && value > 0 {
          low = min(low, value)
          high = max(high, value)
        }
      }
    }
    guard low <= high, marks.contains(where: { $0.extent.y.map { $0.upperBound > 1e3 * high } ?? false }) else {
      return nil
    }
    return max(low, high * 1e-12)...(high * 100)
  }

  // MARK: rates

  private var ratePanel: Panel {
    var marks: [any Mark] = []
    var peaks: [Double] = []
    var ends: [Annotation] = []
    let hasGroups = figure.hasGroups
    for (index, run) in runs.enumerated() {
      for (place, rates) in run.drawn[0].rates.enumerated() {
        let values = run.mean { $0.rates.count > place ? $0.rates[place].values : [] }
        if let peak = values.filter(\.isFinite).max() { peaks.append(peak) }
        var mark = line(index, run.positions(values.count, figure.time), values, in: .rate)
        mark.findsJumps = true
        mark.endsWithLimit = true
        ends += endings(of: run, index, on: mark.series, nil, isNamed: drawn == [.rate] && place == 0)
        if hasGroups {
          // One run's groups differ in hue; those of several have their run's, and dashes of their own.
          // What no group names is drawn as the run itself.
          let slot = rates.group == nil ? 0 : place + 1
          mark.stroke =
            runs.count == 1 ? stroke(slot, width: 1.8) : stroke(index, dash: index + slot, width: 1.6)
          if run.drawn[0].rates.count > 1 {
            mark.name = figure.groupName(run, rates.group)
            mark.isNamedAtEnd = runs.count == 1
            if runs.count > 1, rates.group == nil { mark.name = figure.shownName(runs[index]) }
          }
        }
        marks.append(mark)
      }
    }
    let positive = peaks.filter { $0 > 0 }
    // Rates of different magnitude can be compared on a logarithmic axis only.
    let spread = (positive.max() ?? 1) / (positive.min() ?? 1)
    let isLogarithmic = spread >= 20 || (looks.logY && drawn == [.rate])
    return Panel(
      x: xAxis,
      y: Axis(
        RichText(words.learningRate), kind: isLogarithmic ? .logarithmic : .linear,
        domain: drawn == [.rate] ? looks.yRange : nil, includesZero: !isLogarithmic, room: (0.04, 0.08)),
      marks: marks, annotations: ends.filter { !isLogarithmic || $0.y > 0 }, weight: 0.7)
  }

  private var momentumPanel: Panel {
    var marks: [any Mark] = []
    var ends: [Annotation] = []
    for (index, run) in runs.enumerated() {
      let values = run.mean { $0.momentum ?? [] }
      guard !values.isEmpty else { continue }
      var mark = line(index, run.positions(values.count, figure.time), values, in: .momentum)
      mark.findsJumps = true
      mark.endsWithLimit = true
      marks.append(mark)
      ends += endings(of: run, index, on: mark.series, nil, isNamed: drawn == [.momentum])
    }
    return Panel(
      x: xAxis, y: Axis(RichText(words.momentum), room: (0.08, 0.08)), marks: marks, annotations: ends, weight: 0.5)
  }
}

extension TrainingPanel {
  /// What the panel shows, as the figure's data names it.
  fileprivate var column: String {
    switch self {
    case .loss: "loss"
    case .validation: "val_loss"
    case .accuracy: "val_accuracy"
    case .rate: "rate"
    case .momentum: "momentum"
    case .gradientNorm: "grad_norm"
    case .updateRatio: "update_ratio"
    }
  }
}
