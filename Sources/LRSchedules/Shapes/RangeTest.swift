import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A rise through many rates, to see which of them a model bears.
///
/// rate(t) = min (max / min)^(u / steps), or min + (max - min) u / steps; u = t, or whole stairs of it
struct RangeTestSchedule: Schedule {
  var start: Double
  var peak: Double
  /// Steps from `start` to `peak`; positive.
  var length: Int
  var exponential: Bool
  /// Steps on one stair, where it rises in stairs.
  var stair: Int?
  var duration: Int?

  func rate(at step: Int) -> Double {
    if step >= length { return peak }
    let part = Double(stair.map { step / $0 * $0 } ?? step) / Double(length)
    return exponential ? start * pow(peak / start, part) : start + (peak - start) * part
  }

  func outline(until steps: Int) -> Outline {
    Outline(
      phases: [.init(.rise, 0..<min(length, steps))],
      events: stair.map { .every($0, from: $0, through: min(length, steps), kind: .milestone) } ?? [])
  }

  var rule: Rule? {
    .rangeTest(start: start, peak: peak, length: length, exponential: exponential, stair: stair)
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "range-test", aliases: ["lr-range-test", "lr-finder", "find-lr"],
    summary: Localized("rises through many rates to find which a model bears", zh: "学习率由小到大扫描（范围测试）"),
    formula: """
      rate(t) = min * (max / min)^(t / steps)
      linear: rate(t) = min + (max - min) * t / steps
      """,
    parameters: [
      Parameter("steps", .steps(.positive), .partOfRun(1), Localized("steps of the whole rise", zh: "整个上升的步数")),
      Parameter(
        "min", .rate(.nonNegative), .none,
        Localized(
          "first rate; a thousandth of the peak, or lr where max is given too",
          zh: "起始学习率；缺省为峰值的千分之一，若同时给出 lr 与 max 则为 lr")),
      Parameter("max", .rate(.nonNegative), .none, Localized("last rate; lr unless given", zh: "最终学习率；缺省取 lr")),
      Parameter(
        "shape", .choice(["exponential", "linear"]), .word("exponential"), Localized("form of the rise", zh: "上升的形状")),
      Parameter("stair", .steps(.positive), .none, Localized("rise in stairs of so many steps", zh: "按此步数成级上升")),
    ],
    source: "Smith 2017, section 3.3; Gugger 2018 (exponential); DeepSpeed LRRangeTest (linear)",
    note: Localized("Held at max after the end.", zh: "结束后保持 max。"),
    examples: ["range-test", "range-test:min=1e-5,max=1", "range-test:shape=linear,stair=10"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let peak = try arguments.peak()
    let start = try arguments.start(below: peak) ?? peak / 1000
    let steps = try arguments.integer("steps")
    let exponential = try arguments.word("shape") == "exponential"
    if exponential, start == 0, peak > 0 {
      throw arguments.error(
        Localized("an exponential rise can't start at 0: give min above 0", zh: "指数上升不能从 0 开始：请给出大于 0 的 min"), at: "min"
      )
    }
    return .fixed(
      RangeTestSchedule(
        start: start, peak: peak, length: steps, exponential: exponential && peak > 0,
        stair: try arguments.optionalInteger("stair"), duration: arguments.has("steps") ? steps : nil))
  }
}
