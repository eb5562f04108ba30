import LRCore
import LROptimizers
import LRSchedules

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Cooldowns that branch off one run at a constant rate, so that a single long run yields a finished one of many lengths.
///
/// A branch that ends at step T leaves the constant run at T - L. With r = (t - (T - L)) / L, 0 at its first update, its rate
/// is
///
///     linear   rate(t) (1 - r)
///     1-sqrt   rate(t) (1 - sqrt(r))
///
/// - Source: Hägele et al. 2024, "Scaling laws and compute-optimal training beyond fixed training durations", sections 3
///   and 4.
public struct CooldownPlan: Sendable, Hashable {
  /// How the rate falls to 0.
  public enum Shape: String, Sendable, Hashable, CaseIterable {
    case linear
    case oneMinusRoot = "1-sqrt"

    /// What is left of the rate at the part r of the cooldown, 0...1.
    func left(_ r: Double) -> Double {
      switch self {
      case .linear: 1 - r
      case .oneMinusRoot: 1 - r.squareRoot()
      }
    }
  }

  public struct Branch: Sendable, Hashable {
    /// The first update of the cooldown; those before it are the constant run's.
    public var start: Int
    /// Updates until the rate is 0.
    public var end: Int

    public var length: Int { end - start }
  }

  /// How long a cooldown is.
  public enum Length: Sendable, Hashable {
    /// A share of all the updates before its end, 0 < share < 1.
    case share(Double)
    case steps(Int)
  }

  /// In the order of their ends, which differ.
  public let branches: [Branch]
  public let shape: Shape
  public let length: Length

  /// - Parameters:
  ///   - count: branches; their ends divide the run evenly, and the last one ends with it.
  ///   - steps: updates of the run.
  /// - Throws: `TrainingError` where the run is too short for them.
  public init(count: Int, steps: Int, length: Length = .share(0.2), shape: Shape = .oneMinusRoot) throws(TrainingError)
  {
    self.length = length
    self.shape = shape
    guard steps >= 3 * count else {
      throw TrainingError(
        Localized(
          "\(count) \(count == 1 ? "cooldown needs" : "cooldowns need") \(3 * count) steps or more, and the run has \(steps): give fewer, or a longer run",
          zh: "\(count) 个冷却至少需要 \(3 * count) 步，而训练只有 \(steps) 步：请减少冷却数或延长训练"))
    }
    if case .steps(1) = length {
      throw TrainingError(
        Localized(
          "a cooldown takes 2 steps or more: its first update still has the whole rate",
          zh: "冷却至少 2 步：其首次更新仍用完整的学习率"))
    }
    branches = (1...max(1, count)).map { index in
      let end = Int(clamping: (Double(steps) * Double(index) / Double(count)).rounded())
      let length =
        switch length {
        case .share(let share): Int(clamping: max(2, (share * Double(end)).rounded()))
        case .steps(let steps): steps
        }
      return Branch(start: end - length, end: end)
    }
    if let first = branches.first, first.start < 1 {
      throw TrainingError(
        Localized(
          "a cooldown of \(first.length) steps leaves none of the constant rate before step \(first.end): give a shorter --cooldown-length, or fewer cooldowns",
          zh: "\(first.length) 步的冷却在第 \(first.end) 步之前没有留下恒定阶段：请减小 --cooldown-length 或减少冷却数"))
    }
  }

  /// Where the constant run is left.
  public var starts: Set<Int> { Set(branches.map(\.start)) }

  /// Updates after which losses are wanted: where branches begin and end, and places evenly apart: all of a run of fewer
  /// than 80, else 40 to 59.
  public func evaluationSteps(of steps: Int) -> Set<Int> {
    var wanted = starts.union(branches.map(\.end))
    for step in stride(from: 0, through: steps, by: max(1, steps / 40)) where step > 0 { wanted.insert(step) }
    return wanted
  }
}

/// A rate that rises and then stays, and what can be made of it.
struct SteadyRates: Sendable {
  let rates: [Double]
  /// Updates before the rate that stays.
  let warmup: Int

  var level: Double { rates.last ?? 0 }

  /// nil where the rates do anything else.
  init?(_ rates: [Double]) {
    guard let last = rates.last, last.isFinite, last > 0 else { return nil }
    let steady = rates.reversed().prefix { $0 == last }.count
    warmup = rates.count - steady
    self.rates = rates
    guard zip(rates, rates.dropFirst()).allSatisfy({ $0 <= $1 }) else { return nil }
  }

  func cooled(_ branch: CooldownPlan.Branch, _ shape: CooldownPlan.Shape) -> ListedSchedule {
    ListedSchedule(
      values: (0...branch.end).map { step in
        guard step >= branch.start else { return rates[step] }
        return level * shape.left(Double(step - branch.start) / Double(branch.length))
      })
  }

  /// Half a cosine from the level to 0 after the same warm-up.
  func cosine(until end: Int) -> ListedSchedule {
    let (half, frequency) = (level / 2, Double.pi / Double(max(1, end - warmup)))
    return ListedSchedule(
      values: (0...end).map { step in
        if step < warmup { return rates[step] }
        return step == end ? 0 : half * (1 + cos(frequency * Double(step - warmup)))
      })
  }
}

/// The runs of one optimizer that a figure of cooldowns compares.
public struct CooldownRuns: Sendable {
  public let plan: CooldownPlan
  /// At the constant rate.
  public let constant: TrainingRun
  /// In the order of the plan's branches.
  public let cooldowns: [TrainingRun]
  /// From the start, each as long as the branch of its place.
  public let cosines: [TrainingRun]
  /// Updates before the constant rate.
  public let warmup: Int

  /// - Parameters:
  ///   - run: under no schedule, or under one that rises and then stays.
  ///   - steps: its updates.
  ///   - names: of the constant run, and of branches and cosines by their ends.
  /// - Throws: `TrainingError` with the reason where the run's rate is not constant, or is warmed up for too long.
  public init(
    of run: TrainingRun, _ plan: CooldownPlan, steps: Int,
    names: (constant: String, cooldown: (Int) -> String, cosine: (Int) -> String)
  ) throws(TrainingError) {
    self.plan = plan
    guard !run.recipe.drivesRate, run.recipe.listener == nil else {
      throw Self.refusal(run, "its optimizer brings a schedule of its own", zh: "其优化器自带调度")
    }
    func steady(_ recipe: any OptimizerRecipe, _ schedule: AnySchedule?) throws(TrainingError) -> SteadyRates {
      let rates: [Double]
      switch schedule {
      case nil: rates = [Double](repeating: recipe.rate, count: steps)
      case .listening: throw Self.refusal(run, "its schedule depends on a metric", zh: "其调度依赖监控指标")
      case .fixed(let schedule):
        guard !schedule.drivesMomentum else {
          throw Self.refusal(run, "its schedule drives the momentum", zh: "其调度会改变动量")
        }
        rates = schedule.rates(count: steps)
      }
      guard let steady = SteadyRates(rates) else {
        throw Self.refusal(run, "its rate changes after the warm-up", zh: "其学习率在预热之后仍会变化")
      }
      if let first = plan.branches.first, steady.warmup > first.start {
        throw TrainingError(
          Localized(
            "the warm-up of \(run.name) takes \(steady.warmup) steps, and the first cooldown begins at step \(first.start): give a shorter warm-up, or fewer cooldowns",
            zh: "\(run.name) 的预热为 \(steady.warmup) 步，而首个冷却始于第 \(first.start) 步：请缩短预热或减少冷却数"))
      }
      return steady
    }
    let own = try steady(run.recipe, run.schedule)
    var groups: [SteadyRates] = []
    for group in run.groups { groups.append(try steady(group.recipe, group.schedule)) }
    warmup = own.warmup
    func made(_ name: String, _ schedule: (SteadyRates) -> ListedSchedule) -> TrainingRun {
      var made = run
      made.name = name
      made.schedule = .fixed(schedule(own))
      for (index, rates) in groups.enumerated() { made.groups[index].schedule = .fixed(schedule(rates)) }
      return made
    }
    var constant = run
    constant.name = names.constant
    self.constant = constant
    cooldowns = plan.branches.map { branch in made(names.cooldown(branch.end)) { $0.cooled(branch, plan.shape) } }
    cosines = plan.branches.map { branch in made(names.cosine(branch.end)) { $0.cosine(until: branch.end) } }
  }

  private static func refusal(_ run: TrainingRun, _ reason: String, zh: String) -> TrainingError {
    TrainingError(
      Localized(
        "a cooldown leaves a constant rate, and \(run.name) has none: \(reason); after '@' constant or a warm-up may stand, such as warmup:steps=5%",
        zh: "冷却从恒定学习率开始，而 \(run.name) 的学习率不恒定：\(zh)；“@”之后只能是 constant 或预热，例如 warmup:steps=5%"))
  }
}

/// Where a run stood before one of its updates: weights, optimizer and series.
public struct TrainingFork: Sendable {
  fileprivate enum State: Sendable {
    case single(TrainingLoop<Float>.Fork)
    case double(TrainingLoop<Double>.Fork)
  }

  fileprivate let state: State
}

extension TrainingSetup {
  /// Trains a run and keeps where it stood.
  ///
  /// - Parameter steps: before whose updates a fork is kept; none of those that the run doesn't reach.
  /// - Throws: as `train`.
  public func train(
    _ run: TrainingRun, keeping steps: Set<Int>, control: TrainingControl = TrainingControl()
  ) throws(TrainingError) -> (outcome: TrainingOutcome, forks: [Int: TrainingFork]) {
    let library = try library(for: run)
    switch precision {
    case .single:
      let loop = TrainingLoop<Float>(self, run, library)
      let outcome = loop.run(control, nil, keeping: steps)
      return (outcome, loop.forks.mapValues { TrainingFork(state: .single($0)) })
    case .double:
      let loop = TrainingLoop<Double>(self, run, library)
      let outcome = loop.run(control, nil, keeping: steps)
      return (outcome, loop.forks.mapValues { TrainingFork(state: .double($0)) })
    }
  }

  /// Trains a run from where another one stood: the outcome is that of the whole run, bit for bit, if both have the same
  /// rates before.
  ///
  /// - Precondition: the fork is of this setup, but for its steps, and of a run with the same optimizer and groups.
  /// - Throws: as `train`.
  public func train(
    _ run: TrainingRun, from fork: TrainingFork, control: TrainingControl = TrainingControl()
  ) throws(TrainingError) -> TrainingOutcome {
    let library = try library(for: run)
    switch fork.state {
    case .single(let state): return TrainingLoop<Float>(self, run, library).run(control, nil, from: state)
    case .double(let state): return TrainingLoop<Double>(self, run, library).run(control, nil, from: state)
    }
  }
}

/// What the runs of a figure of cooldowns came to: of each its seeds.
public struct CooldownOutcome: Sendable {
  public struct Pair: Sendable {
    public var branch: CooldownPlan.Branch
    public var cooldown: [TrainingRecord]
    public var cosine: [TrainingRecord]

    public init(branch: CooldownPlan.Branch, cooldown: [TrainingRecord], cosine: [TrainingRecord]) {
      self.branch = branch
      self.cooldown = cooldown
      self.cosine = cosine
    }
  }

  public var shape: CooldownPlan.Shape
  public var length: CooldownPlan.Length
  /// Updates before the constant rate.
  public var warmup: Int
  public var constant: [TrainingRecord]
  /// In the order of their ends.
  public var pairs: [Pair]

  public init(
    shape: CooldownPlan.Shape, length: CooldownPlan.Length, warmup: Int, constant: [TrainingRecord], pairs: [Pair]
  ) {
    self.shape = shape
    self.length = length
    self.warmup = warmup
    self.constant = constant
    self.pairs = pairs
  }

  /// Updates that the constant run and its branches took, of one seed.
  public var branchedUpdates: Int {
    (constant.first?.plannedSteps ?? 0) + pairs.reduce(0) { $0 + $1.branch.length }
  }

  /// Updates that the cosines took, of one seed.
  public var cosineUpdates: Int { pairs.reduce(0) { $0 + $1.branch.end } }
}
