import LRCore

/// Schedules of published trainings under the names of their models, with the numbers of the paper or program.
enum Presets {
  static let entries: [CatalogueEntry<AnySchedule>] = language + deepSeek + vision

  /// A part of a preset's run: a shared shape and how long it lasts; the last one runs on.
  typealias Phase = (shape: any Schedule, length: Int)

  /// A published schedule: shared shapes one after another.
  struct Recipe: Schedule {
    private let base: Double
    private let joined: Joined

    init(base: Double, _ phases: [Phase]) {
      self.base = base
      var start = 0
      var starts: [Int] = []
      let last = phases.count - 1
      let lasting = phases.enumerated().filter { $0.offset == last || $0.element.length > 0 }.map(\.element)
      for phase in lasting {
        starts.append(start)
        start += phase.length
      }
      joined = Joined(phases: lasting.map(\.shape), starts: starts)
    }

    var ownBaseRate: Double? { base }
    var rule: Rule? { joined.rule }
    var isReplayed: Bool { joined.isReplayed }
    func rate(at step: Int) -> Double { joined.rate(at: step) }
    func rates(count: Int) -> [Double] { joined.rates(count: count) }
    func outline(until steps: Int) -> Outline { joined.outline(until: steps) }
  }

  /// A published run: how many steps it had, which tells what a number of steps is of a shorter one.
  struct Run: Sendable {
    var steps: Double

    /// So many steps where the run is as long as the published one; else the same part of it, at least 1.
    func scaled(_ published: Double, to steps: Int) -> Int {
      Double(steps) >= self.steps ? Int(clamping: published) : part(published / self.steps, of: steps)
    }
  }

  /// A part of a run in whole steps, at least 1.
  static func part(_ part: Double, of steps: Int) -> Int { max(1, Int(clamping: (part * Double(steps)).rounded())) }

  /// What every preset's rate is called: the universal `lr`, with the published peak.
  static func peak(_ rate: Double, _ meaning: Localized) -> Parameter {
    Parameter("lr", .rate(.nonNegative), .number(rate), meaning)
  }

  static let onlyPeak = Localized("peak, as published", zh: "峰值，取公开的数值")
  static let sizesPeak = Localized("peak; that of the size unless given", zh: "峰值；缺省取该规模公开的数值")

  static func lowest(_ part: Double) -> Parameter {
    Parameter(
      "min", .rate(.nonNegative), .partOfBaseRate(part),
      Localized("last rate; \(shortest(part * 100))% of lr", zh: "最终学习率；缺省为 lr 的 \(shortest(part * 100))%"))
  }

  static func warmup(_ steps: Int) -> Parameter {
    Parameter(
      "warmup", .steps(.nonNegative), .none,
      Localized("steps of the warm-up; \(steps), fewer in a shorter run", zh: "预热步数；缺省 \(steps)，较短的训练按比例减少"))
  }
}

extension Arguments {
  /// The peak: `lr`, or the published one of this size, which `%` then counts from.
  mutating func peak(published: Double) -> Double {
    if !has("lr") { countRates(from: published) }
    return base()
  }

  /// The steps of the run; at least 1.
  var runLength: Int { max(1, context.steps) }

  /// The phases of a linear warm-up from `start`, then half a cosine to `min` at the run's step `end`.
  mutating func warmupThenCosine(
    from start: Double = 0, steps warmup: Int, until end: Int
  ) throws(SpecError) -> [Presets.Phase] {
    let base = base()
    let floor = try floor()
    let length = has("warmup") ? warmup : min(warmup, end - 1)
    guard length < end else {
      throw error(
        Localized(
          "the warm-up (\(length)) leaves nothing of the \(end) steps for the decay",
          zh: "预热（\(length)）之后，\(end) 步中没有留给衰减的步数"), at: "warmup")
    }
    return [
      (WarmupSchedule(base: base, start: start, length: length, shape: .linear), length),
      (CosineSchedule(base: base, floor: floor, period: end - length, rises: false), end - length),
    ]
  }
}
