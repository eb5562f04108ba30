import LRCharts
import LRCore
import LRTraining

extension RangeTest.Library {
  /// As the library writes its name.
  public var title: String {
    switch self {
    case .fastai: "fastai"
    case .torchLRFinder: "torch-lr-finder"
    case .lightning: "Lightning"
    }
  }
}

extension RateRule {
  /// `fastai valley`: the library and its rule.
  public var title: String {
    switch self {
    // What it suggests is a tenth of the rate of the lowest loss.
    case .minimum: "fastai minimum/10"
    case .valley, .slide, .steep: "fastai \(rawValue)"
    case .steepest, .suggestion: "\(library.title) steepest"
    }
  }
}

/// The words of a range test: of its figure, and of the table beside it.
extension RangeTestFigure {
  public var title: String {
    if let title = looks.title { return title }
    let names = records.map(\.name.inOneLine)
    guard names.reduce(0, { $0 + $1.count }) <= 50 else {
      return words(
        Localized("Learning-rate range tests of \(names.count) optimizers", zh: "\(names.count) 个优化器的学习率范围测试"))
    }
    let list = names.joined(separator: words(Localized(", ", zh: "、")))
    return words(Localized("Learning-rate range test: \(list)", zh: "学习率范围测试：\(list)"))
  }

  public var xLabel: String { words.learningRate }
  public var yLabel: String { words(Localized("Training loss", zh: "训练损失")) }
  public var checkLabel: String { words(Localized("Final validation loss", zh: "最终验证损失")) }
  var checkPanelLabel: String {
    words(
      Localized(
        "Validation loss after real runs of \(countLabel(checkSteps)) steps at constant rates",
        zh: "以恒定学习率实际训练 \(countLabel(checkSteps)) 步后的验证损失"))
  }
  var rawLabel: String { words(Localized("each batch", zh: "各批次")) }

  /// On a small figure the library's name alone.
  func smoothingLabel(_ library: RangeTest.Library) -> String {
    looks.size.width < 480 ? library.title : words(Localized("smoothed by \(library.title)", zh: "\(library.title) 平滑"))
  }

  /// Beside a point whose colour is its library's.
  func ruleLabel(_ rule: RateRule) -> String {
    rule.library == .fastai ? (rule == .minimum ? "minimum/10" : rule.rawValue) : rule.library.title
  }

  var subtitle: String {
    let rates = records.first?.rates ?? []
    guard let first = rates.first, let last = rates.last else { return "" }
    let (low, high) = (powered(first, digits: 3), powered(last, digits: 3))
    // The library whose test it is ends it early.
    let made = records.first?.losses.count ?? 0
    let isCut = library != nil && records.count == 1 && made < rates.count
    let count = isCut ? "\(made) of \(rates.count)" : "\(rates.count)"
    let grid = Localized(
      "\(count) batches, learning rates from \(low) to \(high)",
      zh: (isCut ? "\(rates.count) 个批次中的前 \(made) 个" : "\(rates.count) 个批次") + "，学习率 \(low) 至 \(high)")
    let whose =
      library.map { Localized(" · run as \($0.title) runs it", zh: " · 按 \($0.title) 的方式运行") } ?? Localized("")
    return words(grid + whose)
  }

  var caption: String? {
    var lines = looks.caption.map { [$0] } ?? []
    if looks.annotations {
      lines += protocolLines.map { words($0) }
      lines.append(words(leftOut))
      lines += refusals.map { words($0) }
      if records.contains(where: { $0.checks.contains { $0.loss == nil } }) {
        lines.append(words(Localized("Crosses at the top: real runs that diverged.", zh: "顶部叉号：发散的实际训练。")))
      }
      if isChecked {
        lines.append(
          words(
            Localized(
              "Real runs: one seed each, so that losses near each other may change places with another seed.",
              zh: "实际训练：每个学习率一个种子，相近的损失换一个种子可能互换次序。")))
      }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private func prefix(_ record: RangeTestRecord) -> Localized {
    records.count > 1 ? Localized("\(record.name.inOneLine): ", zh: "\(record.name.inOneLine)：") : Localized("")
  }

  /// What the rules don't look at, and where each library stops.
  private var leftOut: Localized {
    let trimmed = (records.first?.readings ?? []).map { reading in
      let (name, first, last) = (reading.library.title, reading.test.skipStart, reading.test.skipEnd)
      return Localized("\(name) first \(first) and last \(last)", zh: "\(name) 前 \(first) 个与后 \(last) 个")
    }
    let stops = records.map { prefix($0) + joined($0.readings.map(stop), ", ", "、") + end(of: $0) }
    // The stops of many runs would fill the page.
    let isMany = records.count > 2
    let isWhole = records.allSatisfy {
      $0.divergedAt == nil && $0.stoppedAt == nil && $0.readings.allSatisfy { !$0.stops }
    }
    return Localized("Thin: left out by the rules (", zh: "细线为规则裁去的批次（") + joined(trimmed, ", ", "、")
      + Localized("). ", zh: "）。")
      + (isWhole
        ? Localized("No stopping rule ended the test.", zh: "停止规则均未触发。")
        : isMany
          ? Localized("A curve that ends early: its library stops there.", zh: "提前结束的曲线：该库在此停止。")
          : Localized("Stops after batch: ", zh: "停止的批次：") + joined(stops, "; ", "；") + Localized(".", zh: "。"))
      + (records.contains { $0.readings.contains { $0.library == .lightning } }
        ? Localized(
          " Lightning's average is corrected for one batch too many: it begins at half the loss.",
          zh: "Lightning 的平均多修正了一个批次：其曲线从约一半的损失开始。") : Localized(""))
  }

  private func stop(_ reading: RangeTestRecord.Reading) -> Localized {
    let (name, count) = (reading.library.title, reading.smoothed.count)
    guard reading.stops, count > 0 else { return Localized("\(name) none", zh: "\(name) 不停止") }
    return Localized("\(name) \(count)", zh: "\(name) \(count)")
  }

  private func end(of record: RangeTestRecord) -> Localized {
    if let batch = record.stoppedAt {
      return Localized(", interrupted after \(batch)", zh: "，第 \(batch) 个之后被中断")
    }
    return record.divergedAt.map { Localized(", not finite after \($0)", zh: "，第 \($0) 个之后不再有限") } ?? Localized("")
  }

  private func joined(_ parts: [Localized], _ english: String, _ chinese: String) -> Localized {
    parts.dropFirst().reduce(parts.first ?? Localized("")) { $0 + Localized(english, zh: chinese) + $1 }
  }

  /// Rules that find nothing, and why.
  public var refusals: [Localized] {
    records.flatMap { record in
      record.readings.flatMap(\.suggestions).compactMap { one -> Localized? in
        guard let reason = one.suggestion.reason else { return nil }
        return prefix(record)
          + Localized("\(one.rule.title) suggests nothing: ", zh: "\(one.rule.title) 没有建议：") + reason
          + Localized(".", zh: "。")
      }
    }
  }

  var description: String {
    let parts = records.flatMap { record in
      record.readings.flatMap(\.suggestions).compactMap { one in
        one.suggestion.rate.map { "\(record.name.inOneLine), \(one.rule.title): \(powered($0, digits: 3))" }
      }
    }
    return words(
      Localized(
        "Line chart of the training loss over rising learning rates. Suggested rates: ", zh: "训练损失随学习率上升而变化的折线图。建议的学习率："
      ))
      + (parts.isEmpty ? "-" : parts.joined(separator: words(Localized("; ", zh: "；"))))
      + words(Localized(".", zh: "。"))
  }

  /// The results as rows of text: a heading, then a row for each rule of each run.
  public var rows: [[String]] {
    let isChecked = records.contains { !$0.checks.isEmpty }
    var heading = [
      words(Localized("run", zh: "运行")), words(Localized("rule", zh: "规则")),
      words(Localized("suggested rate", zh: "建议学习率")),
    ]
    if isChecked { heading.append(words(Localized("loss of a real run", zh: "实际训练的损失"))) }
    var rows: [[String]] = [heading + [""]]
    for record in records {
      let suggested = Set(record.suggestedRates)
      for one in record.readings.flatMap(\.suggestions) {
        let rate = one.suggestion.rate
        let check = rate.flatMap { record.check(at: $0) }
        var row = [record.name.inOneLine, one.rule.title, rate.map { powered($0, digits: 3) } ?? "-"]
        if isChecked { row.append(loss(of: check)) }
        let isBest = check != nil && check == record.bestSuggested
        rows.append(
          row + [
            isBest
              ? words(Localized("lowest", zh: "最低")) : one.suggestion.reason.map { words($0) } ?? ""
          ])
      }
      for check in record.checks where !suggested.contains(check.rate) {
        let isLowest = check == record.lowestCheck
        rows.append([
          record.name.inOneLine, "-", powered(check.rate, digits: 3), loss(of: check),
          isLowest ? words(Localized("lower than any suggestion", zh: "低于所有建议")) : "",
        ])
      }
    }
    return rows
  }

  private func loss(of check: RangeTestRecord.Check?) -> String {
    guard let check else { return "-" }
    guard let loss = check.loss else { return words(Localized("diverged", zh: "发散")) }
    return inPlainCharacters(lossLabel(loss, digits: 4))
  }
}

extension RateSuggestion {
  /// Why there is no rate; nil where there is one.
  public var reason: Localized? {
    switch self {
    case .found(_, let rate): rate > 0 && rate.isFinite ? nil : Localized("the rate is not positive", zh: "学习率不是正数")
    case .nothing(let reason), .failed(_, let reason): reason
    }
  }
}
