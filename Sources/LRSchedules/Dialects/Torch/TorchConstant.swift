import LRCore

/// ConstantLR: `factor` of the rate, taken back at epoch `total` exactly.
struct TorchConstant: TorchRule {
  var state = TorchState()
  private let factor: Double
  private let total: Double

  init(factor: Double, total: Double, on group: inout TorchGroup) {
    self.factor = factor
    self.total = total
    attach(to: &group)
  }

  func nextRate(in group: inout TorchGroup) -> Double {
    if state.epoch == 0 { return group.rate * factor }
    if Double(state.epoch) != total { return group.rate }
    if factor == 0 {
      group.failure = .division
      return .nan
    }
    return group.rate * (1 / factor)
  }

  func firstRate(in group: inout TorchGroup) -> Double {
    state.base * (factor + (0 >= total ? 1 - factor : 0))
  }

  var canFail: Bool { factor == 0 }

  func outline(until steps: Int) -> Outline {
    guard let end = total.asWhole, end >= 1 else { return Outline() }
    return Outline(
      phases: factor < 1 ? [.init(.warmup, 0..<min(end, steps))] : [],
      events: end <= steps && factor < 1 ? [.init(.milestone, at: end)] : [])
  }

  static let definition = TorchClass(
    "ConstantLR",
    summary: Localized("a part of lr for total_iters epochs, then lr", zh: "前 total_iters 轮为 lr 的一部分，之后为 lr"),
    formula: "rate(t) = lr * factor for t < total_iters, then lr",
    parameters: [
      Parameter("factor", .number(.any), .number(1.0 / 3), Localized("the part of lr, 0 to 1", zh: "lr 的比例，0 到 1")),
      Parameter("total_iters", .steps(.any), .integer(5), Localized("epochs at that part", zh: "保持该比例的轮数")),
    ],
    note: Localized(
      "The factor is taken back at epoch total_iters only: with 0 or a fraction it stays for ever. A factor of 0 raises there.",
      zh: "仅在第 total_iters 轮恢复：取 0 或小数时永不恢复。factor 为 0 时在该轮报错。"),
    examples: ["torch.ConstantLR:total_iters=20", "torch.ConstantLR:factor=0.1,total_iters=10"], nearest: "warmup",
    difference: Localized(
      "a jump instead of a slope; total_iters=0 never gets back to lr", zh: "是跳变而非斜坡；total_iters=0 时永不回到 lr")
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchConstant in
    let factor = try arguments.number("factor")
    guard (0...1).contains(factor) else {
      throw arguments.torchError("Constant multiplicative factor expected to be between 0 and 1.", at: "factor")
    }
    return TorchConstant(factor: factor, total: try arguments.torchCount("total_iters"), on: &group)
  }
}
