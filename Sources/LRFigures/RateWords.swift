import LRCore
import LROptimizers
import LRScene
import LRTraining

extension PlannedRun {
  /// `sgd: momentum=0.9`: what specs say of optimizers and the names of the runs don't; of more than ten runs nothing.
  public static func settingWords(of runs: [PlannedRun]) -> Localized? {
    guard runs.count <= 10 else { return nil }
    var parts = runs.compactMap { run in
      run.label.flatMap { label in
        run.optimizer.statedSettings.isEmpty
          ? nil : label.inOneLine + ": " + run.optimizer.statedSettings.joined(separator: ", ")
      }
    }
    parts += OptimizerRun.sharedSettings(of: runs.filter { $0.label == nil }.map(\.optimizer)).map {
      $0.name + ": " + $0.settings.joined(separator: ", ")
    }
    guard !parts.isEmpty else { return nil }
    return Localized(parts.joined(separator: "; ") + ".", zh: parts.joined(separator: "；") + "。")
  }

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
