import LRCore

/// timm's hyperbolic tangent with restarts.
enum TimmTanh {
  static let entry = CatalogueEntry<AnySchedule>(
    "timm.TanhLRScheduler",
    summary: Localized("hyperbolic tangent with warm-up and restarts", zh: "双曲正切衰减，带预热与重启"),
    formula: """
      rate(t) = warmup_lr_init + t * (top - warmup_lr_init) / warmup_t,  t < warmup_t
      rate(t) = lr_min + (lr cycle_decay^i - lr_min) * (1 - tanh(lb (1 - r) + ub r)) / 2,  i < cycle_limit, else lr_min
      r = u / (t_initial * cycle_mul^i), u = steps since cycle i began
      """,
    parameters: TimmCycles.parameters + [
      Parameter("lb", .number(.any), .number(-7), Localized("argument of tanh at the start", zh: "开始时 tanh 的自变量")),
      Parameter("ub", .number(.any), .number(3), Localized("argument of tanh at the end", zh: "结束时 tanh 的自变量")),
    ] + TimmParameters.cycles + TimmParameters.warmup(prefix: false) + TimmParameters.general,
    source: "timm/scheduler/tanh_lr.py, TanhLRScheduler",
    note: Localized(
      "Step 0 has the base rate, not the formula's value. Without warmup_prefix the warm-up rises to the curve's own value at warmup_t. At ub the curve is still above lr_min; then it drops to lr_min.",
      zh: "第 0 步为基准学习率，而不是公式的值。未设 warmup_prefix 时，预热升到曲线在 warmup_t 处的值。到 ub 时曲线仍略高于 lr_min，随后落到 lr_min。"),
    examples: [
      "timm.TanhLRScheduler:t_initial=100",
      "timm.TanhLRScheduler:t_initial=80,lb=-6,ub=4,lr_min=1e-4,warmup_t=5,warmup_lr_init=1e-3",
    ],
    origin: TimmDialect.origin(
      nearest: "tanh",
      Localized(
        "starts at the base rate itself, ends above lr_min and drops to it", zh: "从基准学习率本身开始；结束时略高于 lr_min 再落下"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let lower = try arguments.number("lb")
    let upper = try arguments.number("ub")
    let cycles = try TimmCycles(.tanh(lower: lower, upper: upper), power: 1, &arguments)
    var warmup = try TimmWarmup(&arguments, isPrefix: try arguments.flag("warmup_prefix"))
    if lower >= upper {
      throw arguments.timmRefusal("assert lb < ub", at: arguments.has("ub") ? "ub" : "lb")
    }
    if cycles.limit < 0 { throw arguments.timmRefusal("assert cycle_limit >= 0", at: "cycle_limit") }
    if warmup.length < 0 { throw arguments.timmRefusal("assert warmup_t >= 0", at: "warmup_t") }
    if warmup.start < 0 { throw arguments.timmRefusal("assert warmup_lr_init >= 0", at: "warmup_lr_init") }
    if warmup.length > 0, !warmup.isPrefix {
      let top = cycles.rate(at: warmup.length, in: cycles.stretch(at: warmup.length).0)
      guard top.isFinite else {
        throw arguments.timmRefusal(cycles.fault(at: warmup.length), at: "cycle_mul")
      }
      warmup.rise(to: top)
    }
    _ = try arguments.flag("t_in_epochs")
    try arguments.readTimmGeneralities()
    return cycles.schedule(warmup, in: arguments.context)
  }
}
