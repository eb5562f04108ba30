import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// CosineAnnealingLR: half a cosine down to `floor` in `period` epochs, up again in as many, and so on.
///
/// Above the floor, each rate is the last one times (1 + cos(pi n / T)) / (1 + cos(pi (n - 1) / T)); the first rate
/// after a bottom, where that divides by zero, adds the cosine's first rise.
struct TorchCosine: TorchRule {
  var state = TorchState()
  private let period: Double
  private let floor: Double
  /// The period as a whole number, as it is meant to be.
  private let whole: Int?
  /// The last divisor-to-be and its epoch.
  private var last = (epoch: Int.min, height: 0.0)

  init(period: Double, floor: Double, on group: inout TorchGroup) {
    self.period = period
    self.floor = floor
    whole = period.asWhole
    attach(to: &group)
  }

  mutating func nextRate(in group: inout TorchGroup) -> Double {
    if state.isInitial { return group.rate }
    if period == 0 {
      group.failure = .modulo
      return .nan
    }
    let epoch = state.epoch
    let before = last.epoch == epoch - 1 ? last.height : height(at: epoch - 1)
    if isAfterBottom(epoch, before) { return group.rate + firstRise }
    if before == 0 {
      group.failure = .division
      return .nan
    }
    last = (epoch, height(at: epoch))
    return last.height / before * (group.rate - floor) + floor
  }

  func firstRate(in group: inout TorchGroup) -> Double {
    if period == 0 {
      group.failure = .division
      return .nan
    }
    return floor + (state.base - floor) * height(at: 0) / 2
  }

  /// Whether the epoch before was at a bottom; only a tiny height there makes it worth the division.
  private func isAfterBottom(_ epoch: Int, _ before: Double) -> Bool {
    guard let whole else { return fmod(Double(epoch) - 1 - period, 2 * period) == 0 }
    return before < 1e-9 && (epoch - 1 - whole) % (2 * whole) == 0
  }

  /// 1 + cos, 2 at the top and 0 at the bottom.
  private func height(at epoch: Int) -> Double { 1 + cos(Double.pi * Double(epoch) / period) }

  private var firstRise: Double { (state.base - floor) * (1 - cos(Double.pi / period)) / 2 }

  func jump(to step: Int, on group: inout TorchGroup) -> Bool {
    guard let whole, whole >= 1 else { return false }
    if step == 0 { return true }
    if step <= whole {
      group.rate = floor + (state.base - floor) * height(at: step) / 2
      return true
    }
    // The recursion begins anew after each bottom, with the rounding error that 1 + cos has there.
    let start = whole + 1 + (step - whole - 1) / (2 * whole) * (2 * whole)
    let above = step == start ? firstRise : firstRise * (height(at: step) / height(at: start))
    group.rate = floor + above
    return true
  }

  var canFail: Bool { (whole ?? 0) < 1 }

  func outline(until steps: Int) -> Outline {
    var outline = Outline()
    guard period >= 1 else { return outline }
    var index = 0.0
    while outline.phases.count < Outline.eventLimit, index * period < Double(steps) {
      let range = (index * period).step(within: steps)..<((index + 1) * period).step(within: steps)
      if !range.isEmpty { outline.phases.append(.init(fmod(index, 2) == 0 ? .decay : .rise, range)) }
      index += 1
    }
    return outline
  }

  static let definition = TorchClass(
    "CosineAnnealingLR",
    summary: Localized("half a cosine down to eta_min, then up again", zh: "沿半个余弦降到 eta_min，再升回（余弦退火）"),
    formula: """
      rate(t) = eta_min + (lr - eta_min) * (1 + cos(pi t / T_max)) / 2
      stepped as rate(t) = eta_min + (rate(t-1) - eta_min) * (1 + cos(pi t / T_max)) / (1 + cos(pi (t-1) / T_max))
      """,
    parameters: [
      Parameter("T_max", .steps(.any), .required, Localized("epochs from top to bottom", zh: "从顶到底的轮数")),
      Parameter("eta_min", .rate(.any), .number(0), Localized("rate at the bottom", zh: "最低学习率")),
    ],
    note: Localized(
      "Rises again after T_max. In a ChainedScheduler whose others push the rate below eta_min it diverges, even below 0.",
      zh: "T_max 之后再升起。在 ChainedScheduler 中若被其他成员推到 eta_min 以下，则会发散，甚至变负。"),
    examples: ["torch.CosineAnnealingLR:T_max=100", "torch.CosineAnnealingLR:T_max=50,eta_min=0.001"],
    nearest: "cosine",
    difference: Localized("rises again after T_max instead of holding", zh: "T_max 之后再升起，而非保持")
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchCosine in
    TorchCosine(period: try arguments.torchCount("T_max"), floor: try arguments.number("eta_min"), on: &group)
  }
}
