import LRCore
import LRSchedules

/// Remarks on how often the schedulers of frameworks are stepped, where a curve looks as if that were not meant.
struct SchedulerPaceNotes {
  let context: RunContext
  /// Whether the command line says it, so that it is known.
  let isStated: Bool

  /// - Parameters:
  ///   - curves: a name, the chain that made it, and its rates.
  ///   - chains: all of the figure, where the curves are only some of them.
  func notes(on curves: [(name: String, chain: Chain, rates: [Double])], among chains: [Chain]? = nil) -> [Localized] {
    if context.stepsPerSchedulerStep > 1 {
      guard (chains ?? curves.map(\.chain)).contains(where: Schedules.namesStepped) else {
        return [
          Localized(
            "--scheduler-steps epoch changes no rates: it applies to the schedules of frameworks, such as torch.StepLR, and to plateau",
            zh: "--scheduler-steps epoch 不改变学习率：它只针对框架自己的调度（例如 torch.StepLR）和 plateau")
        ]
      }
      let late = curves.compactMap { curve in
        Schedules.isStillAtTheEnd(curve.chain, in: context).map { (curve.name, Self.words(about: $0)) }
      }
      return note(on: late).map {
        [
          $0
            + Localized(
              ": --scheduler-steps step steps the schedulers of frameworks once per step",
              zh: "：--scheduler-steps step 使框架的调度器每步步进一次")
        ]
      } ?? []
    }
    guard !isStated, let stepsPerEpoch = context.stepsPerEpoch, stepsPerEpoch > 1 else { return [] }
    let short = curves.compactMap { curve -> (String, Localized)? in
      guard Schedules.namesStepped(curve.chain) else { return nil }
      if let step = Schedules.isOverEarly(curve.rates) {
        return (
          curve.name,
          Localized(
            " has all but come to its end by step \(step) of \(context.steps)",
            zh: " 到第 \(step) 步（共 \(context.steps) 步）已几乎走完")
        )
      }
      return Schedules.repeatsOften(curve.rates, stepsPerEpoch: stepsPerEpoch).map { period in
        (
          curve.name,
          Localized(
            " repeats every \(period) of \(context.steps) steps", zh: " 每 \(period) 步（共 \(context.steps) 步）重复一次")
        )
      }
    }
    return note(on: short).map {
      [
        $0
          + Localized(
            ", because schedulers are stepped once per step: --scheduler-steps epoch steps those of frameworks once per epoch; 30ep counts epochs in one spec, held:of=(...) steps one per epoch",
            zh: "，因为调度器每步步进一次：--scheduler-steps epoch 使框架的调度器每轮步进一次；也可在规格中以 30ep 计轮数，或用 held:of=(...) 使某个调度每轮步进一次"
          )
      ]
    } ?? []
  }

  /// The first of several remarks, and how many more there are.
  private func note(on remarks: [(name: String, words: Localized)]) -> Localized? {
    guard let first = remarks.first else { return nil }
    let others =
      remarks.count == 1
      ? Localized("") : Localized(" (and \(remarks.count - 1) more)", zh: "（另有 \(remarks.count - 1) 个）")
    return Localized("\(first.name)", zh: "\(first.name)") + others + first.words
  }

  private static func words(about late: Schedules.LateScheduler) -> Localized {
    let but = Localized(
      ", but is stepped only \(late.times) times, once per epoch", zh: "，但每轮步进一次，只步进 \(late.times) 次")
    return switch late.mark {
    case .total: Localized(" takes \(late.steps) of its own steps", zh: " 自身共需 \(late.steps) 步") + but
    case .phase:
      Localized(" takes \(late.steps) of its own steps for its first phase", zh: " 的第一阶段自身需 \(late.steps) 步") + but
    case .event:
      Localized(" first changes after \(late.steps) of its own steps", zh: " 自身到第 \(late.steps) 步才首次变化") + but
    }
  }

  /// What to try where metrics end long before the run.
  var metricsHint: Localized {
    guard context.stepsPerSchedulerStep == 1, !isStated, let stepsPerEpoch = context.stepsPerEpoch, stepsPerEpoch > 1
    else { return Localized("") }
    return Localized(
      "; if there is one value per epoch, --scheduler-steps epoch reads them so",
      zh: "；若每轮一个值，请用 --scheduler-steps epoch")
  }
}
