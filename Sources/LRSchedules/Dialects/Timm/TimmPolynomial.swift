import LRCore

/// timm's polynomial with restarts and k-decay.
enum TimmPolynomial {
  static let entry = CatalogueEntry<AnySchedule>(
    "timm.PolyLRScheduler",
    summary: Localized("polynomial with warm-up, restarts and k-decay", zh: "多项式衰减，带预热、重启与 k 衰减"),
    formula: """
      rate(t) = warmup_lr_init + t * (lr - warmup_lr_init) / warmup_t,  t < warmup_t
      rate(t) = lr_min + (lr cycle_decay^i - lr_min) * (1 - u^k / T_i^k)^power,  i < cycle_limit, else lr_min
      T_i = t_initial * cycle_mul^i, u = steps since cycle i began
      """,
    parameters: TimmCycles.parameters
      + [Parameter("power", .number(.any), .number(0.5), Localized("1 is a straight line", zh: "幂；1 为直线"))]
      + TimmParameters.cycles + TimmParameters.warmup(prefix: false) + TimmParameters.general + [TimmParameters.power],
    source: "timm/scheduler/poly_lr.py, PolyLRScheduler",
    note: Localized(
      "The power is 0.5 by default, which falls late. timm's create_scheduler passes decay_rate as the power. Held at lr_min after cycle_limit cycles.",
      zh: "power 缺省为 0.5，下降集中在末尾。timm 的 create_scheduler 把 decay_rate 当作 power 传入。cycle_limit 个周期之后保持 lr_min。"),
    examples: [
      "timm.PolyLRScheduler:t_initial=100,power=2,lr_min=1e-3,warmup_t=5",
      "timm.PolyLRScheduler:t_initial=100,power=0.9,k_decay=1.5",
    ],
    origin: TimmDialect.origin(
      nearest: "polynomial",
      Localized("power 0.5 by default; k-decay bends time; cycles repeat", zh: "power 缺省 0.5；k 衰减弯曲时间；可循环"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let curve = TimmCurve.polynomial(exponent: try arguments.number("power"))
    let cycles = try TimmCycles(curve, power: try arguments.number("k_decay"), &arguments)
    let warmup = try TimmWarmup(&arguments, isPrefix: try arguments.flag("warmup_prefix"))
    _ = try arguments.flag("t_in_epochs")
    try arguments.readTimmGeneralities()
    return cycles.schedule(warmup, in: arguments.context)
  }
}
