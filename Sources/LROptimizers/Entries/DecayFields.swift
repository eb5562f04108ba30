import LRCore

/// Weight decay whose place is told by flags of their own, as pytorch_optimizer does.
extension Array {
  /// `weight_decay`, `weight_decouple` and, where the rule has it, `fixed_decay`.
  static func placedDecay<Settings: RuleSettings>(
    _ fallback: Double = 0, isDecoupled: Bool, hasFixed: Bool = true
  ) -> [Field<Settings>] where Element == Field<Settings> {
    let decay: [Field<Settings>] = [
      .number("weight_decay", \.common.decay.amount, fallback, Localized("weight decay", zh: "权重衰减")),
      .flag(
        "weight_decouple", \.common.decay.isDecoupled, unlessSaid: isDecoupled,
        Localized("shrink weights instead of adding to the gradient", zh: "直接缩小权重，而非加到梯度上")),
    ]
    let fixed = Field<Settings>.flag(
      "fixed_decay", \.common.decay.ignoresRate,
      Localized("a decoupled decay isn't multiplied by the rate", zh: "解耦衰减不乘学习率"))
    return hasFixed ? decay + [fixed] : decay
  }
}

extension WeightDecay {
  fileprivate var isDecoupled: Bool {
    get { place != .gradient }
    set { place = newValue ? .weights : .gradient }
  }

  /// Read after `isDecoupled`; means nothing for coupled decay.
  fileprivate var ignoresRate: Bool {
    get { place == .weightsUnscaled }
    set { if place != .gradient { place = newValue ? .weightsUnscaled : .weights } }
  }
}
