import LRCore

/// Parts of the settings under one name each.
extension MuonSettings {
  /// Adam for the other parameters.
  var ownAdam: AdamSettings {
    get { others as? AdamSettings ?? AdamSettings() }
    set { others = newValue }
  }

  /// optax looks ahead in both rules.
  var lookingAhead: Bool {
    get { nesterov }
    set {
      nesterov = newValue
      ownAdam.nesterov = newValue
    }
  }

  /// optax has one epsilon for both rules.
  var epsilons: Double {
    get { iteration.epsilon }
    set {
      iteration.epsilon = newValue
      ownAdam.epsilon = newValue
    }
  }

  var decay: Double {
    get { common.decay.amount }
    set {
      common.decay = WeightDecay(newValue, .weights)
      others.common.decay = common.decay
    }
  }

  var kerasDecay: Double? {
    get { common.decay.amount }
    set { common.decay = WeightDecay(newValue ?? 0, .weights) }
  }

  var kerasOthersDecay: Double? {
    get { ownAdam.common.decay.amount }
    set { ownAdam.common.decay = WeightDecay(newValue ?? 0, .weights) }
  }

  /// Keras decays by the whole rate, also where Adam's is a part of it; read after the decay.
  var kerasShare: Double {
    get { othersShare }
    set {
      othersShare = newValue
      ownAdam.common.decay.amount /= newValue
    }
  }

  /// nil leaves the scale: none for Keras, by shape for optax.
  var meanSquare: Double? {
    get {
      guard case .meanSquare(let size) = scale else { return nil }
      return size
    }
    set {
      if let newValue { scale = .meanSquare(newValue) } else if velocity == .sum { scale = .none }
    }
  }

  /// The coefficients of every step.
  var coefficients: QuinticStep {
    get { iteration.coefficients[0] }
    set { iteration.coefficients = [newValue] }
  }
}

extension Field where Settings == MuonSettings {
  static let nesterov: Field = .flag(
    "nesterov", \.nesterov, unlessSaid: true, Localized("look ahead", zh: "Nesterov 动量"))

  static let lookingAhead: Field = .flag(
    "nesterov", \.lookingAhead, unlessSaid: true, Localized("look ahead", zh: "Nesterov 动量"))

  static let decayOfAll: Field = .number(
    "weight_decay", \.decay, 0, Localized("shrinks weights by lr times this", zh: "权重每步缩小 lr 乘以此值"))

  static func coefficient(
    _ name: String, _ path: WritableKeyPath<MuonSettings, Double> & Sendable, _ fallback: Double
  ) -> Field {
    .number(name, path, fallback, in: .any, Localized("coefficient of the iteration", zh: "迭代系数"))
  }

  /// How many steps the iteration makes.
  static func stepCount(below limit: Double = .infinity) -> Field {
    .integer(
      "ns_steps", \.iteration.count, 5, in: Bounds(0, limit, openUpper: true),
      Localized("steps of the Newton-Schulz iteration", zh: "Newton-Schulz 迭代步数"))
  }

  /// Three coefficients, or for optax a list of threes, one for each step, or the name of such a list.
  static func coefficients(_ name: String, mayBeSchedule: Bool = false) -> Field {
    let form = mayBeSchedule ? "[a,b,c] | [[a,b,c],...] | standard | dion" : "[a,b,c]"
    let meaning = Localized("coefficients of the iteration", zh: "迭代系数")
    return Field(Parameter(name, .any(form: form), .text("[3.4445,-4.775,2.0315]"), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      guard let value = arguments.raw(name) else { return }
      switch value.kind {
      case .word("standard") where mayBeSchedule: return
      case .word("dion") where mayBeSchedule:
        settings.iteration.coefficients = QuinticStep.dion
        settings.iteration.isSchedule = true
        return
      case .list(let items):
        if let step = quintic(items) {
          settings.iteration.coefficients = [step]
          return
        }
        let steps = items.compactMap { item -> QuinticStep? in
          guard case .list(let parts) = item.kind else { return nil }
          return quintic(parts)
        }
        if mayBeSchedule, !steps.isEmpty, steps.count == items.count {
          settings.iteration.coefficients = steps
          settings.iteration.isSchedule = true
          return
        }
      default: break
      }
      throw arguments.error(
        Localized("'\(name)' are \(form)", zh: "“\(name)”应为 \(form)"), at: name)
    }
  }

  private static func quintic(_ items: [Spec.Value]) -> QuinticStep? {
    let numbers = items.compactMap { item -> Double? in
      guard case .number(let number) = item.kind else { return nil }
      return number
    }
    return numbers.count == 3 && items.count == 3 ? QuinticStep(numbers[0], numbers[1], numbers[2]) : nil
  }
}
