import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SWALR: from whatever the rate is to `target` in `length` epochs, then there.
///
/// Each step takes the last rate apart into the one before annealing and `target`, and mixes them anew.
struct TorchAveraging: TorchRule {
  var state = TorchState()
  private let target: Double
  private let length: Int
  private let cosine: Bool
  /// How much of the way was done at the last step.
  private var last = (step: Int.min, share: 0.0)

  init(target: Double, length: Int, cosine: Bool, on group: inout TorchGroup) {
    self.target = target
    self.length = length
    self.cosine = cosine
    group.averagingRate = target
    attach(to: &group)
  }

  mutating func nextRate(in group: inout TorchGroup) -> Double {
    // PyTorch counts calls here, not epochs.
    let step = max(length == 0 ? 1 : 0, state.count - 1)
    // The group's, as in PyTorch: another one that was constructed later has changed it.
    let target = group.averagingRate
    let before = last.step == step - 1 ? last.share : share(after: step - 1)
    let start = before == 1 ? target : (group.rate - before * target) / (1 - before)
    let share = share(after: step)
    last = (step, share)
    return target * share + start * (1 - share)
  }

  /// How much of the way is done, 0 to 1.
  private func share(after step: Int) -> Double {
    let part = max(0, min(1, Double(step) / Double(max(1, length))))
    return cosine ? (1 - cos(Double.pi * part)) / 2 : part
  }

  func jump(to step: Int, on group: inout TorchGroup) -> Bool {
    guard length > 0 else {
      group.rate = target
      return true
    }
    let share = share(after: step)
    group.rate = target * share + state.base * (1 - share)
    return true
  }

  func outline(until steps: Int) -> Outline {
    let end = min(length, steps)
    return end > 0 ? Outline(phases: [.init(target < state.base ? .decay : .rise, 0..<end)]) : Outline()
  }

  fileprivate static func make(
    _ arguments: inout Arguments, _ group: inout TorchGroup
  ) throws(SpecError) -> TorchAveraging {
    let target = try arguments.number("swa_lr")
    let cosine = try arguments.word("anneal_strategy") == "cos"
    let length = try arguments.torchWhole(
      "anneal_epochs", atLeast: 0, "anneal_epochs must be equal or greater than 0")
    return TorchAveraging(target: target, length: length, cosine: cosine, on: &group)
  }

  static let definition = TorchClass(
    "SWALR",
    summary: Localized("anneals to swa_lr and stays, for weight averaging", zh: "退火到 swa_lr 并保持，用于权重平均（SWA）"),
    formula: """
      rate(t) = swa_lr * a + rate_0 * (1 - a), p = min(1, t / anneal_epochs)
      cos: a = (1 - cos(pi p)) / 2, linear: a = p
      """,
    parameters: [
      Parameter("swa_lr", .rate(.any), .required, Localized("rate to go to", zh: "目标学习率")),
      Parameter("anneal_epochs", .steps(.any), .integer(10), Localized("epochs on the way", zh: "退火的轮数")),
      Parameter(
        "anneal_strategy", .choice(["cos", "linear"]), .word("cos"), Localized("form of the way", zh: "退火的形状")),
    ],
    extras: [
      Parameter(
        "before", .schedule, .none, Localized("the scheduler that is stepped up to swa_start", zh: "swa_start 之前所用的调度器")
      ),
      Parameter(
        "swa_start", .steps(.any), .none,
        Localized(
          "epochs up to this one, included, step `before`; needed with it", zh: "到此轮（含）为止由 before 步进；给出 before 时必需")),
    ], source: "torch.optim.swa_utils",
    note: Localized(
      "With before and swa_start: both are constructed first; after epoch i, SWALR is stepped if i > swa_start, else before.",
      zh: "给出 before 与 swa_start 时：两者先都构造；第 i 轮之后，i > swa_start 则步进 SWALR，否则步进 before。"),
    examples: [
      "torch.SWALR:swa_lr=0.05", "torch.SWALR:swa_lr=0.05,before=(torch.ExponentialLR:gamma=0.95),swa_start=40",
    ], nearest: "linear",
    difference: Localized("goes up or down from the current rate, by a cosine", zh: "从当前学习率出发，沿余弦升或降"),
    make: { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchAveraging in
      try make(&arguments, &group)
    },
    alone: { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> AnySchedule in
      try arguments.refuseResuming()
      let chain = try arguments.chain("before")
      let start = try arguments.optionalTorchCount("swa_start")
      if let chain {
        guard let start else {
          throw arguments.error(
            Localized("'before' needs swa_start=..., its last epoch", zh: "“before”需要 swa_start=…（其最后一轮）"), at: "before"
          )
        }
        let spec = try TorchClass.single(chain)
        if TorchClass.plainName(spec) == "ReduceLROnPlateau" {
          let plateau = try TorchPlateau.settings(spec, in: arguments)
          let averaging = try make(&arguments, &group)
          return .listening(TorchPlateauBefore(plateau, averaging, start: start, on: group))
        }
        let before = try TorchClass.member(spec, in: arguments, on: &group)
        let switched = TorchSwitched(before: before, after: try make(&arguments, &group), start: start)
        return .fixed(TorchSchedule(switched, on: group, horizon: arguments.context.horizon))
      }
      let averaging = try make(&arguments, &group)
      guard let start else { return .fixed(TorchSchedule(averaging, on: group, horizon: arguments.context.horizon)) }
      let switched = TorchSwitched(before: nil, after: averaging, start: start)
      return .fixed(TorchSchedule(switched, on: group, horizon: arguments.context.horizon))
    })
}
