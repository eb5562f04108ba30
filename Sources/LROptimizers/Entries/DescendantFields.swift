import LRCore

extension CatalogueEntry where Product == any OptimizerRecipe {
  /// An entry of one of lrplot's own names: the paper's rule, with the paper's defaults.
  static func own<Settings: OptimizerRecipe>(
    _ name: String, aliases: [String] = [], _ settings: Settings, _ summary: Localized, formula: String,
    fields: [Field<Settings>], source: String, note: Localized? = nil
  ) -> OptimizerEntry {
    OptimizerEntry(
      name, aliases: aliases, settings, summary: summary, formula: formula, fields: fields, source: source, note: note)
  }

  /// A framework's entry for a rule that has an own name as well: `pytorch_optimizer.Lamb` beside `lamb`.
  ///
  /// - Parameters:
  ///   - nearest: the own name.
  ///   - difference: in one line; nil where there is none but names and defaults.
  ///   - formula: where the framework's is another.
  ///   - module: where the framework keeps it, without its name.
  static func framework<Settings: OptimizerRecipe>(
    _ name: String, like nearest: String, _ settings: Settings, _ summary: Localized,
    differing difference: Localized? = nil,
    formula: String? = nil, fields: [Field<Settings>], module: String? = nil, note: Localized? = nil,
    check: @escaping @Sendable (Settings, Arguments) throws(SpecError) -> Void = { (_, _) throws(SpecError) in }
  ) -> OptimizerEntry {
    let words = name.split(separator: ".", maxSplits: 1).map(String.init)
    let rate = fields.first { $0.parameter.name == "lr" || $0.parameter.name == "learning_rate" }
    var example = name
    if let rate, case .required = rate.parameter.fallback { example += ":\(rate.parameter.name)=0.05" }
    return OptimizerEntry(
      name, settings, summary: summary, formula: formula ?? "as \(nearest)", fields: fields,
      source: "\(module ?? words[0]).\(words[1])", note: note, examples: [example],
      origin: .optimizer(
        words[0], nearest: nearest,
        difference ?? Localized("the same rule; names and defaults differ", zh: "规则相同，名称与默认值不同")),
      check: check)
  }
}

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

extension RuleSettings {
  /// pytorch_optimizer's decay: one amount, and switches that say where it acts.
  static func switchedDecay(decoupled: Bool, fixable: Bool = true) -> [Field<Self>] {
    let place = Field<Self>(
      Parameter(
        "weight_decouple", .flag, .flag(decoupled), Localized("decay apart from the gradient", zh: "解耦的权重衰减"))
    ) { (settings: inout Self, arguments: inout Arguments) throws(SpecError) in
      settings.common.decay.place = try arguments.flag("weight_decouple") ? .weights : .gradient
    }
    let fixed = Field<Self>(
      Parameter("fixed_decay", .flag, .flag(false), Localized("that decay whatever the rate is", zh: "解耦衰减不乘学习率"))
    ) { (settings: inout Self, arguments: inout Arguments) throws(SpecError) in
      guard try arguments.flag("fixed_decay"), settings.common.decay.place == .weights else { return }
      settings.common.decay.place = .weightsUnscaled
    }
    return [.plainDecay(), place] + (fixable ? [fixed] : [])
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
