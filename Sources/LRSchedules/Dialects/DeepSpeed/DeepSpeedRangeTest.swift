import LRCore

/// DeepSpeed's range test: a line or a stair from the smallest rate that never ends.
///
/// rate(t) = min (1 + step_rate t / step_size), t / step_size whole in stairs
struct DeepSpeedRangeTest: Schedule {
  var start: Double
  var size: Int
  var growth: Double
  var isStair: Bool

  var ownBaseRate: Double? { start }

  func rate(at step: Int) -> Double {
    let interval = Double(step) / Double(size)
    return start * (1 + growth * (isStair ? interval.rounded(.down) : interval))
  }

  func outline(until steps: Int) -> Outline {
    Outline(
      phases: steps > 0 ? [.init(growth < 0 ? .fall : .rise, 0..<steps)] : [],
      events: isStair ? .every(size, from: size, through: steps, kind: .milestone) : [])
  }
}

extension DeepSpeedDialect {
  static let rangeTest = CatalogueEntry<AnySchedule>(
    "deepspeed.LRRangeTest",
    summary: Localized("rises in a line or in stairs without end, to find a rate", zh: "直线或阶梯式无限上升，用于寻找学习率"),
    formula: "rate(t) = min_lr * (1 + step_rate * t / step_size); staircase: t / step_size rounded down",
    parameters: [
      Parameter("lr_range_test_min_lr", .rate(.any), .number(1e-3), Localized("first rate", zh: "起始学习率")),
      Parameter("lr_range_test_step_size", .steps(.any), .integer(2000), Localized("steps of one rise", zh: "一次上升的步数")),
      Parameter(
        "lr_range_test_step_rate", .number(.any), .number(1),
        Localized("one rise, as a part of the first rate", zh: "每次上升与起始值之比")),
      Parameter("lr_range_test_staircase", .flag, .flag(false), Localized("rise in stairs", zh: "阶梯式上升")),
    ],
    source: "DeepSpeed deepspeed/runtime/lr_schedules.py, class LRRangeTest",
    note: Localized("It never ends: stop it when the loss grows.", zh: "不会终止：损失开始上升时请停止。"),
    examples: [
      "deepspeed.LRRangeTest", "deepspeed.LRRangeTest:lr_range_test_step_size=20,lr_range_test_staircase=true",
    ],
    origin: Origin(
      "deepspeed", version: version, nearest: "range-test",
      difference: Localized("grows by a part of the first rate, without a last rate", zh: "按起始值的比例增长，没有终点"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let size = try arguments.integer("lr_range_test_step_size")
    guard size > 0 else {
      throw arguments.refusal(
        by: "DeepSpeed", "lr_range_test_step_size must be a positive integer, got \(size)",
        at: "lr_range_test_step_size")
    }
    return .fixed(
      DeepSpeedRangeTest(
        start: try arguments.number("lr_range_test_min_lr"), size: size,
        growth: try arguments.number("lr_range_test_step_rate"),
        isStair: try arguments.flag("lr_range_test_staircase")))
  }.asDialect(rateFromOptimizer: false)
}
