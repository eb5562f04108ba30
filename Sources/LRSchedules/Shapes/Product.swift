import LRCore

/// Schedules multiplied, each as a factor relative to its own base rate.
///
/// rate(t) = lr * (rate_1(t) / lr_1) * (rate_2(t) / lr_2) * ...
struct ProductSchedule: Schedule {
  /// `lr` over all the factors' base rates.
  var coefficient: Double
  var factors: [any Schedule]

  func rate(at step: Int) -> Double {
    var rate = coefficient
    for factor in factors { rate *= factor.rate(at: step) }
    return rate
  }

  func momentum(at step: Int) -> Double? {
    for factor in factors {
      if let momentum = factor.momentum(at: step) { return momentum }
    }
    return nil
  }

  var drivesMomentum: Bool { factors.contains { $0.drivesMomentum } }

  func rates(count: Int) -> [Double] {
    var rates = [Double](repeating: coefficient, count: count)
    for factor in factors {
      let other = factor.rates(count: count)
      for index in rates.indices { rates[index] *= other[index] }
    }
    return rates
  }

  func outline(until steps: Int) -> Outline {
    Outline(factors: factors.map { $0.outline(until: steps) })
  }

  var rule: Rule? {
    factors.map(\.rule).all.map { .product(coefficient: coefficient, $0) }
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "product", aliases: ["times", "multiply", "chained"],
    summary: Localized("schedules multiplied, each relative to its own base rate", zh: "多个调度相乘，各自相对其基准学习率"),
    formula: "rate(t) = lr * (rate_1(t) / lr_1) * (rate_2(t) / lr_2) * ...",
    parameters: [
      Parameter(
        "of", .schedules, .none,
        Localized("the factors; a warm-up and an exponential decay unless given", zh: "各因子；缺省为预热与指数衰减"))
    ],
    source: "PyTorch ChainedScheduler, in closed form",
    note: Localized(
      "lr_i is a factor's own lr= (of a chain the largest), so that a factor without one is 1 at its base rate.",
      zh: "lr_i 为该因子自己的 lr（串联时取最大者），因此因子在其基准学习率处等于 1。"),
    examples: ["product", "product:of=[(warmup:steps=10),(cyclic:up=10),(exp)]", "product:of=[cosine,step]"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let chains: [Chain]
    if arguments.has("of") {
      chains = try arguments.chains("of")
    } else {
      _ = arguments.raw("of")
      chains = [try SpecParser.chain("warmup"), try SpecParser.chain("exp")]
    }
    guard !chains.isEmpty else {
      throw arguments.error(Localized("'of' needs a schedule or more", zh: "“of”至少要有一个调度"), at: "of")
    }
    var coefficient = base
    var factors: [AnySchedule] = []
    for chain in chains {
      let factor = try Assembly(chain, in: arguments.context)
      guard factor.baseRate > 0 || base == 0 else {
        throw SpecError(
          Localized("a factor is relative to its lr, which can't be 0", zh: "因子相对于其 lr，lr 不能为 0"), in: chain.source,
          at: chain.range)
      }
      coefficient = base == 0 ? 0 : coefficient / factor.baseRate
      factors.append(factor.schedule)
    }
    var fixed: [any Schedule] = []
    for case .fixed(let schedule) in factors { fixed.append(schedule) }
    if fixed.count == factors.count { return .fixed(ProductSchedule(coefficient: coefficient, factors: fixed)) }
    return .listening(ProductFeedback(coefficient: coefficient, factors: factors.map(\.stepped)))
  }
}

/// A product some of whose factors listen to a metric.
struct ProductFeedback: FeedbackSchedule {
  var coefficient: Double
  var factors: [any FeedbackSchedule]

  var rate: Double { factors.reduce(coefficient) { $0 * $1.rate } }

  var rule: Rule? {
    factors.map(\.rule).all.map { .product(coefficient: coefficient, $0) }
  }

  mutating func begin(metric: Double?) {
    for index in factors.indices { factors[index].begin(metric: metric) }
  }

  mutating func advance(metric: Double?) {
    for index in factors.indices { factors[index].advance(metric: metric) }
  }

  var outline: Outline {
    Outline(factors: factors.map(\.outline))
  }
}

extension Outline {
  /// What a product means: the events of all factors, and the warm-ups or cooldowns of the first that has any. Whether
  /// the product is stable or decays, no factor knows.
  init(factors: [Outline]) {
    let phases = factors.map { $0.phases.filter { $0.kind == .warmup || $0.kind == .cooldown } }
    self.init(
      phases: phases.first { !$0.isEmpty } ?? [],
      events: Array(factors.flatMap(\.events).sorted { $0.step < $1.step }.prefix(Outline.eventLimit)))
  }
}
