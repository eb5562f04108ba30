import LRCore

private let summary = Localized("Adam over the largest gradient, slowly forgotten", zh: "以缓慢遗忘的最大梯度为分母的 Adam")

/// Adamax in every framework; they differ in where epsilon stands.
extension AdamaxSettings {
  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "adamax", AdamaxSettings(), summary: summary,
      formula: "m = b1 m + (1 - b1) g;  u = max(b2 u, |g|);  w -= lr / (1 - b1^t) m / (u + eps)",
      fields: .own(rate: 0.002) + [.coupledDecay(), .maximize], source: "Kingma & Ba 2015, section 7.1",
      note: Localized(
        "the paper has no eps: a slope that is 0 from the start would divide by 0", zh: "原论文没有 eps：起始梯度为 0 时会除以 0"),
      examples: ["adamax:lr=0.1"]),
    entry(
      "torch", "Adamax", .gradient, "max(b2 u, |g| + eps)", .torch(rate: 0.002) + [.coupledDecay(), .maximize],
      rate: "lr"),
    entry("keras", "Adamax", .divisor, nil, .keras()),
    entry(
      "paddle", "Adamax", .memory, "max(b2 u + eps, |g|)",
      [.rate(0.001, "learning_rate"), .kernelBeta1] + [Field<Self>].paddle()[2...]),
    entry("optax", "adamax", .gradient, "max(b2 u, |g| + eps)", .optax(rate: 0.002)),
    entry(
      "optax", "adamaxw", .gradient, "max(b2 u, |g| + eps)", .optax(rate: 0.002) + [.decoupledDecay(1e-4)],
      more: Localized(" and decoupled weight decay", zh: "，带解耦权重衰减")),
  ]

  private static func entry(
    _ framework: String, _ name: String, _ place: AdamaxEpsilonPlace, _ largest: String?, _ fields: [Field<Self>],
    rate: String = "learning_rate", more: Localized = Localized("")
  ) -> OptimizerEntry {
    var settings = AdamaxSettings()
    settings.epsilonPlace = place
    return .framework(
      "\(framework).\(name)", like: "adamax", settings, summary + more,
      differing: largest.map { Localized("eps is inside: u = \($0)", zh: "eps 的位置不同：u = \($0)") }
        ?? Localized("the same, with eps = 1e-7", zh: "相同，eps = 1e-7"),
      formula: largest.map { "m = b1 m + (1 - b1) g;  u = \($0);  w -= lr / (1 - b1^t) m / u" }, fields: fields,
      note: framework == "optax" ? .rateIsRequired : nil, examples: ["\(framework).\(name):\(rate)=0.1"])
  }
}

extension Field where Settings == AdamaxSettings {
  /// Paddle's kernel holds beta1 as float32, but its correction is kept apart and exact.
  fileprivate static var kernelBeta1: Field {
    let plain = share("beta1", \.beta1, 0.9, in: .share)
    return Field(plain.parameter) { (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      try plain.read(&settings, &arguments)
      settings.correctionBeta = settings.beta1
      settings.beta1 = Double(Float(settings.beta1))
    }
  }
}
