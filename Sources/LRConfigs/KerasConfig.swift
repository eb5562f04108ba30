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
      let sections: Set<String> = [
        "config", "compile_config", "training_config", "optimizer", "optimizer_config", "learning_rate", "build_config",
      ]
      let notes = try root.audit(
        KnownKeys(format: Localized("a file of Keras", zh: " Keras 的文件"), known: sections, sections: sections))
      var described = try schedule(object, run)
      described.notes = notes + described.notes
      return described
    })

  /// The object that matters: the file itself, or the optimizer of a whole model's configuration.
  private static func serialized(in root: ConfigNode) -> ConfigNode? {
    for wrapper in ["compile_config", "training_config"] {
      guard let compiled = root[wrapper] else { continue }
      for key in ["optimizer", "optimizer_config"] {
        if let optimizer = compiled[key], isObject(optimizer) { return optimizer }
      }
    }
    for key in ["optimizer", "optimizer_config"] {
      if let optimizer = root[key], isObject(optimizer) { return optimizer }
    }
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
    let name = String(try className.name())
    // Optimizers around another one.
    if let inner = config["inner_optimizer"], isObject(inner) { return try schedule(inner, run) }
    guard schedules.contains(name) else { return try optimizer(name, className, config, run) }
    var spec = SpecText("keras." + name)
    for (key, node) in try config.pairs() where key != "name" { try spec.add(key, node) }
    return ConfiguredSchedule(
      "Keras", spec,
      baseRate: config["warmup_target"]?.optionalNumber ?? config["initial_learning_rate"]?.optionalNumber,
      length: length(name, config))
  }

  private static let schedules: Set<String> = [
    "CosineDecay", "CosineDecayRestarts", "ExponentialDecay", "InverseTimeDecay", "PiecewiseConstantDecay",
    "PolynomialDecay",
  ]
  private static let optimizers: Set<String> = [
    "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Adafactor", "Lion", "Lamb",
    "Muon", "ScheduleFreeAdamW",
  ]

  /// An optimizer's rate: a schedule, or a number that stays.
  private static func optimizer(
    _ name: String, _ className: ConfigNode, _ config: ConfigNode, _ run: StatedRun
  ) throws(ConfigError) -> ConfiguredSchedule {
    guard optimizers.contains(name) else {
      throw className.fail(
        Localized(
          "is '\(name)', neither a schedule nor an optimizer of Keras", zh: "为“\(name)”，既不是 Keras 的调度，也不是其优化器"))
    }
    try refuseOld(config)
    guard let rate = config["learning_rate"] else {
      throw config.missing("learning_rate", Localized("a number or a schedule", zh: "应为数值或调度"))
    }
    let format = Localized("an optimizer of Keras", zh: " Keras 的优化器")
    var notes = try config.audit(
      KnownKeys(
        format: format,
        known: [
          "learning_rate", "decay", "learning_rate_power", "beta_2_decay", "schedule_decay", "relative_step",
          "dynamic_growth_steps",
        ], groups: ["adam_lr_ratio"], sections: ["learning_rate"]))
    if name == "Adafactor", try config["relative_step"]?.flag() != false {
      notes.append(
        Localized(
          "Adafactor with relative_step caps the rate at 1/sqrt(t), which is not drawn",
          zh: "Adafactor 开启 relative_step 时把学习率限制在 1/sqrt(t) 以内，未画出"))
    }
    guard !isObject(rate) else {
      var described = try schedule(rate, run)
      described.notes = notes + described.notes
      return described
    }
    var spec = SpecText("constant")
    let number = try rate.number()
    if run.baseRate == nil { spec.add("lr", number) }
    return ConfiguredSchedule(
      "Keras", spec, baseRate: number,
      notes: notes + [Localized("the optimizer has a constant rate and no schedule", zh: "优化器使用固定学习率，没有调度")])
  }

  /// `decay` and `lr`, as Keras 2 has them: lr / (1 + decay t).
  private static func refuseOld(_ config: ConfigNode) throws(ConfigError) {
    let rate = config.first(of: ["learning_rate", "lr"])
    let isPlain = rate?.optionalNumber != nil
    let shown = rate?.optionalNumber.map { shortest($0) } ?? ""
    if let decay = config["decay"], !decay.isOff {
      let number = try decay.number()
      let spec =
        isPlain
        ? Localized(
          "; as a SPEC: keras.InverseTimeDecay:initial_learning_rate=\(shown),decay_steps=1,decay_rate=\(shortest(number))",
          zh:
            "；写成 SPEC：keras.InverseTimeDecay:initial_learning_rate=\(shown),decay_steps=1,decay_rate=\(shortest(number))"
        )
        : Localized("")
      throw decay.fail(
        Localized(
          "is not read: the file looks like an optimizer of Keras 2, whose decay divides the rate by 1 + decay t",
          zh: "未被读取：文件像是 Keras 2 的优化器，其 decay 使学习率除以 1 + decay t") + spec)
    }
    if config["learning_rate"] == nil, let old = config["lr"] {
      let spec =
        isPlain ? Localized("; as a SPEC: constant:lr=\(shown)", zh: "；写成 SPEC：constant:lr=\(shown)") : Localized("")
      throw old.fail(
        Localized(
          "is not read: the file looks like an optimizer of Keras 2, with lr for learning_rate",
          zh: "未被读取：文件像是 Keras 2 的优化器，以 lr 代替 learning_rate") + spec)
    }
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
