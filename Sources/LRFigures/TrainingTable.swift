import LRCharts
import LRCore
import LRTraining

/// The best and the final numbers of one run, written; nil where there are none.
struct TrainingRow {
  var bestLoss: String?
  /// The epoch of the best loss, of a run without repeats.
  var bestEpoch: String?
  var finalLoss: String?
  var bestAccuracy: String?
  var finalAccuracy: String?

  init(_ run: RepeatedRun) {
    let sound = run.drawn.map { record in record.evaluations.filter(\.loss.isFinite) }
    guard sound.allSatisfy({ !$0.isEmpty }) else { return }
    let best = sound.compactMap { $0.min { $0.loss < $1.loss } }
    bestLoss = Self.loss(best.map(\.loss))
    if best.count == 1 {
      bestEpoch = shortest((Double(best[0].step) / Double(run.stepsPerEpoch) * 100).rounded() / 100)
    }
    bestAccuracy = Self.share(sound.compactMap { $0.compactMap(\.accuracy).max() })
    guard !run.isDiverged else { return }
    let last = run.drawn.compactMap(\.finalEvaluation)
    finalLoss = Self.loss(last.map(\.loss))
    finalAccuracy = Self.share(last.compactMap(\.accuracy))
  }

  private static func loss(_ values: [Double]) -> String? {
    guard !values.isEmpty else { return nil }
    let (mean, deviation) = meanAndDeviation(values)
    return inPlainCharacters(lossLabel(mean, digits: 4))
      + (values.count > 1 ? " ± " + powered(deviation, digits: 2) : "")
  }

  private static func share(_ values: [Double]) -> String? {
    guard !values.isEmpty else { return nil }
    let (mean, deviation) = meanAndDeviation(values)
    return percent(100 * mean) + (values.count > 1 ? " ± " + percent(100 * deviation) : "")
  }
}

/// The results of training runs as text: a heading, then a row for each run.
public struct TrainingTable: Sendable {
  public let rows: [[String]]

  public init(_ groups: [[TrainingRecord]], language: Language) {
    let figure = TrainingFigure(groups, looks: Looks(language: language))
    let runs = figure.runs
    let words = Words(language: language)
    let hasAccuracy = runs.contains { $0.hasAccuracy }
    let isRepeated = runs.contains { $0.repeats.count > 1 }
    let notes = runs.map { run -> String in
      if let ending = figure.ending(of: run) { return words(ending) }
      let (lost, all) = (run.repeats.count - run.drawn.count, run.repeats.count)
      return lost > 0 ? words(Localized("\(lost) of \(all) seeds diverged", zh: "\(all) 个种子中 \(lost) 个发散")) : ""
    }
    var heading = [words(Localized("run", zh: "运行")), words(Localized("best val. loss", zh: "最佳验证损失"))]
    if !isRepeated { heading.append(words(Localized("at epoch", zh: "所在轮"))) }
    heading.append(words(Localized("final val. loss", zh: "最终验证损失")))
    if hasAccuracy {
      heading += [
        words(Localized("best val. accuracy", zh: "最佳验证准确率")),
        words(Localized("final val. accuracy", zh: "最终验证准确率")),
      ]
    }
    let hasNotes = notes.contains { !$0.isEmpty }
    if hasNotes { heading.append("") }
    rows =
      [heading]
      + zip(runs, notes).map { run, note in
        let row = TrainingRow(run)
        var cells = [figure.shownName(run), row.bestLoss ?? "-"]
        if !isRepeated { cells.append(row.bestEpoch ?? "-") }
        cells.append(row.finalLoss ?? "-")
        if hasAccuracy { cells += [row.bestAccuracy ?? "-", row.finalAccuracy ?? "-"] }
        return hasNotes ? cells + [note] : cells
      }
  }
}
