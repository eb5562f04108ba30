import LRCore

/// LinearLR: a straight line from `start` to `end` of the rate in `total` epochs.
struct TorchLinear: TorchRule {
  var state = TorchState()
  private let start: Double
  private let end: Double
  private let total: Double

  init(start: Double, end: Double, total: Double, on group: inout TorchGroup) {
    self.start = start
    self.end = end
    self.total = total
    attach(to: &group)
  }

  func nextRate(in group: inout TorchGroup) -> Double {
    let epoch = Double(state.epoch)
    if state.epoch == 0 { return group.rate * start }
    if state.isInitial || epoch > total { return group.rate }
    let divisor = total * start + (epoch - 1) * (end - start)
    if divisor == 0 {
      group.failure = .division
      return .nan
    }
    return group.rate * (1 + (end - start) / divisor)
  }

  func firstRate(in group: inout TorchGroup) -> Double {
    if total == 0 {
      group.failure = .division
      return .nan
    }
    return state.base * (start + (end - start) * min(total, 0) / total)
  }

  func jump(to step: Int, on group: inout TorchGroup) -> Bool {
    let done = min(Double(step), total.rounded(.down))
    group.rate = done >= 1 ? state.base * (start + (end - start) * done / total) : state.base * start
    return true
  }

  // A member that was undone twice may divide by zero before its epoch 0.
  var canFail: Bool { total <= 0 || state.epoch < 0 }

  func outline(until steps: Int) -> Outline {
    let end = total.step(within: steps)
    guard end > 0 else { return Outline() }
    return Outline(phases: [.init(start <= self.end ? .warmup : .decay, 0..<end)])
  }

  static let definition = TorchClass(
    "LinearLR",
    summary: Localized("a line from start_factor to end_factor of lr", zh: "从 lr 的 start_factor 倍线性变到 end_factor 倍"),
    formula: """
      rate(t) = lr * (start_factor + (end_factor - start_factor) * min(t, total_iters) / total_iters)
      stepped as rate(t) = rate(t-1) * (1 + (end - start) / (total_iters start + (t-1)(end - start)))
      """,
    parameters: [
      Parameter(
        "start_factor", .number(.any), .number(1.0 / 3),
        Localized("part of lr at first, 0 < s <= 1", zh: "起始比例，0 < s <= 1")),
      Parameter("end_factor", .number(.any), .number(1), Localized("part of lr at last, 0 to 1", zh: "最终比例，0 到 1")),
      Parameter("total_iters", .steps(.any), .integer(5), Localized("epochs of the line", zh: "变化持续的轮数")),
    ],
    note: Localized(
      "The first epoch has lr * start_factor, not 0. With total_iters=0 it stays there for ever.",
      zh: "首轮为 lr * start_factor 而非 0。total_iters=0 时永远停在该值。"),
    examples: [
      "torch.LinearLR:start_factor=0.05,total_iters=40", "torch.LinearLR:start_factor=1,end_factor=0.1,total_iters=60",
    ], nearest: "warmup",
    difference: Localized(
      "total_iters=0 stays at start_factor; ends may be any parts of lr",
      zh: "total_iters=0 停在 start_factor；两端可为 lr 的任意比例")
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchLinear in
    let start = try arguments.number("start_factor")
    guard start > 0, start <= 1 else {
      throw arguments.torchError(
        "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.", at: "start_factor")
    }
    let end = try arguments.number("end_factor")
    guard (0...1).contains(end) else {
      throw arguments.torchError("Ending multiplicative factor expected to be between 0 and 1.", at: "end_factor")
    }
    return TorchLinear(start: start, end: end, total: try arguments.torchCount("total_iters"), on: &group)
  }
}
