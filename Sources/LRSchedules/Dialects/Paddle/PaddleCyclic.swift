import LRCore

/// Triangles whose height is a formula of the cycle or of the epoch.
struct PaddleScaledTriangles: Schedule {
  /// From 0 to 1.
  var triangle: CyclicSchedule
  var bottom: Double
  var amplitude: Double
  /// In one variable: the cycle, counted from 1, or the epoch.
  var scale: Formula
  var scalesByCycle: Bool

  func rate(at step: Int) -> Double {
    let time = Double(step)
    let cycle = 1 + (time / (triangle.up + triangle.down)).rounded(.down)
    return bottom + amplitude * triangle.rate(at: step) * scale.value(scalesByCycle ? cycle : time)
  }

  func outline(until steps: Int) -> Outline { triangle.outline(until: steps) }
}

extension PaddleDialect {
  static let cyclic = entry(
    "CyclicLR", summary: Localized("triangles between base and max", zh: "在 base 与 max 之间往复的三角波（循环学习率）"),
    formula: """
      rate(t) = base_learning_rate + (max_learning_rate - base_learning_rate) * height(t) * scale
      height: 0 to 1 in step_size_up epochs, back to 0 in step_size_down
      scale: triangular 1, triangular2 2^(1 - cycle), exp_range exp_gamma^t, or scale_fn
      """,
    parameters: [
      Parameter("base_learning_rate", .rate(.nonNegative), .required, Localized("bottom", zh: "谷值")),
      Parameter("max_learning_rate", .rate(.nonNegative), .required, Localized("peak", zh: "峰值")).asBaseRate,
      Parameter("step_size_up", .steps(.positive), .required, Localized("epochs to the peak", zh: "上升轮数")),
      Parameter(
        "step_size_down", .steps(.positive), .none,
        Localized("epochs back; as step_size_up", zh: "下降轮数；缺省同 step_size_up")),
      Parameter(
        "mode", .choice(["triangular", "triangular2", "exp_range"]), .word("triangular"),
        Localized("how the triangles fade", zh: "三角波如何衰减")),
      Parameter(
        "exp_gamma", .number(.any), .number(1), Localized("factor per epoch of exp_range", zh: "exp_range 每轮的倍数")),
      Parameter(
        "scale_fn", .formula(variables: ["x"]), .none,
        Localized("a factor as a formula of x, in place of mode", zh: "以 x 为变量的倍数公式，代替 mode")),
      Parameter(
        "scale_mode", .choice(["cycle", "iterations"]), .word("cycle"),
        Localized("x of scale_fn: the cycle, from 1, or the epoch", zh: "scale_fn 的 x：周期数（从 1 起）或轮数")), lastEpoch,
    ],
    nearest: "cyclic", difference: Localized("bottom and peak must be given; no momentum", zh: "谷值与峰值必填；不调节动量"),
    note: Localized(
      "exp_gamma is 1 unless given: exp_range doesn't fade then. mode=triangular2 halves every cycle. It never ends.",
      zh: "exp_gamma 缺省为 1，此时 exp_range 并不衰减。triangular2 每个周期减半。循环不会终止。"),
    examples: [
      "paddle.CyclicLR:base_learning_rate=0.01,max_learning_rate=0.1,step_size_up=20",
      "paddle.CyclicLR:base_learning_rate=0.01,max_learning_rate=0.1,step_size_up=10,step_size_down=25,mode=t"
        + "riangular2",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let peak = try arguments.number("max_learning_rate")
    arguments.countRates(from: peak)
    let bottom = try arguments.number("base_learning_rate")
    let up = Double(try arguments.integer("step_size_up"))
    let down = try arguments.optionalInteger("step_size_down").map { Double($0) } ?? up
    let mode = CyclicSchedule.Mode(rawValue: try arguments.word("mode")) ?? .triangular
    let gamma = try arguments.number("exp_gamma")
    let scalesByCycle = try arguments.word("scale_mode") == "cycle"
    guard let (text, offset) = try arguments.formula("scale_fn") else {
      return try resumed(
        CyclicSchedule(bottom: bottom, peak: peak, up: up, down: down, mode: mode, gamma: gamma), &arguments)
    }
    let scale = try Formula(text, variables: ["x"], offset: offset, source: arguments.source)
    let triangle = CyclicSchedule(bottom: 0, peak: 1, up: up, down: down, mode: .triangular, gamma: 1)
    return try resumed(
      PaddleScaledTriangles(
        triangle: triangle, bottom: bottom, amplitude: peak - bottom, scale: scale, scalesByCycle: scalesByCycle),
      &arguments)
  }
}
