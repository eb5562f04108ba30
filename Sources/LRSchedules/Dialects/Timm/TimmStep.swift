import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// timm's stair, whose steps need not be whole.
///
/// rate(t) = lr * decay_rate ** (t // decay_t)
struct TimmStep: TimmRule {
  let base: Double
  /// Time on one stair; negative ones count backwards.
  let size: Double
  let factor: Double

  func stretch(at time: Double) -> (Double, until: Double) {
    guard size != 0 else { return (.nan, until: .infinity) }
    let drops = Python.floorDivision(time, size)
    // Close to the next boundary, rounding decides: there each time is asked for by itself.
    let next = size > 0 ? size * (drops + 1) * (1 - 1e-12) : time
    return (base * pow(factor, drops), until: max(time, next))
  }

  func rate(at time: Double, in stair: Double) -> Double { stair }

  var length: Double? { nil }

  /// Whether some step may have no rate.
  var mayFail: Bool { size <= 0 || factor > 1 || factor < -1 }

  func outline(until end: Double) -> Outline {
    guard size > 0, factor != 1 else { return Outline() }
    var events: [Outline.Event] = []
    var drops = Python.floorDivision(1, size)
    if drops >= 1 { events.append(.init(.milestone, at: 1)) }
    while events.count < Outline.eventLimit {
      var step = (size * (drops + 1)).rounded(.up)
      // The product is rounded, the quotient decides.
      if Python.floorDivision(step, size) <= drops { step += 1 }
      guard step <= end else { break }
      events.append(.init(.milestone, at: Int(clamping: step)))
      drops = Python.floorDivision(step, size)
    }
    return Outline(events: events)
  }

  func fault(at time: Double) -> String {
    guard size != 0 else { return time == time.rounded() ? Python.integerFloorDivision : Python.floorDivisionByZero }
    return Python.powerFault(factor, Python.floorDivision(time, size)) ?? "the rate isn't a number"
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "timm.StepLRScheduler",
    summary: Localized(
      "multiplied by decay_rate every decay_t steps, after a warm-up", zh: "每隔 decay_t 步乘以 decay_rate，带预热"),
    formula: """
      rate(t) = warmup_lr_init + t * (lr - warmup_lr_init) / warmup_t,  t < warmup_t
      rate(t) = lr * decay_rate^floor(u / decay_t),  u = t - warmup_t, or t with warmup_prefix=false
      """,
    parameters: [
      Parameter(
        "decay_t", .steps(.any), .required, Localized("steps on one stair, need not be whole", zh: "每级的步数，可为小数")),
      Parameter("decay_rate", .number(.any), .number(1), Localized("factor of each drop", zh: "每次下降的倍数")),
    ] + TimmParameters.warmup(prefix: true) + TimmParameters.general,
    source: "timm/scheduler/step_lr.py, StepLRScheduler",
    note: Localized(
      "decay_rate is 1 by default: without it nothing falls. warmup_prefix is true here, unlike in the cosine.",
      zh: "decay_rate 缺省为 1：不给就不下降。这里 warmup_prefix 缺省为 true，与余弦不同。"),
    examples: [
      "timm.StepLRScheduler:decay_t=30,decay_rate=0.1",
      "timm.StepLRScheduler:decay_t=2.4,decay_rate=0.97,warmup_t=3,warmup_lr_init=1e-5",
    ],
    origin: TimmDialect.origin(
      nearest: "step", Localized("has a warm-up; stairs of any length; no drop by default", zh: "带预热；每级长度可为小数；缺省不下降"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let rule = TimmStep(
      base: arguments.base(), size: try arguments.time("decay_t"), factor: try arguments.number("decay_rate"))
    let warmup = try TimmWarmup(&arguments, isPrefix: try arguments.flag("warmup_prefix"))
    _ = try arguments.flag("t_in_epochs")
    try arguments.readTimmGeneralities()
    return .fixed(TimmSchedule(warmup, rule, searching: rule.mayFail ? arguments.context.horizon : nil))
  }
}
