import LRCore

extension MMEngineDialect {
  /// The list that mmengine's runner takes as `param_scheduler`.
  static let list = CatalogueEntry<AnySchedule>(
    "mmengine.param_scheduler",
    summary: Localized(
      "several of mmengine's schedulers on one optimizer, as its runner steps them", zh: "在同一优化器上依次作用的多个 mmengine 调度器"),
    formula: """
      rate(0): every scheduler in order on lr; rate(t): every scheduler whose begin <= t < end, on rate(t - 1)
      each counts its own steps from its begin
      """,
    parameters: [
      Parameter(
        "schedulers", .schedules, .required,
        Localized(
          "mmengine's schedulers in brackets, such as [(mmengine.LinearLR:end=5)]",
          zh: "括号内的 mmengine 调度器，例如 [(mmengine.LinearLR:end=5)]"))
    ],
    source: "mmengine mmengine/runner/runner.py (build_param_scheduler), mmengine/hooks/param_scheduler_hook.py",
    note: Localized(
      """
      A scheduler works on the rate that it finds, also on another's. As in the runner, end is the run's unless given, \
      schedulers of iterations come before those of epochs, and by_epoch=true counts epochs where --epochs is given. \
      Several OneCycleLR share the optimizer's keys: after step 0 all go between the rates of the last one.
      """,
      zh: """
        每个调度器都在当前学习率上递推，包括他者改过的。与 runner 一致：未给 end 时取全程，按迭代的先于按轮的，\
        给出 --epochs 时 by_epoch=true 以轮计。多个 OneCycleLR 共用优化器中的同名键：第 0 步之后都按最后一个的学习率升降。
        """),
    examples: [
      "mmengine.param_scheduler:schedulers=[(mmengine.LinearLR:start_factor=0.001,by_epoch=false,begin=0,end=10),(mmengine.CosineAnnealingLR:T_max=90,begin=10,end=100)]",
      "mmengine.param_scheduler:schedulers=[(mmengine.LinearLR:start_factor=0.1,end=8),(mmengine.MultiStepLR:milestones=[60,80])]",
    ],
    origin: Origin(
      "mmengine", version: "0.10.7", nearest: "product",
      difference: Localized("recursions on one rate within windows, not a product of shapes", zh: "在同一学习率上按窗口递推，而非形状之积")
    )
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    var base = arguments.base()
    let initial = base
    var members: [MMEngineMember] = []
    var plateaus: [MMEnginePlateau] = []
    for chain in try arguments.chains("schedulers") {
      let spec = chain.phases[0]
      let name = spec.name.hasPrefix("mmengine.") ? String(spec.name.dropFirst("mmengine.".count)) : spec.name
      guard chain.phases.count == 1, let scheduler = schedulers.first(where: { $0.name == name }) else {
        throw notOurs(spec, of: chain, in: arguments.source)
      }
      var own = try Arguments(
        spec, parameters: scheduler.parameters + window, context: arguments.context, source: arguments.source)
      own.countRates(from: base)
      let made = try member(scheduler, &own, base: base, endsWithRun: true)
      switch made.part {
      case .plateau(let plateau): plateaus.append(plateau)
      case .rule(let rule): if let cycle = rule as? MMEngineOneCycle { base = cycle.levels.start }
      }
      if let member = made.member { members.append(member) }
    }
    let schedule = MMEngineSchedule(base: initial, members: members)
    guard !plateaus.isEmpty else { return .fixed(schedule) }
    return .listening(
      MMEngineListeners(schedule, plateaus: plateaus, stride: arguments.context.stepsPerEpoch ?? 1))
  }.asDialect(rateFromOptimizer: true)

  private static func notOurs(_ spec: Spec, of chain: Chain, in source: String) -> SpecError {
    if chain.phases.count > 1 {
      return SpecError(
        Localized(
          "a list holds single schedulers: begin and end say when each works, not '+'",
          zh: "列表中只能是单个调度器：用 begin 与 end（而非“+”）规定各自何时起作用"), in: source, at: chain.range)
    }
    let names = schedulers.map { "mmengine." + $0.name }
    let near = LRCore.nearest(to: spec.name, among: names)
    return SpecError(
      Localized(
        "'\(spec.name)' is none of mmengine's schedulers; "
          + (near.map { "did you mean '\($0)'?" } ?? "they are \(names.joined(separator: ", "))"),
        zh: "“\(spec.name)”不是 mmengine 的调度器；" + (near.map { "是否想写“\($0)”？" } ?? "可用：\(names.joined(separator: "、"))")),
      in: source, at: spec.nameRange)
  }
}
