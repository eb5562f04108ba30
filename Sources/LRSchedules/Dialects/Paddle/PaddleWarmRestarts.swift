import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Half cosines one after another, in whole epochs.
///
/// rate = floor + (base - floor) * (1 + cos(pi u / T_i)) / 2, T_i = T_0 mult^i, u = epochs since cycle i began
struct PaddleWarmRestartsSchedule: Schedule {
  var base: Double
  var floor: Double
  /// Epochs of the first cycle; positive.
  var period: Int
  /// Growth of the cycles; 1 or more.
  var growth: Int
  /// The epoch of step 0, which belongs to the first cycle or, one too late for it, to the second.
  var first = 0

  func rate(at step: Int) -> Double {
    if first == 0, growth == 1 { return rate(at: Double(step % period), of: Double(period)) }
    var place = start
    place.advance(by: step, growth: growth)
    return rate(at: Double(place.epoch), of: Double(place.length))
  }

  func rates(count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      var place = start
      for step in 0..<count {
        if step > 0 { place.advance(growth: growth) }
        buffer.initializeElement(at: step, to: rate(at: Double(place.epoch), of: Double(place.length)))
      }
      initialized = count
    }
  }

  func rate(at epoch: Double, of length: Double) -> Double {
    floor + (base - floor) * (1 + cos(Double.pi * epoch / length)) / 2
  }

  private var start: Place {
    var place = Place(epoch: max(0, first - 1), length: period)
    if first > 0 { place.advance(growth: growth) }
    return place
  }

  func outline(until steps: Int) -> Outline {
    var events: [Outline.Event] = []
    var place = start
    var step = 0
    while events.count < Outline.eventLimit {
      let wait = max(1, place.length - place.epoch)
      guard wait <= steps - step else { break }
      step += wait
      place.advance(by: wait, growth: growth)
      events.append(.init(.restart, at: step, limit: floor))
    }
    return Outline(events: events)
  }

  /// An epoch of a cycle.
  private struct Place {
    var epoch: Int
    var length: Int

    /// Past the end of a cycle one cycle is taken off, not more.
    mutating func advance(growth: Int) {
      epoch += 1
      guard epoch >= length else { return }
      epoch -= length
      let (longer, overflow) = length.multipliedReportingOverflow(by: growth)
      length = overflow ? .max : longer
    }

    mutating func advance(by steps: Int, growth: Int) {
      var left = steps
      while left > 0 {
        let skipped = min(left - 1, max(0, length - epoch - 1))
        epoch += skipped
        left -= skipped + 1
        advance(growth: growth)
      }
    }
  }
}

extension PaddleWarmRestartsSchedule: PaddleSettable {
  func set(from first: Int) -> any Schedule {
    var rule = self
    rule.first = 0
    return PaddleSetRestarts(rule: rule, first: first)
  }
}

/// Warm restarts whose cycle is found by a logarithm, as `step(epoch)` does: at a power of `growth` its rounding may
/// miss a restart by one epoch.
struct PaddleSetRestarts: Schedule {
  var rule: PaddleWarmRestartsSchedule
  var first: Int

  func rate(at step: Int) -> Double {
    let epoch = step + first
    let period = Double(rule.period)
    if rule.growth == 1 { return rule.rate(at: Double(epoch % rule.period), of: period) }
    if epoch < rule.period { return rule.rate(at: Double(epoch), of: period) }
    let growth = Double(rule.growth)
    let cycle = (log(Double(epoch) / period * (growth - 1) + 1) / log(growth)).rounded(.down)
    let length = pow(growth, cycle)
    return rule.rate(at: Double(epoch) - period * (length - 1) / (growth - 1), of: period * length)
  }

  func outline(until steps: Int) -> Outline {
    PaddleLater(rule: rule, first: first).outline(until: steps)
  }
}

extension PaddleDialect {
  static let warmRestarts = entry(
    "CosineAnnealingWarmRestarts", summary: Localized("half cosines, each starting anew", zh: "余弦退火，周期性重启"),
    formula: """
      rate(t) = eta_min + (learning_rate - eta_min) * (1 + cos(pi u / T_i)) / 2
      T_i = T_0 * T_mult^i, u = epochs since cycle i = 0, 1, ... began
      """,
    parameters: [
      learningRate,
      Parameter("T_0", .steps(.positive), .required, Localized("epochs of the first cycle", zh: "首个周期的轮数")),
      Parameter(
        "T_mult", .integer(Bounds(1, .infinity)), .integer(1),
        Localized("every cycle is this many times as long", zh: "周期长度的增长倍数")),
      Parameter(
        "eta_min", .rate(.any), .number(0), Localized("rate that each cycle is heading for", zh: "各周期趋向的最低学习率")),
      lastEpoch,
    ],
    nearest: "cosine-restarts", difference: Localized("never ends; T_mult is whole", zh: "不会终止；T_mult 为整数"),
    note: Localized(
      "eta_min itself is never used: its epoch restarts. Inside LinearWarmup the cycle is found by a "
        + "logarithm, whose rounding can replace a restart by one epoch at eta_min (T_0=1, T_mult=3: epoch 121).",
      zh: "eta_min 本身不会被用到：那一轮已重启。置于 LinearWarmup 之内时，周期由对数求得，舍入可能使重启处出现一轮 eta_min（T_0=1、T_mult=3：第 121 轮）。"),
    examples: [
      "paddle.CosineAnnealingWarmRestarts:learning_rate=0.1,T_0=25",
      "paddle.CosineAnnealingWarmRestarts:learning_rate=0.1,T_0=10,T_mult=2,eta_min=0.001",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      PaddleWarmRestartsSchedule(
        base: try learningRate(&arguments), floor: try arguments.number("eta_min"),
        period: try arguments.integer("T_0"), growth: try arguments.integer("T_mult"),
        first: try firstEpoch(&arguments)))
  }
}
