import LRCore

/// LambdaLR: rate(n) = lr * lr_lambda(n)
struct TorchLambda: TorchRule {
  var state = TorchState()
  private let factor: Formula

  init(_ factor: Formula, on group: inout TorchGroup) {
    self.factor = factor
    attach(to: &group)
  }

  func nextRate(in group: inout TorchGroup) -> Double { state.base * factor.value(Double(state.epoch)) }

  func jump(to step: Int, on group: inout TorchGroup) -> Bool {
    group.rate = state.base * factor.value(Double(step))
    return true
  }

  /// How both classes with a lambda declare it.
  static func parameter(_ meaning: Localized) -> Parameter {
    Parameter("lr_lambda", .formula(variables: ["epoch"]), .required, meaning)
  }

  static let definition = TorchClass(
    "LambdaLR",
    summary: Localized("lr times a function of the epoch", zh: "lr 乘以轮数的函数"),
    formula: "rate(t) = lr * lr_lambda(t)",
    parameters: [
      parameter(Localized("a formula in epoch, as in Python: 0.95**epoch", zh: "含 epoch 的公式，写法同 Python：0.95**epoch"))
    ],
    note: Localized(
      "Quote a formula with a comma outside brackets. There is one parameter group, so no list of lambdas.",
      zh: "公式在括号外含逗号时请加引号。只有一个参数组，因此不接受 lambda 列表。"),
    examples: ["torch.LambdaLR:lr_lambda=0.95**epoch", "torch.LambdaLR:lr_lambda=\"min(1, (epoch + 1) / 10)\""],
    nearest: "formula",
    difference: Localized("a factor of lr, in the variable epoch", zh: "公式给出 lr 的倍数，变量为 epoch")
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchLambda in
    TorchLambda(try arguments.torchLambda(), on: &group)
  }
}

/// MultiplicativeLR: rate(n) = rate(n - 1) * lr_lambda(n), the first rate untouched.
struct TorchMultiplicative: TorchRule {
  var state = TorchState()
  private let factor: Formula

  init(_ factor: Formula, on group: inout TorchGroup) {
    self.factor = factor
    attach(to: &group)
  }

  func nextRate(in group: inout TorchGroup) -> Double {
    state.isInitial ? group.rate : group.rate * factor.value(Double(state.epoch))
  }

  static let definition = TorchClass(
    "MultiplicativeLR",
    summary: Localized("each rate is the last one times a function of the epoch", zh: "每一步为上一步的学习率乘以轮数的函数"),
    formula: "rate(0) = lr, rate(t) = rate(t - 1) * lr_lambda(t)",
    parameters: [
      TorchLambda.parameter(
        Localized("the factor at this epoch, a formula in epoch", zh: "该轮的倍数，含 epoch 的公式"))
    ],
    note: Localized(
      "lr_lambda(0) isn't used, but second in a SequentialLR it is, on whatever rate was there.",
      zh: "不使用 lr_lambda(0)；但在 SequentialLR 中接替时会用到，并乘在当时的学习率上。"),
    examples: ["torch.MultiplicativeLR:lr_lambda=0.95", "torch.MultiplicativeLR:lr_lambda=1-1/(epoch+10)"],
    nearest: "formula",
    difference: Localized("the formula is the factor from step to step", zh: "公式给出相邻两步之间的倍数")
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchMultiplicative in
    TorchMultiplicative(try arguments.torchLambda(), on: &group)
  }
}

extension Arguments {
  fileprivate mutating func torchLambda() throws(SpecError) -> Formula {
    guard let formula = try torchFunction("lr_lambda", of: "epoch") else {
      throw error(Localized("lr_lambda should be a function", zh: "lr_lambda 应为公式"), at: "lr_lambda")
    }
    return formula
  }
}
