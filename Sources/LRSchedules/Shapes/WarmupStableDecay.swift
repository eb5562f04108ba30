import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Up, along, down: a warm-up, a long constant stretch, and a short decay that can begin whenever you stop.
///
/// rate(t) = lr t / warmup; lr; min + (lr - min) f(r) with r from 0 to 1 over the decay
struct WarmupStableDecaySchedule: Schedule {
  var start: Double
  var base: Double
  var floor: Double
  /// Where the constant stretch and the decay begin and the decay ends.
  var stableStart: Int
  var decayStart: Int
  var end: Int
  var shape: Shape
  var duration: Int?

  /// What is left of lr - min at the part r of the decay.
  enum Shape: String, Sendable, CaseIterable {
    case linear, cosine, exponential
    case oneMinusRoot = "1-sqrt"
    case square, inverse

    func left(_ r: Double) -> Double {
      switch self {
      case .linear: 1 - r
      case .cosine: (1 + cos(Double.pi * r)) / 2
      case .exponential: 2 * exp2(-r) - 1
      case .oneMinusRoot: 1 - r.squareRoot()
      case .square: 1 - r * r
      case .inverse: 1 - r
      }
    }
  }

  func rate(at step: Int) -> Double {
    if step < stableStart { return start + (base - start) * (Double(step) / Double(stableStart)) }
    if step < decayStart { return base }
    if step >= end { return floor }
    let part = Double(step - decayStart) / Double(end - decayStart)
    if shape == .inverse { return base == 0 ? 0 : 1 / (part / floor + (1 - part) / base) }
    return floor + (base - floor) * shape.left(part)
  }

  func outline(until steps: Int) -> Outline {
    var phases: [Outline.Phase] = []
    let cuts: [(Outline.PhaseKind, Int, Int)] = [
      (.warmup, 0, stableStart), (.stable, stableStart, decayStart), (.decay, decayStart, end),
    ]
    for (kind, from, to) in cuts where from < min(to, steps) { phases.append(.init(kind, from..<min(to, steps))) }
    return Outline(phases: phases)
  }

  var rule: Rule? {
    .warmupStableDecay(
      start: start, base: base, floor: floor, stableStart: stableStart, decayStart: decayStart, end: end,
      shape: shape.rawValue)
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "wsd", aliases: ["warmup-stable-decay", "trapezoid", "trapezoidal"],
    summary: Localized("warm-up, a long stable stretch, a short decay", zh: "预热—稳定—衰减三段"),
    formula: """
      rate(t) = start + (lr - start) * t / warmup; lr; min + (lr - min) f(r), r from 0 to 1 over the decay
      f: linear 1-r, cosine (1+cos(pi r))/2, exponential 2*0.5^r - 1, 1-sqrt 1-sqrt(r), square 1-r^2
      inverse: 1 / (r / min + (1 - r) / lr)
      """,
    parameters: [
      Parameter("warmup", .steps(.nonNegative), .partOfRun(0.05), Localized("steps of the warm-up", zh: "预热步数")),
      Parameter(
        "stable", .steps(.nonNegative), .none, Localized("steps at lr; what the run leaves", zh: "保持 lr 的步数；缺省为其余部分")),
      Parameter("decay", .steps(.nonNegative), .partOfRun(0.2), Localized("steps of the decay", zh: "衰减步数")),
      Parameter(
        "shape", .choice(Shape.allCases.map(\.rawValue)), .word("linear"), Localized("form of the decay", zh: "衰减的形状")),
      Parameter("start", .rate(.nonNegative), .number(0), Localized("first rate of the warm-up", zh: "预热的起始学习率")),
    ],
    source:
      "Zhai et al. 2022; Hu et al. 2024 (MiniCPM); Hägele et al. 2024 (1-sqrt); Wen et al. 2024 (inverse); Megatron-LM",
    note: Localized(
      "Held at min after the decay. The inverse form ends at 1% of lr where min isn't given: it can't reach 0.",
      zh: "衰减后保持 min。inverse 形状到不了 0，未给 min 时止于 lr 的 1%。"),
    examples: [
      "wsd", "wsd:warmup=5%,decay=20%", "wsd:shape=1-sqrt,min=1%", "wsd:warmup=10,stable=60,decay=30,shape=cosine",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let shape = Shape(rawValue: try arguments.word("shape")) ?? .linear
    var floor = try arguments.floor()
    if shape == .inverse, floor == 0 {
      if arguments.has("min"), base > 0 {
        throw arguments.error(
          Localized("an inverse decay never reaches 0: give min above 0", zh: "inverse 衰减到不了 0：请给出大于 0 的 min"),
          at: "min")
      }
      floor = base / 100
    }
    let steps = max(1, arguments.context.steps)
    let warmup = try arguments.integer("warmup")
    // A run too short for both lengths by default keeps the warm-up.
    let decay =
      arguments.has("decay")
      ? try arguments.integer("decay") : min(try arguments.integer("decay"), max(0, steps - warmup))
    let stable = try arguments.optionalInteger("stable")
    if stable == nil, warmup + decay > steps {
      throw arguments.error(
        Localized(
          "warm-up (\(warmup)) and decay (\(decay)) take more than the \(steps) steps there are",
          zh: "预热（\(warmup)）与衰减（\(decay)）超过了总共 \(steps) 步"), at: arguments.has("decay") ? "decay" : "warmup")
    }
    let start = try arguments.start(upTo: base)
    let decayStart = warmup + (stable ?? steps - warmup - decay)
    return .fixed(
      WarmupStableDecaySchedule(
        start: start, base: base, floor: floor, stableStart: warmup, decayStart: decayStart, end: decayStart + decay,
        shape: shape, duration: stable == nil ? nil : decayStart + decay))
  }
}

extension Arguments {
  /// The rate that a warm-up starts from.
  ///
  /// - Throws: `SpecError` if it is above the rate that is warmed up to.
  mutating func start(upTo base: Double) throws(SpecError) -> Double {
    let start = try number("start")
    guard start <= base else {
      throw error(
        Localized(
          "'start' (\(shortest(start))) is above lr (\(shortest(base))): a warm-up rises",
          zh: "“start”（\(shortest(start))）高于 lr（\(shortest(base))）：预热应当上升"), at: "start")
    }
    return start
  }
}
