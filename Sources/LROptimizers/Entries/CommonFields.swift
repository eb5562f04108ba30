import LRCore

/// Arguments that mean the same for every rule.
extension Field where Settings: RuleSettings {
  /// The learning rate, under the framework's name for it.
  static func rate(_ fallback: Double?, _ name: String = "lr", in bounds: Bounds = .nonNegative) -> Field {
    number(name, \.common.rate, fallback, in: bounds, Localized("learning rate", zh: "学习率"))
  }

  /// Weight decay as a part of the gradient.
  static func coupledDecay(_ fallback: Double = 0) -> Field {
    decay(fallback, .gradient, Localized("times the weight, added to the gradient (L2)", zh: "乘以权重后加到梯度上（L2）"))
  }

  /// Weight decay apart from the gradient, as in AdamW.
  static func decoupledDecay(_ fallback: Double = 0) -> Field {
    decay(fallback, .weights, Localized("shrinks weights by lr times this", zh: "权重每步缩小 lr 乘以此值"))
  }

  private static func decay(_ fallback: Double, _ place: WeightDecay.Place, _ meaning: Localized) -> Field {
    let parameter = Parameter("weight_decay", .number(.nonNegative), .number(fallback), meaning)
    return Field(parameter) { (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      settings.common.decay = WeightDecay(try arguments.number("weight_decay"), place)
    }
  }

  /// The same decay, its amount rounded to float32 as a framework's kernel holds it.
  var singleDecay: Field { single(\.common.decay.amount) }

  /// PyTorch's switch between the two; stands after the decay itself.
  static var decouples: Field {
    flag(
      "decoupled_weight_decay", \.decouplesDecay,
      Localized("shrink weights apart from the gradient, as AdamW does", zh: "如 AdamW，权重衰减不经过梯度"))
  }

  static var maximize: Field {
    flag("maximize", \.common.maximizes, Localized("climb instead of descending", zh: "上升而非下降"))
  }
}

extension RuleSettings {
  /// Whether the decay is apart from the gradient.
  var decouplesDecay: Bool {
    get { common.decay.place == .weights }
    set { common.decay.place = newValue ? .weights : .gradient }
  }
}

/// Arguments that many rules have, under the names that most frameworks give them.
extension Field {
  static func epsilon(
    _ path: WritableKeyPath<Settings, Double> & Sendable, _ fallback: Double, _ name: String = "eps"
  ) -> Field {
    number(name, path, fallback, Localized("keeps divisions finite", zh: "避免除以零"))
  }

  static func epsilonInside(_ path: WritableKeyPath<Settings, Bool> & Sendable) -> Field {
    flag("eps_inside", path, Localized("add eps under the root", zh: "将 eps 加在根号内"))
  }

  static func betas(
    _ first: WritableKeyPath<Settings, Double> & Sendable, _ second: WritableKeyPath<Settings, Double> & Sendable,
    _ fallback: [Double] = [0.9, 0.999]
  ) -> Field {
    numbers(
      "betas", [first, second], fallback, in: Bounds(0, 1, openUpper: true),
      Localized("shares kept of the means of gradient and square", zh: "梯度与平方均值的保留系数"))
  }

  /// One of the betas where a framework names them apart: `beta_1`, `b1`, `beta1`.
  static func share(
    _ name: String, _ path: WritableKeyPath<Settings, Double> & Sendable, _ fallback: Double,
    in bounds: Bounds = .unit
  ) -> Field {
    number(
      name, path, fallback, in: bounds, Localized("share kept of a running mean", zh: "滑动平均的保留系数"))
  }

  static func momentum(
    _ path: WritableKeyPath<Settings, Double> & Sendable, _ fallback: Double = 0, _ name: String = "momentum"
  ) -> Field {
    number(name, path, fallback, Localized("share of the velocity that is kept", zh: "速度保留系数"))
  }

  static func nesterov(_ path: WritableKeyPath<Settings, Bool> & Sendable) -> Field {
    flag("nesterov", path, Localized("look ahead", zh: "Nesterov 动量"))
  }

  /// A number that a framework takes and makes no use of.
  static func unused(_ name: String, _ fallback: Double, in bounds: Bounds = .any) -> Field {
    Field(Parameter(name, .number(bounds), .number(fallback), Localized("without effect", zh: "不起作用"))) {
      (_: inout Settings, arguments: inout Arguments) throws(SpecError) in
      _ = try arguments.number(name)
    }
  }

  /// A number that a framework's kernel holds as float32.
  static func single(
    _ name: String, _ path: WritableKeyPath<Settings, Double> & Sendable, _ fallback: Double,
    in bounds: Bounds = .nonNegative, _ meaning: Localized
  ) -> Field {
    Field(Parameter(name, .number(bounds), .number(fallback), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      settings[keyPath: path] = Double(Float(try arguments.number(name)))
    }
  }
}

extension Origin {
  /// Where a framework's optimizer comes from; its version is the one whose numbers were compared.
  ///
  /// - Parameter nearest: lrplot's own rule that it comes nearest to.
  static func optimizer(_ framework: String, nearest: String?, _ difference: Localized) -> Origin {
    let versions = [
      "torch": "2.13.0", "keras": "3.15.1", "optax": "0.2.8", "paddle": "3.3.1", "pytorch_optimizer": "4.1.0",
      "torch_optimizer": "0.3.0",
    ]
    guard let version = versions[framework] else { preconditionFailure("\(framework) is none of the frameworks") }
    return Origin(framework, version: version, nearest: nearest, difference: difference)
  }
}
