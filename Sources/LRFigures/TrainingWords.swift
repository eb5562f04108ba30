import LRCharts
import LRCore
import LRScene
import LRTraining

extension TrainingFigure {
  public var title: String {
    if let title = looks.title { return title }
    let names = runs.map(\.name.inOneLine)
    if names.count <= 4, names.reduce(0, { $0 + $1.count }) <= 60 {
      let list = names.joined(separator: words(Localized(", ", zh: "、")))
      return words(Localized("Training: \(list)", zh: "训练：\(list)"))
    }
    return words(Localized("Training: \(names.count) runs", zh: "训练：\(names.count) 次运行"))
  }

  public var xLabel: String {
    switch time {
    case .steps: words.step
    case .epochs: words.epoch
    case .seconds: words(Localized("Training time (s)", zh: "训练时间（秒）"))
    }
  }
  /// That of x in data files, where x counts steps always.
  public var stepLabel: String { words.step }
  public var yLabel: String { words(Localized("Loss", zh: "损失")) }

  var subtitle: String {
    if let subtitle = looks.subtitle { return subtitle }
    let planned = runs.map { run in run.repeats.map(\.plannedSteps).max() ?? 0 }.max() ?? 0
    let steps = countLabel(planned)
    var text = words(Localized("\(steps) \(planned == 1 ? "step" : "steps")", zh: "\(steps) 步"))
    let lengths = Set(runs.map(\.stepsPerEpoch))
    if lengths.count == 1, let length = lengths.first, length > 1 {
      let epochs = shortest((Double(planned) / Double(length) * 100).rounded() / 100)
      text += words(
        Localized(
          " · \(epochs) \(epochs == "1" ? "epoch" : "epochs") of \(countLabel(length)) steps",
          zh: " · \(epochs) 轮，每轮 \(countLabel(length)) 步"))
    }
    let seeds = Set(runs.map(\.repeats.count))
    if let most = seeds.max(), most > 1 {
      let isWhole = runs.allSatisfy { $0.isDiverged || $0.drawn.count == $0.repeats.count }
      text += words(
        isWhole
          ? Localized(" · mean of \(most) seeds", zh: " · \(most) 个随机种子的均值")
          : Localized(" · \(most) seeds, mean of those that did not diverge", zh: " · \(most) 个随机种子，取未发散者的均值"))
    }
    return text
  }

  // MARK: groups

  var hasGroups: Bool { runs.contains { $0.repeats.contains { $0.rates.count > 1 } } }

  /// The name of the rate curve of one parameter group.
  func groupName(_ run: RepeatedRun, _ group: String?) -> String {
    let name = group ?? words(Localized("other weights", zh: "其余权重"))
    return (runs.count == 1 ? name : words(Localized("\(run.name), \(name)", zh: "\(run.name)，\(name)"))).inOneLine
  }

  /// The name of a run, which says how many of its seeds are left where some diverged: `sgd (1 of 3 seeds)`.
  func shownName(_ run: RepeatedRun) -> String {
    let (left, all) = (run.drawn.count, run.repeats.count)
    let seeds = left < all ? Localized(" (\(left) of \(all) seeds)", zh: "（\(all) 个种子中的 \(left) 个）") : Localized("")
    return run.name.inOneLine + words(seeds)
  }

  // MARK: endings

  /// How a run ended before its plan did.
  func ending(of run: RepeatedRun) -> Localized? {
    if let step = run.divergedAt { return Localized("diverged at step \(step)", zh: "第 \(step) 步发散") }
    if let step = run.stoppedAt { return Localized("stopped at step \(step)", zh: "停止于第 \(step) 步") }
    if run.drawn.contains(where: { $0.ending != nil }) {
      return Localized("no learning rate after step \(run.steps)", zh: "第 \(run.steps) 步后无学习率")
    }
    return nil
  }

  // MARK: caption

  func caption(of drawn: [TrainingPanel], _ panels: TrainingPanels) -> String? {
    var lines = looks.caption.map { [$0] } ?? []
    if looks.annotations {
      var setting = protocolLines.map { words($0) }
      if let rateWords, show.contains(.rate) { setting.insert(words(rateWords), at: 0) }
      let told = (equalities + endingWords + [reading(drawn, panels), outside(drawn, panels)].compactMap { $0 })
      let reading = told.isEmpty ? [] : [told.map { words($0) }.joined(separator: words(Localized(" ", zh: "")))]
      // A small figure has room for little more than what its lines are.
      lines += looks.size.height < 300 ? reading + setting : setting + reading
      if time == .seconds {
        lines.append(
          words(
            Localized(
              "Seconds are of this machine at that moment: they differ each time, the losses do not.",
              zh: "时间取自本机当时的运行：每次不同，损失则不变。")))
      }
      lines += endings + [words.logarithmicStart(looks)].compactMap { $0 }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// What faint and bold lines and bands are.
  private func reading(_ drawn: [TrainingPanel], _ panels: TrainingPanels) -> Localized? {
    let isSmoothed = drawn.contains { [.loss, .gradientNorm, .updateRatio].contains($0) } && panels.mean.reach > 0
    let hasRepeats = runs.contains { $0.drawn.count > 1 }
    let window = panels.mean.window
    let mean = Localized(
      "centred moving average over \(window) steps, up to \(panels.mean.reach) before the end",
      zh: "\(window) 步居中滑动平均，止于末尾前 \(panels.mean.reach) 步")
    var text: Localized?
    if isSmoothed {
      text =
        panels.showsRaw && !hasRepeats
        ? Localized("Faint: single batches; bold: \(mean.english).", zh: "浅色：单个批量；粗线：\(mean.chinese)。")
        : Localized("Training curves: \(mean.english).", zh: "训练曲线：\(mean.chinese)。")
    }
    if hasRepeats {
      let bands =
        band == .extremes
        ? Localized("Bands: lowest to highest seed.", zh: "色带：各随机种子的最低值到最高值。")
        : Localized("Bands: mean ± one standard deviation over seeds.", zh: "色带：各随机种子均值 ± 一个标准差。")
      text = text.map { $0 + Localized(" ", zh: "") + bands } ?? bands
    }
    if drawn.contains(where: { $0 == .validation || $0 == .accuracy }), !panels.isCrowded {
      let dots = Localized("Filled dots: best evaluation.", zh: "实心点：最佳评估。")
      text = text.map { $0 + Localized(" ", zh: "") + dots } ?? dots
    }
    return text
  }

  private func outside(_ drawn: [TrainingPanel], _ panels: TrainingPanels) -> Localized? {
    func written(_ range: ClosedRange<Double>, _ number: (Double) -> String) -> String {
      let (low, high) = (number(range.lowerBound), number(range.upperBound))
      return low == high ? low : "\(low)–\(high)"
    }
    var english: [String] = []
    var chinese: [String] = []
    if drawn.contains(.validation), let range = panels.startsOutside(.validation) {
      let value = written(range) { inPlainCharacters(lossLabel($0)) }
      english.append("loss \(value)")
      chinese.append("损失 \(value)")
    }
    if drawn.contains(.accuracy), let range = panels.startsOutside(.accuracy) {
      let value = written(range, percent)
      english.append("accuracy \(value)")
      chinese.append("准确率 \(value)")
    }
    var sentences: [Localized] = []
    if !english.isEmpty {
      sentences.append(
        Localized(
          "Arrowheads: before training, outside the frame (\(english.joined(separator: ", "))).",
          zh: "箭头：训练前的值在图框之外（\(chinese.joined(separator: "、"))）。"))
    }
    if drawn.contains(.loss), let high = panels.highestOutside {
      let value = inPlainCharacters(lossLabel(high))
      sentences.append(
        Localized("Training losses leave the frame, up to \(value).", zh: "训练损失超出图框，最高达 \(value)。"))
    }
    if show.contains(.momentum), !panels.runs.contains(where: { $0.repeats.contains { $0.momentum != nil } }) {
      sentences.append(
        Localized("No schedule drives a momentum: it has no panel.", zh: "没有调度改变动量，故无动量子图。"))
    }
    guard let first = sentences.first else { return nil }
    return sentences.dropFirst().reduce(first) { $0 + Localized(" ", zh: "") + $1 }
  }

  /// Which runs have the same numbers.
  private var equalities: [Localized] {
    var rest = Array(runs.indices)
    var sentences: [Localized] = []
    while !rest.isEmpty {
      let index = rest.removeFirst()
      let equal = rest.filter { runs[$0].isEqual(runs[index]) }
      guard !equal.isEmpty else { continue }
      rest.removeAll { equal.contains($0) }
      let names = ([index] + equal).map { runs[$0].name.inOneLine }
      let shown = names.count <= 6 ? names : Array(names.prefix(5))
      let more = names.count - shown.count
      let english =
        more > 0
        ? shown.joined(separator: ", ") + " and \(more) more"
        : shown.dropLast().joined(separator: ", ") + " and \(shown.last ?? "")"
      let chinese =
        more > 0
        ? shown.joined(separator: "、") + "等 \(names.count) 次运行"
        : shown.dropLast().joined(separator: "、") + " 与 \(shown.last ?? "") "
      sentences.append(Localized("\(english) are equal.", zh: "\(chinese)完全相同。"))
    }
    return Array(sentences.prefix(4))
  }

  /// What crosses without words mean, and which repeats are not in the means.
  private var endingWords: [Localized] {
    var sentences: [Localized] = []
    let diverged = runs.filter { $0.isDiverged }
    if runs.count > 4, !diverged.isEmpty {
      let count = diverged.count
      if count <= 3 {
        sentences += diverged.map {
          Localized(
            "\($0.name.inOneLine) diverged at step \($0.divergedAt ?? 0).",
            zh: "\($0.name.inOneLine)：第 \($0.divergedAt ?? 0) 步发散。")
        }
      } else {
        sentences.append(
          Localized("\(count) of \(runs.count) runs diverged (×).", zh: "\(runs.count) 次运行中有 \(count) 次发散（×）。"))
      }
    }
    let stopped = runs.filter { !$0.isDiverged && $0.stoppedAt != nil }
    if runs.count > 4, let first = stopped.compactMap(\.stoppedAt).min(),
      let last = stopped.compactMap(\.stoppedAt).max()
    {
      let steps = first == last ? "\(first)" : "\(first)–\(last)"
      sentences.append(
        Localized(
          "\(stopped.count) of \(runs.count) runs stopped at step \(steps) (×).",
          zh: "\(runs.count) 次运行中有 \(stopped.count) 次停止于第 \(steps) 步（×）。"))
    }
    for run in runs where run.drawn.count < run.repeats.count {
      let (count, all) = (run.repeats.count - run.drawn.count, run.repeats.count)
      let step = run.repeats.compactMap(\.divergedAt).min() ?? 0
      sentences.append(
        Localized(
          "\(run.name.inOneLine): \(count) of \(all) seeds diverged (first at step \(step)) and are not in its mean.",
          zh: "\(run.name.inOneLine)：\(all) 个随机种子中有 \(count) 个发散（最早在第 \(step) 步），不计入均值。"))
    }
    return Array(sentences.prefix(5))
  }

  /// Why a schedule has no rate any more.
  private var endings: [String] {
    var seen: Set<Localized> = []
    return runs.flatMap { run in run.drawn.compactMap(\.ending) }.filter { seen.insert($0).inserted }.map { words($0) }
  }

  // MARK: description

  /// What a reader who can't see the figure needs.
  var description: String {
    let told = 12
    let lines = runs.prefix(told).map { run -> String in
      let name = run.name.inOneLine
      if let ending = ending(of: run), run.isDiverged {
        return words(Localized("\(name): ", zh: "\(name)：") + ending + Localized(".", zh: "。"))
      }
      let row = TrainingRow(run)
      var parts: [Localized] = []
      if let loss = row.finalLoss { parts.append(Localized("final validation loss \(loss)", zh: "最终验证损失 \(loss)")) }
      if let loss = row.bestLoss { parts.append(Localized("best \(loss)", zh: "最佳 \(loss)")) }
      if let accuracy = row.finalAccuracy {
        parts.append(Localized("final accuracy \(accuracy)", zh: "最终准确率 \(accuracy)"))
      }
      if let accuracy = row.bestAccuracy { parts.append(Localized("best \(accuracy)", zh: "最佳 \(accuracy)")) }
      if let ending = ending(of: run) { parts.append(ending) }
      let list = Localized(
        parts.map(\.english).joined(separator: ", "), zh: parts.map(\.chinese).joined(separator: "，"))
      return words(Localized("\(name): ", zh: "\(name)：") + list + Localized(".", zh: "。"))
    }
    let count = runs.count
    let head = words(
      Localized(
        "Training curves of \(count == 1 ? "one run" : "\(count) runs").", zh: "\(count) 次训练运行的曲线。"))
    let rest = count > told ? [words.leftOut(count - told)] : []
    return ([head] + lines + rest).joined(separator: words(Localized(" ", zh: "")))
  }
}
