import LRCore

/// Rates from distance and gradients.
extension DistanceOverGradientsSettings {
  static let entries: [OptimizerEntry] = [
    dog.entry(
      "dog", DistanceOverGradientsSettings(),
      [
        .scale("lr"),
        Field.number(
          "r_eps", \.firstDistancePart, 1e-6, in: .positive,
          Localized("the first distance, in parts of 1 + |w0|", zh: "初始距离，以 1 + |w0| 为单位")),
        .epsilon(\.epsilon, 1e-8), .coupledDecay(), .maximize,
      ], source: "Ivgi, Hinder, Carmon 2023"),
    dog.entry(
      "optax.dog", DistanceOverGradientsSettings(),
      [.scale("learning_rate"), .firstStep, .epsilon(\.epsilon, 1e-8), .optionalDecay],
      source: "optax.contrib.dog"),
    RuleText<DistanceOverGradientsSettings>(
      summary: Localized("a rate found from distance and weighted gradients", zh: "由距离与加权梯度求得的学习率"),
      formula: "q = max |w - w0|^2;  G += q |g|^2;  w -= lr q / (sqrt(G) + eps) g", nearest: "dog"
    ).entry(
      "optax.dowg",
      {
        var settings = DistanceOverGradientsSettings()
        settings.weighsGradients = true
        return settings
      }(),
      [
        .scale("learning_rate"), .epsilon(\.epsilon, 1e-4),
        .optionalNumber(
          "init_estim_sq_dist", \.firstSquaredDistance,
          Localized("the first squared distance; eps unless said", zh: "初始距离平方，默认为 eps")),
        .optionalDecay,
      ], source: "optax.contrib.dowg; Khaled, Mishchenko, Jin 2023",
      Localized("weights gradients by the squared distance", zh: "以距离平方为梯度加权")),
  ]

  private static let dog = RuleText<DistanceOverGradientsSettings>(
    summary: Localized("a rate found from distance over gradients", zh: "由距离与梯度之比求得的学习率"),
    formula: "r = max |w - w0|;  G += |g|^2;  w -= lr r / sqrt(G + eps) g", nearest: "dog")

  fileprivate var firstDistancePart: Double {
    get {
      guard case .relativeDistance(let part) = firstStep else { return 0 }
      return part
    }
    set { firstStep = .relativeDistance(newValue) }
  }
}

extension Field where Settings: RuleSettings {
  /// A learning rate of rules that find their own.
  fileprivate static func scale(_ name: String) -> Field {
    number(name, \.common.rate, 1, Localized("multiplies the rate that is found", zh: "乘以求得的学习率"))
  }

  /// Coupled decay that may be absent.
  fileprivate static var optionalDecay: Field { coupledDecay() }
}

extension Field where Settings == DistanceOverGradientsSettings {
  /// `[heuristic,1e-6]`, `[distance,0.1]` or `[learning_rate,0.01]`.
  fileprivate static var firstStep: Field {
    let form = "[heuristic,1e-6]"
    let meaning = Localized(
      "how the first step is found: heuristic, distance or learning_rate, and its number",
      zh: "首步的求法：heuristic、distance 或 learning_rate，及其数值")
    return Field(Parameter("init_step", .any(form: form), .text(form), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      guard let value = arguments.raw("init_step") else { return }
      if case .list(let items) = value.kind, items.count == 2, case .word(let way) = items[0].kind,
        case .number(let number) = items[1].kind
      {
        switch way {
        case "distance": settings.firstStep = .distance(number)
        case "heuristic": settings.firstStep = .relativeDistance(number)
        case "learning_rate": settings.firstStep = .rate(number)
        default: break
        }
        if ["distance", "heuristic", "learning_rate"].contains(way) { return }
      }
      throw arguments.error(
        Localized(
          "'init_step' is a way and a number: [heuristic,1e-6], [distance,0.1] or [learning_rate,0.01]",
          zh: "“init_step”由方式与数值组成：[heuristic,1e-6]、[distance,0.1] 或 [learning_rate,0.01]"), at: "init_step")
    }
  }
}

extension CoinBettingSettings {
  static let entries: [OptimizerEntry] = [
    RuleText<CoinBettingSettings>(
      summary: Localized("every coordinate bets on its gradients", zh: "每个坐标对梯度下注"),
      formula: """
        L = max(L, |g|);  G += |g|;  R = max(R - g (w - w0), 0);  c -= g
        w = w0 + c / (L max(G + L, alpha L)) (L + R)
        """
    ).entry(
      "optax.cocob", CoinBettingSettings(),
      [
        .number("learning_rate", \.common.rate, 1, Localized("multiplies the gradient", zh: "乘以梯度")),
        .number("alpha", \.alpha, 100, in: .any, Localized("limits the first bets", zh: "限制最初的赌注")),
        .epsilon(\.epsilon, 1e-8), .coupledDecay(),
      ], source: "optax.contrib.cocob; Orabona & Tommasi 2017",
      note: Localized(
        "the rate multiplies the gradient before the rule sees it, and the rule measures gradients by their own sizes: "
          + "a constant rate changes almost nothing",
        zh: "学习率先乘到梯度上，而规则以梯度自身的大小为尺度，故恒定学习率几乎不起作用"))
  ]
}

extension PolyakStepSettings {
  static let entries: [OptimizerEntry] = [
    RuleText<PolyakStepSettings>(
      summary: Localized("the rate that a straight way to the lowest loss needs", zh: "按直线到达最低损失所需的学习率"),
      formula: "w -= scaling min((f - f_min) / (|g|^2 + eps), max_learning_rate) g"
    ).entry(
      "optax.polyak_sgd", PolyakStepSettings(),
      [
        .number("max_learning_rate", \.largestRate, 1, Localized("the largest rate", zh: "最大学习率")),
        .scale("scaling"),
        .number("f_min", \.lowestLoss, 0, in: .any, Localized("a lower bound of the loss", zh: "损失的下界")),
        .epsilon(\.epsilon, 0),
        .choice(
          "variant", \.neverClimbs, [("sps", false), ("sps+", true)],
          Localized("what a loss below f_min does: climb, or stand still", zh: "损失低于 f_min 时：上升或停止")),
      ], source: "optax.polyak_sgd; Loizou et al. 2021",
      note: Localized(
        "a schedule drives 'scaling', as in optax; on a surface whose minimum isn't 0 say f_min",
        zh: "与 optax 相同，调度作用于 scaling；曲面最小值不为 0 时请给出 f_min"),
      examples: ["optax.polyak_sgd", "optax.polyak_sgd:max_learning_rate=0.01"])
  ]
}

extension OptimisticGradientSettings {
  static let entries: [OptimizerEntry] = [
    RuleText<OptimisticGradientSettings>(
      summary: Localized("expects the gradient to change as it last did", zh: "预期梯度按上次的方式变化"),
      formula: "w -= lr ((alpha + beta) g - beta g')", nearest: "sgd"
    ).entry(
      "optax.optimistic_gradient_descent", OptimisticGradientSettings(),
      [
        .rate(0.01, "learning_rate"),
        .number("alpha", \.alpha, 1, in: .any, Localized("weight of the gradient", zh: "梯度的权重")),
        .number("beta", \.beta, 1, in: .any, Localized("weight of its last change", zh: "梯度上次变化的权重")),
      ], source: "optax.optimistic_gradient_descent",
      Localized("adds the gradient's last change", zh: "加上梯度的上次变化"), note: .ownRate(0.01))
  ]
}

extension MomoSettings {
  static let entries: [OptimizerEntry] = [
    RuleText<MomoSettings>(
      summary: Localized("momentum with a rate from the loss", zh: "由损失求学习率的动量法"),
      formula: """
        d = b d + (1 - b) g;  f = b f + (1 - b) loss;  c = b c + (1 - b) <g, w>
        w -= min(lr, max(0, f - lower_bound - c + <d, w>) / |d|^2) d
        """
    ).entry(
      "optax.momo", MomoSettings(),
      [
        .number("learning_rate", \.common.rate, 1, Localized("the largest rate", zh: "最大学习率")),
        .share("beta", \.beta, 0.9),
        .number("lower_bound", \.lowestLoss, 0, in: .any, Localized("a lower bound of the loss", zh: "损失的下界")),
        .number(
          "weight_decay", \.common.decay.amount, 0,
          Localized("times the rate, apart from the gradient", zh: "乘以学习率，与梯度分离")),
        .flag("adapt_lower_bound", \.adaptsLowestLoss, Localized("find the bound on the way", zh: "自动估计下界")),
      ], source: "optax.contrib.momo; Schaipp et al. 2023")
  ]
}
