import LRCharts
import LRCore
import LRScene
import LRTraining

/// The figure of `lrplot train --sharpness`: the loss of each run, and the largest eigenvalue of its Hessian beside the
/// moving limit of stability.
public struct SharpnessFigure: Sendable {
  public struct Run: Sendable {
    public var name: String
    /// The loss of all rows before each update.
    public var losses: [Double]
    public var sharpness: SharpnessRecord
    public var divergedAt: Int?

    /// The update before which the loss is more than a thousand times that of the start. What follows is left out: such a
    /// network is dead, and a Hessian of nothing would be read as stability.
    var blownUpAt: Int? {
      guard let start = losses.first(where: \.isFinite) else { return nil }
      return losses.firstIndex { $0.isFinite && $0 > 1000 * max(start, 1e-300) }
    }

    /// The run up to there.
    fileprivate var untilBlownUp: Run {
      guard let step = blownUpAt else { return self }
      var run = self
      run.losses = Array(losses.prefix(step + 1))
      run.sharpness.points.removeAll { $0.step >= step }
      run.sharpness.limits = Array(sharpness.limits.prefix(step))
      return run
    }

    public init(name: String, losses: [Double], sharpness: SharpnessRecord, divergedAt: Int? = nil) {
      self.name = name
      self.losses = losses
      self.sharpness = sharpness
      self.divergedAt = divergedAt
    }
  }

  public let runs: [Run]
  public let looks: Looks
  /// Data, model and what else the runs have in common.
  public var protocolWords: [Localized] = []
  /// The learning rate of each run, which no panel shows.
  public var rateWords: Localized?

  public init(_ runs: [Run], looks: Looks = Looks()) {
    self.runs = runs.map { $0.untilBlownUp }
    self.looks = looks
  }

  private var words: Words { Words(language: looks.language) }
  private var steps: Int { max(1, runs.map(\.losses.count).max() ?? 1) }
  private static let dash: [Double] = [5, 3.5]

  private func stroke(_ index: Int, width: Double, dash: [Double] = []) -> Stroke {
    let factor = Typography(for: looks.size).factor
    return Stroke(
      Theme.standard.color(index), width: width * factor, dash: dash.map { $0 * factor }, join: .round)
  }

  public func chart() -> Chart {
    let room = Chart.panelsThatFit(looks.size)
    let kinds = [false, true].filter { kind in runs.contains { $0.sharpness.isPreconditioned == kind } }
    // On a low figure the losses give way first.
    let hasLosses = room > kinds.count
    let panels =
      (hasLosses ? [losses] : [])
      + kinds.prefix(room).compactMap { panel(preconditioned: $0, isNamed: !hasLosses) }
    var chart = Chart(
      size: looks.size, title: title, subtitle: subtitle, caption: caption, panels: panels, arrangement: .stack,
      legend: looks.legend, paintsPage: !looks.transparent, name: title.isEmpty ? sharpnessLabel : title,
      description: description, language: looks.language.rawValue, provenance: looks.provenance,
      leftOut: { [words] in words.leftOut($0) })
    chart.tellLeftOut(
      (hasLosses ? [] : [lossLabel]) + kinds.dropFirst(room).map { $0 ? preconditionedLabel : sharpnessLabel })
    return chart
  }

  // MARK: panels

  private func stepAxis() -> Axis {
    Axis(
      RichText(words.step), kind: looks.logX ? .logarithmic : .linear,
      domain: looks.xRange ?? (looks.logX ? 1...Double(max(2, steps)) : 0...Double(steps)), style: .count,
      column: "step")
  }

  private var losses: Panel {
    var annotations: [Annotation] = []
    let finite = runs.flatMap(\.losses).filter(\.isFinite)
    // A run that diverges would flatten the others: the loss is shown up to some way above where it starts.
    let starts = runs.compactMap { $0.losses.first { $0.isFinite } }
    let most = max(starts.max() ?? 1, 1e-300)
    let top = finite.max().map { min($0, 3 * most) } ?? 1
    let lowest = finite.min() ?? 0
    let isLogarithmic = looks.logY || (lowest > 0 && top / lowest > 30)
    let domain = isLogarithmic ? lowest...max(top, lowest * 1.01) : 0...top * 1.05
    for (index, run) in runs.enumerated() where looks.annotations {
      guard let step = run.blownUpAt else { continue }
      annotations.append(
        Annotation(
          RichText(
            words(
              Localized(
                "above 1000 times its start at step \(countLabel(step))", zh: "第 \(countLabel(step)) 步超过初值的 1000 倍"))),
          x: Double(step), y: domain.upperBound, paint: Theme.standard.color(index), symbol: .cross, optional: false,
          hasHalo: true))
    }
    var marks: [any Mark] = []
    for (index, run) in runs.enumerated() {
      let paint = Theme.standard.color(index)
      var line = LineMark(
        Series(name: run.name, y: run.losses), stroke: stroke(index, width: 1.8), name: run.name)
      line.findsJumps = false
      marks.append(line)
      if let step = run.divergedAt, run.blownUpAt == nil, looks.annotations {
        let last = run.losses.last { $0.isFinite } ?? top
        annotations.append(
          Annotation(
            RichText(words(Localized("diverged at step \(countLabel(step))", zh: "第 \(countLabel(step)) 步发散"))),
            x: Double(max(0, run.losses.count - 1)), y: min(last, domain.upperBound), paint: paint, symbol: .cross,
            optional: false, hasHalo: true))
      }
    }
    return Panel(
      x: stepAxis(),
      y: Axis(
        RichText(lossLabel), kind: isLogarithmic ? .logarithmic : .linear,
        domain: domain, room: (0.04, 0.04)),
      marks: marks, annotations: annotations)
  }

  /// Sharpness and limits of the Hessian itself, or of the preconditioned one: they can't be compared with one another.
  private func panel(preconditioned: Bool, isNamed: Bool) -> Panel? {
    let members = runs.indices.filter { runs[$0].sharpness.isPreconditioned == preconditioned }
    guard !members.isEmpty else { return nil }
    var marks: [any Mark] = []
    var measured: [Double] = []
    var highestLimit = 0.0
    for index in members {
      let sharpness = runs[index].sharpness
      let values = sharpness.points.map(\.sharpness)
      var limit = LineMark(
        Series(name: limitLabel, y: sharpness.limits.map { $0.isFinite ? $0 : .nan }),
        stroke: stroke(index, width: 1.4, dash: Self.dash))
      // A rate that drops makes the limit jump.
      limit.findsJumps = true
      marks.append(limit)
      var line = LineMark(
        Series(name: runs[index].name, x: .values(sharpness.points.map { Double($0.step) }), y: values),
        stroke: stroke(index, width: 1.8), name: isNamed ? runs[index].name : nil)
      line.findsJumps = false
      marks.append(line)
      measured += values.filter(\.isFinite)
      highestLimit = max(highestLimit, sharpness.limits.filter { $0 > 0 && $0.isFinite }.min() ?? 0)
    }
    let positive = measured.filter { $0 > 0 }
    let least = positive.min() ?? 1
    // The lowest limit of each run is shown; that of a rate that goes to 0 leaves the panel.
    let most = max(positive.max() ?? 1, highestLimit)
    // Where both are drawn, their numbers have nothing in common: a range is that of the first.
    let isFirst = !preconditioned || runs.allSatisfy(\.sharpness.isPreconditioned)
    let range = isFirst ? looks.yRange : nil
    let isLogarithmic = (looks.logY || most / least > 15) && (range?.lowerBound ?? 1) > 0
    let domain =
      range
      ?? (isLogarithmic ? least * 0.8...most * 3 : min(0, measured.min() ?? 0)...most * 1.5)
    for index in members {
      // A rate that drops takes its limit out of the frame.
      let limits = runs[index].sharpness.limits
      for step in limits.indices.dropFirst()
      where limits[step] > domain.upperBound && limits[step - 1] <= domain.upperBound {
        marks.append(DepartureMark(x: Double(step), goesUp: true, paint: Theme.standard.color(index)))
      }
    }
    return Panel(
      x: stepAxis(),
      y: Axis(
        RichText(preconditioned ? preconditionedLabel : sharpnessLabel), kind: isLogarithmic ? .logarithmic : .linear,
        domain: domain),
      marks: marks, weight: 1.3)
  }

  // MARK: words

  public var xLabel: String { words.step }
  public var yLabel: String {
    words(Localized("Largest eigenvalue of the Hessian", zh: "Hessian 的最大特征值"))
  }
  private var lossLabel: String { words(Localized("Training loss", zh: "训练损失")) }
  public var sharpnessLabel: String { words(Localized("Sharpness", zh: "锐度")) }
  public var preconditionedLabel: String { words(Localized("Preconditioned sharpness", zh: "预条件锐度")) }
  public var limitLabel: String { words(Localized("Stability limit", zh: "稳定界限")) }

  public var title: String {
    if let title = looks.title { return title }
    let names = runs.map(\.name.inOneLine)
    if names.reduce(0, { $0 + $1.count }) <= 60 {
      let list = names.joined(separator: words(Localized(", ", zh: "、")))
      return words(Localized("Sharpness: \(list)", zh: "锐度：\(list)"))
    }
    return words(Localized("Sharpness of \(names.count) runs", zh: "\(names.count) 次训练的锐度"))
  }

  private var subtitle: String {
    looks.subtitle
      ?? words(
        Localized(
          "solid: largest eigenvalue of the Hessian of the full-batch loss · dashed: the limit of stability at that step's rate",
          zh: "实线：全批量损失 Hessian 的最大特征值 · 虚线：该步学习率下的稳定界限"))
  }

  private var caption: String? {
    var lines = looks.caption.map { [$0] } ?? []
    if looks.annotations {
      if let rateWords { lines.append(words(rateWords)) }
      if !protocolWords.isEmpty { lines.append(protocolWords.map { words($0) }.joined(separator: " · ")) }
      if runs.contains(where: \.sharpness.isPreconditioned) {
        lines.append(
          words(
            Localized(
              "Of Adam, both are those of the Hessian divided by its own scale of each weight.",
              zh: "Adam 的两者均按其对每个权重的缩放（预条件）后的 Hessian 计算。")))
      }
      lines.append(
        words(
          Localized(
            "Below the dashed line training is stable; sharpness often rises to it and stays near it (the edge of stability, Cohen et al. 2021).",
            zh: "虚线以下训练稳定；锐度常上升到虚线并停留在附近（稳定性边缘，Cohen 等 2021）。")))
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// The results as rows of text: a heading, then a row for each run.
  public var rows: [[String]] {
    let heading = [
      Localized("run", zh: "运行"), Localized("last update's loss", zh: "末次更新前的损失"),
      Localized("final sharpness", zh: "最终锐度"),
      Localized("its limit", zh: "其界限"), Localized("highest sharpness", zh: "最高锐度"), Localized("at step", zh: "所在步"),
      Localized("points above the limit", zh: "高于界限的点"),
    ]
    return [heading.map { words($0) }]
      + runs.map { run in
        let points = run.sharpness.points.filter(\.sharpness.isFinite)
        let limits = run.sharpness.limits
        func limit(_ point: SharpnessRecord.Point) -> Double? {
          // After the last update no rate follows: the last one stands.
          limits.isEmpty ? nil : limits[min(point.step, limits.count - 1)]
        }
        let highest = points.max { $0.sharpness < $1.sharpness }
        let above = points.count { point in limit(point).map { point.sharpness > $0 } ?? false }
        let ending = run.divergedAt.map { words(Localized("diverged at step \($0)", zh: "第 \($0) 步发散")) }
        return [
          run.name.inOneLine, ending ?? written(run.losses.last), written(points.last?.sharpness),
          written(points.last.flatMap(limit)), written(highest?.sharpness), highest.map { countLabel($0.step) } ?? "-",
          points.isEmpty ? "-" : words(Localized("\(above) of \(points.count)", zh: "\(points.count) 个中的 \(above) 个")),
        ]
      }
  }

  private func written(_ value: Double?) -> String {
    value.map { $0.isFinite ? inPlainCharacters(quantityLabel($0, digits: 4)) : "-" } ?? "-"
  }

  /// What a reader who can't see the figure needs.
  private var description: String {
    let sentences = runs.prefix(12).map { run in
      let last = run.sharpness.points.last.map { quantityLabel($0.sharpness, digits: 3).spoken } ?? "-"
      let limit = run.sharpness.limits.last.map { quantityLabel($0, digits: 3).spoken } ?? "-"
      return words(
        Localized(
          "\(run.name): sharpness \(last) at the end, limit \(limit).", zh: "\(run.name)：最终锐度 \(last)，界限 \(limit)。"))
    }
    return ([subtitle + words(Localized(".", zh: "。"))] + sentences)
      .joined(separator: words(Localized(" ", zh: "")))
  }
}
