import LRCore

/// Schedules multiplied, each as a factor relative to its own base rate.
///
/// rate(t) = lr * (rate_1(t) / lr_1) * (rate_2(t) / lr_2) * ...
struct ProductSchedule: Schedule {
  var scale: ProductScale
  var factors: [any Schedule]

  func rate(at step: Int) -> Double { scale.rate(factors.map { $0.rate(at: step) }) }

  func momentum(at step: Int) -> Double? {
    for factor in factors {
      if let momentum = factor.momentum(at: step) { return momentum }
    }
    return nil
  }

  var drivesMomentum: Bool { factors.contains { $0.drivesMomentum } }

  /// One factor after another; a second time for the steps at which a product was too large or too small on the way.
  func rates(count: Int) -> [Double] {
    var rates = [Double](repeating: scale.coefficient, count: count)
    var isOrdinary = [Bool](repeating: scale.isOrdinary, count: count)
    for factor in factors {
      let other = factor.rates(count: count)
      for index in rates.indices {
        rates[index] *= other[index]
        if !(rates[index].isOfOrdinarySize && other[index].isOfOrdinarySize) { isOrdinary[index] = false }
      }
    }
    guard isOrdinary.contains(false) else { return rates }
    var products = [ScaledProduct](repeating: scale.product, count: count)
    for factor in factors {
      let other = factor.rates(count: count)
      for index in products.indices where !isOrdinary[index] { products[index].multiply(by: other[index]) }
    }
    for index in rates.indices where !isOrdinary[index] { rates[index] = products[index].value }
    return rates
  }

  func outline(until steps: Int) -> Outline {
    let outlines = factors.map { $0.outline(until: steps) }
    var outline = Outline(factors: outlines)
    // Of the other steps no one needs it, and a rate may take as long as all before it.
    for index in outline.events.indices where outline.events[index].step == steps {
      outline.events[index].limit = limit(at: steps, outlines)
    }
    return outline
  }

  /// The product of what the factors are heading for at a step, if something happens there that is known so well.
  private func limit(at step: Int, _ outlines: [Outline]) -> Double? {
    guard outlines.contains(where: { $0.limit(at: step) != nil }) else { return nil }
    return scale.rate(
      zip(factors, outlines).map { factor, outline in
        if let limit = outline.limit(at: step) { return limit }
        // What drops there is held until then.
        return factor.rate(at: outline.events.contains { $0.step == step } ? step - 1 : step)
      })
  }

  /// A product ends where the first of its factors does.
  var ending: Ending? { factors.compactMap(\.ending).min { $0.lastStep < $1.lastStep } }

  var rule: Rule? { scale.rule(factors.map(\.rule)) }
  var isReplayed: Bool { factors.contains { $0.isReplayed } }

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
      "lr_i is a factor's own lr=, or what its framework calls that, such as max_lr (of a chain the largest), so that a factor is 1 at its base rate.",
      zh: "lr_i 为该因子自己的 lr，或其框架的对应参数（如 max_lr；串联时取最大者），因此因子在其基准学习率处等于 1。"),
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
    var scale = ProductScale(base)
    var factors: [AnySchedule] = []
    for chain in chains {
      let factor = try Assembly(chain, in: arguments.context)
      guard factor.baseRate > 0 || base == 0 else {
        throw SpecError(
          Localized("a factor is relative to its lr, which can't be 0", zh: "因子相对于其 lr，lr 不能为 0"), in: chain.source,
          at: chain.range)
      }
      if base > 0 { scale.divide(by: factor.baseRate) }
      factors.append(factor.schedule)
    }
    var fixed: [any Schedule] = []
    for case .fixed(let schedule) in factors { fixed.append(schedule) }
    if fixed.count == factors.count { return .fixed(ProductSchedule(scale: scale, factors: fixed)) }
    return .listening(ProductFeedback(scale: scale, factors: factors.map(\.stepped)))
  }
}

/// What a product of rates is multiplied by: `lr` over the base rates of all factors.
struct ProductScale: Sendable {
  private(set) var coefficient: Double
  private(set) var product: ScaledProduct
  private var bases: [Double] = []

  init(_ base: Double) {
    coefficient = base
    product = ScaledProduct(base)
  }

  mutating func divide(by base: Double) {
    coefficient /= base
    product.divide(by: base)
    bases.append(base)
  }

  var isOrdinary: Bool { coefficient.isOfOrdinarySize && bases.allSatisfy(\.isOfOrdinarySize) }

  /// The product of the rates of one step.
  func rate(_ rates: [Double]) -> Double {
    var rate = coefficient
    var isOrdinary = isOrdinary
    for factor in rates {
      rate *= factor
      isOrdinary = isOrdinary && rate.isOfOrdinarySize && factor.isOfOrdinarySize
    }
    guard !isOrdinary else { return rate }
    var product = product
    for factor in rates { product.multiply(by: factor) }
    return product.value
  }

  /// Where the coefficient is no ordinary number, the factors are made relative to their own base rates.
  func rule(_ rules: [Rule?]) -> Rule? {
    guard let rules = rules.all else { return nil }
    guard !isOrdinary else { return .product(coefficient: coefficient, rules) }
    let relative = zip(rules, bases).map { rule, base in rule.multiplied(by: 1 / base) }
    guard bases.count == rules.count, bases.allSatisfy({ (1 / $0).isFinite }) else { return nil }
    var base = product
    for other in bases { base.multiply(by: other) }
    return .product(coefficient: base.value, relative)
  }
}

/// A product some of whose factors listen to a metric.
struct ProductFeedback: FeedbackSchedule {
  var scale: ProductScale
  var factors: [any FeedbackSchedule]

  var rate: Double { scale.rate(factors.map(\.rate)) }

  var rule: Rule? { scale.rule(factors.map(\.rule)) }

  var ending: Ending? { factors.compactMap(\.ending).min { $0.lastStep < $1.lastStep } }

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
      events: factors.flatMap(\.events).sorted { $0.step < $1.step }.prefix(Outline.eventLimit).map {
        Event($0.kind, at: $0.step)
      })
  }
}
