import LRCharts
import LRCore
import LRScene
import LRTraining

/// The figure of `lrplot train --cooldown`: a run at a constant rate, the cooldowns that branch off it, and cosines of the
/// same lengths.
public struct CooldownFigure: Sendable {
  public let outcome: CooldownOutcome
  /// The run as typed, for the title.
  public let name: String
  /// Lines of the caption: data, model and what else all runs have in common.
  public let protocolLines: [Localized]
  public let looks: Looks
  public var smoothing = TrainingSmoothing.automatic

  enum Part: String, CaseIterable { case validation, loss, rate }

  let constant: RepeatedRun
  let cooldowns: [RepeatedRun]
  let cosines: [RepeatedRun]

  /// - Precondition: the constant run and each of the pairs has a seed or more.
  public init(_ outcome: CooldownOutcome, of name: String, protocol lines: [Localized] = [], looks: Looks = Looks()) {
    self.outcome = outcome
    self.name = name
    protocolLines = lines
    self.looks = looks
    constant = RepeatedRun(name: "constant", repeats: outcome.constant)
    cooldowns = outcome.pairs.map { RepeatedRun(name: "cooldown", repeats: $0.cooldown) }
    cosines = outcome.pairs.map { RepeatedRun(name: "cosine", repeats: $0.cosine) }
  }

  /// The size in which the three panels can be read.
  public static let size = Size(900, 620)

  var words: Words { Words(language: looks.language) }
  var steps: Int { constant.repeats.map(\.plannedSteps).max() ?? 1 }
  var seeds: Int { constant.repeats.count }

  // MARK: chart

  public func chart() -> Chart {
    var parts = Part.allCases
    // A low figure has room for the first panels alone; that of the rates says most of the rest.
    if looks.size.height < 400 { parts = [.validation, .rate] }
    if looks.size.height < 240 { parts = [.validation] }
    var panels = parts.map { part in
      switch part {
      case .validation: validationPanel
      case .loss: lossPanel
      case .rate: ratePanel
      }
    }
    let perEpoch = constant.stepsPerEpoch
    if looks.size.height >= 400, perEpoch > 1 {
      panels[0].topX = TopAxis(RichText(words.epoch), factor: 1 / Double(perEpoch))
    }
    var chart = Chart(
      size: looks.size, title: title, subtitle: subtitle, caption: caption(parts), panels: panels, arrangement: .stack,
      legend: looks.legend, paintsPage: !looks.transparent, name: title.isEmpty ? yLabel : title,
      description: description, language: looks.language.rawValue, provenance: looks.provenance,
      leftOut: { [words] in words.leftOut($0) })
    let missing = Part.allCases.filter { !parts.contains($0) }.map(\.rawValue)
    chart.tellLeftOut(missing)
    return chart
  }

  private var xAxis: Axis {
    Axis(
      RichText(words.step), kind: looks.logX ? .logarithmic : .linear,
      domain: looks.xRange ?? (looks.logX ? 1...Double(max(2, steps)) : 0...Double(max(1, steps))), style: .count,
      column: "step")
  }

  /// How a kind of run is drawn.
  private func stroke(_ index: Int) -> Stroke {
    let width = [2.2, 2, 1.3, 1.4][index] * Typography(for: looks.size).factor
    let dash = [0, 0, 1, 2][index]
    return Stroke(
      Theme.standard.color(index), width: width, dash: Theme.standard.dash(dash).map { $0 * width }, join: .round)
  }

  private func line(
    _ kind: Int, _ name: String, _ x: Series.Positions, _ y: [Double], isNamed: Bool, dots: [Int] = []
  ) -> LineMark {
    var line = LineMark(
      Series(name: name, x: x, y: y.map { $0.isFinite ? $0 : .nan }), stroke: stroke(kind), name: isNamed ? name : nil,
      dots: dots)
    line.findsJumps = false
    return line
  }

  /// A run's validation losses by the steps after which they were found, from one of them on.
  func judged(
    _ run: RepeatedRun, from start: Int = 0
  ) -> (steps: [Int], mean: [Double], band: (low: [Double], high: [Double])?) {
    let steps = run.evaluatedSteps.filter { $0 >= start }
    func values(_ record: TrainingRecord) -> [Double] {
      run.evaluations(of: record, at: steps).map { $0.loss.isFinite ? $0.loss : .nan }
    }
    return (steps, run.mean(values), run.band(values, .extremes))
  }

  // MARK: validation

  private typealias Curve = (kind: Int, isLast: Bool, run: RepeatedRun, start: Int)

  /// Those behind come first.
  private var curves: [Curve] {
    let last = outcome.pairs.count - 1
    return cosines.enumerated().map { (2, $0.offset == last, $0.element, 0) }
      + [(0, true, constant, 0)]
      + cooldowns.enumerated().map { (1, $0.offset == last, $0.element, outcome.pairs[$0.offset].branch.start) }
  }

  private func name(_ kind: Int) -> String { [constantName, cooldownName, cosineName, envelopeName][kind] }

  /// The ends of the cooldowns; those that diverged have none.
  var ends: [(step: Int, loss: Double)] {
    zip(outcome.pairs, cooldowns).compactMap { pair, run in
      let losses = run.repeats.compactMap(\.soundFinalLoss)
      guard !losses.isEmpty else { return nil }
      return (pair.branch.end, losses.reduce(0, +) / Double(losses.count))
    }
  }

  /// The losses from the first cooldown's end on: what lies before it would flatten the differences.
  private func view(_ points: [(step: Int, value: Double)]) -> (domain: ClosedRange<Double>, isLogarithmic: Bool)? {
    // Of one branch alone there is nothing after its end.
    let first = (outcome.pairs.count == 1 ? outcome.pairs[0].branch.start : outcome.pairs.first?.branch.end) ?? 0
    let start = constant.repeats.compactMap { $0.evaluations.first?.loss }.filter(\.isFinite).max() ?? .infinity
    let all = points.filter { $0.step >= first && $0.value.isFinite }.map(\.value)
    // A run that goes up far leaves the frame, unless all of them do.
    let sound = all.filter { $0 <= 1.3 * start }
    let shown = sound.isEmpty ? all : sound
    guard let low = shown.min(), let high = shown.max(), high > 0 else { return nil }
    let isLogarithmic = looks.logY || (low > 0 && high / low > 7)
    if isLogarithmic, low > 0 { return (low / 1.06...high * 1.25, true) }
    let room = max(high - low, abs(high) * 1e-2)
    return (max(low >= 0 ? 0 : -.infinity, low - 0.07 * room)...(high + 0.07 * room), false)
  }

  var validationView: (domain: ClosedRange<Double>, isLogarithmic: Bool)? {
    let points = curves.flatMap { curve -> [(step: Int, value: Double)] in
      let judged = judged(curve.run, from: curve.start)
      let all = zip(judged.steps, judged.mean).map { (step: $0, value: $1) }
      guard let band = judged.band else { return all }
      return all + zip(judged.steps, band.low).map { (step: $0, value: $1) }
        + zip(judged.steps, band.high).map { (step: $0, value: $1) }
    }
    guard var view = view(points) else { return nil }
    if let range = looks.yRange { view.domain = range }
    return view
  }

  private var validationPanel: Panel {
    let view = validationView
    var marks: [any Mark] = []
    var notes: [Annotation] = []
    for curve in curves {
      let judged = judged(curve.run, from: curve.start)
      let x = Series.Positions.values(judged.steps.map { Double($0) })
      if let band = judged.band {
        marks.append(
          BandMark(
            from: Series(name: "", x: x, y: band.low), to: Series(name: "", x: x, y: band.high),
            paint: Theme.standard.color(curve.kind).opacity(0.14)))
      }
      let isWhole = curve.kind != 0 && !curve.run.isDiverged
      var mark = line(
        curve.kind, name(curve.kind), x, judged.mean, isNamed: curve.isLast,
        dots: isWhole ? [judged.mean.count - 1] : [])
      if curve.isLast { mark.detail = detail(judged.mean.last, isDiverged: curve.run.isDiverged) }
      marks.append(mark)
      if let step = curve.run.divergedAt {
        let text = curve.kind == 0 ? Localized("diverged at step \(step)", zh: "第 \(step) 步发散") : Localized("")
        notes.append(
          Annotation(
            RichText(looks.annotations ? words(text) : ""), x: Double(step),
            y: view?.domain.upperBound ?? judged.mean.last { $0.isFinite } ?? 0,
            paint: Theme.standard.color(curve.kind), symbol: .cross, optional: false))
      }
    }
    let ends = ends
    if ends.count > 1 {
      marks.append(
        line(3, envelopeName, .values(ends.map { Double($0.step) }), ends.map(\.loss), isNamed: true))
    }
    if let top = view?.domain.upperBound, looks.yRange == nil {
      for curve in curves where curve.start == 0 {
        guard let x = entry(judged(curve.run), below: top) else { continue }
        marks.append(DepartureMark(x: x, goesUp: true, paint: Theme.standard.color(curve.kind)))
      }
      for curve in curves where curve.isLast && !curve.run.isDiverged {
        guard let x = exit(judged(curve.run, from: curve.start), above: top) else { continue }
        marks.append(DepartureMark(x: x, goesUp: true, paint: Theme.standard.color(curve.kind)))
      }
    }
    return Panel(
      x: xAxis,
      y: Axis(
        RichText(yLabel), kind: view?.isLogarithmic ?? looks.logY ? .logarithmic : .linear, domain: view?.domain,
        room: (0.04, 0.04)),
      marks: marks, annotations: notes, weight: 1.7)
  }

  private func detail(_ loss: Double?, isDiverged: Bool) -> RichText? {
    guard looks.annotations else { return nil }
    if isDiverged { return "→ ∞" }
    return loss.flatMap { $0.isFinite ? RichText("→ ") + lossLabel($0) : nil }
  }

  /// Where a line comes into the frame from above.
  private func entry(
    _ judged: (steps: [Int], mean: [Double], band: (low: [Double], high: [Double])?), below top: Double
  ) -> Double? {
    guard let inside = judged.mean.firstIndex(where: { $0 <= top }), inside > 0 else { return nil }
    let (a, b) = (judged.mean[inside - 1], judged.mean[inside])
    guard a.isFinite, a > b else { return nil }
    let part = (a - top) / (a - b)
    return Double(judged.steps[inside - 1]) + part * Double(judged.steps[inside] - judged.steps[inside - 1])
  }

  /// Where a line leaves the frame for good.
  private func exit(
    _ judged: (steps: [Int], mean: [Double], band: (low: [Double], high: [Double])?), above top: Double
  ) -> Double? {
    guard let last = judged.mean.last, last > top, let inside = judged.mean.lastIndex(where: { $0 <= top }) else {
      return nil
    }
    let (a, b) = (judged.mean[inside], judged.mean[inside + 1])
    let part = (top - a) / (b - a)
    return Double(judged.steps[inside]) + part * Double(judged.steps[inside + 1] - judged.steps[inside])
  }

  // MARK: training losses

  /// Where nobody asked for another window, one that is no longer than half of the shortest cooldown: a longer one would
  /// draw that as a plateau.
  var mean: CentredMean {
    let mean = smoothing.mean(steps: steps)
    guard smoothing == .automatic, let shortest = outcome.pairs.map(\.branch.length).min() else { return mean }
    return CentredMean(reach: min(mean.reach, shortest / 4))
  }

  private var lossPanel: Panel {
    let mean = mean
    let lines = curves.map { curve -> (curve: Curve, y: [Double]) in
      // A cooldown has to come to its end.
      (curve, Array(mean(curve.run.mean { $0.loss }, holdsEnd: true).dropFirst(curve.start)))
    }
    let view = view(
      lines.flatMap { line in line.y.enumerated().map { (step: line.curve.start + $0.offset, value: $0.element) } })
    var marks: [any Mark] = lines.filter { !$0.y.isEmpty }.map { curve, y in
      line(curve.kind, name(curve.kind), .even(start: Double(curve.start), stride: 1), y, isNamed: false)
    }
    if let top = view?.domain.upperBound {
      for (curve, y) in lines {
        // Where it comes in from above; one that never does stays above.
        let inside = y.firstIndex { $0 <= top }
        guard let outside = y.first, outside > top, inside ?? y.count > 0 else { continue }
        let x = Double(curve.start) + Double(max(0, (inside ?? y.count) - 1))
        marks.append(DepartureMark(x: x, goesUp: true, paint: Theme.standard.color(curve.kind)))
      }
    }
    return Panel(
      x: xAxis,
      y: Axis(
        RichText(words(Localized("Training loss", zh: "训练损失"))),
        kind: view?.isLogarithmic ?? looks.logY ? .logarithmic : .linear, domain: view?.domain, room: (0.04, 0.04)),
      marks: marks, weight: 0.9)
  }

  // MARK: rates

  private var ratePanel: Panel {
    let marks = curves.map { curve -> any Mark in
      let all = curve.run.first.rates
      var rates = (all.first { $0.group == nil } ?? all.first)?.values ?? []
      // Where a finished run is heading for.
      if rates.count == curve.run.first.plannedSteps { rates.append(curve.kind == 0 ? rates.last ?? 0 : 0) }
      var mark = line(
        curve.kind, name(curve.kind), .even(start: Double(curve.start), stride: 1),
        Array(rates.dropFirst(curve.start)), isNamed: curve.kind == 0)
      mark.isNamedAtEnd = false
      if looks.annotations, curve.kind == 0, let rate = rates.last { mark.detail = quantityLabel(rate) }
      return mark
    }
    return Panel(
      x: xAxis, y: Axis(RichText(words.learningRate), includesZero: true, room: (0.04, 0.1)), marks: marks, weight: 0.7)
  }
}
