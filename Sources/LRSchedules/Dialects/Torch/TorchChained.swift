import LRCore

/// ChainedScheduler: steps all its members on the same rate, one after another.
struct TorchChained: TorchScheduler {
  private var members: [any TorchScheduler]

  /// - Parameter members: constructed already, in this order.
  init(_ members: [any TorchScheduler]) { self.members = members }

  mutating func step(on group: inout TorchGroup) {
    for index in members.indices {
      members[index].step(on: &group)
      if group.failure != nil { return }
    }
  }

  /// An outer SequentialLR finds `_initial_step`, but no member is told that it is an initial one.
  mutating func initialStep(on group: inout TorchGroup) { step(on: &group) }

  mutating func restart(on group: inout TorchGroup) { group.failure = .chainedRestart }

  mutating func undo() {
    for index in members.indices { members[index].undo() }
  }

  var canFail: Bool { members.contains { $0.canFail } }

  func outline(until steps: Int) -> Outline { Outline(factors: members.map { $0.outline(until: steps) }) }

  static let definition = TorchClass(
    "ChainedScheduler",
    summary: Localized("all schedulers stepped on the same rate", zh: "多个调度器依次作用于同一学习率"),
    formula: "rate(t) = step_k(... step_2(step_1(rate(t - 1))))",
    parameters: [
      Parameter(
        "schedulers", .schedules, .required,
        Localized("the members, as [(StepLR:step_size=30),...]", zh: "成员，写作 [(StepLR:step_size=30),…]")
      ).asBaseRate
    ],
    note: Localized(
      "A product of factors only while each member is one: CosineAnnealingLR with eta_min diverges once others push the rate below it; LambdaLR, CyclicLR and OneCycleLR overwrite.",
      zh: "仅当每个成员都是乘性的才等于乘积：带 eta_min 的 CosineAnnealingLR 在学习率被推到其下后会发散；LambdaLR、CyclicLR、OneCycleLR 会覆盖学习率。"),
    examples: [
      "torch.ChainedScheduler:schedulers=[(ConstantLR:factor=0.1,total_iters=20),(ExponentialLR:gamma=0.9)]"
    ], nearest: "product",
    difference: Localized("recursions on one rate, not a product of closed forms", zh: "对同一学习率的递推，而非闭式的乘积"),
    resumable: true
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchChained in
    let members = try TorchClass.members("schedulers", of: &arguments, on: &group)
    guard !members.isEmpty else {
      throw arguments.torchError(
        "ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.", at: "schedulers")
    }
    return TorchChained(members)
  }
}
