import LRCharts
import LRCore
import LRScene
import LRSchedules

/// The figure of `lrplot compare`: learning-rate schedules over the steps of one run.
public struct RateComparison: Sendable {
  /// As they are drawn: with nothing that begins only when the run is over.
  public let plans: [RatePlan]
  /// Known when x is to be in epochs.
  public let stepsPerEpoch: Int?
  public let looks: Looks
  /// A name for each plan, no two alike.
  public let seriesNames: [String]
  /// What `--bound` asks for; nil where no bound is to be drawn.
  public let boundConstants: BoundConstants?
  /// A bound for each plan; none where none is asked for.
  public let bounds: [BoundCurve]
  /// The number of each curve's colour: curves of one schedule have one.
  private let hues: [Int]

  public init(
    plans: [RatePlan], stepsPerEpoch: Int? = nil, looks: Looks = Looks(), bound: BoundConstants? = nil
  ) {
    self.plans = plans.map(\.closed)
    boundConstants = bound
    bounds = bound.map { bound in plans.map { BoundCurve($0, bound, crowd: plans.count) } } ?? []
    self.stepsPerEpoch = stepsPerEpoch
    self.looks = looks
    seriesNames = Self.distinctNames(plans, Words(language: looks.language))
    var schedules = 0
    hues = plans.enumerated().map { index, plan in
      if plan.stepping?.factor ?? 1 <= 1 { schedules += 1 }
      return plan.stepping == nil ? index : max(0, schedules - 1)
    }
  }

  // MARK: words, for the figure and for JSON

  var words: Words { Words(language: looks.language) }
  /// The last step of the run.
  private var steps: Int { max(1, (plans.map { $0.rates.count }.max() ?? 2) - 1) }

  public var xLabel: String { stepsPerEpoch == nil ? words.step : words.epoch }
  public var yLabel: String { words.learningRate }

  public var title: String {
    if let title = looks.title { return title }
    let subjects = plans.indices.filter { !isStepped($0) }.map {
      (plans[$0].stepping == nil ? seriesNames[$0] : plans[$0].label).inOneLine
    }
    let kind: Localized =
      if showsBoundAlone {
        Localized("Loss bound: ", zh: "损失上界：")
      } else if boundConstants != nil {
        Localized("Learning rate and loss bound: ", zh: "学习率与损失上界：")
      } else {
        Localized("Learning rate: ", zh: "学习率：")
      }
    if subjects.count <= 4, subjects.reduce(0, { $0 + $1.count }) <= 60 {
      let names = subjects.joined(separator: words(Localized(", ", zh: "、")))
      return words(kind + Localized(names, zh: names))
    }
    return words(kind + Localized("\(subjects.count) schedules", zh: "\(subjects.count) 种调度"))
  }

  /// On a low figure the bound has the only panel.
  private var showsBoundAlone: Bool { boundConstants != nil && Chart.panelsThatFit(looks.size) < 2 }

  var subtitle: String {
    if let subtitle = looks.subtitle { return subtitle }
    let bases = Set(plans.map(\.baseRate))
    // Of several, and where curves don't follow from it, each is read at its curve.
    let base =
      bases.count == 1 && plans.allSatisfy(\.followsBaseRate)
      ? bases.first.map { rate in
        let value = powered(rate)
        return words(Localized(" · base rate \(value)", zh: " · 基准学习率 \(value)"))
      } : nil
    let time: String
    if stepsPerEpoch == 1 {
      time = words(Localized("\(countLabel(steps)) epochs", zh: "\(countLabel(steps)) 轮"))
    } else if let stepsPerEpoch {
      let epochs = shortest((Double(steps) / Double(stepsPerEpoch) * 1000).rounded() / 1000)
      time = words(
        Localized(
          "\(epochs) \("\(epochs)" == "1" ? "epoch" : "epochs") of \(countLabel(stepsPerEpoch)) steps",
          zh: "\(epochs) 轮，每轮 \(countLabel(stepsPerEpoch)) 步")
      )
    } else {
      time = words(Localized("\(countLabel(steps)) steps", zh: "\(countLabel(steps)) 步"))
    }
    let isPaced = plans.contains { $0.stepsPerSchedulerStep > 1 }
    if showsBoundAlone {
      return time + words(Localized(" · each schedule at its best base rate", zh: " · 各调度取最优基准学习率"))
    }
    return time + (base ?? "") + (isPaced ? words.stepsByEpoch : "")
  }

  /// The caption given, and what no curve can show: where a framework would stop with an error.
  var caption: String? {
    let stops = zip(seriesNames, plans).compactMap { name, plan in
      plan.ending.map { words($0.message(about: name.inOneLine)) }
    }
    let paces = plans.compactMap(\.stepping).first { $0.factor > 1 }.map { [words.pace($0, of: steps)] } ?? []
    let standstills = zip(seriesNames, plans).compactMap { name, plan in
      plan.standstill.map { words.standstill(name.inOneLine, at: $0) }
    }
    let lines =
      (looks.caption.map { [$0] } ?? []) + (boundCaption.map { [$0] } ?? [])
      + (looks.annotations ? [words.logarithmicStart(looks)].compactMap { $0 } + paces + standstills + stops : [])
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  // MARK: chart

  public func chart() -> Chart {
    let facet = looks.facet && plans.count > 1
    var panels: [Panel] = []
    var leftOut: [String] = []
    var arrangement: Chart.Arrangement = facet ? .grid : .stack
    var legend: Chart.LegendMode = facet ? .none : looks.legend
    if facet {
      let room = sharedHeadroom
      for index in plans.indices {
        panels.append(ratePanel([index], title: seriesNames[index].inOneLine, headroom: room))
      }
      if showsBoundAlone {
        leftOut = panels.compactMap { $0.title?.spoken }
        panels = [boundPanel(named: true)]
        arrangement = .stack
        legend = looks.legend
      } else if boundConstants != nil {
        // Bounds are there to be compared: all have one panel, below.
        arrangement = .sections(.down, [.init(panels.count, .grid), .init(1, .stack, weight: 0.7)])
        panels.append(boundPanel(named: true))
        legend = looks.legend
      }
    } else {
      panels.append(ratePanel(Array(plans.indices), title: nil))
      panels += momentumPanel() + metricPanel()
      if boundConstants != nil {
        // The bound is drawn because somebody asked for it; on a low figure others give way.
        let room = max(0, Chart.panelsThatFit(looks.size) - 1)
        leftOut = panels.dropFirst(room).map { $0.y.label.spoken }
        panels = panels.prefix(room) + [boundPanel(named: room == 0)]
      }
    }
    var chart = Chart(
      size: looks.size, title: title, subtitle: subtitle, caption: caption, panels: panels,
      arrangement: arrangement, legend: legend, paintsPage: !looks.transparent,
      name: title.isEmpty ? yLabel : title, description: description, language: looks.language.rawValue,
      provenance: looks.provenance, leftOut: { [words] in words.leftOut($0) })
    chart.tellLeftOut(leftOut)
    return chart
  }

  /// Points that the names of phases need above the curves.
  private func headroom(_ members: [Int]) -> Double {
    looks.annotations ? PhaseDrawing(plans: members.map { plans[$0] }, words: words, time: time).headroom : 0
  }

  /// Small multiples share their scale, so that the room is the largest that any of them needs.
  private var sharedHeadroom: Double { plans.indices.map { headroom([$0]) }.max() ?? 0 }

  /// - Parameter headroom: what all panels of the figure need, where it is known already.
  func ratePanel(_ members: [Int], title: String?, headroom room: Double? = nil) -> Panel {
    let alone = members.count == 1
    // One curve needs no name beside it when the title is its name.
    let named = title == nil && !(alone && looks.title == nil && looks.legend == .auto && looks.annotations)
    var marks: [any Mark] = []
    let headroom = room ?? (title == nil ? headroom(members) : sharedHeadroom)
    if looks.annotations {
      let phases = PhaseDrawing(plans: members.map { plans[$0] }, words: words, time: time)
      marks += phases.marks(
        colors: members.map { Theme.standard.color(hue($0)) }, names: members.map { seriesNames[$0] })
    }
    for index in members {
      let plan = plans[index]
      var line = LineMark(
        series(plan.rates, name: seriesNames[index]), stroke: stroke(index), jumps: plan.jumps,
        name: named ? seriesNames[index] : nil,
        detail: looks.annotations ? plan.lastRate.map { RichText("→ ") + quantityLabel($0) } : nil,
        dots: looks.annotations && members.count <= 12 ? plan.dots : [])
      line.endsWithLimit = plan.ending == nil
      marks.append(line)
    }
    let annotations =
      looks.annotations
      ? RateAnnotations(words: words, time: time).notes(
        on: members.map { (hue($0), plans[$0]) }, alone: alone, endsLabelled: !named) : []
    return Panel(
      title: title.map { RichText($0) }, x: xAxis,
      y: Axis(
        RichText(yLabel), kind: looks.logY ? .logarithmic : .linear, domain: looks.yRange, includesZero: true,
        room: (0.04, 0.06), headroom: headroom),
      topX: title == nil ? topAxis : nil, marks: marks, annotations: annotations)
  }

  private func momentumPanel() -> [Panel] {
    let driving = plans.indices.filter { plans[$0].momentum != nil }
    guard !driving.isEmpty else { return [] }
    return [
      Panel(
        x: xAxis, y: Axis(RichText(words.momentum), room: (0.08, 0.08)),
        marks: driving.map { index in
          var line = LineMark(
            series(plans[index].momentum ?? [], name: seriesNames[index]), stroke: stroke(index),
            jumps: plans[index].jumps)
          line.endsWithLimit = plans[index].ending == nil
          return line
        }, weight: 0.45)
    ]
  }

  private func metricPanel() -> [Panel] {
    guard let plan = plans.first(where: { $0.metrics != nil }), let metrics = plan.metrics, !metrics.isEmpty else {
      return []
    }
    let theme = Theme.standard
    let stride = plan.stepsPerMetric
    // An epoch's value is known at its end.
    let shown = Array(metrics.prefix(stride > 1 ? (steps + stride - 1) / stride : steps + 1))
    let places = Series.Positions.even(
      start: stride > 1 ? time.position(stride) : 0, stride: time.position(stride))
    return [
      Panel(
        x: xAxis, y: Axis(RichText(words.metric), room: (0.08, 0.08)),
        marks: [
          LineMark(
            Series(name: words.metric, x: places, y: shown), stroke: Stroke(theme.muted, width: 1.4, join: .round))
        ],
        weight: 0.5)
    ]
  }

  var xAxis: Axis {
    Axis(
      RichText(xLabel), kind: looks.logX ? .logarithmic : .linear, domain: looks.xRange ?? firstPositiveX,
      style: .count, column: stepsPerEpoch == nil ? "step" : "epoch")
  }

  /// A logarithmic x axis begins at step 1: step 0 has no place on it.
  private var firstPositiveX: ClosedRange<Double>? {
    looks.logX ? time.position(1)...max(time.position(steps), time.position(1)) : nil
  }

  private var topAxis: TopAxis? {
    // Where one epoch is one step, steps say nothing more.
    stepsPerEpoch.flatMap { $0 == 1 ? nil : TopAxis(RichText(words.step), factor: Double($0)) }
  }

  var time: TimeScale { TimeScale(stepsPerEpoch: stepsPerEpoch) }

  func series(_ values: [Double], name: String) -> Series {
    Series(name: name, x: .even(start: 0, stride: time.position(1)), y: values)
  }

  func stroke(_ index: Int) -> Stroke {
    let theme = Theme.standard
    // Many lines are drawn thin and pale, so that each stays visible.
    let crowd = plans.count > 12
    let width = (crowd ? 1.1 : 2.1) * Typography(for: looks.size).factor
    let hue = hue(index)
    let paint = plans.count > 60 ? theme.color(hue).opacity(0.55) : theme.color(hue)
    // What is meant and what happens share a colour; what is meant is dashed.
    let dash = plans[index].stepping.map { $0.factor > 1 ? 0 : 1 } ?? hue
    return Stroke(paint, width: width, dash: theme.dash(dash).map { $0 * width }, join: .round)
  }

  /// Whether a curve is what becomes of another one, that of what is meant.
  private func isStepped(_ index: Int) -> Bool { plans[index].stepping.map { $0.factor > 1 } ?? false }

  func hue(_ index: Int) -> Int { hues[index] }

  private static func distinctNames(_ plans: [RatePlan], _ words: Words) -> [String] {
    let labels = plans.map { $0.label + ($0.stepping.map { words.list + words.stepping($0) } ?? "") }
    let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
    var used: Set<String> = []
    var numbers: [String: Int] = [:]
    return zip(plans, labels).map { plan, label in
      // Where a label says too little, the spec says more; where that repeats, a number must do.
      let long = plan.spec + label.dropFirst(plan.label.count)
      let base = counts[label, default: 0] > 1 ? long : label
      var name = base
      while !used.insert(name).inserted {
        numbers[base, default: 1] += 1
        name = "\(base) (\(numbers[base, default: 1]))"
      }
      return name
    }
  }
}

/// Steps as positions on x.
struct TimeScale: Sendable {
  let stepsPerEpoch: Int?

  func position(_ step: Int) -> Double { position(Double(step)) }
  func position(_ step: Double) -> Double { step / Double(stepsPerEpoch ?? 1) }
}

extension RatePlan {
  /// The rate of the last step that the schedule takes.
  var lastRate: Double? { rates.isEmpty ? nil : rates[lastStep] }
  var lastStep: Int { min(rates.count - 1, ending?.lastStep ?? .max) }

  /// Steps at which the rate takes a new value at once.
  var jumps: [Int] {
    outline.events.filter { $0.kind == .milestone || $0.kind == .reduction }.map(\.step)
  }

  /// Steps that deserve a dot; none when they are too many to tell apart.
  var dots: [Int] {
    let steps = outline.events.filter { $0.kind != .handover }.map(\.step).filter { $0 > 0 && $0 < rates.count }
    return steps.count <= 60 ? steps : []
  }
}
