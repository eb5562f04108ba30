import LRCore

/// Rprop in every framework.
extension ResilientPropagationSettings {
  static let entries: [OptimizerEntry] = [
    text.entry(
      "rprop", ResilientPropagationSettings { $0.limitsFirst = false },
      [.rate(0.1), .factors, .limits("step_sizes", 1e-6), .maximize], source: "Riedmiller & Braun 1993",
      note: fixedRate, check: requireOrder),
    text.entry(
      "torch.Rprop", ResilientPropagationSettings(), [.rate(0.01), .factors, .limits("step_sizes", 1e-6), .maximize],
      source: "torch.optim.Rprop",
      Localized("the first step is brought inside the limits at once", zh: "首步即被限制到范围内"), note: fixedRate,
      check: requireOrder),
    text.entry(
      "paddle.Rprop", ResilientPropagationSettings(),
      [.rate(0.001, "learning_rate"), .limits("learning_rate_range", 1e-5), .factors],
      source: "paddle.optimizer.Rprop", note: fixedRate
    ) { (settings, arguments) throws(SpecError) in
      try requireOrder(settings, arguments)
      guard 0 < settings.smallest, settings.smallest <= settings.rate, settings.rate <= settings.largest else {
        throw arguments.error(
          Localized("the learning rate lies in a range above 0", zh: "学习率须位于一个大于 0 的范围内"),
          at: arguments.has("learning_rate_range") ? "learning_rate_range" : "learning_rate")
      }
    },
    text.entry(
      "optax.rprop",
      ResilientPropagationSettings {
        $0.limitsFirst = false
        $0.isLate = true
      },
      [
        .rate(0.01, "learning_rate"), .number("eta_minus", \.shrinkage, 0.5, FieldMeaning.shrinkage),
        .number("eta_plus", \.growth, 1.2, FieldMeaning.growth),
        .number("min_step_size", \.smallest, 1e-6, FieldMeaning.smallest),
        .number("max_step_size", \.largest, 50, FieldMeaning.largest),
      ], source: "optax.rprop",
      Localized("every step is made one update late", zh: "每一步都晚一次更新执行"),
      note: Localized(
        "the first update moves nothing, and each one makes the step that the update before had found",
        zh: "第一次更新不移动；每次更新执行上一次求得的步")
        + Localized("; ", zh: "；") + .ownRate(0.01)),
  ]

  private static let text = RuleText<ResilientPropagationSettings>(
    summary: Localized("steps that grow while the sign stays and shrink when it turns", zh: "符号不变则增大、反转则减小的步长"),
    formula: "s *= eta+ where g g' > 0, eta- where g g' < 0 (and then no step);  w -= s sign(g)", nearest: "rprop")

  private static let fixedRate = Localized(
    "the rate is the size of the first steps; a schedule doesn't drive it further", zh: "学习率是首步的大小，此后不受调度影响")

  private static let requireOrder: @Sendable (ResilientPropagationSettings, Arguments) throws(SpecError) -> Void = {
    (settings, arguments) throws(SpecError) in
    guard !(0 < settings.shrinkage && settings.shrinkage < 1 && settings.growth > 1) else { return }
    throw arguments.error(
      Localized("etas are a number between 0 and 1 and one above 1", zh: "etas 应为一个 0 到 1 之间的数和一个大于 1 的数"), at: "etas")
  }

  private init(_ change: (inout ResilientPropagationSettings) -> Void) {
    self.init()
    change(&self)
  }
}

private enum FieldMeaning {
  static let shrinkage = Localized("what a step is multiplied by when the sign turns", zh: "符号反转时步长的乘数")
  static let growth = Localized("what a step is multiplied by when the sign stays", zh: "符号不变时步长的乘数")
  static let smallest = Localized("the smallest step", zh: "最小步长")
  static let largest = Localized("the largest step", zh: "最大步长")
}

extension Field where Settings == ResilientPropagationSettings {
  fileprivate static var factors: Field {
    numbers(
      "etas", [\.shrinkage, \.growth], [0.5, 1.2], in: .any,
      FieldMeaning.shrinkage + Localized(", and ", zh: "；") + FieldMeaning.growth)
  }

  fileprivate static func limits(_ name: String, _ smallest: Double) -> Field {
    numbers(
      name, [\.smallest, \.largest], [smallest, 50], in: .any,
      FieldMeaning.smallest + Localized(" and ", zh: "与") + FieldMeaning.largest)
  }
}
