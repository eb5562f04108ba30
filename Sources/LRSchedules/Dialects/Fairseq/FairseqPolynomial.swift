import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// fairseq's polynomial decay, whose base can fall at every epoch.
///
/// t <= warmup: b t / warmup; t >= total: end; else end + (b - end) (1 - (t - warmup) / (total - warmup))^power
/// From the epoch `anneal` on, b is the rate with which the epoch begins.
struct FairseqPolynomial: Schedule {
  var base: Double
  var end: Double
  var power: Double
  var warmup: Int
  var total: Double
  /// First epoch that begins at the rate that the last one ended with; from 1.
  var anneal: Int?
  var epochLength: Int

  func rate(at step: Int) -> Double { rate(at: step, from: base(of: step / epochLength)) }

  var isReplayed: Bool { anneal != nil }

  func rates(count: Int) -> [Double] {
    guard anneal != nil else {
      return (0..<count).map { rate(at: $0, from: base) }
    }
    var rates: [Double] = []
    rates.reserveCapacity(count)
    var current = base
    for step in 0..<count {
      if step % epochLength == 0 { current = nextBase(current, at: step) }
      rates.append(rate(at: step, from: current))
    }
    return rates
  }

  /// The base in an epoch, counted from 0.
  private func base(of epoch: Int) -> Double {
    guard let anneal, epoch + 1 >= anneal else { return base }
    var current = base
    for index in max(0, anneal - 1)...epoch { current = nextBase(current, at: index * epochLength) }
    return current
  }

  /// The base of the epoch that begins at `step`.
  private func nextBase(_ current: Double, at step: Int) -> Double {
    guard let anneal, step / epochLength + 1 >= anneal else { return base }
    return rate(at: step, from: current)
  }

  private func rate(at step: Int, from base: Double) -> Double {
    if warmup > 0, step <= warmup { return Double(step) / Double(warmup) * base }
    if Double(step) >= total { return end }
    let left = 1 - Double(step - warmup) / (total - Double(warmup))
    return (base - end) * pow(left, power) + end
  }

  func outline(until steps: Int) -> Outline {
    .consecutive([(.warmup, Double(warmup)), (.decay, total)], until: steps)
  }
}

extension FairseqDialect {
  static let polynomial = entry(
    "polynomial_decay", file: "polynomial_decay_schedule", nearest: "polynomial",
    difference: Localized("warm-up inside the total; power 1 by default", zh: "总步数内含预热；缺省幂为 1"),
    summary: Localized("warm-up, then a power of the time that is left", zh: "预热后按剩余时间的幂衰减"),
    formula: """
      t <= warmup: lr * t / warmup; t >= total: end
      else end + (lr - end) * (1 - (t - warmup) / (total - warmup))^power
      from epoch force_anneal on, lr is the rate at which the epoch begins
      """,
    parameters: [
      warmup(0), forceAnneal,
      Parameter("end_learning_rate", .rate(.any), .number(0), Localized("last rate", zh: "最终学习率")),
      Parameter("power", .number(.any), .number(1), Localized("1 is a straight line", zh: "幂；1 为直线")),
      Parameter(
        "total_num_update", .steps(.any), .partOfRun(1),
        Localized("update at which it ends; the run's", zh: "衰减结束的更新；缺省为全程")),
      updatesPerEpoch,
    ],
    note: Localized(
      "total_num_update counts the warm-up. Held at the last rate.", zh: "total_num_update 包含预热。结束后保持最终学习率。"),
    examples: [
      "fairseq.polynomial_decay:warmup_updates=10", "fairseq.polynomial_decay:power=2,end_learning_rate=1%",
      "fairseq.polynomial_decay:force_anneal=2,updates_per_epoch=25",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> any Schedule in
    let total = try arguments.time("total_num_update")
    guard total > 0 else {
      throw arguments.refusal(by: "fairseq", "assert cfg.total_num_update > 0", at: "total_num_update")
    }
    return FairseqPolynomial(
      base: arguments.base(), end: try arguments.number("end_learning_rate"), power: try arguments.number("power"),
      warmup: try arguments.integer("warmup_updates"), total: total,
      anneal: try arguments.optionalInteger("force_anneal"), epochLength: try arguments.epochUpdates())
  }
}
