import LRCore
import LROptimizers

/// The largest curvature at which a run that is held near a minimum doesn't oscillate away, at a rate that stays.
///
///     gradient descent     2 / rate
///     heavy ball           (2 + 2 b) / (rate (1 - d))                  d: dampening
///     Nesterov             (2 + 2 b) / (rate (1 + b + b (1 - d)))      d = 0: (2 + 2 b) / (rate (1 + 2 b))
///     Adam                 (2 + 2 b1) / (rate (1 - b1)), of the Hessian preconditioned with P
///
/// Each is where one eigenvalue of the update along an eigenvector of the Hessian reaches -1. A decay in the gradient
/// is itself curvature, which is taken off the limit; for Adam it is added to the Hessian before P divides it. A decay of
/// the weights puts 2 - rate * decay in the place of 2.
///
/// - Source: Cohen et al. 2021 (Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability), appendix B;
///   Cohen et al. 2022 (Adaptive Gradient Methods at the Edge of Stability), section 2.
public struct StabilityLimit: Sendable, Hashable {
  enum Rule: Sendable, Hashable {
    case descent(GradientDescentSettings)
    case adam(AdamSettings)
  }

  let rule: Rule

  /// - Throws: `TrainingError` with the reason where no such limit is known of the optimizer.
  public init(_ recipe: any OptimizerRecipe) throws(TrainingError) {
    let common: CommonSettings
    switch recipe {
    case let settings as GradientDescentSettings:
      rule = .descent(settings)
      common = settings.common
    case let settings as AdamSettings:
      guard settings.lookahead == AdamSettings().lookahead else {
        throw Self.refusal("Adam that looks ahead has none that is known", zh: "带前瞻的 Adam 没有已知的界限")
      }
      rule = .adam(settings)
      common = settings.common
    case is any WrappingRecipe:
      throw Self.refusal(
        "where gradients are clipped, or a rule stands around another one, there is none: remove the clipping or the wrapping",
        zh: "梯度被裁剪或规则嵌套时没有这样的界限：请去掉裁剪或嵌套")
    default:
      throw Self.refusal(
        "none is known of this optimizer: it is known of gradient descent with momentum or Nesterov's, and of Adam",
        zh: "此优化器没有已知的界限：已知的只有梯度下降（含动量、Nesterov）和 Adam")
    }
    guard !common.maximizes else {
      throw Self.refusal("an optimizer that climbs has none", zh: "向上爬的优化器没有界限")
    }
  }

  /// Whether it is a limit of the preconditioned Hessian.
  public var isPreconditioned: Bool { if case .adam = rule { true } else { false } }

  /// What a decay in the gradient adds to the Hessian before it is preconditioned; a limit of the Hessian itself has it
  /// taken off instead.
  var addedCurvature: Double {
    guard case .adam(let settings) = rule, settings.common.decay.place == .gradient else { return 0 }
    return settings.common.decay.amount
  }

  /// - Parameter momentum: of the update; nil takes the optimizer's own.
  public func callAsFunction(rate: Double, momentum: Double? = nil) -> Double {
    switch rule {
    case .descent(let settings):
      let b = momentum ?? settings.momentum
      // Without momentum there is no velocity that could be dampened.
      let share = b == 0 ? 1 : 1 - settings.dampening
      let weight = settings.nesterov ? 1 + b + b * share : share
      return Self.limit(rate, b, weight, settings.common.decay)
    case .adam(let settings):
      let b = momentum ?? settings.beta1
      var decay = settings.common.decay
      if decay.place == .gradient { decay = .none }
      return Self.limit(rate, b, 1 - b, decay)
    }
  }

  private static func limit(_ rate: Double, _ b: Double, _ weight: Double, _ decay: WeightDecay) -> Double {
    switch decay.place {
    case .gradient: (2 + 2 * b) / (rate * weight) - decay.amount
    case .weights: (1 + b) * (2 - rate * decay.amount) / (rate * weight)
    case .weightsUnscaled: (1 + b) * (2 - decay.amount) / (rate * weight)
    }
  }

  private static func refusal(_ text: String, zh: String) -> TrainingError {
    TrainingError(Localized("--sharpness needs a limit of stability; \(text)", zh: "--sharpness 需要稳定界限；\(zh)"))
  }
}

extension TrainingSetup {
  /// Why the sharpness of a run can't be held against a limit, or nil where it can.
  public func sharpnessRefusal(of run: TrainingRun) -> Localized? {
    guard run.groups.isEmpty else {
      return Localized(
        "--sharpness needs one rate for all weights, and \(run.name) has groups with rates of their own",
        zh: "--sharpness 要求所有权重使用同一学习率，而 \(run.name) 的参数组有各自的学习率")
    }
    guard network.parametrization.map({ $0.ratio == 1 }) ?? true else {
      return Localized(
        "--sharpness needs one rate for all weights, and init=mup gives layers rates of their own",
        zh: "--sharpness 要求所有权重使用同一学习率，而 init=mup 使各层学习率不同")
    }
    do {
      _ = try StabilityLimit(run.recipe)
      return nil
    } catch {
      return error.message
    }
  }
}
