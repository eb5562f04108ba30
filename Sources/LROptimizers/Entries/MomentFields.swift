import LRCore

/// The settings of Adam and its kin: two running means and an epsilon.
protocol MomentSettings: RuleSettings {
  var beta1: Double { get set }
  var beta2: Double { get set }
  var epsilon: Double { get set }
}

extension AdamSettings: MomentSettings {}
extension AdamaxSettings: MomentSettings {}
extension RAdamSettings: MomentSettings {}

extension Bounds {
  /// 0 <= x < 1, for shares of a mean that must also forget.
  static let share = Bounds(0, 1, openUpper: true)
}

/// Rate, shares and epsilon under each framework's names, with its defaults.
extension Array {
  static func own<Settings: MomentSettings>(rate: Double) -> [Field<Settings>] where Element == Field<Settings> {
    [.rate(rate), .betas(\.beta1, \.beta2), .epsilon(\.epsilon, 1e-8)]
  }

  static func torch<Settings: MomentSettings>(rate: Double) -> [Field<Settings>] where Element == Field<Settings> {
    own(rate: rate)
  }

  static func keras<Settings: MomentSettings>() -> [Field<Settings>] where Element == Field<Settings> {
    [
      .rate(0.001, "learning_rate"), .share("beta_1", \.beta1, 0.9), .share("beta_2", \.beta2, 0.999),
      .epsilon(\.epsilon, 1e-7, "epsilon"),
    ]
  }

  /// - Parameter kernel: whether the kernel holds all but the rate as float32.
  static func paddle<Settings: MomentSettings>(rate: Double = 0.001, kernel: Bool = true) -> [Field<Settings>]
  where Element == Field<Settings> {
    let beta1 = Field<Settings>.share("beta1", \.beta1, 0.9, in: .share)
    let beta2 = Field<Settings>.share("beta2", \.beta2, 0.999, in: .share)
    let epsilon = Field<Settings>.epsilon(\.epsilon, 1e-8, "epsilon")
    let exact = [Field<Settings>.rate(rate, "learning_rate")]
    guard kernel else { return exact + [beta1, beta2, epsilon] }
    return exact + [beta1.single(\.beta1), beta2.single(\.beta2), epsilon.single(\.epsilon)]
  }

  static func optax<Settings: MomentSettings>(rate: Double = 0.001) -> [Field<Settings>]
  where Element == Field<Settings> {
    [
      .rate(rate, "learning_rate"), .share("b1", \.beta1, 0.9), .share("b2", \.beta2, 0.999),
      .epsilon(\.epsilon, 1e-8),
    ]
  }
}

extension Field {
  /// optax's epsilon under the root.
  static func epsilonRoot(_ path: WritableKeyPath<Settings, Double> & Sendable) -> Field {
    number("eps_root", path, 0, Localized("added under the root", zh: "加在根号内的小量"))
  }

  static func nesterov(_ path: WritableKeyPath<Settings, Bool> & Sendable, unlessSaid fallback: Bool = false) -> Field {
    flag("nesterov", path, unlessSaid: fallback, Localized("look ahead", zh: "Nesterov 动量"))
  }
}

extension Localized {
  /// The note of every optax entry.
  static let rateIsRequired = Localized(
    "optax has no default rate; the one here is lrplot's for the nearest rule", zh: "optax 没有默认学习率；此处取最接近规则的默认值")
}
