import LROptimizers

/// The diagonal P that Adam divides its mean gradient by, the correction of that mean included.
///
///     P = (1 - b1^t) (sqrt(v / (1 - b2^t)) + eps),    v = b2 v + (1 - b2) g^2
///
/// - Source: Cohen et al. 2022, section 2.
struct Preconditioner: Sendable {
  private let settings: AdamSettings
  private var second: [Double]
  private var largest: [Double]
  private var updates = 0

  init(_ settings: AdamSettings, count: Int) {
    self.settings = settings
    second = [Double](repeating: 0, count: count)
    largest = settings.amsgrad ? second : []
  }

  /// Hears the gradient of the next update.
  mutating func take(_ gradient: [Double], at weights: [Double]) {
    updates += 1
    let decay = settings.common.decay
    let pull = decay.place == .gradient ? decay.amount : 0
    let correction = correction
    for i in second.indices {
      let g = gradient[i] + pull * weights[i]
      second[i] = settings.beta2 * second[i] + (1 - settings.beta2) * g * g
      if settings.amsgrad {
        largest[i] = max(largest[i], settings.comparesCorrected ? second[i] / correction : second[i])
      }
    }
  }

  private var correction: Double {
    settings.correctsSecond ? 1 - Double.power(settings.beta2, Double(updates)) : 1
  }

  /// Of the update whose gradient was heard last.
  func diagonal(momentum: Double?) -> [Double] {
    let correction = correction
    let first = settings.correctsFirst ? 1 - Double.power(momentum ?? settings.beta1, Double(updates)) : 1
    return second.indices.map { i in
      var spread = second[i]
      if settings.amsgrad { spread = settings.comparesCorrected ? largest[i] * correction : largest[i] }
      switch settings.epsilonPlace {
      case .outside: return first * ((spread / correction + settings.epsilonRoot).squareRoot() + settings.epsilon)
      case .inside: return first * (spread / correction + settings.epsilon).squareRoot()
      case .uncorrected: return first * (spread.squareRoot() + settings.epsilon) / correction.squareRoot()
      }
    }
  }
}
