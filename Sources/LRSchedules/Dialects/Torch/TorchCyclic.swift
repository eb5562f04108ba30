import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// CyclicLR: triangles between two rates, momentum against them.
struct TorchCyclic: TorchRule {
  var state = TorchState()
  private let settings: Settings

  struct Settings: Sendable {
    var bottom: Double
    var peak: Double
    var up: Double
    var down: Double
    var scale: Scale
    /// `base_momentum` and `max_momentum`, where they are cycled.
    var momentum: (low: Double, high: Double)?
  }

  /// How the triangles' heights change.
  enum Scale: Sendable {
    case same
    case halved
    case power(Double)
    /// A formula in x: the number of the cycle from 1, or the epoch.
    case formula(Formula, ofCycle: Bool)
  }

  init(_ settings: Settings, on group: inout TorchGroup) {
    self.settings = settings
    group.rate = settings.bottom
    if let momentum = settings.momentum {
      group.momentum = momentum.high
      group.highMomentum = momentum.high
      group.lowMomentum = momentum.low
    }
    // The first step still counts from the group's initial rate, which is another one for a later member of a list.
    attach(to: &group)
    state.base = settings.bottom
  }

  func nextRate(in group: inout TorchGroup) -> Double {
    let height = height(at: state.epoch)
    if let momentum = settings.momentum {
      group.momentum = momentum.high - (momentum.high - momentum.low) * height.factor * height.scale
    }
    return state.base + (settings.peak - state.base) * height.factor * height.scale
  }

  func jump(to step: Int, on group: inout TorchGroup) -> Bool {
    var here = self
    here.state.epoch = step
    group.rate = here.nextRate(in: &group)
    return true
  }

  /// How far up the triangle, and its own height.
  private func height(at epoch: Int) -> (factor: Double, scale: Double) {
    let size = settings.up + settings.down
    let ratio = settings.up / size
    let cycle = (1 + Double(epoch) / size).rounded(.down)
    let part = 1 + Double(epoch) / size - cycle
    let factor = part <= ratio ? part / ratio : (part - 1) / (ratio - 1)
    switch settings.scale {
    case .same: return (factor, 1)
    case .halved: return (factor, 1 / exp2(cycle - 1))
    case .power(let gamma): return (factor, pow(gamma, Double(epoch)))
    case .formula(let formula, let ofCycle): return (factor, formula.value(ofCycle ? cycle : Double(epoch)))
    }
  }

  func outline(until steps: Int) -> Outline {
    guard settings.up > 0, settings.down >= 0 else { return Outline() }
    return CyclicSchedule(
      bottom: 0, peak: 1, up: settings.up, down: settings.down, mode: .triangular, gamma: 1, momentumRange: nil
    ).outline(until: steps)
  }
}

extension TorchCyclic {
  static let definition = TorchClass(
    "CyclicLR",
    summary: Localized("triangles between base_lr and max_lr", zh: "在 base_lr 与 max_lr 之间往复的三角波（循环学习率）"),
    formula: """
      rate(t) = base_lr + (max_lr - base_lr) * height * scale
      height: 0 to 1 in step_size_up, back to 0 in step_size_down
      scale: triangular 1, triangular2 2^-(cycle - 1), exp_range gamma^t, cycle from 1
      momentum = max_momentum - (max_momentum - base_momentum) * height * scale
      """,
    parameters: [
      Parameter("base_lr", .rate(.any), .required, Localized("rate at the bottom", zh: "谷值学习率")),
      Parameter("max_lr", .rate(.any), .required, Localized("rate at the first peak", zh: "首个峰值学习率")).asBaseRate,
      Parameter("step_size_up", .steps(.any), .integer(2000), Localized("steps up", zh: "上升步数")),
      Parameter(
        "step_size_down", .steps(.any), .none, Localized("steps down; as step_size_up", zh: "下降步数；缺省同 step_size_up")),
      Parameter(
        "mode", .choice(["triangular", "triangular2", "exp_range"]), .word("triangular"),
        Localized("how the triangles fade; without scale_fn", zh: "三角波如何衰减；未给 scale_fn 时有效")),
      Parameter("gamma", .number(.any), .number(1), Localized("factor per step of exp_range", zh: "exp_range 每步的倍数")),
      Parameter(
        "scale_fn", .formula(variables: ["x"]), .none,
        Localized("height of a triangle, a formula in x that replaces mode", zh: "三角波高度，含 x 的公式，取代 mode")),
      Parameter(
        "scale_mode", .choice(["cycle", "iterations"]), .word("cycle"),
        Localized("x of scale_fn: the cycle from 1, or the step", zh: "scale_fn 的 x：周期序号（从 1 起）或步数")),
      Parameter(
        "cycle_momentum", .flag, .flag(true), Localized("drive momentum, or beta1, too", zh: "同时反向调节动量（或 beta1）")),
      Parameter("base_momentum", .number(.any), .number(0.8), Localized("momentum at the peak", zh: "峰值处的动量")),
      Parameter("max_momentum", .number(.any), .number(0.9), Localized("momentum at the bottom", zh: "谷值处的动量")),
    ],
    note: Localized(
      "The optimizer's rate is overwritten by base_lr. gamma counts only in exp_range, scale_mode only with scale_fn, as in PyTorch.",
      zh: "优化器的学习率被 base_lr 覆盖。与 PyTorch 一样，gamma 仅用于 exp_range，scale_mode 仅与 scale_fn 同用。"),
    examples: [
      "torch.CyclicLR:base_lr=0.01,max_lr=0.1,step_size_up=20",
      "torch.CyclicLR:base_lr=0.001,max_lr=0.1,step_size_up=10,mode=exp_range,gamma=0.97",
      "torch.CyclicLR:base_lr=0.01,max_lr=0.1,step_size_up=10,scale_fn=\"1/x\"",
    ], nearest: "cyclic",
    difference: Localized("base_lr and max_lr are required; cycles momentum too", zh: "base_lr 与 max_lr 必须给出；同时调节动量"),
    overwritesRate: true
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchCyclic in
    let up = try arguments.torchCount("step_size_up")
    let down = try arguments.optionalTorchCount("step_size_down") ?? up
    guard up != 0, up + down != 0 else {
      throw arguments.torchError(TorchFailure.division.words, at: "step_size_up")
    }
    let settings = Settings(
      bottom: try arguments.number("base_lr"), peak: try arguments.number("max_lr"), up: up, down: down,
      scale: try arguments.torchScale(), momentum: try arguments.torchMomentum())
    return TorchCyclic(settings, on: &group)
  }
}

extension Arguments {
  fileprivate mutating func torchScale() throws(SpecError) -> TorchCyclic.Scale {
    let mode = try word("mode")
    let gamma = try number("gamma")
    let ofCycle = try word("scale_mode") == "cycle"
    if let formula = try torchFunction("scale_fn", of: "x") { return .formula(formula, ofCycle: ofCycle) }
    switch mode {
    case "triangular2": return .halved
    case "exp_range": return .power(gamma)
    default: return .same
    }
  }

  /// The momenta of CyclicLR and OneCycleLR, nil where they aren't cycled.
  mutating func torchMomentum() throws(SpecError) -> (low: Double, high: Double)? {
    let momentum = (low: try number("base_momentum"), high: try number("max_momentum"))
    return try flag("cycle_momentum") ? momentum : nil
  }
}
