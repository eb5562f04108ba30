import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Half a cosine down and up again for ever, each rate computed from the one before.
///
/// rate(t) = floor + (rate(t - 1) - floor) * (1 + cos(pi t / T)) / (1 + cos(pi (t - 1) / T)),
/// where rate(t - 1) is at the bottom: rate(t - 1) + (base - floor) * (1 - cos(pi / T)) / 2
struct PaddleCosineSchedule: Schedule {
  var base: Double
  var floor: Double
  /// Epochs from top to bottom; positive.
  var period: Int
  /// The epoch of step 0, which goes on from `base` as if that were the rate before.
  var first = 0

  func rate(at step: Int) -> Double {
    var walk = Walk(self)
    for _ in 0..<step { walk.advance() }
    return walk.rate
  }

  var isReplayed: Bool { true }

  func rates(count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      var walk = Walk(self)
      for step in 0..<count {
        if step > 0 { walk.advance() }
        buffer.initializeElement(at: step, to: walk.rate)
      }
      initialized = count
    }
  }

  func outline(until steps: Int) -> Outline {
    let whole = CosineSchedule(base: base, floor: floor, period: period, rises: true)
    return PaddleLater(rule: whole, first: first).outline(until: steps)
  }

  /// The recursion at one epoch.
  private struct Walk {
    private(set) var rate: Double
    private let rule: PaddleCosineSchedule
    private var epoch: Int
    /// 1 + cos(pi epoch / T), computed once for the epoch and for the next.
    private var height: Double
    private let rise: Double

    init(_ rule: PaddleCosineSchedule) {
      self.rule = rule
      rate = rule.base
      epoch = max(0, rule.first - 1)
      rise = (rule.base - rule.floor) * (1 - cos(Double.pi / Double(rule.period))) / 2
      height = 0
      height = height(at: epoch)
      if rule.first > 0 { advance() }
    }

    mutating func advance() {
      let before = height
      let isBottom = (epoch - rule.period) % (2 * rule.period) == 0
      epoch += 1
      height = height(at: epoch)
      rate = isBottom ? rate + rise : height / before * (rate - rule.floor) + rule.floor
    }

    private func height(at epoch: Int) -> Double { 1 + cos(Double.pi * Double(epoch) / Double(rule.period)) }
  }
}

extension PaddleCosineSchedule: PaddleSettable {
  func set(from first: Int) -> any Schedule {
    let closed = CosineSchedule(base: base, floor: floor, period: period, rises: true)
    return first == 0 ? closed : PaddleLater(rule: closed, first: first)
  }
}

extension PaddleDialect {
  static let cosineAnnealing = entry(
    "CosineAnnealingDecay", summary: Localized("half a cosine down, then up again for ever", zh: "沿半个余弦下降，随后再升起，循环不止"),
    formula: """
      rate(t) = eta_min + (rate(t-1) - eta_min) * (1 + cos(pi t / T_max)) / (1 + cos(pi (t-1) / T_max))
      after a bottom: rate(t) = rate(t-1) + (learning_rate - eta_min) * (1 - cos(pi / T_max)) / 2
      in closed form: eta_min + (learning_rate - eta_min) * (1 + cos(pi t / T_max)) / 2
      """,
    parameters: [
      learningRate,
      Parameter("T_max", .steps(.positive), .required, Localized("epochs from top to bottom", zh: "从最高降到最低的轮数")),
      Parameter("eta_min", .rate(.any), .number(0), Localized("rate at the bottom", zh: "最低学习率")), lastEpoch,
    ],
    nearest: "cosine",
    difference: Localized("rises again past T_max; recursive", zh: "超过 T_max 后再升起；按递推计算"),
    note: Localized(
      "It is no restart: past T_max the rate climbs back along the cosine. Resumed by last_epoch alone, the "
        + "recursion starts from learning_rate in the middle of the cosine.",
      zh: "这不是重启：超过 T_max 后沿余弦回升。仅以 last_epoch 续训时，递推会从余弦中途以 learning_rate 起算。"),
    examples: ["paddle.CosineAnnealingDecay:learning_rate=0.1,T_max=100,eta_min=0.001"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      PaddleCosineSchedule(
        base: try learningRate(&arguments), floor: try arguments.number("eta_min"),
        period: try arguments.integer("T_max"), first: try firstEpoch(&arguments)))
  }
}
