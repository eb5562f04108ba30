import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// StepLR: the rate is multiplied by `gamma` at every multiple of `size`.
struct TorchStep: TorchRule {
  var state = TorchState()
  private let size: Double
  /// The size as a whole number, as it is meant to be.
  private let whole: Int?
  private let gamma: Double

  init(size: Double, gamma: Double, on group: inout TorchGroup) {
    self.size = size
    self.gamma = gamma
    whole = size.asWhole
    attach(to: &group)
  }

  func nextRate(in group: inout TorchGroup) -> Double {
    if state.epoch == 0 { return group.rate }
    if size == 0 {
      group.failure = .modulo
      return .nan
    }
    let rest = whole.map { state.epoch % $0 != 0 } ?? (fmod(Double(state.epoch), size) != 0)
    return rest ? group.rate : group.rate * gamma
  }

  func firstRate(in group: inout TorchGroup) -> Double {
    if size == 0 { group.failure = .wholeQuotient }
    return state.base
  }

  func jump(to step: Int, on group: inout TorchGroup) -> Bool {
    guard let whole, whole > 0 else { return false }
    group.rate = state.base * pow(gamma, Double(step / whole))
    return true
  }

  var canFail: Bool { size == 0 }

  func outline(until steps: Int) -> Outline {
    guard let whole, whole > 0 else { return Outline() }
    return Outline(events: .every(whole, from: whole, through: steps, kind: .milestone))
  }

  static let definition = TorchClass(
    "StepLR",
    summary: Localized("multiplied by gamma every step_size epochs", zh: "每 step_size 轮乘以 gamma"),
    formula: "rate(t) = lr * gamma^floor(t / step_size)",
    parameters: [
      Parameter("step_size", .steps(.any), .required, Localized("epochs on one stair", zh: "每级的轮数")),
      Parameter("gamma", .number(.any), .number(0.1), Localized("factor of each drop", zh: "每次下降的倍数")),
    ],
    note: Localized(
      "A multiple of step_size has the lower rate already. step_size is required, as in PyTorch.",
      zh: "在 step_size 的整数倍处已用新值。与 PyTorch 一样，step_size 必须给出。"),
    examples: ["torch.StepLR:step_size=30", "torch.StepLR:step_size=10,gamma=0.5"], nearest: "step",
    difference: Localized(
      "step_size is required; a fraction drops only where it divides the epoch",
      zh: "step_size 必须给出；取小数时仅在整除轮数处下降")
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchStep in
    TorchStep(size: try arguments.torchCount("step_size"), gamma: try arguments.number("gamma"), on: &group)
  }
}
