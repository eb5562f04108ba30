import LRCore
import LROptimizers
import LRSchedules

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

  /// - Parameters:
  ///   - baseRate: for optimizers whose spec says no rate.
  ///   - place: the start that the command line asks for, given whether the surface is a curve.
  init(
    _ surfaceSpec: String, _ optimizers: [String], baseRate: Double?, in context: RunContext,
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
        try OptimizerRun(source, baseRate: baseRate, in: context)
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
