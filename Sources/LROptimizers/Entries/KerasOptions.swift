import LRCore

/// What every optimizer of Keras takes beside its own arguments.
struct KerasOptions: Sendable, Hashable {
  /// Decoupled: weights shrink by rate times this before each update. nil where the rule does it itself.
  var decay: Double?
  var clipping = Clipping(style: .keras(inSingle: false))
  /// The share kept of the running mean of the weights; nil without one.
  var averageShare: Double?
  /// The weights become their mean after every so many updates.
  var overwritePeriod: Int?
  /// Whether that mean is drawn and judged by, where there is one.
  var judgesMean = true
  /// One update is made from the mean of this many gradients.
  var accumulation = 1
}

extension CatalogueEntry where Product == any OptimizerRecipe {
  func withKerasOptions() -> CatalogueEntry {
    let decays = !declares("weight_decay")
    let parameters = KerasOptions.parameters.filter { !declares($0.name) }
    let hasPoints = declares("points")
    let decay = Parameter(
      "weight_decay", .number(.nonNegative), .none, Localized("shrinks weights by lr times this", zh: "权重每步缩小 lr 乘以此值"))
    var entry = self
    for index in entry.parameters.indices where entry.parameters[index].name == "points" {
      entry.parameters[index].meaning =
        entry.parameters[index].meaning
        + Localized("; with use_ema their mean, unless given", zh: "；use_ema 时缺省为其平均")
    }
    return entry.with((decays ? [decay] : []) + parameters) { (recipe, arguments) throws(SpecError) in
      var options = try KerasOptions(&arguments, hasPoints: hasPoints)
      if decays { options.decay = try arguments.optionalNumber("weight_decay") }
      return options == KerasOptions() ? recipe : KerasRecipe(inner: recipe, options: options)
    }
  }
}

extension KerasOptions {
  fileprivate static let parameters = [
    Parameter(
      "clipnorm", .number(.nonNegative), .none,
      Localized("largest norm of each parameter's gradient; 0 is no limit", zh: "每个参数各自的梯度范数上限；0 表示不限")),
    Parameter(
      "clipvalue", .number(.nonNegative), .none,
      Localized("largest size of a component of the gradient; 0 is no limit", zh: "梯度各分量的绝对值上限；0 表示不限")),
    Parameter(
      "global_clipnorm", .number(.nonNegative), .none,
      Localized("largest norm of the whole gradient; 0 is no limit", zh: "整个梯度的范数上限；0 表示不限")),
    Parameter(
      "use_ema", .flag, .flag(false),
      Localized("keep a running mean of the weights, and judge by it", zh: "维护权重的滑动平均，并以其评估")),
    Parameter("ema_momentum", .number(.unit), .number(0.99), Localized("share kept of that mean", zh: "该平均的保留系数")),
    Parameter(
      "ema_overwrite_frequency", .integer(Bounds(1, .infinity)), .none,
      Localized("after how many updates weights become their mean", zh: "每隔多少次更新以平均值覆盖权重")),
    Parameter(
      "gradient_accumulation_steps", .integer(Bounds(2, .infinity)), .none,
      Localized("of how many gradients the mean makes one update", zh: "累积多少次梯度取平均后更新一次")),
    Parameter(
      "points", .choice(["eval", "train"]), .word("eval"),
      Localized(
        "with use_ema, what is drawn: eval, the mean; train, the weights", zh: "use_ema 时绘制的点：eval 为平均，train 为权重")),
    Parameter(
      "backend", .choice(["jax", "tensorflow", "torch"]), .word("jax"),
      Localized(
        "what Keras runs on: torch finds global_clipnorm in float32", zh: "Keras 后端：torch 以 float32 计算 global_clipnorm")
    ),
  ]

  /// - Parameter hasPoints: whether the rule itself has several points.
  fileprivate init(_ arguments: inout Arguments, hasPoints: Bool) throws(SpecError) {
    let limits = ["clipnorm", "clipvalue", "global_clipnorm"]
    var given: [String] = []
    for name in limits where arguments.raw(name) != nil { given.append(name) }
    if given.count > 1 {
      throw arguments.error(
        Localized(
          "only one of \(limits.joined(separator: ", ")) can be set", zh: "\(limits.joined(separator: "、")) 只能设置一个"),
        at: given[1])
    }
    func limit(_ name: String, _ arguments: inout Arguments) throws(SpecError) -> Double? {
      let limit = try arguments.optionalNumber(name)
      return limit == 0 ? nil : limit
    }
    let value = try limit("clipvalue", &arguments)
    clipping = Clipping(
      norm: try limit("global_clipnorm", &arguments), style: .keras(inSingle: try arguments.word("backend") == "torch"),
      normOfEach: try limit("clipnorm", &arguments),
      range: value.map { -$0...$0 })
    let averages = try arguments.flag("use_ema")
    let share = try arguments.number("ema_momentum")
    let period = try arguments.optionalInteger("ema_overwrite_frequency")
    let points = try arguments.word("points")
    if !averages, !hasPoints, arguments.has("points") {
      throw arguments.error(
        Localized(
          "points= chooses between weights and their mean: give use_ema=true as well",
          zh: "points= 在权重与其平均之间选择：请同时给出 use_ema=true"),
        at: "points")
    }
    judgesMean = !averages || !arguments.has("points") || points == DrawnPoint.Choice.eval.rawValue
    if averages {
      averageShare = share
      overwritePeriod = period
    }
    accumulation = try arguments.optionalInteger("gradient_accumulation_steps") ?? 1
  }
}

/// A rule's recipe and what Keras is told beside it.
private struct KerasRecipe: WrappingRecipe {
  var inner: any OptimizerRecipe
  let options: KerasOptions

  var point: DrawnPoint? {
    guard options.averageShare != nil else { return inner.point }
    return DrawnPoint(
      options.judgesMean ? .eval : .train, train: Localized("the weights", zh: "权重"),
      eval: Localized("the moving average of the weights", zh: "权重的滑动平均"))
  }

  func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    KerasOptimizer(inner: inner.optimizer(of: type), options: options)
  }
}

/// A rule as Keras calls it: gradients are gathered, clipped, weights decay, the rule moves them, and their mean is kept.
///
/// Schedules count calls; updates, and so the mean's first step and its period, count groups of calls.
///
/// - Source: keras.src.optimizers.base_optimizer.
private struct KerasOptimizer<Scalar: TrainingScalar>: WrappingOptimizer {
  var inner: any Optimizer<Scalar>
  let options: KerasOptions
  private var calls = 0
  private var gathered: [Tensor<Scalar>] = []
  private var mean: [Tensor<Scalar>]?

  init(inner: any Optimizer<Scalar>, options: KerasOptions) {
    self.inner = inner
    self.options = options
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    if calls == 0 { inner.prepare(for: parameters) }
    if var gradients = gather(objective.gradient(parameters)) {
      options.clipping.apply(to: &gradients)
      if let decay = options.decay {
        let kept = 1 - Scalar(decay) * rate
        for p in parameters.indices { for i in parameters[p].values.indices { parameters[p].values[i] *= kept } }
      }
      var prepared = objective
      let ready = gradients
      prepared.gradient = { _ in ready }
      inner.step(&parameters, on: prepared, rate: rate)
    }
    if let share = options.averageShare { average(&parameters, share) }
    calls += 1
  }

  /// The mean of the gradients of a group of calls, once it is complete.
  private mutating func gather(_ gradients: [Tensor<Scalar>]) -> [Tensor<Scalar>]? {
    guard options.accumulation > 1 else { return gradients }
    if gathered.isEmpty { gathered = gradients.map { Tensor(like: $0) } }
    for p in gradients.indices {
      for i in gradients[p].values.indices { gathered[p].values[i] += gradients[p].values[i] }
    }
    guard (calls + 1) % options.accumulation == 0 else { return nil }
    var mean = gathered
    for p in mean.indices { for i in mean[p].values.indices { mean[p].values[i] /= Scalar(options.accumulation) } }
    gathered = []
    return mean
  }

  private mutating func average(_ parameters: inout [Tensor<Scalar>], _ share: Double) {
    let updates = calls / options.accumulation
    let kept = updates == 0 ? 0 : Scalar(share)
    var next = mean ?? parameters
    for p in next.indices {
      for i in next[p].values.indices {
        next[p].values[i] = kept * next[p].values[i] + (1 - kept) * parameters[p].values[i]
      }
    }
    mean = next
    if let period = options.overwritePeriod, (updates + 1) % period == 0 { parameters = next }
  }

  /// The mean where one is kept, for Keras puts it in place of the weights at the end of training, unless the weights
  /// are asked for.
  func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
    guard options.judgesMean else { return parameters }
    return mean ?? inner.evaluationPoint(parameters)
  }

  mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try inner.exchangeState(with: &archive)
    try archive.exchange(&calls)
    try archive.exchange(&gathered)
    var tensors = mean ?? []
    try archive.exchange(&tensors)
    mean = tensors.isEmpty ? nil : tensors
  }
}
