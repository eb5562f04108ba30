import LRCharts
import LRCore
import LRScene
import LRSchedules

/// How the phases of several schedules are shown: shaded when they agree, else as a ribbon for each.
struct PhaseDrawing {
  let plans: [RatePlan]
  let words: Words
  let time: TimeScale

  private enum Form {
    case none
    case shade([Outline.Phase])
    case ribbons
  }

  /// More ribbons than this would push the curves aside.
  private static let mostRibbons = 5
  private static let ribbonHeight = 11.0

  private var form: Form {
    let phased = plans.map(\.outline.phases).filter { !$0.isEmpty }
    guard let first = phased.first else { return .none }
    if phased.allSatisfy({ $0 == first }) { return .shade(first) }
    return phased.count <= Self.mostRibbons ? .ribbons : .none
  }

  func marks(colors: [Paint], names: [String]) -> [any Mark] {
    switch form {
    case .none: return []
    case .shade(let phases):
      return [PhaseMark(phases.map { PhaseMark.Phase(words.phase($0.kind), span($0), strength: $0.kind.strength) })]
    case .ribbons:
      let rows = zip(plans, colors).filter { !$0.0.outline.phases.isEmpty }.map { plan, color in
        RibbonMark.Row(
          paint: color,
          parts: plan.outline.phases.map {
            RibbonMark.Part(words.phase($0.kind), span($0), strength: 0.35 + 0.5 * $0.kind.strength)
          })
      }
      return [RibbonMark(rows, rowHeight: Self.ribbonHeight)]
    }
  }

  /// Headroom that the names need, as a part of the y range.
  func room(figureHeight: Double) -> Double {
    let plotHeight = max(60, figureHeight * 0.68)
    switch form {
    case .none: return 0
    case .shade: return 14 / plotHeight
    case .ribbons:
      let rows = plans.filter { !$0.outline.phases.isEmpty }.count
      return (Double(rows) * (Self.ribbonHeight + 2) + 2) / plotHeight
    }
  }

  private func span(_ phase: Outline.Phase) -> ClosedRange<Double> {
    time.position(phase.range.lowerBound)...time.position(phase.range.upperBound)
  }
}
