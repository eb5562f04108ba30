import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A rise from `start` to `base` over `length` steps, then `base`.
///
/// With p = t / length:
/// linear:      rate = start + (base - start) p
/// exponential: rate = start (base / start)^p
/// cosine:      rate = start + (base - start) (1 - cos(pi p)) / 2
/// log:         rate = start + (base - start) ln(1 + t) / ln(1 + length)
struct WarmupSchedule: Schedule {
  var base: Double
  var start: Double
  /// Steps until `base` is reached; 0 or more.
  var length: Int
  var shape: Shape

  enum Shape: String, Sendable, CaseIterable {
    case linear, exponential, cosine, log
  }

  var duration: Int? { length }

  func rate(at step: Int) -> Double {
    if step >= length { return base }
    let part = Double(step) / Double(length)
    switch shape {
    case .linear: return start + (base - start) * part
    case .exponential: return start * pow(base / start, part)
    case .cosine: return start + (base - start) * (1 - cos(Double.pi * part)) / 2
    case .log: return start + (base - start) * (log1p(Double(step)) / log1p(Double(length)))
    }
  }

  func outline(until steps: Int) -> Outline {
    let end = min(length, steps)
    var phases: [Outline.Phase] = []
    if end > 0 { phases.append(.init(.warmup, 0..<end)) }
    if end < steps { phases.append(.init(.stable, end..<steps)) }
    return Outline(phases: phases)
  }

  var rule: Rule? { .warmup(base: base, start: start, length: length, shape: shape.rawValue) }

  static let entry = CatalogueEntry<AnySchedule>(
    "warmup", aliases: ["warm-up", "linear-warmup", "gradual-warmup"],
    summary: Localized("from start up to lr, then held", zh: "从 start 升到 lr，然后保持（预热）"),
    formula: """
      rate(t) = start + (lr - start) * t / steps
      exponential: rate(t) = start * (lr / start)^(t / steps)
      cosine: rate(t) = start + (lr - start) * (1 - cos(pi t / steps)) / 2
      log: rate(t) = start + (lr - start) * ln(1 + t) / ln(1 + steps)
      """,
    parameters: [
      Parameter(
        "steps", .steps(.nonNegative), .none,
        Localized("steps until lr is reached; `for`, else 5% of the run", zh: "升到 lr 的步数；缺省取 for，否则为全程的 5%")),
      Parameter(
        "start", .rate(.nonNegative), .none,
        Localized("first rate; 0, of an exponential one 1% of lr", zh: "起始学习率；缺省 0，指数形状为 lr 的 1%")),
      Parameter(
        "shape", .choice(Shape.allCases.map(\.rawValue)), .word("linear"), Localized("form of the rise", zh: "上升的形状")),
    ],
    source: "Goyal et al. 2017, section 2.2; logarithmic: DeepSpeed WarmupLR",
    note: Localized(
      "In a chain it hands over after `steps` steps. Step 0 uses start; step `steps` is the first at lr.",
      zh: "在串联中走完 steps 步即交接。第 0 步用 start，第 steps 步首次到达 lr。"),
    examples: ["warmup", "warmup:steps=20,shape=cosine", "warmup:steps=5+cosine", "warmup:steps=10%,start=1%+exp"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let context = arguments.context
    let whole = arguments.has("for") ? Double(context.steps) : max(1, (0.05 * Double(context.steps)).rounded())
    let shape = Shape(rawValue: try arguments.word("shape")) ?? .linear
    let start = try arguments.optionalNumber("start") ?? (shape == .exponential ? base / 100 : 0)
    if start > base {
      throw arguments.error(
        Localized(
          "'start' (\(shortest(start))) is above lr (\(shortest(base))): a warm-up rises",
          zh: "“start”（\(shortest(start))）高于 lr（\(shortest(base))）：预热应当上升"), at: "start")
    }
    if shape == .exponential, start == 0, base > 0 {
      throw arguments.error(
        Localized("an exponential rise can't start at 0: give start=... above 0", zh: "指数上升不能从 0 开始：请给出大于 0 的 start"),
        at: "start")
    }
    return .fixed(
      WarmupSchedule(
        base: base, start: start, length: try arguments.optionalInteger("steps") ?? Int(clamping: whole),
        shape: base == 0 ? .linear : shape))
  }
}
