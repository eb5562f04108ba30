import LRCore

/// DeepSpeed's cycle: straight up, straight down, then a slow decay; the momentum runs against it.
///
/// With T = first + second and x = t / T less its whole part:
/// s = x / (first / T), beyond the peak (x - 1) / (first / T - 1); rate = min + (max - min) s, momentum = max - (max - min) s
/// after t > T: rate = min / (1 + decay_lr_rate u), momentum = max (1 + decay_mom_rate u), u = (t - T) / decay_step_size
struct DeepSpeedOneCycle: Schedule {
  var rates: (low: Double, high: Double)
  var momentum: (low: Double, high: Double)?
  /// Steps up and down.
  var first: Double
  var second: Double
  /// Stairs of the halves; 0 for none.
  var stairs: (first: Double, second: Double)
  /// What the rate is divided by, and the momentum multiplied, gains in one step after the cycle.
  var decay: (rate: Double, momentum: Double)

  private var total: Double { first + second }

  var drivesMomentum: Bool { momentum != nil }
  var ownBaseRate: Double? { rates.high }

  func rate(at step: Int) -> Double {
    if let part = part(at: step) { return rates.low + (rates.high - rates.low) * part }
    return rates.low / (1 + decay.rate * (Double(step) - total))
  }

  func momentum(at step: Int) -> Double? {
    guard let momentum else { return nil }
    // The constructor sets the lowest momentum beside the lowest rate; the first step corrects it.
    if step == 0 { return momentum.low }
    if let part = part(at: step) { return momentum.high - (momentum.high - momentum.low) * part }
    return momentum.high * (1 + decay.momentum * (Double(step) - total))
  }

  /// How far up the cycle is, 0 to 1; nil after it.
  private func part(at step: Int) -> Double? {
    guard Double(step - 1) < total else { return nil }
    let time = Double(step)
    let turn = first / total
    let place = 1 + time / total - (1 + time / total).rounded(.down)
    let isFirst = place <= turn
    let count = isFirst ? stairs.first : stairs.second
    guard count > 0 else { return isFirst ? place / turn : (place - 1) / (turn - 1) }
    let within = time.truncatingRemainder(dividingBy: total)
    let stair = within <= first ? within * count / first : (total - within) * count / second
    return stair.rounded(.down) / count
  }

  func outline(until steps: Int) -> Outline {
    let decays = decay.rate != 0 || decay.momentum != 0
    return .consecutive([(.rise, first), (.fall, total), (decays ? .decay : .stable, Double(steps))], until: steps)
  }
}

extension DeepSpeedDialect {
  static let oneCycle = CatalogueEntry<AnySchedule>(
    "deepspeed.OneCycle",
    summary: Localized("straight up, straight down, then a slow decay; momentum against it", zh: "直线升、直线降，再缓慢衰减；动量反向"),
    formula: """
      t <= T = first + second: cycle_min_lr + (cycle_max_lr - cycle_min_lr) * s, s from 0 up to 1 and down to 0
      then cycle_min_lr / (1 + decay_lr_rate * (t - T) / decay_step_size)
      momentum: cycle_max_mom - (cycle_max_mom - cycle_min_mom) * s, then cycle_max_mom * (1 + decay_mom_rate * (t - T) / decay_step_size)
      """,
    parameters: [
      Parameter("cycle_min_lr", .rate(.any), .required, Localized("rate at both ends of the cycle", zh: "周期两端的学习率")),
      Parameter("cycle_max_lr", .rate(.any), .required, Localized("rate at the top", zh: "周期顶点的学习率")),
      Parameter(
        "decay_lr_rate", .number(.any), .number(0), Localized("decay after the cycle", zh: "周期之后的衰减率")),
      Parameter("cycle_first_step_size", .steps(.any), .integer(2000), Localized("steps up", zh: "上升步数")),
      Parameter(
        "cycle_second_step_size", .steps(.any), .none, Localized("steps down; as many as up", zh: "下降步数；缺省与上升相同")),
      Parameter(
        "cycle_first_stair_count", .integer(.any), .integer(0),
        Localized("stairs on the way up; 0 for a line", zh: "上升的级数；0 为直线")
      ),
      Parameter(
        "cycle_second_stair_count", .integer(.any), .none,
        Localized("stairs on the way down; as many as up", zh: "下降的级数；缺省与上升相同")),
      Parameter(
        "decay_step_size", .steps(.any), .integer(0), Localized("steps for one decay; 0 for none", zh: "一次衰减的步数；0 为不衰减")
      ),
      Parameter("cycle_momentum", .flag, .flag(true), Localized("drive the momentum too", zh: "同时调度动量")),
      Parameter(
        "cycle_min_mom", .number(.any), .number(0.8), Localized("momentum at the top of the cycle", zh: "周期顶点的动量")),
      Parameter(
        "cycle_max_mom", .number(.any), .number(0.9), Localized("momentum at both ends of the cycle", zh: "周期两端的动量")),
      Parameter(
        "decay_mom_rate", .number(.any), .number(0),
        Localized("growth of the momentum after the cycle", zh: "周期之后动量的增长率")),
    ],
    source: "DeepSpeed deepspeed/runtime/lr_schedules.py, class OneCycle",
    note: Localized(
      "The momentum (beta1 of Adam) of step 0 is cycle_min_mom, by the constructor. The decay needs decay_step_size.",
      zh: "第 0 步的动量（Adam 的 beta1）由构造函数设为 cycle_min_mom。衰减需要 decay_step_size。"),
    examples: [
      "deepspeed.OneCycle:cycle_min_lr=0.01,cycle_max_lr=0.1,cycle_first_step_size=30",
      "deepspeed.OneCycle:cycle_min_lr=0.01,cycle_max_lr=0.1,cycle_first_step_size=30,decay_step_size=10,decay_lr_rate=0.5",
    ],
    origin: Origin(
      "deepspeed", version: version, nearest: "one-cycle",
      difference: Localized("straight lines, and a decay without end after the cycle", zh: "直线升降，周期之后无限衰减"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let first = try arguments.time("cycle_first_step_size")
    let second = try arguments.optionalTime("cycle_second_step_size") ?? first
    guard first > 0 else {
      throw arguments.refusal(
        by: "DeepSpeed", "cycle_first_step_size must be positive, got \(first)", at: "cycle_first_step_size")
    }
    guard second >= 0 else {
      throw arguments.refusal(
        by: "DeepSpeed", "cycle_second_step_size must be non-negative, got \(second)", at: "cycle_second_step_size")
    }
    let stairs = try arguments.number("cycle_first_stair_count")
    let interval = try arguments.time("decay_step_size")
    let rate = try arguments.number("decay_lr_rate")
    let growth = try arguments.number("decay_mom_rate")
    let low = try arguments.number("cycle_min_mom")
    let high = try arguments.number("cycle_max_mom")
    return .fixed(
      DeepSpeedOneCycle(
        rates: (try arguments.number("cycle_min_lr"), try arguments.number("cycle_max_lr")),
        momentum: try arguments.flag("cycle_momentum") ? (low, high) : nil, first: first, second: second,
        stairs: (stairs, try arguments.optionalNumber("cycle_second_stair_count") ?? stairs),
        decay: interval == 0 ? (0, 0) : (rate / interval, growth / interval)))
  }.asDialect(rateFromOptimizer: false)
}
