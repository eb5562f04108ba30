import LRCore
import LROptimizers

extension TrainingSetup {
  /// So many multiplications take a processor about a minute.
  private static let aMinuteOfWork = 1e11

  /// What is to be said before a run that will take minutes, because its optimizer does far more than find gradients.
  public func slownessNote(of run: PlannedRun) -> Localized? {
    let names = network.names
    var (work, longest) = (0.0, 0)
    for (name, shape) in zip(names, network.shapes) {
      let own = run.recipe(ofParameter: name).matrixWork(ofShape: shape, updates: steps)
      work += own
      if own > 0 { longest = max(longest, shape.max() ?? 0) }
    }
    // Forward, and back to weights and inputs.
    let gradients = 3 * Double(network.count) * Double(rowsPerBatch) * Double(accumulation) * Double(steps)
    guard work > Self.aMinuteOfWork, work > 10 * gradients else { return nil }
    let name = run.label ?? run.optimizer.source
    return Localized(
      "\(name) turns whole matrices of up to \(longest) x \(longest) numbers, which takes minutes: a --model with narrower layers is faster",
      zh: "\(name) 要处理最大 \(longest) x \(longest) 的整个矩阵，需要数分钟：层较窄的 --model 更快")
  }
}
