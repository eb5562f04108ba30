import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// ExponentialLR: each rate is the last one times `gamma`.
struct TorchExponential: TorchRule {
  var state = TorchState()
  private let gamma: Double

  init(gamma: Double, on group: inout TorchGroup) {
    self.gamma = gamma
    attach(to: &group)
  }

  func nextRate(in group: inout TorchGroup) -> Double { state.isInitial ? group.rate : group.rate * gamma }

  func firstRate(in group: inout TorchGroup) -> Double { state.base }

  func jump(to step: Int, on group: inout TorchGroup) -> Bool {
    group.rate = state.base * pow(gamma, Double(step))
    return true
  }

  static let definition = TorchClass(
    "ExponentialLR",
    summary: Localized("multiplied by gamma every epoch", zh: "每轮乘以 gamma"),
    formula: "rate(t) = lr * gamma^t",
    parameters: [Parameter("gamma", .number(.any), .required, Localized("factor of each epoch", zh: "每轮的倍数"))],
    note: Localized("gamma is required, as in PyTorch, and has no default.", zh: "与 PyTorch 一样，gamma 必须给出，没有缺省值。"),
    examples: ["torch.ExponentialLR:gamma=0.95"], nearest: "exp",
    difference: Localized("gamma is required and counts single steps", zh: "gamma 必须给出，且按单步计")
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchExponential in
    TorchExponential(gamma: try arguments.number("gamma"), on: &group)
  }
}
