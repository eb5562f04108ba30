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
    let phased = plans.map(\.tellingPhases).filter { !$0.isEmpty }
    guard let first = phased.first else { return .none }
    if phased.count == plans.count, phased.allSatisfy({ $0 == first }) { return .shade(first) }
    return phased.count <= Self.mostRibbons ? .ribbons : .none
  }

  func marks(colors: [Paint], names: [String]) -> [any Mark] {
    switch form {
    case .none: return []
    case .shade(let phases):
      return [PhaseMark(phases.map { PhaseMark.Phase(words.phase($0.kind), span($0), strength: $0.kind.strength) })]
    case .ribbons:
      let rows = zip(plans, colors).filter { !$0.0.tellingPhases.isEmpty }.map { plan, color in
        RibbonMark.Row(
          paint: color,
          parts: plan.tellingPhases.map {
            RibbonMark.Part(words.phase($0.kind), span($0), strength: 0.35 + 0.5 * $0.kind.strength)
          })
      }
      return [RibbonMark(rows, rowHeight: Self.ribbonHeight)]
    }
  }

  /// Points that the names need above the curves.
  var headroom: Double {
    switch form {
    case .none: return 0
    case .shade: return 15
    case .ribbons:
      let rows = plans.filter { !$0.tellingPhases.isEmpty }.count
      return Double(rows) * (Self.ribbonHeight + 2) + 4
    }
  }

  private func span(_ phase: Outline.Phase) -> ClosedRange<Double> {
    time.position(phase.range.lowerBound)...time.position(phase.range.upperBound)
  }
}

extension RatePlan {
  /// Its phases, unless one takes the whole run: that says no more than the curve does.
  var tellingPhases: [Outline.Phase] {
    outline.phases.count > 1 ? outline.phases : []
  }
}
