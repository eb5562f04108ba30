import LRCore

/// The classes whose rate is constant between drops.
extension PaddleDialect {
  private static let gamma = Parameter(
    "gamma", .number(Bounds(-.infinity, 1, openUpper: true)), .number(0.1),
    Localized("factor of each drop, below 1", zh: "每次下降的倍数，须小于 1"))

  static let step = entry(
    "StepDecay", summary: Localized("multiplied by gamma every step_size epochs", zh: "每 step_size 轮乘以 gamma"),
    formula: "rate(t) = learning_rate * gamma^floor(t / step_size)",
    parameters: [
      learningRate, Parameter("step_size", .steps(.positive), .required, Localized("epochs on one stair", zh: "每级的轮数")),
      gamma, lastEpoch,
    ],
    nearest: "step",
    difference: Localized("step_size must be given; gamma below 1", zh: "step_size 必填；gamma 须小于 1"),
    note: Localized(
      "The epoch of a drop has the new rate. A gamma of 1 or more is refused; PyTorch takes it.",
      zh: "下降那一轮即用新值。gamma 不小于 1 时被拒绝（PyTorch 接受）。"),
    examples: ["paddle.StepDecay:learning_rate=0.1,step_size=30"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let rule = StepSchedule(
      base: try learningRate(&arguments), size: try arguments.integer("step_size"),
      gamma: try arguments.number("gamma"), offset: 0)
    return try resumed(rule, &arguments)
  }

  static let multiStep = entry(
    "MultiStepDecay", summary: Localized("multiplied by gamma at every milestone", zh: "在每个里程碑处乘以 gamma"),
    formula: "rate(t) = learning_rate * gamma^(number of milestones <= t)",
    parameters: [
      learningRate,
      Parameter(
        "milestones", .stepList(.any), .required, Localized("epochs of the drops, increasing", zh: "下降的各轮，须递增")),
      gamma, lastEpoch,
    ],
    nearest: "multistep",
    difference: Localized("milestones must increase strictly; gamma below 1", zh: "里程碑须严格递增；gamma 须小于 1"),
    note: Localized(
      "A milestone's own epoch has the new rate. No milestone may be named twice; PyTorch drops twice there.",
      zh: "里程碑当轮即用新值。同一里程碑不能写两次（PyTorch 则下降两次）。"),
    examples: ["paddle.MultiStepDecay:learning_rate=0.1,milestones=[30,60,80]"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = try learningRate(&arguments)
    let milestones = try arguments.times("milestones")
    guard zip(milestones, milestones.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw arguments.error(
        Localized("Paddle: the elements of milestones must be incremented", zh: "Paddle：milestones 的元素必须递增"),
        at: "milestones")
    }
    let rule = MultistepSchedule(
      base: base, milestones: milestones.map { Int(clamping: min($0, 1e15).rounded(.up)) },
      gamma: try arguments.number("gamma"))
    return try resumed(rule, &arguments)
  }

  static let piecewise = entry(
    "PiecewiseDecay", summary: Localized("a given rate for each interval of epochs", zh: "每个轮次区间给定一个学习率（分段常数）"),
    formula: "rate(t) = values[i], i the first with t < boundaries[i]; else the last of values",
    parameters: [
      Parameter(
        "boundaries", .stepList(.any), .required, Localized("first epoch of each new interval", zh: "各新区间的首轮")),
      Parameter(
        "values", .rates(.any), .required,
        Localized("rates of the intervals, more than boundaries", zh: "各区间的学习率，多于 boundaries")
      ).asBaseRate,
      lastEpoch,
    ],
    nearest: "piecewise",
    difference: Localized(
      "boundaries need not increase: one that isn't above all before it has no interval",
      zh: "boundaries 不要求递增：不大于其前各边界者没有自己的区间"),
    note: Localized(
      "A boundary's own epoch has the new rate, as in PyTorch; in Keras the epoch after it.",
      zh: "边界当轮即用新值，同 PyTorch；Keras 自下一步起。"),
    examples: ["paddle.PiecewiseDecay:boundaries=[30,80],values=[0.1,0.05,0.01]"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let boundaries = try arguments.times("boundaries")
    let values = try arguments.numbers("values")
    guard let last = values.last, !boundaries.isEmpty else {
      let name = boundaries.isEmpty ? "boundaries" : "values"
      throw arguments.error(
        Localized("Paddle: the \(name) cannot be empty", zh: "Paddle：\(name) 不能为空"), at: name)
    }
    guard values.count > boundaries.count else {
      throw arguments.error(
        Localized(
          "Paddle: values have one more element than boundaries, not \(values.count) for \(boundaries.count)",
          zh: "Paddle：values 应比 boundaries 多一个，而不是 \(values.count) 对 \(boundaries.count)"), at: "values")
    }
    // The first boundary above the epoch decides, so that only those matter which are above all before them.
    var steps: [Int] = []
    var rates: [Double] = []
    for (boundary, value) in zip(boundaries, values) {
      let step = Int(clamping: min(boundary, 1e15).rounded(.up))
      guard step > steps.last ?? 0 else { continue }
      steps.append(step)
      rates.append(value)
    }
    return try resumed(PiecewiseSchedule(boundaries: steps, values: rates + [last], form: .hold), &arguments)
  }
}
