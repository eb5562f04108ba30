import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Warm-up, hold, and an exponential tail.
///
/// rate(t) = start + (lr - start) t / warmup; lr; lr (min / lr)^r with r from 0 to 1 over the decay
struct TriStageSchedule: Schedule {
  var start: Double
  var base: Double
  var floor: Double
  var holdStart: Int
  var decayStart: Int
  var end: Int
  var duration: Int?

  func rate(at step: Int) -> Double {
    if step < holdStart { return start + (base - start) * (Double(step) / Double(holdStart)) }
    if step < decayStart { return base }
    if step >= end || base == 0 { return floor }
    return base * pow(floor / base, Double(step - decayStart) / Double(end - decayStart))
  }

  func outline(until steps: Int) -> Outline {
    var phases: [Outline.Phase] = []
    let cuts: [(Outline.PhaseKind, Int, Int)] = [
      (.warmup, 0, holdStart), (.stable, holdStart, decayStart), (.decay, decayStart, end),
    ]
    for (kind, from, to) in cuts where from < min(to, steps) { phases.append(.init(kind, from..<min(to, steps))) }
    return Outline(phases: phases)
  }

  var rule: Rule? {
    .triStage(start: start, base: base, floor: floor, holdStart: holdStart, decayStart: decayStart, end: end)
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "tri-stage", aliases: ["tristage", "three-stage"],
    summary: Localized("warm-up, hold, exponential tail", zh: "预热—保持—指数尾三阶段"),
    formula: """
      rate(t) = start + (lr - start) * t / warmup; lr during hold
      rate(t) = lr * (min / lr)^r, r from 0 to 1 over the decay; then min
      """,
    parameters: [
      Parameter("warmup", .steps(.nonNegative), .partOfRun(0.1), Localized("steps of the warm-up", zh: "预热步数")),
      Parameter("hold", .steps(.nonNegative), .partOfRun(0.4), Localized("steps at lr", zh: "保持 lr 的步数")),
      Parameter(
        "decay", .steps(.nonNegative), .none, Localized("steps of the decay; what the run leaves", zh: "衰减步数；缺省为其余部分")),
      Parameter(
        "start", .rate(.nonNegative), .partOfBaseRate(0.01), Localized("first rate of the warm-up", zh: "预热的起始学习率")),
      Parameter(
        "min", .rate(.nonNegative), .partOfBaseRate(0.01), Localized("last rate, above 0", zh: "最终学习率，须大于 0")),
    ],
    source: "Park et al. 2019 (SpecAugment); fairseq tri_stage",
    note: Localized("Held at min after the decay.", zh: "衰减后保持 min。"),
    examples: ["tri-stage", "tri-stage:warmup=20%,hold=30%,min=5%"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let floor = try arguments.floor()
    let base = arguments.base()
    if floor == 0, base > 0 {
      throw arguments.error(
        Localized("an exponential tail never reaches 0: give min above 0", zh: "指数尾到不了 0：请给出大于 0 的 min"), at: "min")
    }
    let steps = max(1, arguments.context.steps)
    let warmup = try arguments.integer("warmup")
    let given = try arguments.integer("hold")
    let hold = arguments.has("hold") ? given : min(given, max(0, steps - warmup))
    let decay = try arguments.optionalInteger("decay")
    if decay == nil, warmup + hold > steps {
      throw arguments.error(
        Localized(
          "warm-up (\(warmup)) and hold (\(hold)) take more than the \(steps) steps there are",
          zh: "预热（\(warmup)）与保持（\(hold)）超过了总共 \(steps) 步"), at: arguments.has("hold") ? "hold" : "warmup")
    }
    let decayStart = warmup + hold
    let end = decay.map { decayStart + $0 } ?? steps
    return .fixed(
      TriStageSchedule(
        start: try arguments.start(upTo: base), base: base, floor: floor, holdStart: warmup, decayStart: decayStart,
        end: end, duration: decay == nil ? nil : end))
  }
}
