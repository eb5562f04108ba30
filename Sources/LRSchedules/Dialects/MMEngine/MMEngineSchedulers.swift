import LRCore

/// The schedulers that multiply the current rate.
extension MMEngineDialect {
  static let always = Localized(
    "A recursion on the current rate; outside begin <= t < end it leaves the rate as it is. ",
    zh: "在当前学习率上递推；在 begin <= t < end 之外保持不变。")

  static let constant = Scheduler(
    name: "ConstantLR", nearest: "constant",
    summary: Localized("a factor within the window, undone at its last step", zh: "窗口内乘以倍数，最后一步还原"),
    formula: "times factor from begin on, times 1 / factor at end - 1",
    parameters: [
      Parameter("factor", .number(.any), .number(1.0 / 3), Localized("factor, 0 to 1", zh: "倍数，0 到 1"))
    ],
    note: always
      + Localized("The factor is undone one step before end; a factor of 0 can't be.", zh: "倍数在 end 前一步还原；倍数为 0 则无法还原。"),
    difference: Localized("a factor until end - 1, as a warm-up", zh: "到 end - 1 为止的倍数，用作预热"),
    examples: ["mmengine.ConstantLR:factor=0.1,end=20"]
  ) { (arguments: inout Arguments, setting: Setting) throws(SpecError) -> Part in
    let factor = try arguments.number("factor")
    guard (0...1).contains(factor) else {
      throw arguments.refusal(
        by: "mmengine", "Constant multiplicative factor should between 0 and 1.", at: "factor")
    }
    return .rule(MMEngineConstant(factor: factor, last: setting.last))
  }

  static let linear = Scheduler(
    name: "LinearLR", nearest: "linear",
    summary: Localized("a factor that grows in equal steps within the window", zh: "窗口内倍数等差变化"),
    formula: "times start_factor at begin; factor = start + (end - start) * (t - begin) / (end - begin - 1)",
    parameters: [
      Parameter("start_factor", .number(.any), .number(1.0 / 3), Localized("first factor, 0 to 1", zh: "起始倍数，0 到 1")),
      Parameter("end_factor", .number(.any), .number(1), Localized("last factor, 0 to 1", zh: "终止倍数，0 到 1")),
    ],
    note: always
      + Localized(
        "The last factor is reached at end - 1. A start_factor of 0 raises an error at the second step.",
        zh: "在 end - 1 达到终止倍数。start_factor 为 0 时第二步即报错。"),
    difference: Localized("factors of the current rate, done at end - 1", zh: "作用于当前学习率的倍数，在 end - 1 完成"),
    examples: ["mmengine.LinearLR:start_factor=0.001,end=20"]
  ) { (arguments: inout Arguments, setting: Setting) throws(SpecError) -> Part in
    let start = try arguments.number("start_factor")
    let end = try arguments.number("end_factor")
    guard (0...1).contains(start) else {
      throw arguments.refusal(
        by: "mmengine", "Starting multiplicative factor should between 0 and 1.", at: "start_factor")
    }
    guard (0...1).contains(end) else {
      throw arguments.refusal(by: "mmengine", "Ending multiplicative factor should between 0 and 1.", at: "end_factor")
    }
    return .rule(MMEngineLinear(start: start, end: end, last: setting.last))
  }

  static let exponential = Scheduler(
    name: "ExponentialLR", nearest: "exp",
    summary: Localized("times gamma at every step", zh: "每步乘以 gamma"),
    formula: "rate(t) = rate(t - 1) * gamma, begin < t < end",
    parameters: [Parameter("gamma", .number(.any), .required, Localized("factor of every step", zh: "每步的倍数"))],
    note: always + Localized("The first step of the window changes nothing.", zh: "窗口的第一步不变。"),
    difference: Localized("gamma a step, within a window", zh: "每步的 gamma，限于窗口"),
    examples: ["mmengine.ExponentialLR:gamma=0.95"]
  ) { (arguments: inout Arguments, _: Setting) throws(SpecError) -> Part in
    .rule(MMEngineExponential(gamma: try arguments.number("gamma")))
  }

  static let multistep = Scheduler(
    name: "MultiStepLR", nearest: "multistep",
    summary: Localized("times gamma at every milestone", zh: "在每个里程碑处乘以 gamma"),
    formula: "rate(t) = rate(t - 1) * gamma^(times that t - begin is a milestone)",
    parameters: [
      Parameter(
        "milestones", .stepList(.any), .required, Localized("steps, counted from begin", zh: "里程碑，自 begin 起计")),
      Parameter("gamma", .number(.any), .number(0.1), Localized("factor of each drop", zh: "每次下降的倍数")),
    ],
    note: always + Localized("Milestones count from begin.", zh: "里程碑自 begin 起计。"),
    difference: Localized("milestones count from begin", zh: "里程碑自 begin 起计"),
    examples: ["mmengine.MultiStepLR:milestones=[60,80]"]
  ) { (arguments: inout Arguments, _: Setting) throws(SpecError) -> Part in
    .rule(
      MMEngineMultistep(milestones: try arguments.integers("milestones"), gamma: try arguments.number("gamma")))
  }

  static let step = Scheduler(
    name: "StepLR", nearest: "step",
    summary: Localized("times gamma every step_size steps", zh: "每隔 step_size 步乘以 gamma"),
    formula: "rate(t) = rate(t - 1) * gamma where step_size divides t - begin",
    parameters: [
      Parameter("step_size", .steps(.any), .required, Localized("steps on one stair", zh: "每级的步数")),
      Parameter("gamma", .number(.any), .number(0.1), Localized("factor of each drop", zh: "每次下降的倍数")),
    ],
    note: always + Localized("Steps count from begin.", zh: "步数自 begin 起计。"),
    difference: Localized("stairs count from begin", zh: "阶梯自 begin 起计"),
    examples: ["mmengine.StepLR:step_size=30"]
  ) { (arguments: inout Arguments, _: Setting) throws(SpecError) -> Part in
    .rule(
      MMEngineStep(size: try arguments.time("step_size"), gamma: try arguments.number("gamma")))
  }

  static let polynomial = Scheduler(
    name: "PolyLR", nearest: "polynomial",
    summary: Localized("a power of the steps left in the window", zh: "按窗口内剩余步数的幂衰减"),
    formula: "rate(t) = (rate(t - 1) - eta_min) * (1 - 1 / (end - t))^power + eta_min",
    parameters: [
      Parameter("eta_min", .rate(.any), .number(0), Localized("last rate", zh: "最终学习率")),
      Parameter("power", .number(.any), .number(1), Localized("1 is a straight line", zh: "幂；1 为直线")),
    ],
    note: always
      + Localized(
        "eta_min is reached at end - 1. Without end the window is 1e9 steps long, and nothing seems to move.",
        zh: "在 end - 1 达到 eta_min。不给 end 时窗口长 1e9 步，几乎不变。"),
    difference: Localized("a recursion, done at end - 1", zh: "递推形式，在 end - 1 完成"),
    examples: ["mmengine.PolyLR:power=0.9,eta_min=1e-4,end=100"]
  ) { (arguments: inout Arguments, setting: Setting) throws(SpecError) -> Part in
    .rule(
      MMEnginePolynomial(
        floor: try arguments.number("eta_min"), power: try arguments.number("power"), last: setting.last))
  }
}
