import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// timm's stair with drops where you say, each a step early.
///
/// rate(t) = lr * decay_rate ** bisect_right(decay_t, t + 1)
struct TimmMultiStep: TimmRule {
  /// In the order given: an unsorted list is bisected as it stands.
  private let milestones: [Double]
  /// The rate after so many milestones.
  private let values: [Double]

  init(base: Double, milestones: [Double], factor: Double) {
    self.milestones = milestones
    values = (0...milestones.count).map { base * pow(factor, Double($0)) }
  }

  func stretch(at time: Double) -> (Void, until: Double) { ((), until: .infinity) }
  func rate(at time: Double, in stretch: Void) -> Double { values[passed(at: time)] }

  private func passed(at time: Double) -> Int {
    var low = 0
    var high = milestones.count
    while low < high {
      let middle = (low + high) / 2
      if time + 1 < milestones[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }

  var length: Double? { nil }
  var mayFail: Bool { values.contains { !$0.isFinite } }
  func fault(at time: Double) -> String { Python.overflow }

  func outline(until end: Double) -> Outline {
    var events: [Outline.Event] = []
    for step in Set(milestones.map { $0.rounded(.up) - 1 }).sorted() where step >= 1 && step <= end {
      let isChange = values[passed(at: step)] != values[passed(at: step - 1)]
      if isChange, events.count < Outline.eventLimit { events.append(.init(.milestone, at: Int(clamping: step))) }
    }
    return Outline(events: events)
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "timm.MultiStepLRScheduler",
    summary: Localized("multiplied by decay_rate one step before every milestone", zh: "在每个里程碑的前一步乘以 decay_rate"),
    formula: """
      rate(t) = warmup_lr_init + t * (lr - warmup_lr_init) / warmup_t,  t < warmup_t
      rate(t) = lr * decay_rate^(number of milestones <= u + 1),  u = t - warmup_t, or t with warmup_prefix=false
      """,
    parameters: [
      Parameter(
        "decay_t", .stepList(.any), .required, Localized("milestones, in increasing order", zh: "里程碑，按升序")),
      Parameter("decay_rate", .number(.any), .number(1), Localized("factor of each drop", zh: "每次下降的倍数")),
    ] + TimmParameters.warmup(prefix: true) + TimmParameters.general,
    source: "timm/scheduler/multistep_lr.py, MultiStepLRScheduler",
    note: Localized(
      "A milestone of 30 takes effect at step 29: a long-standing convention of timm. Step 0 always has the constructor's rate. An unsorted list is searched as if it were sorted.",
      zh: "里程碑 30 在第 29 步生效：这是 timm 一贯的约定。第 0 步总是构造时的学习率。未排序的列表会被当作已排序来二分查找。"),
    examples: [
      "timm.MultiStepLRScheduler:decay_t=[30,80],decay_rate=0.1",
      "timm.MultiStepLRScheduler:decay_t=[20,40,60],decay_rate=0.5,warmup_t=5,warmup_lr_init=1e-4",
    ],
    origin: TimmDialect.origin(
      nearest: "multistep",
      Localized(
        "drops one step before the milestone; milestones count from the warm-up's end", zh: "在里程碑前一步下降；里程碑自预热结束起计"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let rule = TimmMultiStep(
      base: arguments.base(), milestones: try arguments.times("decay_t"), factor: try arguments.number("decay_rate"))
    let warmup = try TimmWarmup(&arguments, isPrefix: try arguments.flag("warmup_prefix"))
    _ = try arguments.flag("t_in_epochs")
    try arguments.readTimmGeneralities()
    return .fixed(TimmSchedule(warmup, rule, searching: rule.mayFail ? arguments.context.horizon : nil))
  }
}
