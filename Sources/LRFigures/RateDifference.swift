import LRCharts
import LRCore
import LRScene
import LRSchedules

/// The figure of `lrplot diff`: two schedules over one run, and below them the second less the first.
public struct RateDifference: Sendable {
  /// The two curves as `lrplot compare` draws them, named A and B.
  let curves: RateComparison
  public let difference: PlanDifference
  /// The difference of what is drawn, which knows nothing of what would begin only when the run is over.
  private let drawn: PlanDifference
  /// A name for each of the two, not alike.
  public let seriesNames: [String]
  /// B - A at each step; NaN where one of them has stopped.
  public let changes: [Double]

  public init(
    _ a: RatePlan, _ b: RatePlan, difference: PlanDifference, stepsPerEpoch: Int? = nil, looks: Looks = Looks()
  ) {
    self.difference = difference
    seriesNames = RateComparison(plans: [a, b]).seriesNames
    changes = zip(a.rates, b.rates).map { $1 - $0 }
    var plans = [a, b]
    for index in plans.indices { plans[index].label = "AB".map(String.init)[index] + "  " + seriesNames[index] }
    curves = RateComparison(plans: plans, stepsPerEpoch: stepsPerEpoch, looks: looks)
    drawn = PlanDifference(curves.plans[0], curves.plans[1], tolerance: difference.tolerance)
  }

  // MARK: words, for the figure and for JSON

  private var looks: Looks { curves.looks }
  private var words: Words { Words(language: looks.language) }

  public var xLabel: String { curves.xLabel }
  public var yLabel: String { curves.yLabel }
  /// The name of the difference as a series.
  public var changeLabel: String { words(Localized("Difference B − A", zh: "差值 B − A")) }

  public var title: String {
    let names = seriesNames.map(\.inOneLine)
    return looks.title
      ?? words(Localized("Learning rate: \(names[0]) and \(names[1])", zh: "学习率：\(names[0]) 与 \(names[1])"))
  }

  private var subtitle: String {
    looks.subtitle ?? curves.subtitle + " · " + words(verdict)
  }

  /// How many steps differ, in a few words.
  private var verdict: Localized {
    guard difference.count > 0, let first = difference.first else {
      return Localized("no difference", zh: "没有差异")
    }
    guard drawn.count > 0 else {
      return Localized(
        "different only at step \(countLabel(first.step)), where the run is over",
        zh: "仅在训练结束处的第 \(countLabel(first.step)) 步不同")
    }
    let (count, steps) = (countLabel(difference.count), countLabel(difference.steps))
    return Localized(
      "different at \(count) of \(steps) steps, first at step \(countLabel(first.step))",
      zh: "\(steps) 步中有 \(count) 步不同，最先在第 \(countLabel(first.step)) 步")
  }

  /// What a reader who can't see the figure needs.
  var description: String {
    var sentences = [curves.description]
    var sentence = Localized("Below, B less A: ", zh: "下方为 B 减 A：") + verdict
    if drawn.count > 0, let largest = drawn.largest, let change = largest.change {
      let value = quantityLabel(change).spoken
      sentence =
        sentence + Localized(", most \(value) at step \(largest.step)", zh: "，最大为第 \(largest.step) 步的 \(value)")
    }
    sentences.append(words(sentence + Localized(".", zh: "。")))
    return sentences.joined(separator: words(Localized(" ", zh: "")))
  }

  // MARK: chart

  public func chart() -> Chart {
    Chart(
      size: looks.size, title: title, subtitle: subtitle, caption: curves.caption, panels: ratePanels + [changePanel],
      legend: looks.facet ? .none : looks.legend, paintsPage: !looks.transparent, name: title.isEmpty ? yLabel : title,
      description: description, language: looks.language.rawValue, provenance: looks.provenance,
      leftOut: { [words] in words.leftOut($0) })
  }

  private var ratePanels: [Panel] {
    var panels = [curves.ratePanel([0, 1], title: nil)]
    if looks.facet {
      panels = [0, 1].map { curves.ratePanel([$0], title: curves.seriesNames[$0].inOneLine) }
      let reach = panels.flatMap(\.marks).reduce(Extent()) { $0.union($1.extent) }
      for index in panels.indices { panels[index].marks.append(ReachMark(reach)) }
    }
    if looks.annotations, let first = drawn.first {
      for index in panels.indices { panels[index].marks.append(GuideMark(x: curves.time.position(first.step))) }
    }
    return panels
  }

  private var changePanel: Panel {
    let theme = Theme.standard
    let drawnChanges = zip(curves.plans[0].rates, curves.plans[1].rates).map { $1 - $0 }
    var line = LineMark(
      curves.series(drawnChanges, name: changeLabel),
      stroke: Stroke(theme.ink, width: 1.5 * Typography(for: looks.size).factor, join: .round),
      jumps: Array(Set(curves.plans.flatMap(\.jumps)).sorted()))
    line.endsWithLimit = curves.plans.allSatisfy { $0.ending == nil }
    var marks: [any Mark] = [
      DifferenceMark(line, above: theme.color(1).opacity(0.28), below: theme.color(0).opacity(0.28))
    ]
    if looks.annotations, let first = drawn.first {
      marks.append(GuideMark(x: curves.time.position(first.step)))
    }
    // What is counted as rounding isn't blown up to fill the panel.
    if drawn.count == 0 || drawn.largest == nil {
      marks.append(ReachMark(Extent(y: -(peak / 20)...(peak / 20))))
    }
    return Panel(
      x: curves.xAxis, y: Axis(RichText(changeLabel), room: (0.14, 0.14)), marks: marks,
      annotations: looks.annotations ? annotations : [], weight: looks.facet ? 0.8 : 0.62)
  }

  /// The largest rate of both.
  private var peak: Double {
    let largest =
      curves.plans.compactMap { Series(name: "", y: $0.rates).range }
      .map { max(abs($0.lowerBound), abs($0.upperBound)) }.max() ?? 0
    return largest > 0 ? largest : 1
  }

  /// The first difference, the largest one, and where only one of the two goes on.
  private var annotations: [Annotation] {
    let paint = Theme.standard.ink
    guard drawn.count > 0, let first = drawn.first else { return [] }
    let time = curves.time
    var notes: [Annotation] = []
    if let largest = drawn.largest, let change = largest.change, change.isFinite {
      let value = quantityLabel(change)
      let both = largest.step == first.step
      let head = both ? Localized("first and largest: ", zh: "最先且最大：") : Localized("largest: ", zh: "最大：")
      notes.append(
        Annotation(
          RichText(words(head)) + value + RichText(words(at(largest.step))), x: time.position(largest.step), y: change,
          paint: paint, optional: false))
      if both { return notes }
    }
    if let change = first.change {
      notes.append(
        Annotation(
          RichText(words(Localized("first", zh: "最先"))) + RichText(words(at(first.step))),
          x: time.position(first.step), y: change, paint: paint, optional: false))
    } else {
      let name = first.a == nil ? "A" : "B"
      notes.append(
        Annotation(
          RichText(words(Localized("\(name) has stopped", zh: "\(name) 已停止")) + words(at(first.step))),
          x: time.position(first.step), y: 0, paint: paint, symbol: .cross, optional: false))
    }
    return notes
  }

  private func at(_ step: Int) -> Localized {
    Localized(" at step \(countLabel(step))", zh: "（第 \(countLabel(step)) 步）")
  }
}

extension RichText {
  /// The characters with `^` before what is raised.
  var spoken: String {
    runs.map { $0.position == .superscript ? "^" + $0.text : $0.text }.joined()
  }
}
