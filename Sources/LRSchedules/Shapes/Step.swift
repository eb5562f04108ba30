import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A stair: the rate is multiplied by `gamma` every `size` steps.
///
/// rate(t) = lr * gamma^floor((t + offset) / size)
struct StepSchedule: Schedule {
  var base: Double
  /// Steps on one stair; positive.
  var size: Int
  var gamma: Double
  /// Steps by which every drop comes earlier; may be negative, which never raises the rate above `base`.
  var offset: Int

  func rate(at step: Int) -> Double {
    let drops = max(0, step + offset) / size
    return base * pow(gamma, Double(drops))
  }

  func outline(until steps: Int) -> Outline {
    Outline(events: .every(size, from: size - offset, through: steps, kind: .milestone))
  }

  var rule: Rule? { .step(base: base, size: size, gamma: gamma, offset: offset) }

  static let entry = CatalogueEntry<AnySchedule>(
    "step", aliases: ["stair", "staircase", "step-decay"],
    summary: Localized("multiplied by gamma every size steps", zh: "每隔 size 步乘以 gamma"),
    formula: "rate(t) = lr * gamma^floor((t + offset) / size)",
    parameters: [
      Parameter(
        "size", .steps(.positive), .none,
        Localized("steps on one stair; a third of the run", zh: "每级的步数；缺省为全程的三分之一")),
      Parameter("gamma", .number(.nonNegative), .number(0.1), Localized("factor of each drop", zh: "每次下降的倍数")),
      Parameter(
        "offset", .steps(Bounds.any), .integer(0),
        Localized("steps by which drops come earlier; 1 for the (1+epoch) form", zh: "下降提前的步数；(1+epoch) 的写法取 1")),
    ],
    source: "He et al. 2016 (ResNet), section 3.4; PyTorch StepLR",
    note: Localized(
      "The drop at a multiple of size holds from that very step on. The stair never ends.",
      zh: "在 size 的整数倍那一步起即用新值；阶梯不会终止。"),
    examples: ["step", "step:size=30,gamma=0.1", "step:size=10,gamma=0.5,offset=1"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    // The third of the run that is rounded up, so that no third drop spoils the last step.
    let third = max(0, arguments.context.steps) / 3 + 1
    return .fixed(
      StepSchedule(
        base: arguments.base(), size: try arguments.optionalInteger("size") ?? third,
        gamma: try arguments.number("gamma"),
        offset: try arguments.integer("offset")))
  }
}

extension [Outline.Event] {
  /// Events at `first`, `first + period`, ... from step 1 on through `last`; the first 1000 of them.
  static func every(_ period: Int, from first: Int, through last: Int, kind: Outline.EventKind) -> [Outline.Event] {
    var events: [Outline.Event] = []
    var step = first
    if step < 1 { step += (1 - step + period - 1) / period * period }
    while step <= last, events.count < Outline.eventLimit {
      events.append(Outline.Event(kind, at: step))
      step += period
    }
    return events
  }
}
