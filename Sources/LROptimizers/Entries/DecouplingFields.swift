import LRCore

/// How pytorch_optimizer says weight decay.
extension Field where Settings: RuleSettings {
  /// `weight_decay`, `weight_decouple` and `fixed_decay`, in the order in which they must be read.
  static func decoupling(byDefault: Bool) -> [Field] {
    [
      number("weight_decay", \.common.decay.amount, 0, Localized("weight decay", zh: "权重衰减")),
      flag(
        "weight_decouple", \.common.isDecoupled, unlessSaid: byDefault,
        Localized("apart from the gradient, as AdamW", zh: "与梯度解耦，如 AdamW")),
      flag(
        "fixed_decay", \.common.isDecayFixed, Localized("decoupled decay doesn't go by the rate", zh: "解耦衰减不乘学习率")),
    ]
  }
}

extension CommonSettings {
  fileprivate var isDecoupled: Bool {
    get { decay.place != .gradient }
    set { decay.place = newValue ? .weights : .gradient }
  }

  fileprivate var isDecayFixed: Bool {
    get { decay.place == .weightsUnscaled }
    set { if newValue, decay.place == .weights { decay.place = .weightsUnscaled } }
  }
}
