import ArgumentParser
import LRConfigs
import LRCore
import LRSchedules
import LRSystem

/// The training configurations that schedules are read from.
struct ConfigOptions: ParsableArguments {
  @Option(
    name: .customLong("from"), parsing: .unconditionalSingleValue,
    help: helpText(
      "A training configuration to read a schedule from, JSON or YAML of DeepSpeed, Keras, transformers, timm, mmengine; '-' is standard input. Repeatable.",
      zh: "从训练配置（JSON、YAML）读取调度；“-”为标准输入", value: "file"),
    completion: .file())
  var files: [String] = []

  /// The specs as typed, then those of the files, over the run that the command line and the files describe.
  func sources(
    _ specs: [String], _ time: TimeOptions, in terminal: Terminal
  ) throws(Failure) -> ScheduleSources {
    guard !files.isEmpty else {
      var sources = ScheduleSources(specs.map { ScheduleSource(spec: $0) }, context: try time.context())
      sources.statesPace = time.schedulerSteps != nil
      return sources
    }
    let stated = try time.stated()
    if stated.steps != nil { _ = try time.context() }
    guard files.count(where: { $0 == "-" }) <= 1 else {
      throw Failure(usage: "--from - is given twice; standard input can be read once", zh: "--from - 给了两次，标准输入只能读一次")
    }
    var described: [ScheduleSource] = []
    for file in files { described.append(try source(file, stated, in: terminal)) }
    var sources = try ScheduleSources(specs: specs, described: described, stated)
    try time.pace(&sources.context)
    sources.statesPace = time.schedulerSteps != nil
    return sources
  }

  private func source(_ shown: String, _ stated: StatedRun, in terminal: Terminal) throws(Failure) -> ScheduleSource {
    try refuseOption(shown, as: "--from")
    let bytes: [UInt8]
    do throws(SystemError) {
      // One byte more than is allowed tells that there are too many.
      bytes = try contents(of: shown, limit: Configuration.maximumSize + 1, in: terminal)
    } catch {
      throw Failure(.inputMissing, Localized("--from \(shown): ", zh: "--from \(shown)：") + error.words)
    }
    do throws(ConfigError) {
      let schedule = try Configuration.schedule(in: bytes, file: shown == "-" ? "<stdin>" : shown, run: stated)
      return ScheduleSource(spec: schedule.spec, file: shown == "-" ? "<stdin>" : shown, described: schedule)
    } catch {
      throw Failure(.badData, error.message)
    }
  }
}

/// One schedule to draw, and the file that described it.
struct ScheduleSource {
  var spec: String
  var file: String?
  var described: ConfiguredSchedule?
  /// Where its run ends, if that is its own and not the figure's.
  var steps: Int?

  /// A name that fits beside a line where the spec is too long for it.
  var shortName: String? {
    guard let file, let described, spec.count > 48 else { return nil }
    return described.title + " (" + FilePath.parts(of: file).name + ")"
  }

  /// For a file's name.
  func name(of chain: Chain) -> String {
    described?.title ?? chain.phases.map(\.name).joined(separator: "_")
  }

  func chain() throws(Failure) -> Chain {
    do throws(SpecError) { return try Schedules.catalogue.chain(spec) } catch { throw blamed(Failure(error)) }
  }

  func plan(in context: RunContext, stepped stepping: Stepping? = nil) throws(Failure) -> RatePlan {
    var context = context
    if let steps { context.steps = min(steps, context.steps) }
    // A file says by itself when its scheduler is stepped.
    if file != nil { context.stepsSchedulersByEpoch = false }
    do throws(PlanError) {
      var plan = try Schedules.plan(spec, in: context, stepped: stepping)
      if let shortName { plan.label = shortName }
      return plan
    } catch {
      throw blamed(Failure(error))
    }
  }

  /// A spec of a file that can't be drawn is the file's fault, not the command line's.
  private func blamed(_ failure: Failure) -> Failure {
    guard let file else { return failure }
    return Failure(.badData, Localized("\(file): ", zh: "\(file)：") + failure.message, context: failure.context)
  }
}
