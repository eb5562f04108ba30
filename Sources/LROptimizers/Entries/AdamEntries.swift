import LRCore

/// Adam and its nearest kin, in every framework.
extension AdamSettings {
  static let entries: [OptimizerEntry] = [
    own("adam", Localized("momentum over a running root mean square", zh: "动量除以均方根的滑动平均"), source: "Kingma & Ba 2015"),
    own(
      "adamw", Localized("Adam with decoupled weight decay", zh: "解耦权重衰减的 Adam"), decay: .decoupledDecay(0.01),
      source: "Loshchilov & Hutter 2019"),
    own(
      "amsgrad", Localized("Adam whose divisor never shrinks", zh: "分母不减小的 Adam"), amsgrad: true,
      source: "Reddi, Kale, Kumar 2018"),
    torch("torch.Adam", decay: .coupledDecay(), nearest: "adam"),
    torch("torch.AdamW", decay: .decoupledDecay(0.01), nearest: "adamw"),
  ]

  private static func own(
    _ name: String, _ summary: Localized, amsgrad: Bool = false, decay: Field<AdamSettings> = .coupledDecay(),
    source: String
  ) -> OptimizerEntry {
    var settings = AdamSettings()
    settings.amsgrad = amsgrad
    return OptimizerEntry(
      name, settings, summary: summary,
      formula: """
        m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2
        w -= lr m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)
        """,
      fields: [
        .rate(0.001), .betas(\.beta1, \.beta2), .epsilon(\.epsilon, 1e-8), .epsilonInside(\.epsilonInside), decay,
        .maximize,
      ], source: source, examples: ["\(name):lr=0.05"])
  }

  private static func torch(_ name: String, decay: Field<AdamSettings>, nearest: String) -> OptimizerEntry {
    OptimizerEntry(
      name, AdamSettings(), summary: Localized("momentum over a running root mean square", zh: "动量除以均方根的滑动平均"),
      formula: "as \(nearest)",
      fields: [
        .rate(0.001), .betas(\.beta1, \.beta2), .epsilon(\.epsilon, 1e-8), decay,
        .flag("amsgrad", \.amsgrad, Localized("the divisor never shrinks", zh: "分母不减小")), .maximize,
      ], source: "torch.optim.\(name.dropFirst(6))", examples: ["\(name):lr=0.05"],
      origin: .optimizer("torch", nearest: nearest, Localized("the same", zh: "相同")))
  }
}
