import LRCore

/// Keras's serialized schedules: `class_name` and `config`, by themselves or as the `learning_rate` of an optimizer.
///
/// A schedule counts optimizer steps. A registered class of one's own can't be drawn: its rule stands in code.
///
/// Source: keras, saving/serialization_lib.py, optimizers/schedules/learning_rate_schedule.py.
enum KerasConfig {
  static let format = Configuration.Format(
    name: "Keras", marks: "class_name, config",
    recognises: { root in serialized(in: root) != nil },
    schedule: { (root, run) throws(ConfigError) in
      guard let object = serialized(in: root) else {
        throw root.missing("class_name", Localized("the name of a Keras class", zh: "Keras 类的名称"))
      }
      return try schedule(object, run)
    })

  /// The object that matters: the file itself, or the optimizer of a whole model's configuration.
  private static func serialized(in root: ConfigNode) -> ConfigNode? {
    for wrapper in ["compile_config", "training_config"] {
      guard let compiled = root[wrapper] else { continue }
      for key in ["optimizer", "optimizer_config"] {
        if let optimizer = compiled[key], isObject(optimizer) { return optimizer }
      }
    }
    if let optimizer = root["optimizer"], isObject(optimizer) { return optimizer }
    if let rate = root["learning_rate"], isObject(rate) { return rate }
    return isObject(root) ? root : nil
  }

  private static func isObject(_ node: ConfigNode) -> Bool { node["class_name"] != nil }

  private static func schedule(_ object: ConfigNode, _ run: StatedRun) throws(ConfigError) -> ConfiguredSchedule {
    guard let className = object["class_name"] else {
      throw object.missing("class_name", Localized("the name of a Keras class", zh: "Keras 类的名称"))
    }
    guard let config = object["config"], config.isMap else {
      throw object.missing("config", Localized("the arguments of the class", zh: "该类的参数"))
    }
    try refuseForeign(object)
    if let rate = config["learning_rate"] { return try optimizer(rate, run) }

    let name = String(try className.name())
    var spec = SpecText("keras." + name)
    for (key, node) in try config.pairs() where key != "name" { try spec.add(key, node) }
    return ConfiguredSchedule(
      "Keras", spec,
      baseRate: config["warmup_target"]?.optionalNumber ?? config["initial_learning_rate"]?.optionalNumber,
      length: length(name, config))
  }

  /// An optimizer's rate: a schedule, or a number that stays.
  private static func optimizer(_ rate: ConfigNode, _ run: StatedRun) throws(ConfigError) -> ConfiguredSchedule {
    guard !isObject(rate) else { return try schedule(rate, run) }
    var spec = SpecText("constant")
    let number = try rate.number()
    if run.baseRate == nil { spec.add("lr", number) }
    return ConfiguredSchedule(
      "Keras", spec, baseRate: number,
      notes: [Localized("the optimizer has a constant rate and no schedule", zh: "优化器使用固定学习率，没有调度")])
  }

  private static func refuseForeign(_ object: ConfigNode) throws(ConfigError) {
    let own = ["keras", "tf_keras", "tensorflow", "builtins"]
    if let module = object["module"] {
      let text = try module.text()
      guard own.contains(where: { text == $0 || text.hasPrefix($0 + ".") }) else {
        throw module.fail(
          Localized(
            "is '\(printable(text))', a class of one's own: its rule stands in code",
            zh: "为“\(printable(text))”，是自定义类：其规则写在代码里"))
      }
    }
    // Keras 3 writes the bare class name here for its own classes, `package>name` for registered ones.
    if let registered = object["registered_name"] {
      let text = try registered.text()
      guard !text.contains(">") || text.hasPrefix("keras") else {
        throw registered.fail(
          Localized(
            "is '\(printable(text))', a class of one's own: its rule stands in code",
            zh: "为“\(printable(text))”，是自定义类：其规则写在代码里"))
      }
    }
  }

  /// Steps in which the schedule shows what it does; Keras's don't know the length of the run.
  private static func length(_ name: String, _ config: ConfigNode) -> ConfiguredSchedule.Length? {
    func steps(_ key: String) -> Double? { config[key]?.optionalNumber }
    let count: Double?
    let why: Localized
    switch name {
    case "CosineDecay":
      let warmup = config["warmup_target"] == nil ? 0 : steps("warmup_steps") ?? 0
      count = steps("decay_steps").map { $0 + warmup }
      why =
        warmup > 0
        ? Localized("its warm-up and decay", zh: "预热与衰减之和") : Localized("its decay_steps", zh: "其 decay_steps")
    case "PolynomialDecay":
      count = steps("decay_steps")
      why = Localized("its decay_steps", zh: "其 decay_steps")
    case "CosineDecayRestarts":
      let factor = steps("t_mul") ?? 2
      count = steps("first_decay_steps").map { $0 * (1 + factor + factor * factor) }
      why = Localized("three of its cycles", zh: "三个周期")
    case "ExponentialDecay", "InverseTimeDecay":
      count = steps("decay_steps").map { $0 * 5 }
      why = Localized("five of its decay_steps", zh: "五个 decay_steps")
    case "PiecewiseConstantDecay":
      count = config["boundaries"]?.items?.last?.optionalNumber.map { $0 * 1.25 }
      why = Localized("a quarter more than its last boundary", zh: "最后边界之后再加四分之一")
    default: return nil
    }
    guard let count, count >= 1, count <= 1e15 else { return nil }
    return .suggested(Int(clamping: count.rounded(.up)), why)
  }
}
