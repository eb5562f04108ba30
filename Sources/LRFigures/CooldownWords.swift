import LRCharts
import LRCore
import LRTraining

/// What a figure of cooldowns says in words.
extension CooldownFigure {
  public var title: String {
    if let title = looks.title { return title }
    let name = name.inOneLine
    return words(Localized("Cooldowns from one run: \(name)", zh: "从一次训练分出的冷却：\(name)"))
  }

  public var xLabel: String { words.step }
  public var yLabel: String { words(Localized("Validation loss", zh: "验证损失")) }

  var constantName: String { words(Localized("constant", zh: "恒定")) }
  var cooldownName: String { words(Localized("cooldown", zh: "冷却")) }
  var cosineName: String { words(Localized("cosine", zh: "余弦")) }
  var envelopeName: String { words(Localized("envelope", zh: "包络线")) }

  private var lengthWords: Localized {
    switch outcome.length {
    case .share(let share):
      let percent = shortest((share * 1e4).rounded() / 100)
      return Localized("\(percent)% of each length", zh: "占各长度的 \(percent)%")
    case .steps(let steps): return Localized("\(steps) \(steps == 1 ? "step" : "steps")", zh: "\(steps) 步")
    }
  }

  var subtitle: String {
    if let subtitle = looks.subtitle { return subtitle }
    let (count, length) = (outcome.pairs.count, lengthWords)
    let shape = outcome.shape.rawValue
    var text = Localized(
      "\(countLabel(steps)) steps · \(count) \(count == 1 ? "cooldown" : "cooldowns") (\(shape)), \(length.english)",
      zh: "\(countLabel(steps)) 步 · \(count) 个冷却（\(shape)），\(length.chinese)")
    if seeds > 1 { text = text + Localized(" · mean of \(seeds) seeds", zh: " · \(seeds) 个随机种子的均值") }
    return words(text)
  }

  func caption(_ parts: [Part]) -> String? {
    var lines = looks.caption.map { [$0] } ?? []
    guard looks.annotations else { return lines.isEmpty ? nil : lines.joined(separator: "\n") }
    lines += protocolLines.map { words($0) }
    let (shape, length) = (outcome.shape == .linear ? "1 − r" : "1 − √r", lengthWords)
    lines.append(
      words(
        Localized(
          "Cooldown: leaves the constant run and lowers its learning rate to 0 as \(shape), r from 0 to 1; it lasts \(length.english) (Hägele et al. 2024).",
          zh:
            "冷却：离开恒定训练，学习率按 \(shape) 降至 0（r 从 0 到 1）；时长\(outcome.lengthIsShare ? "" : "为 ")\(length.chinese)（Hägele 等 2024）。"
        )))
    let warmup =
      outcome.warmup > 0
      ? Localized(" after the same warm-up of \(outcome.warmup) steps", zh: "，预热同为 \(outcome.warmup) 步") : Localized("")
    let envelope =
      ends.count > 1
      ? Localized(" Envelope: through the ends of the cooldowns.", zh: "包络线：连接各冷却的终点。") : Localized("")
    let (branched, cosine) = (outcome.branchedUpdates, outcome.cosineUpdates)
    lines.append(
      words(
        Localized("Cosines: a run of each length from the start", zh: "余弦：每个长度各从头训练一次") + warmup
          + Localized(".", zh: "。") + envelope
          + Localized(
            " Updates: \(branched) of the constant run and the cooldowns, \(cosine) of the cosines.",
            zh: "更新次数：恒定训练与全部冷却共 \(branched)，余弦共 \(cosine)。")))
    var reading: [Localized] = []
    let window = mean.window
    if parts.contains(.loss), mean.reach > 0 {
      reading.append(
        Localized(
          "Training loss: centred moving average over \(window) steps, held at the end.",
          zh: "训练损失：\(window) 步居中滑动平均，末尾保持。"))
    }
    if seeds > 1 { reading.append(Localized("Bands: lowest to highest seed.", zh: "色带：各随机种子的最低值到最高值。")) }
    if let start = startOutside { reading.append(start) }
    let lost = ([constant] + cooldowns + cosines).filter { $0.drawn.count < $0.repeats.count || $0.isDiverged }
    if !lost.isEmpty {
      let all = cooldowns.count + cosines.count + 1
      reading.append(
        Localized(
          "\(lost.count) of \(all) runs diverged\(seeds > 1 ? " with some seed, which their means leave out" : "").",
          zh: "\(all) 次训练中有 \(lost.count) 次\(seeds > 1 ? "在某些种子下发散，均值不含这些种子" : "发散")。"))
    }
    if !reading.isEmpty { lines.append(reading.map { words($0) }.joined(separator: words(Localized(" ", zh: "")))) }
    return lines.joined(separator: "\n")
  }

  private var startOutside: Localized? {
    guard looks.yRange == nil, let domain = validationView?.domain, let start = judged(constant).mean.first,
      start > domain.upperBound
    else { return nil }
    let text = inPlainCharacters(lossLabel(start))
    return Localized(
      "Arrowheads: where lines enter or leave the frame; the loss before training, \(text), is outside.",
      zh: "箭头：曲线进出图框之处；训练前的损失 \(text) 在图框之外。")
  }

  // MARK: results

  /// The results as rows of text: a heading, then a row for each pair.
  public var rows: [[String]] {
    func written(_ losses: [Double]) -> String {
      guard !losses.isEmpty else { return words(Localized("diverged", zh: "发散")) }
      let (mean, deviation) = meanAndDeviation(losses)
      return inPlainCharacters(lossLabel(mean, digits: 4))
        + (losses.count > 1 ? " ± " + powered(deviation, digits: 2) : "")
    }
    return [
      [
        words(Localized("end step", zh: "终止步")), words(Localized("cooldown from", zh: "冷却始于")),
        words(Localized("val. loss, cooldown", zh: "冷却验证损失")), words(Localized("val. loss, cosine", zh: "余弦验证损失")),
        words(Localized("difference", zh: "差")),
      ]
    ]
      + outcome.pairs.map { pair in
        let (cooldown, cosine) = (
          pair.cooldown.map(\.soundFinalLoss), pair.cosine.map(\.soundFinalLoss)
        )
        let differences = zip(cooldown, cosine).compactMap { a, b in a.flatMap { a in b.map { a - $0 } } }
        var difference = "-"
        if !differences.isEmpty {
          let (mean, deviation) = meanAndDeviation(differences)
          difference =
            (mean > 0 ? "+" : "") + powered(mean, digits: 2)
            + (differences.count > 1 ? " ± " + powered(deviation, digits: 2) : "")
        }
        return [
          "\(pair.branch.end)", "\(pair.branch.start)", written(cooldown.compactMap { $0 }),
          written(cosine.compactMap { $0 }), difference,
        ]
      }
  }

  /// What a reader who can't see the figure needs.
  var description: String {
    let head = words(
      Localized(
        "Validation and training losses and learning rates of a run at a constant rate, of cooldowns that branch off it, and of cosines of the same lengths.",
        zh: "恒定学习率训练、从中分出的冷却以及同长度余弦训练的验证损失、训练损失与学习率。"))
    let sentences = rows.dropFirst().map { row in
      words(
        Localized(
          "End at step \(row[0]): cooldown \(row[2]), cosine \(row[3]).",
          zh: "终于第 \(row[0]) 步：冷却 \(row[2])，余弦 \(row[3])。"))
    }
    return ([head] + sentences.prefix(12)).joined(separator: words(Localized(" ", zh: "")))
  }
}

extension CooldownOutcome {
  fileprivate var lengthIsShare: Bool { if case .share = length { true } else { false } }
}
