import LRCharts
import LRCore
import LROptimizers

extension TrajectoryFigure {
  public var title: String {
    if let title = looks.title { return title }
    let names = trajectories.map(\.name.inOneLine)
    if names.count <= 6, names.reduce(0, { $0 + $1.count }) <= 60 {
      let list = names.joined(separator: words(Localized(", ", zh: "、")))
      return words(Localized("\(surfaceName): \(list)", zh: "\(surfaceName)：\(list)"))
    }
    return words(Localized("\(surfaceName): \(names.count) optimizers", zh: "\(surfaceName)：\(names.count) 个优化器"))
  }

  public var xLabel: String { "x" }
  public var yLabel: String { surface.isCurve ? words(Localized("Loss", zh: "损失")) : "y" }

  /// The most updates that an optimizer made.
  var steps: Int { trajectories.map { max($0.rates.count, ($0.divergedAt ?? 0)) }.max() ?? 0 }

  private var start: String {
    let first = trajectories.first { !$0.x.isEmpty }
    let x = first.map { $0.x[0] } ?? surface.start.x
    let y = first.map { $0.y[0] } ?? surface.start.y
    func written(_ value: Double) -> String { value < 0 ? "−" + shortest(-value) : shortest(value) }
    return surface.isCurve ? "x = \(written(x))" : "(\(written(x)), \(written(y)))"
  }

  var subtitle: String {
    if let subtitle = looks.subtitle { return subtitle }
    let count = countLabel(steps)
    var parts = [
      readable(formula: formula), words(Localized("from \(start)", zh: "起点 \(start)")),
      words(Localized("\(count) \(steps == 1 ? "step" : "steps")", zh: "\(count) 步")),
    ]
    if let noise = surface.noise {
      let deviation = shortest(noise.deviation)
      parts.append(
        words(
          Localized(
            "gradient noise of deviation \(deviation), seed \(noise.seed)",
            zh: "梯度噪声标准差 \(deviation)，种子 \(noise.seed)")))
    }
    return parts.joined(separator: " · ")
  }

  /// What ran, as specs that can be run again, and how rates were found.
  var caption: String? {
    var lines = looks.caption.map { [$0] } ?? []
    if looks.annotations {
      // A name with its rate may say all that the spec does.
      let specs = trajectories.compactMap { path in
        path.spec.flatMap { $0.contains(",") || $0.contains("@") || !path.name.contains("=") ? $0 : nil }
      }
      if !specs.isEmpty { lines.append(specs.joined(separator: " · ")) }
      lines += pointWords.map { words($0) }
      lines += trajectories.compactMap(\.stop).map { words($0) }
      if let tuning { lines.append(words(tuning.words)) }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// Which points are drawn, where an optimizer has several.
  private var pointWords: [Localized] {
    var names: [(point: Localized, names: [String])] = []
    for path in trajectories {
      guard let point = path.point else { continue }
      if let index = names.firstIndex(where: { $0.point == point }) {
        names[index].names.append(path.name)
      } else {
        names.append((point, [path.name]))
      }
    }
    guard !names.isEmpty else { return [] }
    let english = names.map { "\($0.names.joined(separator: ", ")) at \($0.point.english)" }.joined(separator: "; ")
    let chinese = names.map { "\($0.names.joined(separator: "、")) 为\($0.point.chinese)" }.joined(separator: "；")
    return [Localized("Drawn: \(english).", zh: "绘制的点：\(chinese)。")]
  }

  /// What a reader who can't see the figure needs.
  var description: String {
    let told = 12
    let lines = trajectories.prefix(told).map { path in
      let last = path.loss.last.map { quantityLabel($0, digits: 4).spoken } ?? ""
      let place =
        zip(path.x, path.y).suffix(1).first.map { x, y in
          surface.isCurve ? "x = \(digits(x, 4))" : "(\(digits(x, 4)), \(digits(y, 4)))"
        } ?? ""
      if let step = path.divergedAt, path.leftDomain {
        return words(Localized("\(path.name): undefined at step \(step).", zh: "\(path.name)：第 \(step) 步无定义。"))
      }
      if let step = path.divergedAt {
        return words(Localized("\(path.name): infinite at step \(step).", zh: "\(path.name)：第 \(step) 步发散。"))
      }
      if path.stop != nil {
        let steps = path.rates.count
        return words(
          Localized(
            "\(path.name): stopped after \(steps) steps with loss \(last) at \(place).",
            zh: "\(path.name)：\(steps) 步后停止，在 \(place) 处损失为 \(last)。"))
      }
      return words(
        Localized(
          "\(path.name): loss \(last) at \(place) after \(path.rates.count) steps.",
          zh: "\(path.name)：\(path.rates.count) 步后在 \(place) 处损失为 \(last)。"))
    }
    let kind =
      surface.isCurve
      ? Localized("Curve", zh: "曲线图")
      : view == .map ? Localized("Contour map", zh: "等高线图") : Localized("Relief", zh: "立体图")
    let head = words(
      Localized(
        "\(kind.english) of \(surfaceName) with the paths of \(trajectories.count == 1 ? "one optimizer" : "\(trajectories.count) optimizers") from \(start), and the loss by step.",
        zh: "\(surfaceName) 的\(kind.chinese)，含 \(trajectories.count) 个优化器从 \(start) 出发的路径及其逐步损失。"))
    let rest = trajectories.count > told ? [words.leftOut(trajectories.count - told)] : []
    return ([head] + lines + rest).joined(separator: words(Localized(" ", zh: "")))
  }
}

extension TuningSummary {
  var words: Localized {
    let (low, high) = (plain(rates.lowerBound), plain(rates.upperBound))
    return Localized(
      "Rates tuned alike: the lowest mean loss over the last tenth of the steps, of \(budget) descents each on a log grid from \(low) to \(high).",
      zh: "各优化器的学习率以同样方式调优：在 \(low) 到 \(high) 的对数网格上各下降 \(budget) 次，取最后十分之一步平均损失最低者。")
  }
}

/// `1e-5` as one writes it by hand, not `1e-05`.
private func plain(_ rate: Double) -> String {
  let text = shortest(rate)
  guard let place = text.firstIndex(of: "e") else { return text }
  let exponent = Int(text[text.index(after: place)...])
  return exponent.map { text[..<place] + "e\($0)" } ?? text
}
