import LRCharts
import LRCore
import LRScene
import LRTraining

/// The figure of `lrplot train --rates`: the final validation loss of each run over its learning rate.
public struct RateSweepFigure: Sendable {
  public let sweep: RateSweep
  /// Lines of the caption: data, model and what else all runs have in common.
  public let protocolLines: [Localized]
  public let looks: Looks

  public init(_ sweep: RateSweep, protocol lines: [Localized] = [], looks: Looks = Looks()) {
    self.sweep = sweep
    protocolLines = lines
    self.looks = looks
  }

  private var words: Words { Words(language: looks.language) }

  public var title: String {
    if let title = looks.title { return title }
    return words(Localized("Final loss over the learning rate", zh: "最终损失与学习率的关系"))
  }

  public var xLabel: String { words.learningRate }
  public var yLabel: String { words(Localized("Final validation loss", zh: "最终验证损失")) }

  /// What should be known and the picture doesn't say: where the best rate is at the edge of the grid.
  public var warnings: [Localized] {
    sweep.runs.compactMap { run in
      guard let best = run.best else {
        return Localized(
          "\(run.name): no rate of the grid is better than no training", zh: "\(run.name)：网格中没有学习率优于不训练")
      }
      guard best == 0 || best == sweep.rates.count - 1 else { return nil }
      let rate = rounded(sweep.rates[best])
      return Localized(
        "\(run.name): the best rate, \(rate), is at the edge of the grid, and a better one may lie beyond",
        zh: "\(run.name)：最佳学习率 \(rate) 位于网格边缘，更好的可能在网格之外")
    }
  }

  public func chart() -> Chart {
    let panel = panel()
    return Chart(
      size: looks.size, title: title, subtitle: looks.subtitle ?? subtitle, caption: caption, panels: [panel],
      legend: looks.legend, paintsPage: !looks.transparent, name: title.isEmpty ? yLabel : title,
      description: description, language: looks.language.rawValue, provenance: looks.provenance,
      leftOut: { [words] in words.leftOut($0) })
  }

  private var subtitle: String {
    let seeds = sweep.runs.first?.start.count ?? 1
    let grid = words(
      Localized(
        "\(sweep.rates.count) rates from \(shortest(sweep.rates[0])) to \(shortest(sweep.rates[sweep.rates.count - 1]))",
        zh: "\(sweep.rates.count) 个学习率，\(shortest(sweep.rates[0])) 至 \(shortest(sweep.rates[sweep.rates.count - 1]))"))
    return seeds > 1
      ? grid + words(Localized(" · mean and range of \(seeds) seeds", zh: " · \(seeds) 个种子的均值与范围")) : grid
  }

  private var caption: String? {
    var lines = looks.caption.map { [$0] } ?? []
    if looks.annotations {
      lines += protocolLines.map { words($0) }
      let values = sweep.runs.map { "\($0.name) \(digits($0.sensitivity))" }.joined(
        separator: words(Localized(", ", zh: "，")))
      let grid = sweep.rates.map { rounded($0) }.joined(separator: ", ")
      lines.append(
        words(
          Localized(
            "Sensitivity S, the mean over the grid of min(L, L0) - L* (L0 the loss before training, which a diverged run counts as): \(values)",
            zh: "敏感度 S，即 min(L, L0) - L* 在网格上的均值（L0 为训练前的损失，发散者按此计）：\(values)")))
      lines.append(words(Localized("Grid: \(grid).", zh: "网格：\(grid)。")))
      lines += warnings.map { words($0) }
      if let top = domain?.upperBound, looks.yRange == nil,
        sweep.runs.contains(where: { run in
          sweep.rates.indices.contains { (run.spread(at: $0)?.mean).map { $0 > top } ?? false }
        })
      {
        lines.append(words(Localized("Arrowheads: losses above the frame.", zh: "箭头：损失在图框之上。")))
      }
      if sweep.runs.contains(where: { run in sweep.rates.indices.contains { run.failures(at: $0) > 0 } }) {
        lines.append(words(Localized("Crosses at the top: rates at which runs diverged.", zh: "顶部叉号：训练发散的学习率。")))
      }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// A rate in as many digits as tell the grid's numbers apart.
  private func rounded(_ rate: Double) -> String {
    guard let decimal = DecimalDigits(rate)?.rounded(to: 4),
      let value = Double("\(decimal.units)e\(decimal.exponent - decimal.digits.count + 1)")
    else { return shortest(rate) }
    return shortest(value)
  }

  private func digits(_ value: Double) -> String {
    shortest((value * 1e4).rounded() / 1e4)
  }

  /// The losses to show: those of the start, and less; rates that leave the network worse off are all alike.
  private var domain: ClosedRange<Double>? {
    if let range = looks.yRange { return range }
    let all = sweep.runs.flatMap { run in sweep.rates.indices.compactMap { run.spread(at: $0) } }
    guard let low = all.map(\.low).min(), let high = all.map(\.high).max() else { return nil }
    let start = sweep.runs.map(\.startLoss).max() ?? high
    let top = min(high, max(start * 1.15, low * 1.05))
    guard top > low else { return nil }
    return looks.logY ? low...top : (low - 0.04 * (top - low))...(top + 0.02 * (top - low))
  }

  private func panel() -> Panel {
    let domain = domain
    var marks: [any Mark] = []
    var notes: [Annotation] = []
    let x = Series.Positions.values(sweep.rates)
    for (index, run) in sweep.runs.enumerated() {
      guard run.start.count > 1 else { continue }
      let spreads = sweep.rates.indices.map { run.spread(at: $0) }
      marks.append(
        BandMark(
          from: Series(name: "", x: x, y: spreads.map { $0?.low ?? .nan }),
          to: Series(name: "", x: x, y: spreads.map { $0?.high ?? .nan }),
          paint: Theme.standard.color(index).opacity(0.18)))
    }
    for (index, run) in sweep.runs.enumerated() {
      let paint = Theme.standard.color(index)
      let means = sweep.rates.indices.map { run.spread(at: $0)?.mean ?? .nan }
      var line = LineMark(
        Series(name: run.name, x: x, y: means),
        stroke: Stroke(paint, width: 1.8, dash: Theme.standard.dash(index).map { $0 * 1.8 }, join: .round),
        name: run.name, dots: Array(means.indices))
      line.findsJumps = false
      marks.append(line)
      if let top = domain?.upperBound {
        // Every rate whose loss is above the frame has an arrowhead; those of several runs stand side by side.
        let (first, last) = (sweep.rates[0], sweep.rates[sweep.rates.count - 1])
        let aside = logarithm(last / first) * 0.012 * (Double(index) - Double(sweep.runs.count - 1) / 2)
        for rate in means.indices where means[rate] > top {
          let x = min(max(sweep.rates[rate] * power(aside), first), last)
          marks.append(DepartureMark(x: x, goesUp: true, paint: paint))
        }
      }
      guard looks.annotations else { continue }
      if let best = run.best, let mean = run.spread(at: best)?.mean {
        notes.append(
          Annotation(
            RichText(words(Localized("best: ", zh: "最佳："))) + quantityLabel(sweep.rates[best]), x: sweep.rates[best],
            y: mean, paint: paint))
      }
      // Where several runs fail at a rate, their crosses stand below one another.
      if let top = domain?.upperBound, let low = domain?.lowerBound {
        let step = 0.035 * (top - low)
        for rate in sweep.rates.indices where run.failures(at: rate) > 0 {
          let y = looks.logY ? top : top - step * (0.6 + Double(index))
          notes.append(
            Annotation("", x: sweep.rates[rate], y: y, paint: paint, symbol: .cross, optional: false))
        }
      }
    }
    return Panel(
      x: Axis(
        RichText(xLabel), kind: .logarithmic,
        domain: looks.xRange ?? sweep.rates[0]...sweep.rates[sweep.rates.count - 1],
        room: (0.03, 0.03)),
      y: Axis(
        RichText(yLabel), kind: looks.logY ? .logarithmic : .linear, domain: domain, room: (0.02, 0.02)),
      marks: marks, annotations: notes)
  }

  private var description: String {
    let parts = sweep.runs.map { run -> String in
      guard let best = run.best, let mean = run.spread(at: best)?.mean else { return run.name }
      return words(
        Localized(
          "\(run.name): lowest loss \(digits(mean)) at rate \(rounded(sweep.rates[best]))",
          zh: "\(run.name)：学习率 \(rounded(sweep.rates[best])) 处损失最低，为 \(digits(mean))"))
    }
    return words(Localized("Line chart of the final validation loss over the learning rate. ", zh: "最终验证损失随学习率变化的折线图。"))
      + parts.joined(separator: words(Localized(". ", zh: "。"))) + words(Localized(".", zh: "。"))
  }

  /// The results as rows of text: a heading, then a row for each run.
  public var rows: [[String]] {
    [
      [
        words(Localized("run", zh: "运行")), words(Localized("best rate", zh: "最佳学习率")),
        words(Localized("final val. loss", zh: "最终验证损失")), words(Localized("S", zh: "敏感度 S")),
        words(Localized("diverged at", zh: "发散于")),
      ]
    ]
      + sweep.runs.map { run in
        let best = run.best
        let failed = sweep.rates.indices.filter { run.failures(at: $0) > 0 }.map { rounded(sweep.rates[$0]) }
        return [
          run.name, best.map { rounded(sweep.rates[$0]) } ?? "-",
          best.flatMap { run.spread(at: $0) }.map { digits($0.mean) } ?? "-", digits(run.sensitivity),
          failed.isEmpty ? "-" : failed.joined(separator: ", "),
        ]
      }
  }
}
