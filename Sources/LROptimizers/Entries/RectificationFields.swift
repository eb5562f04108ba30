import LRCore

extension Field where Settings: RuleSettings {
  /// A learning rate that must be more than 0.
  static func positiveRate(_ fallback: Double) -> Field {
    number("lr", \.common.rate, fallback, in: .positive, Localized("learning rate", zh: "学习率"))
  }

  /// An amount of decay whose place the rule or another argument says.
  static func plainDecay(_ fallback: Double = 0, _ name: String = "weight_decay") -> Field {
    number(name, \.common.decay.amount, fallback, Localized("pull of the weights towards 0", zh: "将权重拉向 0 的强度"))
  }
}

extension Field {
  /// betas where there are three.
  static func threeBetas(
    _ first: WritableKeyPath<Settings, Double> & Sendable, _ second: WritableKeyPath<Settings, Double> & Sendable,
    _ third: WritableKeyPath<Settings, Double> & Sendable, _ fallback: [Double]
  ) -> Field {
    numbers(
      "betas", [first, second, third], fallback, in: Bounds(0, 1, openUpper: true),
      Localized("shares kept of three running means", zh: "三个滑动平均的保留系数"))
  }

  static func insideEpsilon(
    _ path: WritableKeyPath<Settings, Double> & Sendable, _ fallback: Double, _ name: String = "eps_root"
  ) -> Field {
    number(name, path, fallback, Localized("added under the root", zh: "加在根号内"))
  }

  static func amsgrad(_ path: WritableKeyPath<Settings, Bool> & Sendable, _ name: String = "amsgrad") -> Field {
    flag(name, path, Localized("the divisor never shrinks", zh: "分母不减小"))
  }
}

/// Settings of a rule that can be rectified.
protocol RectifiedSettings: RuleSettings {
  var rectification: Rectification { get set }
}

extension RectifiedSettings {
  /// pytorch_optimizer's switches of a rectified rule.
  static func rectification(steps: Bool) -> [Field<Self>] {
    [
      .flag("rectify", \.rectification.isOn, Localized("tame the first steps, as RAdam", zh: "如 RAdam 修正最初各步")),
      .integer(
        "n_sma_threshold", \.rectification.threshold, 5, in: .any,
        Localized("gradients that a second moment needs", zh: "二阶矩可信所需的梯度数")),
      .flag(
        "degenerated_to_sgd", \.rectification.steps, unlessSaid: steps,
        Localized("plain steps until then, else none", zh: "此前按动量更新，否则不更新")),
    ]
  }
}
