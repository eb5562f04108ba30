import LRCore
import LRSchedules

/// Specs, parsed and evaluated over one run.
struct PlannedSpecs {
  let chains: [Chain]
  let context: RunContext
  var plans: [RatePlan]

  /// All rates together: 8 bytes each.
  static let maximumValues = 400_000_000

  init(_ specs: [String], _ time: TimeOptions, _ metric: MetricOptions, in terminal: Terminal) throws(Failure) {
    var context = try time.context()
    chains = try specs.map { spec throws(Failure) in
      do throws(SpecError) { return try SpecParser.chain(spec) } catch { throw Failure(error) }
    }
    let (count, overflow) = chains.count.multipliedReportingOverflow(by: context.steps + 1)
    guard !overflow, count <= Self.maximumValues else {
      throw Failure(
        usage: "\(chains.count) schedules of \(context.steps) steps are more than \(Self.maximumValues) values",
        zh: "\(chains.count) 个调度、每个 \(context.steps) 步，超过了 \(Self.maximumValues) 个值的上限")
    }
    context.metrics = try metric.values(in: terminal)
    self.context = context
    plans = try specs.map { spec throws(Failure) in
      do throws(PlanError) { return try Schedules.plan(spec, in: context) } catch { throw Failure(error) }
    }
  }

  /// Remarks on what the rates alone don't say.
  func notes(naming names: [String]) -> [Localized] {
    [metricNote].compactMap { $0 } + endingNotes(naming: names)
  }

  /// Metrics that are heard by none, or end before the run does.
  var metricNote: Localized? {
    guard let metrics = context.metrics else { return nil }
    if plans.allSatisfy({ $0.metrics == nil }) {
      return Localized("none of these schedules listens to --metrics", zh: "这些调度都不使用 --metrics 中的数值")
    }
    guard metrics.count < context.steps else { return nil }
    return Localized(
      "--metrics ends after \(metrics.count) of \(context.steps) steps; a rate that listens stays as it is from there",
      zh: "--metrics 只有 \(metrics.count) 个值，而训练有 \(context.steps) 步；其后根据指标调整的学习率保持不变")
  }

  /// Schedules that would stop the run with an error; of many, the first few.
  private func endingNotes(naming names: [String]) -> [Localized] {
    let all = zip(names, plans).compactMap { name, plan in plan.ending?.message(about: name) }
    let told = 4
    guard all.count > told + 1 else { return all }
    let rest = all.count - told
    return all.prefix(told) + [
      Localized("\(rest) more schedules stop with an error", zh: "另有 \(rest) 个调度也会报错停止")
    ]
  }
}
