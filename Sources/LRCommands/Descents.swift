import LRCore
import LROptimizers
import LRSchedules
import LRSystem

/// A surface and the optimizers that go down it, made from their specs and checked.
struct Descents {
  let surfaceName: String
  let formula: String
  let surface: TestSurface
  var runs: [OptimizerRun]
  let start: (x: Double, y: Double)
  let steps: Int

  /// All points together, of 32 bytes each.
  static let maximumPoints = 20_000_000
  /// All updates of a search for rates together: about a quarter of an hour.
  static let maximumUpdates = 1e9

  /// - Parameters:
  ///   - baseRate: for optimizers whose spec says no rate.
  ///   - findsRates: whether `tune` follows.
  ///   - place: the start that the command line asks for, given whether the surface is a curve.
  init(
    _ surfaceSpec: String, _ optimizers: [String], baseRate: Double?, findsRates: Bool = false, in context: RunContext,
    memory: Memory,
    from place: (Bool) throws(Failure) -> (x: Double, y: Double)?
  ) throws(Failure) {
    steps = context.steps
    do throws(SpecError) {
      let chain = try Self.surfaceChain(surfaceSpec)
      let spec = chain.phases[0]
      surface = try Surfaces.build(spec, of: chain, in: context)
      surfaceName = try Surfaces.catalogue.entry(for: spec, in: surfaceSpec).name
      let given = spec.arguments.first { $0.key == "f" }.map { $0.value }
      formula = Self.formula(given, of: try Surfaces.catalogue.entry(for: spec, in: surfaceSpec))
      runs = try optimizers.map { source throws(SpecError) in
        try OptimizerRun(source, baseRate: baseRate, findsRate: findsRates, in: context)
      }
      for run in runs {
        guard let reason = run.recipe.refusal(ofShape: [surface.isCurve ? 1 : 2]) else { continue }
        throw SpecError(reason, in: run.source, at: run.subject.nameRange)
      }
    } catch {
      throw Failure(error)
    }
    start = try place(surface.isCurve) ?? surface.start
    let points = runs.count.multipliedReportingOverflow(by: steps + 1)
    guard !points.overflow, points.partialValue <= Self.maximumPoints else {
      throw Failure(
        usage: "\(runs.count) optimizers of \(steps) steps are more than \(Self.maximumPoints) points",
        zh: "\(runs.count) 个优化器、每个 \(steps) 步，超过了 \(Self.maximumPoints) 个点的上限")
    }
    try memory.check(
      points.partialValue * 64,
      for: Localized("\(runs.count) optimizers of \(steps) steps", zh: "\(runs.count) 个优化器、每个 \(steps) 步"),
      Localized("give fewer --steps, or fewer optimizers", zh: "请减少 --steps 或优化器的数目"))
    let loss = surface.surface.value(start.x, start.y)
    guard loss.isFinite else {
      let place = surface.isCurve ? shortest(start.x) : "\(shortest(start.x)),\(shortest(start.y))"
      let value = loss.isNaN ? "NaN" : "\(loss)"
      throw Failure(
        usage: "the loss of \(surfaceName) is \(value) at the start \(place): choose another with --start",
        zh: "\(surfaceName) 在起点 \(place) 处的损失为 \(value)：请用 --start 另选起点")
    }
  }

  /// Runs them all.
  func paths() throws(Failure) -> [Trajectory] {
    do throws(SpecError) {
      return try zip(runs, OptimizerRun.labels(of: runs)).map { run, label throws(SpecError) in
        try run.descent(on: surface, from: start, steps: steps).run(named: label, spec: run.canonical)
      }
    } catch {
      throw Failure(error)
    }
  }

  /// What the figure doesn't show: arguments without effect, and which of several points a path is of.
  var notes: [Localized] {
    let vain = runs.flatMap(\.remarks)
    let points = runs.compactMap { run in
      run.recipe.point.map { point in
        Localized(
          "\(run.name) is drawn at \(point.drawn.english); points=\(point.otherChoice.rawValue) draws \(point.other.english)",
          zh: "\(run.name) 绘制的是\(point.drawn.chinese)；points=\(point.otherChoice.rawValue) 则绘制\(point.other.chinese)")
      }
    }
    var seen: Set<Localized> = []
    return (vain + points).filter { seen.insert($0).inserted }
  }

  /// Refuses a search of more updates than anyone waits for, before anything is written or run.
  func check(_ tuning: Tuning) throws(Failure) {
    let open = runs.count { !$0.statesRate }
    let updates = Double(open) * Double(tuning.budget) * Double(steps)
    guard updates <= Self.maximumUpdates else {
      throw Failure(
        usage:
          "--tune would make \(open) x \(tuning.budget) descents of \(steps) steps, more than \(Int(clamping: Self.maximumUpdates)) updates",
        zh: "--tune 需要 \(open) x \(tuning.budget) 次、每次 \(steps) 步的下降，超过了 \(Int(clamping: Self.maximumUpdates)) 次更新的上限")
    }
  }

  /// Gives every run whose spec says no rate the best one of the grid.
  ///
  /// - Returns: remarks on what was found.
  mutating func tune(_ tuning: Tuning) throws(Failure) -> [Localized] {
    var notes: [Localized] = []
    for index in runs.indices {
      let run = runs[index]
      guard !run.statesRate else {
        notes.append(
          Localized("\(run.source) says its rate: it is not tuned", zh: "\(run.source) 已指定学习率：不调优"))
        continue
      }
      let finding: Tuning.Finding
      do throws(SpecError) {
        finding = try tuning.search { rate throws(SpecError) in
          try run.descent(on: surface, rate: rate, from: start, steps: steps)
        }
      } catch {
        throw Failure(error)
      }
      guard !finding.isIdle else {
        notes.append(
          Localized(
            "\(run.source) descends alike at every rate, so there is nothing to tune",
            zh: "\(run.source) 在各学习率下的下降完全相同，无需调优"))
        continue
      }
      guard let rate = finding.rate else {
        notes.append(
          Localized(
            "\(run.source) becomes infinite at every rate that was tried; it keeps \(shortest(run.recipe.rate))",
            zh: "\(run.source) 在所试的各学习率下均发散；保持 \(shortest(run.recipe.rate))"))
        continue
      }
      runs[index].tune(to: rate)
      if finding.isAtEdge {
        notes.append(
          Localized(
            "the best rate of \(run.source), \(shortest(rate)), is at the edge of the grid: --tune-range may find a better one",
            zh: "\(run.source) 的最佳学习率 \(shortest(rate)) 位于网格边缘：用 --tune-range 或可找到更好的"))
      }
    }
    return notes
  }

  private static func surfaceChain(_ source: String) throws(SpecError) -> Chain {
    let chain = try SpecParser.chain(source)
    if let second = chain.phases.dropFirst().first {
      throw SpecError(
        Localized("a figure shows one surface", zh: "一幅图只有一个曲面"), in: source, at: second.range)
    }
    let spec = chain.phases[0]
    if Surfaces.catalogue[spec.name] == nil, Optimizers.catalogue[spec.name] != nil {
      throw SpecError(
        Localized(
          "'\(spec.name)' is an optimizer: the surface comes first, as in `lrplot trajectory rosenbrock \(spec.name)`",
          zh: "“\(spec.name)”是优化器：应先写曲面，例如 `lrplot trajectory rosenbrock \(spec.name)`"),
        in: source, at: spec.nameRange)
    }
    return chain
  }

  private static func formula(_ given: Spec.Value?, of entry: CatalogueEntry<TestSurface>) -> String {
    guard let given else { return entry.formula }
    let text = if case .text(let text, _) = given.kind { text } else { given.text }
    return (entry.name == "curve" ? "f(x) = " : "f(x, y) = ") + text
  }
}
