import LRCore
import LRScene
import LRTraining

extension PlannedRun {
  /// `Learning rates: sgd 0.3, adam@cosine 0.01`: what schedules start from; of more than ten runs nothing. Names that hold the rate say it themselves.
  public static func rateWords(of runs: [PlannedRun]) -> Localized? {
    guard runs.count <= 10 else { return nil }
    let list = zip(runs, names(of: runs)).compactMap { run, name -> String? in
      guard run.optimizer.rateName != nil, !run.optimizer.recipe.drivesRate, !name.contains("lr=")
      else { return nil }
      return (runs.count == 1 ? "" : name.inOneLine + " ") + shortest(run.optimizer.recipe.rate)
    }
    guard !list.isEmpty else { return nil }
    let isScheduled = runs.contains { $0.optimizer.schedule != nil }
    return Localized(
      (isScheduled ? "Base learning rate" : "Learning rate") + (list.count == 1 ? "" : "s") + ": "
        + list.joined(separator: ", ") + ".",
      zh: (isScheduled ? "基准学习率：" : "学习率：") + list.joined(separator: "、") + "。")
  }
}
