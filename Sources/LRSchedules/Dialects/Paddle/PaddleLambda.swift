import LRCore

/// The base rate times a formula of the epoch.
struct PaddleLambdaSchedule: Schedule {
  var base: Double
  /// In one variable, the epoch.
  var factor: Formula

  func rate(at step: Int) -> Double { base * factor.value(Double(step)) }
}

/// The base rate times the product of a formula's values at epochs 1, 2, ..., t.
struct PaddleProductSchedule: Schedule {
  var base: Double
  /// In one variable, the epoch.
  var factor: Formula
  /// The epoch of step 0.
  var first = 0

  func rate(at step: Int) -> Double { product(base, over: 0, through: step + first) }

  var isReplayed: Bool { true }

  func rates(count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      var rate = base
      for step in 0..<count {
        rate = product(rate, over: step == 0 ? 0 : step + first - 1, through: step + first)
        buffer.initializeElement(at: step, to: rate)
      }
      initialized = count
    }
  }

  /// `rate` times the factors of the epochs after `start` up to `end`.
  private func product(_ rate: Double, over start: Int, through end: Int) -> Double {
    var rate = rate
    for epoch in start..<end { rate *= factor.value(Double(epoch + 1)) }
    return rate
  }
}

extension PaddleProductSchedule: PaddleSettable {
  func set(from first: Int) -> any Schedule { PaddleProductSchedule(base: base, factor: factor, first: first) }
}

extension PaddleDialect {
  private static let formula = Parameter(
    "lr_lambda", .formula(variables: ["epoch"]), .required,
    Localized("a factor as a formula of epoch", zh: "以 epoch 为变量的倍数公式"))

  private static func factor(_ arguments: inout Arguments) throws(SpecError) -> Formula {
    guard let (text, offset) = try arguments.formula("lr_lambda") else {
      throw arguments.error(Localized("a formula is needed", zh: "需要公式"), at: "lr_lambda")
    }
    return try Formula(text, variables: ["epoch"], offset: offset, source: arguments.source)
  }

  static let lambda = entry(
    "LambdaDecay", summary: Localized("times a formula of the epoch", zh: "乘以以轮次为变量的公式"),
    formula: "rate(t) = learning_rate * lr_lambda(t)", parameters: [learningRate, formula, lastEpoch],
    nearest: "formula", difference: Localized("a factor of learning_rate, not a rate", zh: "公式给出倍数，而不是学习率"),
    note: Localized(
      "The formula is in Python's words: 0.95**epoch, a if c else b.", zh: "公式用 Python 的写法：0.95**epoch、a if c else b。"),
    examples: ["paddle.LambdaDecay:learning_rate=0.1,lr_lambda=0.95**epoch"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = try learningRate(&arguments)
    return try resumed(PaddleLambdaSchedule(base: base, factor: try factor(&arguments)), &arguments)
  }

  static let multiplicative = entry(
    "MultiplicativeDecay",
    summary: Localized("every epoch times a formula's value", zh: "每轮再乘以公式的值"),
    formula: "rate(t) = learning_rate * lr_lambda(1) * lr_lambda(2) * ... * lr_lambda(t)",
    parameters: [learningRate, formula, lastEpoch], nearest: "formula",
    difference: Localized("the factors accumulate", zh: "倍数逐轮累乘"),
    note: Localized(
      "Counts lr_lambda from 1, and from 1 again on step(epoch), so that the result doesn't depend on the way there.",
      zh: "lr_lambda 从 1 计起；step(epoch) 时也从 1 重新累乘，因此结果与路径无关。"),
    examples: ["paddle.MultiplicativeDecay:learning_rate=0.1,lr_lambda=0.95"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = try learningRate(&arguments)
    return .fixed(
      PaddleProductSchedule(base: base, factor: try factor(&arguments), first: try firstEpoch(&arguments)))
  }
}
