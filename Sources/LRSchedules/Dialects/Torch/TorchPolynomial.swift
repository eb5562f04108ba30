import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// PolynomialLR: down to 0 in `total` epochs as a power of what is left.
struct TorchPolynomial: TorchRule {
  var state = TorchState()
  private let total: Double
  private let power: Double

  init(total: Double, power: Double, on group: inout TorchGroup) {
    self.total = total
    self.power = power
    attach(to: &group)
  }

  func nextRate(in group: inout TorchGroup) -> Double {
    let epoch = Double(state.epoch)
    if state.isInitial || epoch > total { return group.rate }
    if total == 0 {
      group.failure = .wholeDivision
      return .nan
    }
    let before = 1 - (epoch - 1) / total
    let ratio = (1 - epoch / total) / before
    if before == 0 || (ratio == 0 && power < 0) {
      group.failure = before == 0 ? .division : .negativePower
      return .nan
    }
    return group.rate * pow(ratio, power)
  }

  func firstRate(in group: inout TorchGroup) -> Double {
    let left = 1 - min(total, 0) / total
    if total == 0 || (left == 0 && power < 0) {
      group.failure = total == 0 ? .wholeDivision : .negativePower
      return .nan
    }
    return state.base * pow(left, power)
  }

  func jump(to step: Int, on group: inout TorchGroup) -> Bool {
    guard !canFail else { return false }
    let done = min(Double(step), total.rounded(.down))
    if done >= 1 { group.rate = state.base * pow(1 - done / total, power) }
    return true
  }

  var canFail: Bool { total <= 0 || power < 0 }

  func outline(until steps: Int) -> Outline {
    let end = total.step(within: steps)
    return end > 0 ? Outline(phases: [.init(.decay, 0..<end)]) : Outline()
  }

  static let definition = TorchClass(
    "PolynomialLR",
    summary: Localized("a power of what is left of total_iters, down to 0", zh: "按剩余比例的幂次在 total_iters 轮内降到 0"),
    formula: "rate(t) = lr * (1 - min(t, total_iters) / total_iters)^power",
    parameters: [
      Parameter("total_iters", .steps(.any), .integer(5), Localized("epochs down to 0", zh: "降到 0 的轮数")),
      Parameter("power", .number(.any), .number(1), Localized("exponent; 1 is a line", zh: "指数；1 为直线")),
    ],
    note: Localized(
      "Five epochs unless told otherwise, then 0 for ever. A fractional total_iters stops short of 0; a negative power raises at the end.",
      zh: "缺省仅 5 轮，之后一直为 0。total_iters 为小数时到不了 0；power 为负时在终点报错。"),
    examples: ["torch.PolynomialLR:total_iters=100,power=0.9"], nearest: "polynomial",
    difference: Localized("ends at 0, after 5 epochs unless told otherwise", zh: "终点为 0，缺省仅 5 轮")
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchPolynomial in
    TorchPolynomial(
      total: try arguments.torchCount("total_iters"), power: try arguments.number("power"), on: &group)
  }
}
