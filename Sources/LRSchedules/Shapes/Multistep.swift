import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A stair with drops where you say: multiplied by `gamma` at every milestone.
///
/// rate(t) = lr * gamma^(number of milestones <= t)
struct MultistepSchedule: Schedule {
  /// Increasing; a step named twice drops twice.
  private let milestones: [Int]
  /// The rate before the first milestone, after it, after the second, ...
  private let values: [Double]
  private let gamma: Double

  init(base: Double, milestones: [Int], gamma: Double) {
    self.milestones = milestones.sorted()
    self.gamma = gamma
    values = (0...milestones.count).map { base * pow(gamma, Double($0)) }
  }

  func rate(at step: Int) -> Double { values[milestones.countUpTo(step)] }

  func outline(until steps: Int) -> Outline { Outline(events: .at(milestones, through: steps)) }

  var rule: Rule? { .multistep(base: values[0], milestones: milestones, gamma: gamma) }

  static let entry = CatalogueEntry<AnySchedule>(
    "multistep", aliases: ["multi-step", "milestones"],
    summary: Localized("multiplied by gamma at every milestone", zh: "在每个里程碑处乘以 gamma"),
    formula: "rate(t) = lr * gamma^(number of milestones <= t)",
    parameters: [
      Parameter(
        "milestones", .stepList(.nonNegative), .partsOfRun([0.5, 0.75]),
        Localized("steps at which the rate drops", zh: "学习率下降的步")),
      Parameter("gamma", .number(.nonNegative), .number(0.1), Localized("factor of each drop", zh: "每次下降的倍数")),
    ],
    source: "He et al. 2016 (ResNet), section 4.2; PyTorch MultiStepLR",
    note: Localized(
      "A milestone's own step has the new rate; a step named twice drops twice. Held after the last one.",
      zh: "里程碑当步即用新值；同一步写两次则下降两次。最后一个之后保持不变。"),
    examples: ["multistep", "multistep:milestones=[30,60,80],gamma=0.1", "multistep:milestones=[80%,90%],gamma=0.316"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      MultistepSchedule(
        base: arguments.base(), milestones: try arguments.integers("milestones"), gamma: try arguments.number("gamma")))
  }
}

extension [Int] {
  /// How many of the increasing numbers are at most `limit`.
  func countUpTo(_ limit: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension [Outline.Event] {
  /// Milestones at increasing steps, each once, from 1 through `last`.
  static func at(_ steps: [Int], through last: Int) -> [Outline.Event] {
    var events: [Outline.Event] = []
    for step in steps where step >= 1 && step <= last && events.count < Outline.eventLimit {
      if events.last?.step != step { events.append(Outline.Event(.milestone, at: step)) }
    }
    return events
  }
}
