import LRCore

/// SequentialLR: one member after another, each restarted at its epoch 0 when its milestone comes.
struct TorchSequential: TorchScheduler {
  private var members: [any TorchScheduler]
  private let milestones: [Double]
  private var epoch: Int
  /// `epoch` at the first rate: `last_epoch + 1`, and one more inside another SequentialLR.
  private var firstEpoch: Int

  /// - Parameters:
  ///   - members: constructed already, in this order; their initial steps are undone.
  ///   - milestones: one less than the members.
  ///   - lastEpoch: PyTorch's own argument; only the milestones are counted from it.
  init(_ members: [any TorchScheduler], milestones: [Double], lastEpoch: Int, on group: inout TorchGroup) {
    self.members = members
    self.milestones = milestones
    epoch = lastEpoch + 1
    firstEpoch = epoch
    group.rate = group.initialRate ?? group.rate
    undo()
    self.members[milestones.bisectRight(0)].initialStep(on: &group)
  }

  mutating func step(on group: inout TorchGroup) {
    epoch += 1
    let index = milestones.bisectRight(Double(epoch))
    if index > 0, milestones[index - 1] == Double(epoch) {
      members[index].restart(on: &group)
    } else {
      members[index].step(on: &group)
    }
  }

  mutating func initialStep(on group: inout TorchGroup) {
    step(on: &group)
    firstEpoch = epoch
  }

  mutating func restart(on group: inout TorchGroup) { group.failure = .sequentialRestart }

  /// The members', not its own: PyTorch leaves its own epoch where it is.
  mutating func undo() {
    for index in members.indices { members[index].undo() }
  }

  var canFail: Bool {
    members.contains { $0.canFail } || members.dropFirst().contains { $0 is TorchChained || $0 is TorchSequential }
  }

  func outline(until steps: Int) -> Outline {
    guard milestones == milestones.sorted() else { return Outline() }
    var outline = Outline()
    let starts = milestones.map { ($0 - Double(firstEpoch)).step(within: steps) }
    var start = 0
    for index in members.indices {
      let end = index < starts.count ? starts[index] : steps
      guard end > start || index == members.count - 1 else { continue }
      if start > 0 { outline.events.append(.init(.handover, at: start)) }
      outline.append(
        members[index].outline(until: end - start), from: start, until: end, isLast: end == steps)
      start = end
      if start == steps { break }
    }
    return outline
  }

  static let definition = TorchClass(
    "SequentialLR",
    summary: Localized("one scheduler after another, from milestone to milestone", zh: "按里程碑依次切换调度器"),
    formula: "rate(t) = scheduler_i(t - milestone_i), i the last milestone <= t",
    parameters: [
      Parameter(
        "schedulers", .schedules, .required,
        Localized("the members, as [(LinearLR),(StepLR:step_size=30)]", zh: "成员，写作 [(LinearLR),(StepLR:step_size=30)]")
      ).asBaseRate,
      Parameter(
        "milestones", .stepList(.any), .required, Localized("where each but the first begins", zh: "除首个外各成员开始的轮数")),
      Parameter(
        "last_epoch", .integer(Bounds(-1e12, 1e12)), .integer(-1),
        Localized("milestones come last_epoch + 1 earlier", zh: "里程碑提前 last_epoch + 1 轮")),
    ],
    note: Localized(
      "A member begins at its closed form for epoch 0, from the initial rate; one without (MultiplicativeLR) goes on from the current rate. A ChainedScheduler or SequentialLR can only be the first.",
      zh: "成员从其闭式在第 0 轮的值（由初始学习率）开始；没有闭式的（MultiplicativeLR）从当前学习率继续。ChainedScheduler 与 SequentialLR 只能放在首位。"),
    examples: [
      "torch.SequentialLR:schedulers=[(LinearLR:start_factor=0.1,total_iters=10),(CosineAnnealingLR:T_max=90)],milestones=[10]"
    ], nearest: nil,
    difference: Localized(
      "like phases joined by +, but on PyTorch's recursions", zh: "类似以 + 串联的阶段，但基于 PyTorch 的递推"), resumable: true
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchSequential in
    let members = try TorchClass.members("schedulers", of: &arguments, on: &group)
    let milestones = try arguments.torchCounts("milestones")
    guard !members.isEmpty else {
      throw arguments.torchError("SequentialLR expects at least one scheduler, but got no scheduler.", at: "schedulers")
    }
    guard milestones.count == members.count - 1 else {
      throw arguments.torchError(
        "Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, but got number of schedulers \(members.count) and the number of milestones to be equal to \(milestones.count)",
        at: "milestones")
    }
    return TorchSequential(
      members, milestones: milestones, lastEpoch: try arguments.integer("last_epoch"), on: &group)
  }
}
