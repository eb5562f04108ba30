import LRCore

/// timm's cosine with restarts and k-decay.
enum TimmCosine {
  static let entry = CatalogueEntry<AnySchedule>(
    "timm.CosineLRScheduler",
    summary: Localized("cosine with warm-up, restarts and k-decay", zh: "余弦退火，带预热、重启与 k 衰减"),
    formula: """
      rate(t) = warmup_lr_init + t * (lr - warmup_lr_init) / warmup_t,  t < warmup_t
      rate(t) = lr_min + (lr cycle_decay^i - lr_min) * (1 + cos(pi u^k / T_i^k)) / 2,  i < cycle_limit, else lr_min
      T_i = t_initial * cycle_mul^i, u = steps since cycle i began
      """,
    parameters: TimmCycles.parameters + TimmParameters.cycles + TimmParameters.warmup(prefix: false)
      + TimmParameters.general + [TimmParameters.power],
    source: "timm/scheduler/cosine_lr.py, CosineLRScheduler",
    note: Localized(
      "Held at lr_min after cycle_limit cycles. The warm-up hides the cosine's beginning unless warmup_prefix=true. With cycle_mul other than 1 a restart may come a step late: timm takes the cycle's number from a rounded logarithm.",
      zh: "cycle_limit 个周期之后保持 lr_min。除非 warmup_prefix=true，预热会覆盖余弦的开头。cycle_mul 不为 1 时，重启可能晚一步：timm 用取整的对数求周期序号。"),
    examples: [
      "timm.CosineLRScheduler:t_initial=100,warmup_t=5,warmup_lr_init=1e-4",
      "timm.CosineLRScheduler:t_initial=20,cycle_mul=2,cycle_limit=3,cycle_decay=0.5",
    ],
    origin: TimmDialect.origin(
      nearest: "cosine-restarts",
      Localized(
        "one cycle unless cycle_limit says more; the warm-up overlaps the first", zh: "缺省只有一个周期（cycle_limit）；预热与首个周期重叠")
    )
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let cycles = try TimmCycles(.cosine, power: try arguments.number("k_decay"), &arguments)
    let warmup = try TimmWarmup(&arguments, isPrefix: try arguments.flag("warmup_prefix"))
    _ = try arguments.flag("t_in_epochs")
    try arguments.readTimmGeneralities()
    return cycles.schedule(warmup, in: arguments.context)
  }
}
