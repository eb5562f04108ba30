import LRCharts
import LRCore
import LRScene
import LRTraining

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The figure of `lrplot train --transfer`: final losses over the learning rate, a line for each width, in the standard
/// parametrization beside muP.
public struct TransferFigure: Sendable {
  public typealias Parametrization = WidthTransfer.Parametrization

  public let transfer: WidthTransfer
  /// The run as typed, for the title.
  public let name: String
  /// Lines of the caption: data, model and what else all runs have in common.
  public let protocolLines: [Localized]
  public let looks: Looks

  public init(_ transfer: WidthTransfer, of name: String, protocol lines: [Localized] = [], looks: Looks = Looks()) {
    self.transfer = transfer
    self.name = name
    protocolLines = lines
    self.looks = looks
  }

  private var words: Words { Words(language: looks.language) }
  private var rates: [Double] { transfer.standard.rates }
  private var seeds: Int { transfer.standard.runs.first?.start.count ?? 1 }

  // MARK: words

  public var title: String {
    if let title = looks.title { return title }
    let name = name.inOneLine
    return words(Localized("Learning-rate transfer across widths: \(name)", zh: "学习率随宽度的迁移：\(name)"))
  }

  public var xLabel: String { words(Localized("log₂ learning rate", zh: "学习率的 log₂")) }
  public var yLabel: String { words(Localized("Final validation loss", zh: "最终验证损失")) }

  public func title(of parametrization: Parametrization) -> String {
    switch parametrization {
    case .standard: words(Localized("Standard parametrization", zh: "标准参数化"))
    case .mup: words(Localized("Maximal update parametrization (muP)", zh: "最大更新参数化（muP）"))
    }
  }

  private func name(ofWidth width: Int) -> String { words(Localized("width \(width)", zh: "宽度 \(width)")) }

  /// What should be known and the picture doesn't say: where the best rate is at the edge of the grid.
  public var warnings: [Localized] {
    Parametrization.allCases.flatMap { parametrization in
      let sweep = transfer.sweep(parametrization)
      let name =
        parametrization == .mup ? Localized("muP") : Localized("standard parametrization", zh: "标准参数化")
      var edge: [String] = []
      var hopeless: [String] = []
      for (width, run) in zip(transfer.widths, sweep.runs) {
        guard let best = run.best else {
          hopeless.append("\(width)")
          continue
        }
        if best == 0 || best == sweep.rates.count - 1 { edge.append("\(width)") }
      }
      var warnings: [Localized] = []
      if !edge.isEmpty {
        let (english, chinese) = (edge.joined(separator: ", "), edge.joined(separator: "、"))
        warnings.append(
          name
            + Localized(
              ", width \(english): the best rate is at the edge of the grid, and a better one may lie beyond",
              zh: "，宽度 \(chinese)：最佳学习率位于网格边缘，更好的可能在网格之外"))
      }
      if !hopeless.isEmpty {
        let (english, chinese) = (hopeless.joined(separator: ", "), hopeless.joined(separator: "、"))
        warnings.append(
          name
            + Localized(
              ", width \(english): no rate of the grid is better than no training", zh: "，宽度 \(chinese)：网格中没有学习率优于不训练"))
      }
      return warnings
    }
  }

  /// How far the best rate moved in the grid from the base to the width farthest from it: `−2 grid steps`.
  private func movement(_ parametrization: Parametrization) -> Localized {
    guard let steps = transfer.gridSteps(parametrization) else { return Localized("-") }
    let number = steps < 0 ? "−\(-steps)" : steps > 0 ? "+\(steps)" : "0"
    return Localized(abs(steps) == 1 ? "\(number) grid step" : "\(number) grid steps", zh: "\(number) 格")
  }

  private var subtitle: String {
    if let subtitle = looks.subtitle { return subtitle }
    let (low, high) = (rounded(rates.first ?? 0), rounded(rates.last ?? 0))
    var text = Localized(
      "\(rates.count) rates from \(low) to \(high)", zh: "\(rates.count) 个学习率，\(low) 至 \(high)")
    if seeds > 1 {
      text = text + Localized(" · mean and range of \(seeds) seeds", zh: " · \(seeds) 个种子的均值与范围")
    }
    return words(text)
  }

  private var caption: String? {
    var lines = looks.caption.map { [$0] } ?? []
    guard looks.annotations else { return lines.isEmpty ? nil : lines.joined(separator: "\n") }
    lines += protocolLines.map { words($0) }
    let (base, last) = (transfer.widths.first ?? 0, transfer.widths[transfer.farthest])
    lines.append(
      words(
        Localized(
          "At width \(base), the base, both parametrizations are one. muP scales initial weights, rates, decay and output with width / \(base) (Yang et al. 2022; its figure 1 shows training loss).",
          zh:
            "基准宽度 \(base) 处两种参数化相同。muP 按宽度 / \(base) 缩放初始权重、学习率、权重衰减与输出（Yang 等 2022，其图 1 为训练损失）。"
        )))
    if Parametrization.allCases.contains(where: { transfer.gridSteps($0) != nil }) {
      let step =
        transfer.gridFactor.map {
          Localized(", a step of which is a factor of \(digits($0, 3))", zh: "，一格为 \(digits($0, 3)) 倍")
        } ?? Localized("")
      let (standard, mup) = (movement(.standard), movement(.mup))
      var text = Localized(
        "Dots: best rates of the grid\(step.english). From width \(base) to \(last): \(standard.english), under muP \(mup.english).",
        zh: "实心点：网格中的最佳学习率\(step.chinese)。从宽度 \(base) 到 \(last)：标准参数化 \(standard.chinese)，muP \(mup.chinese)。")
      if seeds == 1 {
        text =
          text
          + Localized(
            " One seed: others can move them (--repeat).", zh: "仅一个种子：换种子可能移动（--repeat）。")
      }
      lines.append(words(text))
    }
    lines += warnings.map { words($0) }
    if leavesFrame {
      lines.append(words(Localized("Arrowheads: where lines leave the frame.", zh: "箭头：曲线离开图框之处。")))
    }
    let fails = Parametrization.allCases.contains { parametrization in
      transfer.sweep(parametrization).runs.contains { run in rates.indices.contains { run.failures(at: $0) > 0 } }
    }
    if fails {
      lines.append(words(Localized("Crosses at the top: rates at which runs diverged.", zh: "顶部叉号：训练发散的学习率。")))
    }
    return lines.joined(separator: "\n")
  }

  /// Whether a line goes above the frame.
  private var leavesFrame: Bool {
    var isLogarithmic = looks.logY
    guard let top = (looks.yRange ?? domain(&isLogarithmic))?.upperBound else { return false }
    return Parametrization.allCases.contains { parametrization in
      transfer.sweep(parametrization).runs.contains { run in
        rates.indices.dropFirst().contains { rate in
          (run.spread(at: rate - 1)?.mean ?? .infinity) <= top && (run.spread(at: rate)?.mean ?? 0) > top
        }
      }
    }
  }

  private func rounded(_ rate: Double) -> String { powered(rate, digits: 3) }

  private func written(_ loss: Double) -> String { inPlainCharacters(lossLabel(loss, digits: 4)) }

  // MARK: chart

  public func chart() -> Chart {
    var isLogarithmic = looks.logY
    let found = domain(&isLogarithmic)
    if let range = looks.yRange, range.lowerBound <= 0 { isLogarithmic = false }
    let view = (domain: looks.yRange ?? found, isLogarithmic: isLogarithmic)
    return Chart(
      size: looks.size, title: title, subtitle: subtitle, caption: caption,
      panels: Parametrization.allCases.map { panel($0, view) }, arrangement: .grid, legend: looks.legend,
      paintsPage: !looks.transparent, name: title.isEmpty ? yLabel : title, description: description,
      language: looks.language.rawValue, provenance: looks.provenance, leftOut: { [words] in words.leftOut($0) })
  }

  /// An order of hues for the order of widths.
  private func paint(_ index: Int) -> Paint {
    let rank = transfer.widths.count { $0 < transfer.widths[index] }
    return Colormap.viridis.line(Double(rank) / Double(max(1, transfer.widths.count - 1)))
  }

  /// Of both panels: the losses up to that before training; rates that leave networks worse off are all alike.
  private func domain(_ isLogarithmic: inout Bool) -> ClosedRange<Double>? {
    let runs = Parametrization.allCases.flatMap { transfer.sweep($0).runs }
    let all = runs.flatMap { run in rates.indices.compactMap { run.spread(at: $0) } }
    let highest = runs.map(\.startLoss).filter(\.isFinite).max()
    guard let low = all.map(\.low).min(), let high = all.map(\.high).max() else {
      // All diverged: their crosses need a frame.
      return highest.map { 0...max($0 * 1.15, .leastNormalMagnitude) }
    }
    let start = highest ?? high
    let top = min(high, max(start * 1.15, low * 1.05))
    guard top > low else { return looks.yRange }
    // On a linear axis the valleys, which matter, would lie on the ground.
    isLogarithmic = looks.logY || (low > 0 && top / low > 8)
    return isLogarithmic ? low / 1.15...top * 1.05 : (low - 0.06 * (top - low))...(top + 0.02 * (top - low))
  }

  private func panel(
    _ parametrization: Parametrization, _ view: (domain: ClosedRange<Double>?, isLogarithmic: Bool)
  ) -> Panel {
    let domain = view.domain
    let sweep = transfer.sweep(parametrization)
    let places = rates.map { log2($0) }
    let x = Series.Positions.values(places)
    let factor = Typography(for: looks.size).factor
    var marks: [any Mark] = []
    var notes: [Annotation] = []
    if seeds > 1 {
      for (index, run) in sweep.runs.enumerated() {
        let spreads = rates.indices.map { run.spread(at: $0) }
        marks.append(
          BandMark(
            from: Series(name: "", x: x, y: spreads.map { $0?.low ?? .nan }),
            to: Series(name: "", x: x, y: spreads.map { $0?.high ?? .nan }), paint: paint(index).opacity(0.18)))
      }
    }
    var best: [(width: Int, x: Double, y: Double)] = []
    for (index, (width, run)) in zip(transfer.widths, sweep.runs).enumerated() {
      let means = rates.indices.map { run.spread(at: $0)?.mean ?? .nan }
      var line = LineMark(
        Series(name: name(ofWidth: width), x: x, y: means),
        stroke: Stroke(
          paint(index), width: 1.8 * factor, dash: Theme.standard.dash(index).map { $0 * 1.8 * factor }, join: .round),
        name: name(ofWidth: width))
      line.findsJumps = false
      line.ordersLegend = false
      marks.append(line)
      if let top = domain?.upperBound {
        for rate in means.indices.dropFirst() where means[rate - 1] <= top && means[rate] > top {
          func height(_ loss: Double) -> Double { view.isLogarithmic && loss > 0 ? log(loss) : loss }
          let before = height(means[rate - 1])
          let part = (height(top) - before) / (height(means[rate]) - before)
          marks.append(
            DepartureMark(
              x: places[rate - 1] + part * (places[rate] - places[rate - 1]), goesUp: true, paint: paint(index)))
        }
      }
      if let place = run.best, let mean = run.spread(at: place)?.mean { best.append((width, places[place], mean)) }
    }
    if best.count > 1 {
      best.sort { $0.width < $1.width }
      var path = LineMark(
        Series(name: "", x: .values(best.map(\.x)), y: best.map(\.y)),
        stroke: Stroke(Theme.standard.muted, width: 1.1 * factor, join: .round))
      path.findsJumps = false
      marks.append(path)
    }
    for (index, run) in sweep.runs.enumerated() {
      if let place = run.best, let mean = run.spread(at: place)?.mean {
        notes.append(Annotation("", x: places[place], y: mean, paint: paint(index), optional: false))
      }
      // Where several widths fail at a rate, their crosses stand below one another.
      if let top = domain?.upperBound, let low = domain?.lowerBound {
        let part = 0.04 * (0.6 + Double(index))
        for rate in rates.indices where run.failures(at: rate) > 0 {
          let y = view.isLogarithmic ? top * exp(-part * log(top / low)) : top - part * (top - low)
          notes.append(Annotation("", x: places[rate], y: y, paint: paint(index), symbol: .cross, optional: false))
        }
      }
    }
    let room = 0.03 * ((places.last ?? 1) - (places.first ?? 0))
    return Panel(
      title: RichText(title(of: parametrization)),
      x: Axis(
        RichText(xLabel),
        domain: looks.xRange ?? ((places.first ?? 0) - room)...((places.last ?? 1) + room)),
      y: Axis(
        RichText(yLabel), kind: view.isLogarithmic ? .logarithmic : .linear, domain: domain, room: (0.02, 0.02)),
      marks: marks, annotations: notes)
  }

  // MARK: results

  /// The results as rows of text: a heading, a row for each width, and how far the best rate moved.
  public var rows: [[String]] {
    let standard = words(Localized("standard", zh: "标准参数化"))
    let rate = words(Localized("best rate", zh: "最佳学习率"))
    let loss = words(Localized("final val. loss", zh: "最终验证损失"))
    func cells(_ parametrization: Parametrization, _ index: Int) -> [String] {
      let run = transfer.sweep(parametrization).runs[index]
      guard let best = run.best, let mean = run.spread(at: best)?.mean else { return ["-", "-"] }
      return [rounded(rates[best]), written(mean)]
    }
    var rows = [
      [words(Localized("width", zh: "宽度")), rate + words.list + standard, loss, rate + words.list + "muP", loss]
    ]
    rows += transfer.widths.indices.map { ["\(transfer.widths[$0])"] + cells(.standard, $0) + cells(.mup, $0) }
    if transfer.widths.count > 1 {
      func moved(_ parametrization: Parametrization) -> String { words(movement(parametrization)) }
      rows.append([words(Localized("moved by", zh: "移动")), moved(.standard), "", moved(.mup), ""])
    }
    return rows
  }

  /// What a reader who can't see the figure needs.
  private var description: String {
    let head = words(
      Localized(
        "Two line charts of the final validation loss over the binary logarithm of the learning rate, a line for each width.",
        zh: "两幅折线图：最终验证损失随学习率的以 2 为底的对数变化，每个宽度一条线。"))
    let sentences = Parametrization.allCases.flatMap { parametrization in
      zip(transfer.widths, transfer.sweep(parametrization).runs).prefix(12).compactMap { width, run -> String? in
        guard let best = run.best, let mean = run.spread(at: best)?.mean else { return nil }
        let name = title(of: parametrization)
        return words(
          Localized(
            "\(name), width \(width): lowest loss \(written(mean)) at rate \(rounded(rates[best])).",
            zh: "\(name)，宽度 \(width)：学习率 \(rounded(rates[best])) 处损失最低，为 \(written(mean))。"))
      }
    }
    return ([head] + sentences).joined(separator: words(Localized(" ", zh: "")))
  }
}
