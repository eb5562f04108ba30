import LRCharts
import LRCore
import LRScene
import LRSchedules

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a bound on the loss is asked for: the norm G of the gradients and the distance D from the start to the minimum.
public struct BoundConstants: Sendable, Hashable {
  public var gradientNorm: Double
  public var distance: Double

  public init(gradientNorm: Double = 1, distance: Double = 1) {
    self.gradientNorm = gradientNorm
    self.distance = distance
  }
}

/// The bound on the loss that follows from one schedule, at its best base rate.
public struct BoundCurve: Sendable {
  /// Updates t, rising; the last one is T.
  public let steps: [Int]
  /// B(t); NaN where there is no finite bound.
  public let values: [Double]
  /// What all rates of the plan are multiplied with: the factor that makes the bound at `end` lowest.
  public let factor: Double
  /// The last update that has a finite bound: T, unless the rates end with 0. Nil where no update has one.
  public let end: Int?
  /// The best base rate; where the rates don't follow from one, the largest rate.
  public let bestRate: Double
  public let isPeak: Bool

  /// Points of one curve.
  static let mostPoints = 300
  /// Steps that all curves of a figure may take together, each point at t taking t of them.
  private static let budget = 600_000_000

  /// - Parameter crowd: the number of curves in the figure.
  init(_ plan: RatePlan, _ constants: BoundConstants, crowd: Int) {
    let updates = min(plan.rates.count - 1, plan.ending.map { $0.lastStep + 1 } ?? .max)
    let rates = Self.withoutRounding(plan.rates, updates)
    let bound = LossBound(
      rates: rates, updates: updates, gradientNorm: .constant(constants.gradientNorm), distance: constants.distance)
    let peak = rates[..<max(0, updates)].reduce(0, max)
    let last = bound.updates > 0 ? rates[..<bound.updates].lastIndex { $0 > 0 } : nil
    let best = last.flatMap { bound.terms(at: $0 + 1) }
    factor = best?.bestBase ?? .nan
    end = best == nil ? nil : last.map { $0 + 1 }
    isPeak = !plan.followsBaseRate
    bestRate = factor * (isPeak ? peak : plan.baseRate)
    let factor = factor
    steps = Self.points(of: plan, updates: max(0, plan.rates.count - 1), crowd: crowd)
    values = steps.map { step in
      best == nil ? .nan : bound.value(at: step, base: factor) ?? .nan
    }
  }

  /// The bound at the last update that has one.
  public var final: Double? {
    end.flatMap { end in steps.lastIndex { $0 <= end }.map { values[$0] } }
  }

  /// The updates, and parts of one, at which the line through the points crosses a height on a logarithmic axis.
  func crossings(of height: Double) -> [Double] {
    steps.indices.dropFirst().compactMap { place in
      let (before, value) = (values[place - 1], values[place])
      guard before.isFinite, value.isFinite, (before > height) != (value > height) else { return nil }
      let part = log(before / height) / log(before / value)
      return Double(steps[place - 1]) + part * Double(steps[place] - steps[place - 1])
    }
  }

  /// The rates, with a last one that is 0 but for rounding as 0: a cosine's end may be 1e-18.
  private static func withoutRounding(_ rates: [Double], _ updates: Int) -> [Double] {
    guard updates > 1 else { return rates }
    let (before, last) = (rates[updates - 2], rates[updates - 1])
    guard last > 0, last < 1e-14 * (rates[..<updates].max() ?? 0), before > 1000 * last else { return rates }
    var rates = rates
    rates[updates - 1] = 0
    return rates
  }

  /// Updates at which the bound is drawn: all of a short run; of a long one evenly spaced ones, those beside changes of
  /// the schedule, and the last.
  private static func points(of plan: RatePlan, updates: Int, crowd: Int) -> [Int] {
    guard updates > 0 else { return [] }
    let affordable = 2 * budget / max(1, updates) / max(1, crowd)
    let most = max(12, min(mostPoints, affordable))
    if updates <= most { return Array(1...updates) }
    var sudden = Set<Int>()
    for event in plan.outline.events where event.step > 0 && event.step < updates {
      sudden.formUnion([event.step, event.step + 1])
    }
    // Where rates of 0 begin and end; a bound has gaps there.
    let rates = plan.rates
    for step in 1..<updates where (rates[step] == 0) != (rates[step - 1] == 0) {
      sudden.formUnion([step, step + 1])
      if sudden.count > most { break }
    }
    if let end = rates[..<updates].lastIndex(where: { $0 > 0 }) { sudden.insert(end + 1) }
    // Too many to be told apart are nothing that evenly spaced points don't show.
    if sudden.count > most / 3 { sudden = [] }
    let even = most - sudden.count
    for index in 1...even { sudden.insert(max(1, updates / even * index + updates % even * index / even)) }
    sudden.insert(updates)
    return sudden.sorted()
  }
}

/// The panel of a comparison that shows the bounds.
extension RateComparison {
  /// Short where the figure is narrow; the caption says it in any case.
  var boundLabel: String {
    words(
      looks.size.width < 480
        ? Localized("Loss bound B(t)", zh: "损失上界 B(t)")
        : Localized("Loss bound B(t), each schedule at its best base rate", zh: "损失上界 B(t)，各调度取最优基准学习率"))
  }

  /// A name for each bound as a series.
  public var boundNames: [String] { seriesNames.map { $0 + " bound" } }

  /// The bounds as series of the figure's data.
  public func boundSeries(_ index: Int) -> Series {
    Series(
      name: boundNames[index], spec: plans[index].spec, x: .values(bounds[index].steps.map(time.position)),
      y: bounds[index].values)
  }

  /// - Parameter named: whether the lines are named here, as they are where each schedule has a panel of its own.
  func boundPanel(named: Bool) -> Panel {
    let domain = boundDomain
    var marks: [any Mark] = []
    var notes: [Annotation] = []
    for (index, curve) in bounds.enumerated() {
      let final = looks.annotations ? curve.final : nil
      // Where a line ends before the run does, its value stands there.
      let endsEarly = curve.end != curve.steps.last
      let detail = endsEarly ? nil : final.map { quantityLabel($0, digits: 4) }
      if endsEarly, let final, let end = curve.end {
        notes.append(
          Annotation(
            quantityLabel(final, digits: 4), x: time.position(end), y: final, paint: Theme.standard.color(hue(index)),
            optional: false))
      }
      var line = LineMark(
        boundSeries(index), stroke: stroke(index), name: named ? seriesNames[index] : detail == nil ? nil : "",
        detail: detail.map { named ? RichText("→ ") + $0 : $0 })
      line.findsJumps = false
      marks.append(line)
      if let domain {
        // Every bound comes down from far above; some leave the panel again.
        marks += curve.crossings(of: domain.upperBound).prefix(8).map { step in
          DepartureMark(x: time.position(step), goesUp: true, paint: Theme.standard.color(hue(index)))
        }
      }
    }
    var x = xAxis
    // Alone in its section it begins at 0 like the rates.
    x.domain = x.domain ?? 0...time.position(max(1, bounds.compactMap(\.steps.last).max() ?? 1))
    return Panel(
      x: x, y: Axis(RichText(boundLabel), kind: .logarithmic, domain: domain), marks: marks,
      annotations: notes, weight: 0.85)
  }

  /// From a little below the lowest bound to the highest of the last nine tenths of the run, at most ten times the
  /// highest of those at the end: the first bounds are so large that nothing else would be seen. About a decade, where
  /// the bounds reach as far, so that its ticks are 1, 2 and 5.
  private var boundDomain: ClosedRange<Double>? {
    let start = Double(bounds.compactMap(\.steps.last).max() ?? 1) / 10
    var (low, high, highest) = (Double.infinity, 0.0, 0.0)
    for curve in bounds {
      for (step, value) in zip(curve.steps, curve.values) where value.isFinite {
        low = min(low, value)
        highest = max(highest, value)
        if Double(step) >= start { high = max(high, value) }
      }
    }
    let ends = bounds.compactMap(\.final)
    guard low > 0, low <= high, let last = ends.max() else { return nil }
    high = max(min(high, 10 * last), min(8 * low, highest), 1.5 * low)
    return (low / 1.08)...min(high * 1.02, .greatestFiniteMagnitude)
  }

  /// What the panel shows and what it doesn't, for the caption.
  var boundCaption: String? {
    guard let constants = boundConstants else { return nil }
    let (norm, distance) = (powered(constants.gradientNorm), powered(constants.distance))
    let last = bounds.compactMap(\.steps.last).max() ?? 0
    let rates = zip(seriesNames, bounds).compactMap { name, curve -> String? in
      guard curve.end != nil else { return nil }
      let rate = quantityLabel(curve.bestRate).spoken
      return name.inOneLine + " " + (curve.isPeak ? words.peak(rate) : rate)
    }
    let list = rates.joined(separator: words(Localized(", ", zh: "、")))
    let named =
      rates.isEmpty || rates.count > 6 ? Localized("") : Localized(": \(list)", zh: "：\(list)")
    return words(
      Localized(
        "B(t): bound on the expected loss above its minimum at step t, from the learning rates alone (Defazio et al. 2023, Theorem 10; Schaipp et al. 2025), G = \(norm), D = \(distance). Each schedule at its best base rate for T = \(last)",
        zh:
          "B(t)：仅由学习率得出的第 t 步期望损失（减去最小值）的上界（Defazio et al. 2023，定理 10；Schaipp et al. 2025），G = \(norm)，D = \(distance)。各调度取对 T = \(last) 最优的基准学习率"
      ) + named
        + Localized(
          ". A bound at that step, not a loss curve: it jumps up after every sudden drop of the learning rate.",
          zh: "。这是该步的上界，不是损失曲线：学习率每次骤降之后，上界都会跳升。"))
  }

  /// Curves without a bound at the end of the run, and why.
  public var boundNotes: [Localized] {
    let all = zip(seriesNames, bounds).compactMap { name, curve -> Localized? in
      guard let last = curve.steps.last else { return nil }
      guard let end = curve.end else {
        return Localized(
          "'\(name)' has no finite loss bound: its learning rates are 0, negative or too small",
          zh: "“\(name)”没有有限的损失上界：其学习率为 0、为负或过小")
      }
      guard end < last else { return nil }
      return Localized(
        "'\(name)' has no finite loss bound at step \(last), as no update after step \(end) has a positive learning rate; its base rate is the best for step \(end)",
        zh: "“\(name)”在第 \(last) 步没有有限的损失上界，因为第 \(end) 步之后学习率不为正；其基准学习率取对第 \(end) 步最优的值")
    }
    guard all.count > 5 else { return all }
    let rest = all.count - 4
    return all.prefix(4) + [
      Localized(
        "\(rest) more schedules have no finite loss bound at the end of the run", zh: "另有 \(rest) 个调度在训练结束时没有有限的损失上界")
    ]
  }

  /// For a reader who can't see the figure.
  var boundDescription: String? {
    guard boundConstants != nil else { return nil }
    let ends = zip(seriesNames, bounds).prefix(12).compactMap { name, curve -> String? in
      guard let end = curve.end, let value = curve.final else { return nil }
      let number = quantityLabel(value, digits: 4).spoken
      return words(
        Localized(
          "\(name.inOneLine) \(number) at step \(end)", zh: "\(name.inOneLine) 第 \(end) 步为 \(number)"))
    }
    let all = ends.joined(separator: words(Localized(", ", zh: "、")))
    return words(
      ends.isEmpty
        ? Localized("Below, the loss bound, finite nowhere.", zh: "下方为损失上界，处处非有限。")
        : Localized("Below, the loss bound: \(all).", zh: "下方为损失上界：\(all)。"))
  }
}
