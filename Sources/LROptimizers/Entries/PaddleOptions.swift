import LRCore

/// What every optimizer of Paddle takes beside its own arguments.
struct PaddleOptions: Sendable, Hashable {
  /// A penalty whose slope is added to the clipped gradient.
  enum Penalty: Sendable, Hashable {
    /// coeff * sign(w)
    case l1(Double)
    /// coeff * w
    case l2(Double)
  }

  var clipping = Clipping()
  var penalty: Penalty?
}

extension CatalogueEntry where Product == any OptimizerRecipe {
  func withPaddleOptions() -> CatalogueEntry {
    let decay = Parameter(
      "weight_decay", .any(form: PaddleOptions.decayForm), .none,
      Localized("a penalty on weights; a number is that of L2Decay", zh: "权重惩罚；数值等同于 L2Decay"))
    let clip = Parameter(
      "grad_clip", .any(form: PaddleOptions.clipForm), .none,
      Localized("how gradients are clipped, before any penalty", zh: "梯度裁剪方式，先于权重惩罚"))
    let penalizes = !declares("weight_decay")
    let isMomentum = name == "paddle.Momentum"
    return with(penalizes ? [decay, clip] : [clip]) { (recipe, arguments) throws(SpecError) in
      var options = PaddleOptions()
      if penalizes { options.penalty = try PaddleOptions.penalty(&arguments) }
      // Momentum's kernel adds this penalty itself, with a float32 coefficient.
      if case .l2(let weight) = options.penalty, isMomentum { options.penalty = .l2(Double(Float(weight))) }
      options.clipping = try PaddleOptions.clipping(&arguments)
      return options == PaddleOptions() ? recipe : PaddleRecipe(inner: recipe, options: options)
    }
  }
}

extension PaddleOptions {
  fileprivate static let decayForm = "0.1, (L1Decay:coeff=0.1) or (L2Decay:coeff=0.1)"
  fileprivate static let clipForm =
    "(ClipGradByGlobalNorm:clip_norm=1), (ClipGradByNorm:clip_norm=1) or (ClipGradByValue:max=1,min=-1)"

  fileprivate static func penalty(_ arguments: inout Arguments) throws(SpecError) -> Penalty? {
    guard let value = arguments.raw("weight_decay") else { return nil }
    if case .number(let coefficient) = value.kind { return .l2(coefficient) }
    let coefficient = Parameter("coeff", .number(.any), .number(0), Localized("its weight", zh: "系数"))
    var (name, inner) = try object(
      value, in: arguments, "weight_decay", decayForm, ["L1Decay": [coefficient], "L2Decay": [coefficient]])
    let number = try inner.number("coeff")
    return name == "L1Decay" ? .l1(number) : .l2(number)
  }

  fileprivate static func clipping(_ arguments: inout Arguments) throws(SpecError) -> Clipping {
    guard let value = arguments.raw("grad_clip") else { return Clipping() }
    let norm = Parameter("clip_norm", .number(.positive), .required, Localized("largest norm", zh: "范数上限"))
    let upper = Parameter("max", .number(.any), .required, Localized("largest component", zh: "分量上限"))
    let lower = Parameter("min", .number(.any), .none, Localized("smallest component; -max", zh: "分量下限；默认 -max"))
    var (name, inner) = try object(
      value, in: arguments, "grad_clip", clipForm,
      ["ClipGradByGlobalNorm": [norm], "ClipGradByNorm": [norm], "ClipGradByValue": [upper, lower]])
    if name == "ClipGradByGlobalNorm" { return Clipping(norm: try inner.number("clip_norm")) }
    if name == "ClipGradByNorm" {
      // Its kernel takes the limit as float32.
      return Clipping(normOfEach: Double(Float(try inner.number("clip_norm"))))
    }
    let largest = try inner.number("max")
    let smallest = try inner.optionalNumber("min")
    if smallest == nil, largest <= 0 {
      throw inner.error(Localized("'max' must be more than 0 without a 'min'", zh: "未给出 min 时 max 必须大于 0"), at: "max")
    }
    guard smallest ?? -largest <= largest else {
      throw inner.error(Localized("'min' is above 'max'", zh: "min 大于 max"), at: "min")
    }
    return Clipping(range: (smallest ?? -largest)...largest)
  }

  /// One of Paddle's objects in brackets and its checked arguments: `(L1Decay:coeff=0.1)`, also as `paddle.regularizer.L1Decay`.
  private static func object(
    _ value: Spec.Value, in arguments: Arguments, _ argument: String, _ form: String, _ kinds: [String: [Parameter]]
  ) throws(SpecError) -> (name: String, arguments: Arguments) {
    var spec: Spec?
    if case .chain(let chain) = value.kind, chain.phases.count == 1 { spec = chain.phases[0] }
    let modules = ["paddle.", "paddle.regularizer.", "paddle.nn."]
    let name = spec.map { spec in
      modules.last { spec.name.hasPrefix($0) }.map { String(spec.name.dropFirst($0.count)) } ?? spec.name
    }
    guard let spec, let name, let parameters = kinds[name] else {
      throw arguments.error(
        Localized("'\(argument)' is \(form), not \(value.text)", zh: "“\(argument)”应为 \(form)，而不是 \(value.text)"),
        at: argument)
    }
    return (name, try Arguments(spec, parameters: parameters, context: arguments.context, source: arguments.source))
  }
}

/// A rule's recipe and what Paddle is told beside it.
private struct PaddleRecipe: WrappingRecipe {
  var inner: any OptimizerRecipe
  let options: PaddleOptions

  func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    PaddleOptimizer(inner: inner.optimizer(of: type), options: options)
  }
}

/// A rule as Paddle calls it: gradients are clipped, then the penalty's slope is added.
///
/// - Source: paddle.optimizer.Optimizer._apply_optimize, paddle.nn.clip, paddle.regularizer.
private struct PaddleOptimizer<Scalar: TrainingScalar>: WrappingOptimizer {
  var inner: any Optimizer<Scalar>
  let options: PaddleOptions

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    let options = options
    var prepared = objective
    prepared.gradient = { parameters in
      var gradients = objective.gradient(parameters)
      options.clipping.apply(to: &gradients)
      guard let penalty = options.penalty else { return gradients }
      for p in gradients.indices {
        for i in gradients[p].values.indices {
          let value = parameters[p].values[i]
          switch penalty {
          case .l1(let weight): gradients[p].values[i] += value == 0 ? 0 : Scalar(value > 0 ? weight : -weight)
          case .l2(let weight): gradients[p].values[i] += Scalar(weight) * value
          }
        }
      }
      return gradients
    }
    inner.step(&parameters, on: prepared, rate: rate)
  }

  mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try inner.exchangeState(with: &archive)
  }
}
