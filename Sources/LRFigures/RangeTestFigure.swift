import LRCharts
import LRCore
import LRScene
import LRTraining

/// The figure of `lrplot find-lr`: the loss of each batch over its rate, as each library smooths it, with what its rules
/// suggest; below it the losses of real runs, where there are some.
public struct RangeTestFigure: Sendable {
  public private(set) var records: [RangeTestRecord]
  /// Whether rates rise exponentially, and x is logarithmic.
  public let isLogarithmic: Bool
  /// Whose range test was made; nil where every library reads the same losses.
  public var library: RangeTest.Library?
  /// Updates of each real run.
  public var checkSteps = 0
  /// Data, model and what else all runs have in common.
  public var protocolLines: [Localized] = []
  public let looks: Looks

  public init(_ records: [RangeTestRecord], isLogarithmic: Bool, looks: Looks = Looks()) {
    self.records = records
    self.isLogarithmic = isLogarithmic
    self.looks = looks
  }

  var words: Words { Words(language: looks.language) }
  var isChecked: Bool { records.contains { !$0.checks.isEmpty } }

  /// What a figure of so many runs needs; nil for the usual one.
  public static func size(ofRuns count: Int, isChecked: Bool) -> Size? {
    let panels = count * (isChecked ? 2 : 1)
    return panels == 1 ? nil : Size(800, 320 + 210 * Double(panels))
  }

  public func chart() -> Chart {
    var panels: [Panel] = []
    for record in records {
      panels.append(rangePanel(record))
      if !record.checks.isEmpty { panels.append(checkPanel(record)) }
    }
    var chart = Chart(
      size: looks.size, title: title, subtitle: looks.subtitle ?? subtitle, caption: caption, panels: panels,
      arrangement: .stack, legend: looks.legend, paintsPage: !looks.transparent, name: title.isEmpty ? yLabel : title,
      description: description, language: looks.language.rawValue, provenance: looks.provenance,
      leftOut: { [words] in words.leftOut($0) })
    let names = records.flatMap { record in
      [record.name.inOneLine]
        + (record.checks.isEmpty ? [] : [records.count > 1 ? "\(record.name.inOneLine) --check" : "--check"])
    }
    let room = Chart.panelsThatFit(looks.size)
    guard panels.count > room else { return chart }
    // The words are of the panels that are drawn.
    var smaller = self
    smaller.records = []
    for record in records where smaller.panelCount < room {
      var record = record
      if smaller.panelCount + 1 == room { record.checks = [] }
      smaller.records.append(record)
    }
    chart = smaller.chart()
    chart.tellLeftOut(Array(names.dropFirst(room)))
    return chart
  }

  private var panelCount: Int { records.reduce(0) { $0 + ($1.checks.isEmpty ? 1 : 2) } }

  // MARK: the range test

  private func xAxis() -> Axis {
    let all = records.flatMap(\.rates)
    // A tenth of a rate may be below them all.
    let shown = all + records.flatMap(\.suggestedRates)
    let domain = (shown.min() ?? 1e-7)...(shown.max() ?? 10)
    return Axis(
      RichText(xLabel), kind: isLogarithmic || looks.logX ? .logarithmic : .linear, domain: looks.xRange ?? domain,
      room: (0.02, 0.02), column: "rate")
  }

  private static func color(_ library: RangeTest.Library) -> Int {
    RangeTest.Library.allCases.firstIndex(of: library) ?? 0
  }

  private func rangePanel(_ record: RangeTestRecord) -> Panel {
    let (domain, isLogarithmic) = lossDomain(record)
    let factor = Typography(for: looks.size).factor
    let rates = Series.Positions.values(Array(record.rates.prefix(record.losses.count)))
    var raw = LineMark(
      Series(name: rawLabel, x: rates, y: record.losses.map { $0.isFinite ? $0 : .nan }),
      stroke: Stroke(Theme.standard.muted.opacity(0.45), width: factor, join: .round), name: rawLabel)
    raw.findsJumps = false
    raw.isNamedAtEnd = looks.legend == .direct
    var marks: [any Mark] = [raw]
    var notes: [Annotation] = []
    for reading in record.readings {
      let index = Self.color(reading.library)
      let paint = Theme.standard.color(index)
      // All that is recorded thin, what the rules look at bold.
      let values = reading.smoothed.map { $0.isFinite ? $0 : .nan }
      var whole = LineMark(
        Series(name: "", x: .values(Array(record.rates.prefix(values.count))), y: values),
        stroke: Stroke(paint.opacity(0.7), width: 0.9 * factor, join: .round))
      whole.findsJumps = false
      var kept = LineMark(
        Series(
          name: smoothingLabel(reading.library), x: .values(Array(record.rates[reading.kept])),
          y: Array(values[reading.kept])),
        stroke: Stroke(
          paint, width: 2 * factor, dash: Theme.standard.dash(index).map { $0 * 2 * factor }, join: .round),
        name: smoothingLabel(reading.library))
      kept.findsJumps = false
      kept.isNamedAtEnd = looks.legend == .direct
      marks.append(whole)
      if !reading.kept.isEmpty { marks.append(kept) }
      // Where the curve has left the frame, the caption alone says where it stops.
      if reading.stops, let last = values.last, domain.map({ $0.contains(last) }) ?? last.isFinite {
        notes.append(
          Annotation(
            RichText(looks.annotations ? words(Localized("stops", zh: "停止")) : ""),
            x: record.rates[values.count - 1], y: last, paint: paint, symbol: .cross, optional: false))
      }
      marks += departure(of: values, record, domain, paint)
    }
    marks += departure(of: record.losses, record, domain, Theme.standard.muted)
    if let step = record.divergedAt, step > 0, step <= record.rates.count {
      let last = record.losses.last { $0.isFinite } ?? domain?.upperBound ?? 1
      var note = Annotation(
        RichText(looks.annotations ? words(Localized("not finite", zh: "不再有限")) : ""), x: record.rates[step - 1],
        y: clamped(last, domain), paint: Theme.standard.muted, symbol: .cross, optional: false)
      note.hasLeader = true
      notes.append(note)
    }
    for mark in suggestions(record) where looks.annotations {
      var note = Annotation(
        RichText(mark.name + " ") + quantityLabel(mark.rate), x: mark.rate,
        y: clamped(smoothed(mark.reading, record, at: mark.rate), domain), paint: mark.paint, optional: false)
      note.hasLeader = true
      notes.append(note)
    }
    return Panel(
      title: records.count > 1 ? RichText(record.name.inOneLine) : nil, x: xAxis(),
      y: Axis(RichText(yLabel), kind: isLogarithmic ? .logarithmic : .linear, domain: domain, room: (0.04, 0.06)),
      marks: marks, annotations: notes, weight: 1.25)
  }

  /// An arrowhead where values leave the frame upwards and don't come back.
  private func departure(
    of values: [Double], _ record: RangeTestRecord, _ domain: ClosedRange<Double>?, _ paint: Paint
  ) -> [any Mark] {
    guard let top = domain?.upperBound else { return [] }
    let back = values.lastIndex { $0 <= top }.map { $0 + 1 } ?? 0
    guard back < values.count, back > 0 else { return [] }
    let (before, after) = (record.rates[back - 1], record.rates[back])
    let part = values[back].isFinite ? (top - values[back - 1]) / (values[back] - values[back - 1]) : 0
    let x = isLogarithmic ? before * power(part * logarithm(after / before)) : before + part * (after - before)
    return [DepartureMark(x: x, goesUp: true, paint: paint)]
  }

  private func clamped(_ value: Double, _ domain: ClosedRange<Double>?) -> Double {
    guard let domain, value.isFinite else { return domain?.upperBound ?? value }
    return min(domain.upperBound, max(domain.lowerBound, value))
  }

  /// Rules of one library that suggest one rate.
  private struct Suggestion {
    var name: String
    var rate: Double
    var reading: RangeTestRecord.Reading
    var paint: Paint
  }

  private func suggestions(_ record: RangeTestRecord) -> [Suggestion] {
    record.readings.flatMap { reading -> [Suggestion] in
      var made: [Suggestion] = []
      for one in reading.suggestions {
        guard let rate = one.suggestion.rate, rate > 0, rate.isFinite else { continue }
        if let place = made.firstIndex(where: { $0.rate == rate }) {
          made[place].name += words(Localized(", ", zh: "、")) + ruleLabel(one.rule)
        } else {
          made.append(
            Suggestion(
              name: ruleLabel(one.rule), rate: rate, reading: reading,
              paint: Theme.standard.color(Self.color(reading.library))))
        }
      }
      return made
    }
  }

  /// The smoothed loss at a rate that need not be a batch's own.
  private func smoothed(_ reading: RangeTestRecord.Reading, _ record: RangeTestRecord, at rate: Double) -> Double {
    let rates = record.rates.prefix(reading.smoothed.count)
    guard let after = rates.firstIndex(where: { $0 >= rate }) else { return reading.smoothed.last ?? .nan }
    guard after > 0, rates[after] > rate else { return reading.smoothed[after] }
    let part =
      isLogarithmic
      ? logarithm(rate / rates[after - 1]) / logarithm(rates[after] / rates[after - 1])
      : (rate - rates[after - 1]) / (rates[after] - rates[after - 1])
    return reading.smoothed[after - 1] + part * (reading.smoothed[after] - reading.smoothed[after - 1])
  }

  /// From the lowest loss to somewhat more than those of the start: the blow-up leaves the frame. Losses that fall by
  /// more than a decade and a half are on a logarithmic axis.
  private func lossDomain(_ record: RangeTestRecord) -> (ClosedRange<Double>?, isLogarithmic: Bool) {
    if let range = looks.yRange { return (range, looks.logY) }
    let raw = record.losses.filter(\.isFinite)
    // What a library leaves out at the start may be far from every loss.
    let smooth = record.readings.flatMap { $0.kept.isEmpty ? $0.smoothed : Array($0.smoothed[$0.kept]) }.filter(
      \.isFinite)
    guard let low = (raw + smooth).min(), let high = (raw + smooth).max() else { return (nil, looks.logY) }
    let start = raw.prefix(max(1, raw.count / 10)).max() ?? high
    if looks.logY || low > 0 && start > 30 * low {
      let least = max(low, start * 1e-6)
      let top = min(high, start * (start / least).squareRoot().squareRoot())
      return (top > least ? least...top : nil, true)
    }
    let top = min(high, max(start + 0.35 * (start - low), start * 1.05))
    guard top > low else { return (nil, false) }
    return ((low >= 0 && low < 0.4 * top ? 0 : low)...top, false)
  }

  // MARK: real runs

  private func checkPanel(_ record: RangeTestRecord) -> Panel {
    let finite = record.checks.compactMap(\.loss)
    var domain: ClosedRange<Double>?
    var isLogarithmic = looks.logY
    if let low = finite.min(), let high = finite.max() {
      let start = record.startLoss.isFinite ? record.startLoss : high
      let top = min(high, max(start * 1.15, low * 1.05))
      isLogarithmic = isLogarithmic || low > 0 && top > 5 * low
      if top > low {
        domain = isLogarithmic ? low / 1.5...top : (low - 0.14 * (top - low))...(top + 0.02 * (top - low))
      }
    }
    let paint = Theme.standard.ink
    let x = Series.Positions.values(record.checks.map(\.rate))
    let losses = record.checks.map { $0.loss ?? .nan }
    let suggested = Set(record.suggestedRates)
    var line = LineMark(
      Series(name: checkLabel, x: x, y: losses), stroke: Stroke(paint.opacity(0.7), width: 1.4, join: .round),
      dots: record.checks.indices.filter { !suggested.contains(record.checks[$0].rate) })
    line.findsJumps = false
    var marks: [any Mark] = [line]
    var notes: [Annotation] = []
    if let top = domain?.upperBound {
      for index in losses.indices.dropFirst() where losses[index - 1] <= top && losses[index] > top {
        marks.append(DepartureMark(x: record.checks[index].rate, goesUp: true, paint: paint))
      }
    }
    for check in record.checks where check.loss == nil {
      let top =
        domain.map { isLogarithmic ? $0.upperBound : $0.upperBound - 0.05 * ($0.upperBound - $0.lowerBound) } ?? 1
      let marks = suggestions(record).filter { $0.rate == check.rate }
      let names = marks.map(\.name).joined(separator: words(Localized(", ", zh: "、")))
      notes.append(
        Annotation(
          RichText(looks.annotations ? names : ""), x: check.rate, y: top,
          paint: marks.count == 1 ? marks[0].paint : paint, symbol: .cross, optional: false))
    }
    let best = record.bestSuggested
    // The one that was right finds its place first.
    for rate in suggested.sorted().sorted(by: { a, b in a == best?.rate && b != best?.rate }) {
      guard let check = record.check(at: rate), let loss = check.loss else { continue }
      let marks = suggestions(record).filter { $0.rate == rate }
      let names = marks.map(\.name).joined(separator: words(Localized(", ", zh: "、")))
      let isBest = check == best
      let text =
        isBest
        ? RichText(words(Localized("lowest of the rules: ", zh: "规则中最低："))) + RichText(names)
          + RichText(words(Localized(", loss ", zh: "，损失 "))) + lossLabel(loss) : RichText(names)
      var note = Annotation(
        looks.annotations ? text : "", x: rate, y: clamped(loss, domain),
        paint: marks.count == 1 ? marks[0].paint : Theme.standard.ink, optional: false)
      note.hasLeader = true
      notes.append(note)
    }
    if let lowest = record.lowestCheck, let loss = lowest.loss, !suggested.contains(lowest.rate), looks.annotations {
      var note = Annotation(
        RichText(words(Localized("lowest: loss ", zh: "最低：损失 "))) + lossLabel(loss)
          + RichText(words(Localized(" at ", zh: "，学习率 "))) + quantityLabel(lowest.rate),
        x: lowest.rate, y: clamped(loss, domain), paint: paint, symbol: .none)
      note.hasLeader = true
      notes.append(note)
    }
    return Panel(
      x: xAxis(),
      y: Axis(
        RichText(checkPanelLabel), kind: isLogarithmic ? .logarithmic : .linear, domain: domain, room: (0.04, 0.06)),
      marks: marks, annotations: notes)
  }
}
