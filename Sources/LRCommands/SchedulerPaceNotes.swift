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
      guard !(chains ?? curves.map(\.chain)).contains(where: Schedules.namesStepped) else { return [] }
      return [
        Localized(
          "--scheduler-steps epoch changes no rates: it applies to the schedules of frameworks, such as torch.StepLR, and to plateau",
          zh: "--scheduler-steps epoch 不改变学习率：它只针对框架自己的调度（例如 torch.StepLR）和 plateau")
      ]
    }
    guard !isStated, let stepsPerEpoch = context.stepsPerEpoch, stepsPerEpoch > 1 else { return [] }
    let early = curves.compactMap { curve -> (name: String, step: Int)? in
      guard Schedules.namesStepped(curve.chain) else { return nil }
      return Schedules.isOverEarly(curve.rates).map { (curve.name, $0) }
    }
    guard let first = early.first else { return [] }
    let others =
      early.count == 1
      ? Localized("") : Localized(" (and \(early.count - 1) more)", zh: "（另有 \(early.count - 1) 个）")
    return [
      Localized("\(first.name)", zh: "\(first.name)") + others
        + Localized(
          " is over at step \(first.step) of \(context.steps), because schedulers are stepped once per step: --scheduler-steps epoch steps those of frameworks once per epoch; 30ep counts epochs in one spec, held:of=(...) steps one per epoch",
          zh:
            " 在第 \(first.step) 步（共 \(context.steps) 步）就已结束，因为调度器每步步进一次：--scheduler-steps epoch 使框架的调度器每轮步进一次；也可在规格中以 30ep 计轮数，或用 held:of=(...) 使某个调度每轮步进一次"
        )
    ]
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
