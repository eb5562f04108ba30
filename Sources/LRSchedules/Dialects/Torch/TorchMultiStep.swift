import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// MultiStepLR: the rate is multiplied by `gamma` at each milestone, once for each time that it is listed.
struct TorchMultiStep: TorchRule {
  var state = TorchState()
  /// Sorted.
  private let milestones: [Double]
  private let gamma: Double

  init(milestones: [Double], gamma: Double, on group: inout TorchGroup) {
    self.milestones = milestones.sorted()
    self.gamma = gamma
    attach(to: &group)
  }

  func nextRate(in group: inout TorchGroup) -> Double {
    let epoch = Double(state.epoch)
    let end = milestones.bisectRight(epoch)
    var times = 0
    while times < end, milestones[end - 1 - times] == epoch { times += 1 }
    return times == 0 ? group.rate : group.rate * pow(gamma, Double(times))
  }

  func firstRate(in group: inout TorchGroup) -> Double {
    state.base * pow(gamma, Double(milestones.bisectRight(0)))
  }

  func outline(until steps: Int) -> Outline {
    var events: [Outline.Event] = []
    for milestone in milestones where milestone >= 1 && milestone <= Double(steps) {
      guard let step = milestone.asWhole, events.last?.step != step else { continue }
      events.append(.init(.milestone, at: step))
    }
    return Outline(events: events)
  }

  static let definition = TorchClass(
    "MultiStepLR",
    summary: Localized("multiplied by gamma at each milestone", zh: "在每个里程碑处乘以 gamma"),
    formula: "rate(t) = lr * gamma^(number of milestones <= t)",
    parameters: [
      Parameter("milestones", .stepList(.any), .required, Localized("epochs of the drops", zh: "下降发生的轮数")),
      Parameter("gamma", .number(.any), .number(0.1), Localized("factor of each drop", zh: "每次下降的倍数")),
    ],
    note: Localized(
      "The new rate holds from the milestone itself on. A milestone listed twice drops twice; one at 0 drops at once.",
      zh: "在里程碑那一轮起即用新值。重复的里程碑重复下降；0 处的里程碑立即下降。"),
    examples: ["torch.MultiStepLR:milestones=[30,80]", "torch.MultiStepLR:milestones=[10,20,40,60],gamma=0.5"],
    nearest: "multistep",
    difference: Localized("milestones are required and count a repetition", zh: "milestones 必须给出，重复的里程碑重复计数")
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchMultiStep in
    TorchMultiStep(
      milestones: try arguments.torchCounts("milestones"), gamma: try arguments.number("gamma"), on: &group)
  }
}
