import LRCharts
import LRCore
import LRSchedules

extension RateComparison {
  /// What a reader who can't see the figure needs: what is drawn, over what, and where each line goes.
  var description: String {
    let words = Words(language: looks.language)
    let last = max(0, (plans.map { $0.rates.count }.max() ?? 1) - 1)
    var sentences = [
      words(
        Localized(
          "Line chart of the learning rate of \(plans.count == 1 ? "one schedule" : "\(plans.count) schedules") over steps 0 to \(last)\(looks.logY ? ", on a logarithmic axis" : "").",
          zh: "\(plans.count) 种学习率调度在第 0 到 \(last) 步的折线图\(looks.logY ? "，纵轴取对数" : "")。"))
    ]
    let described = 12
    for (name, plan) in zip(seriesNames, plans).prefix(described) {
      guard let first = plan.rates.first, let final = plan.lastRate else { continue }
      let taken = plan.rates[...plan.lastStep]
      let low = taken.min() ?? first
      let high = taken.max() ?? first
      var sentence = words(
        Localized(
          "\(name.inOneLine): \(short(first)) at first, \(short(final)) at last, between \(short(low)) and \(short(high))",
          zh: "\(name.inOneLine)：起始 \(short(first))，终值 \(short(final))，范围 \(short(low)) 至 \(short(high))"))
      let phases = plan.outline.phases.map { "\(words.phase($0.kind)) \($0.range.lowerBound)–\($0.range.upperBound)" }
      if !phases.isEmpty { sentence += words(Localized("; phases: ", zh: "；阶段：")) + list(phases) }
      for kind in Outline.EventKind.allCases where kind != .handover {
        let steps = plan.outline.events.filter { $0.kind == kind }.map { "\($0.step)" }
        if !steps.isEmpty {
          sentence += words(Localized("; ", zh: "；")) + words.events(kind) + words(Localized(" ", zh: "")) + list(steps)
        }
      }
      sentences.append(sentence + words(Localized(".", zh: "。")))
    }
    if plans.count > described {
      sentences.append(words.leftOut(plans.count - described) + words(Localized(".", zh: "。")))
    }
    if let boundDescription { sentences.append(boundDescription) }
    return sentences.joined(separator: words(Localized(" ", zh: "")))
  }

  private func short(_ value: Double) -> String {
    // Three digits are enough for ears; the data have all of them.
    quantityLabel(value).spoken
  }

  private func list(_ items: [String]) -> String {
    let words = Words(language: looks.language)
    let shown = items.prefix(8).joined(separator: words(Localized(", ", zh: "、")))
    return items.count > 8 ? shown + " …" : shown
  }
}
