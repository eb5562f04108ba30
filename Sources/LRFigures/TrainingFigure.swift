import LRCharts
import LRCore
import LRScene
import LRTraining

/// A panel of a training figure; the raw value is how `--show` names it.
public enum TrainingPanel: String, Sendable, Hashable, CaseIterable {
  case loss, validation, accuracy, rate, momentum
  case gradientNorm = "grad_norm"
  case updateRatio = "update_ratio"

  /// Drawn where nobody chooses.
  public static let standard: [TrainingPanel] = [.loss, .validation, .accuracy, .rate]

  /// Whether it stands with the losses of the batches rather than with the evaluations.
  fileprivate var isLeft: Bool {
    switch self {
    case .loss, .rate, .momentum: true
    default: false
    }
  }
}

/// The figure of `lrplot train`: losses, accuracy and rates of short training runs.
///
/// The panels are made in `TrainingPanels`, the words in `TrainingWords`.
public struct TrainingFigure: Sendable {
  let runs: [RepeatedRun]
  /// Data, model, batch and whatever else all runs have in common; lines of the caption.
  public let protocolLines: [Localized]
  /// The learning rate of each run, which a panel shows but no label names.
  public var rateWords: Localized?
  public let looks: Looks
  /// The panels wanted; those for which no run has values are left out.
  public var show = TrainingPanel.standard
  public var time = TrainingTime.steps
  public var smoothing = TrainingSmoothing.automatic
  public var band = TrainingBand.extremes

  /// - Parameter groups: for each run its repeats, at least one.
  public init(_ groups: [[TrainingRecord]], protocol lines: [Localized] = [], looks: Looks = Looks()) {
    runs = RepeatedRun.runs(groups.filter { !$0.isEmpty })
    protocolLines = lines
    self.looks = looks
  }

  public init(_ records: [TrainingRecord], protocol lines: [Localized] = [], looks: Looks = Looks()) {
    self.init(records.map { [$0] }, protocol: lines, looks: looks)
  }

  /// A size in which so many panels can be read; nil where the usual one will do.
  public static func size(ofPanels count: Int) -> Size? {
    switch count {
    case ...2: nil
    case ...4: Size(900, 560)
    default: Size(1000, 720)
    }
  }

  var words: Words { Words(language: looks.language) }

  /// The panels asked for that have something to show, in their usual order.
  var panels: [TrainingPanel] {
    TrainingPanel.allCases.filter { panel in
      guard show.contains(panel) else { return false }
      return switch panel {
      case .loss, .validation, .rate: true
      case .accuracy: runs.contains { $0.hasAccuracy }
      case .momentum: runs.contains { $0.repeats.contains { $0.momentum != nil } }
      case .gradientNorm: runs.contains { $0.repeats.contains { !$0.gradientNorm.isEmpty } }
      case .updateRatio: runs.contains { $0.repeats.contains { !$0.updateRatio.isEmpty } }
      }
    }
  }

  /// Columns of panels, one below the other, that the size has room for.
  private func columns(of panels: [TrainingPanel]) -> [[TrainingPanel]] {
    guard looks.size.width >= looks.size.height * 1.1, looks.size.width >= 300 else { return [panels] }
    var left = panels.filter(\.isLeft)
    var right = panels.filter { $0 == .validation || $0 == .accuracy }
    for panel in panels where !panel.isLeft && !right.contains(panel) {
      if left.count < right.count || (left.isEmpty && right.isEmpty) { left.append(panel) } else { right.append(panel) }
    }
    return [left, right].filter { !$0.isEmpty }
  }

  public func chart() -> Chart {
    let all = panels
    var columns = columns(of: all)
    let rows = Chart.panelsThatFit(looks.size)
    columns = columns.map { Array($0.prefix(rows)) }
    let drawn = columns.flatMap { $0 }
    let maker = TrainingPanels(self, namesEnds: columns.count == 1, drawn: drawn)
    let made = columns.flatMap { column in
      column.enumerated().map { row, panel in maker.panel(panel, isTop: row == 0) }
    }
    var chart = Chart(
      size: looks.size, title: title, subtitle: subtitle, caption: caption(of: drawn, maker), panels: made,
      arrangement: columns.count > 1
        ? .sections(.across, columns.map { Chart.Section($0.count, .stack) }) : .stack,
      legend: looks.legend, paintsPage: !looks.transparent, name: title.isEmpty ? yLabel : title,
      description: description, language: looks.language.rawValue, provenance: looks.provenance,
      leftOut: { [words] in words.leftOut($0) })
    chart.tellLeftOut(all.filter { !drawn.contains($0) }.map(\.rawValue))
    return chart
  }
}
