import ArgumentParser
import LRCore
import LRSchedules

/// In which unit the training loop steps its scheduler, when that is to be seen.
struct SteppingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: helpText(
      "Draw what is meant and what happens when the scheduler is stepped by micro, optimizer or accelerate.",
      zh: "画出预期与实际：micro、optimizer 或 accelerate", value: "unit"),
    completion: .list(Stepping.Unit.allCases.map(\.rawValue)))
  var steppedBy: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Micro-batches accumulated in an optimizer step, with --stepped-by.", zh: "每个优化器步的微批数，与 --stepped-by 同用",
      value: "a"))
  var accumulate: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Processes that train together, with --stepped-by accelerate.", zh: "进程数，与 --stepped-by accelerate 同用",
      value: "d"))
  var devices: String?

  /// A scheduler that is stepped more often has to be evaluated as often.
  private static let maximum = 100_000

  /// How the scheduler is stepped; nil where nothing was said.
  func stepping() throws(Failure) -> Stepping? {
    if steppedBy == "epoch" {
      throw Failure(
        usage: "--stepped-by has no epoch: --scheduler-steps epoch steps the schedulers of frameworks once per epoch",
        zh: "--stepped-by 没有 epoch：--scheduler-steps epoch 使框架的调度器每轮步进一次")
    }
    let unit = try choice(steppedBy, "--stepped-by", Stepping.Unit.self)
    let accumulation = try wholeNumber(accumulate, "--accumulate", 1...Self.maximum)
    let devices = try wholeNumber(devices, "--devices", 1...Self.maximum)
    guard let unit else {
      guard let option = accumulation != nil ? "--accumulate" : devices != nil ? "--devices" : nil else { return nil }
      let words = Stepping.Unit.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        usage: "\(option) needs --stepped-by, one of \(words): when the scheduler is stepped",
        zh: "\(option) 需要同时给出 --stepped-by（\(words) 之一），说明调度何时步进")
    }
    switch unit {
    case .micro:
      if devices != nil {
        throw Failure(
          usage: "--devices has no effect with --stepped-by micro: each process steps its own scheduler",
          zh: "--devices 与 --stepped-by micro 同用时无效：每个进程步进各自的调度")
      }
      guard accumulation != nil else {
        throw Failure(
          usage: "--stepped-by micro needs --accumulate A: the micro-batches in an optimizer step",
          zh: "--stepped-by micro 需要同时给出 --accumulate A（每个优化器步的微批数）")
      }
    case .accelerate:
      guard devices != nil else {
        throw Failure(
          usage: "--stepped-by accelerate needs --devices D: it steps once for each process",
          zh: "--stepped-by accelerate 需要同时给出 --devices D：它为每个进程各步进一次")
      }
    case .optimizer: break
    }
    return Stepping(unit, accumulation: accumulation ?? 1, devices: devices ?? 1)
  }
}
