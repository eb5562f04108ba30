import LRCore

/// mmengine's `param_scheduler`: one scheduler or a list of them, all of which act on the same rate.
///
/// A scheduler counts epochs unless it says `by_epoch: false`; `convert_to_iter_based` turns its epochs into iterations.
/// `end` is the run's by default. Schedulers of the momentum aren't drawn.
///
/// Source: mmengine, runner/runner.py (`_build_param_scheduler`), optim/scheduler/param_scheduler.py.
enum MMEngineConfig {
  static let format = Configuration.Format(
    name: "mmengine", marks: "param_scheduler",
    recognises: { root in
      if root["param_scheduler"] != nil { return true }
      guard let items = root.items, !items.isEmpty else { return false }
      return items.allSatisfy { item in
        guard let type = item["type"], let name = try? type.text() else { return false }
        return name.hasSuffix("LR") || name.hasSuffix("Momentum") || name.hasSuffix("ParamScheduler")
      }
    },
    schedule: { (root, run) throws(ConfigError) in
      var reading = try MMEngineRun(root, run)
      return try reading.schedule()
    })
}

private struct MMEngineRun {
  private let root: ConfigNode
  private let run: StatedRun
  /// `max_epochs` or `max_iters` of the training loop, unless the command line has others.
  private let epochs: Int?
  private let iterations: Int?
  /// Whether the whole training is one epoch to mmengine: what counts epochs is stepped after it.
  private let isIterationBased: Bool
  private var notes: [Localized] = []

  init(_ root: ConfigNode, _ run: StatedRun) throws(ConfigError) {
    self.root = root
    self.run = run
    let loop = try root.section("train_cfg")
    let ownEpochs = try loop?["max_epochs"].map { node throws(ConfigError) in try node.integer(from: 1) }
    let ownIterations = try loop?["max_iters"].map { node throws(ConfigError) in try node.integer(from: 1) }
    epochs = run.epochs ?? (run.steps == nil ? ownEpochs : nil)
    iterations = run.steps ?? (run.epochs == nil ? ownIterations : nil)
    let type = try loop?["type"]?.text()
    let byEpoch = try loop?["by_epoch"]?.flag()
    isIterationBased =
      type.map { $0.split(separator: ".").last == "IterBasedTrainLoop" } ?? byEpoch.map { !$0 }
      ?? (ownIterations != nil && ownEpochs == nil)
  }

  mutating func schedule() throws(ConfigError) -> ConfiguredSchedule {
    let members = try members()
    let countsEpochs = members.map(\.countsEpochs)
    let all = countsEpochs.allSatisfy { $0 }
    if run.stepsPerEpoch == nil, !all, countsEpochs.contains(true) || (iterations == nil && epochs != nil) {
      throw (root["param_scheduler"] ?? root).fail(
        Localized(
          "counts epochs and iterations, and the length of an epoch is unknown: give --steps-per-epoch S",
          zh: "既以轮计又以迭代计，而每轮的迭代数未知：请给出 --steps-per-epoch S"))
    }
    var spec = SpecText("mmengine.param_scheduler")
    var parts: [String] = []
    for member in members { parts.append(try part(member)) }
    spec.add("schedulers", raw: "[" + parts.joined(separator: ",") + "]")
    let rate = try baseRate()
    try checkSurroundings()
    if run.baseRate == nil, let rate { spec.add("lr", rate) }
    let length = try length(members)
    return ConfiguredSchedule(
      "mmengine", spec, baseRate: rate, lacksRate: rate == nil, length: length,
      countsEpochs: all && run.stepsPerEpoch == nil, notes: notes)
  }

  // MARK: the schedulers

  private struct Member {
    var name: String
    var node: ConfigNode
    var countsEpochs: Bool
    /// Whether its epochs are to become iterations.
    var isConverted: Bool
  }

  private mutating func members() throws(ConfigError) -> [Member] {
    let list = root["param_scheduler"] ?? root
    if list.isMap, list["type"] == nil {
      let names = try list.pairs().map { printable($0.key) }.joined(separator: ", ")
      throw list.fail(
        Localized(
          "has no type; if these are several optimizers (\(names)), keep the schedulers of the one to draw",
          zh: "缺少 type；若这里是多个优化器（\(names)），请只保留要绘制的那个"))
    }
    var members: [Member] = []
    for node in list.items ?? [list] {
      guard let type = node["type"] else {
        throw node.missing("type", Localized("the scheduler, such as CosineAnnealingLR", zh: "调度，例如 CosineAnnealingLR"))
      }
      guard let name = try rateScheduler(try type.name(), node) else {
        notes.append(
          Localized("\(type.path) is no schedule of the rate, and isn't drawn", zh: "\(type.path) 不是学习率的调度，未画出"))
        continue
      }
      let byEpoch = try node["by_epoch"]?.flag() ?? true
      let converts = try node["convert_to_iter_based"]?.flag() ?? false
      if converts, !byEpoch {
        throw node.fail(
          Localized(
            "has convert_to_iter_based, which needs by_epoch: true", zh: "设置了 convert_to_iter_based，它要求 by_epoch: true")
        )
      }
      guard !converts || run.stepsPerEpoch != nil else {
        throw node.fail(
          Localized(
            "has convert_to_iter_based, and the length of an epoch is unknown: give --steps-per-epoch S",
            zh: "设置了 convert_to_iter_based，而每轮的迭代数未知：请给出 --steps-per-epoch S"))
      }
      if isIterationBased, byEpoch, !converts {
        throw node.fail(
          Localized(
            "counts epochs (by_epoch is true unless given), and the training loop counts iterations: mmengine never steps it before the end; say by_epoch: false",
            zh: "以轮计（by_epoch 缺省为 true），而训练循环以迭代计：mmengine 在训练结束前不会步进它；请写 by_epoch: false"))
      }
      if let last = node["last_step"], !last.isNull, last.optionalNumber != -1 {
        throw last.fail(Localized("resumes a run, which can't be drawn", zh: "用于恢复训练，无法绘制"))
      }
      members.append(Member(name: name, node: node, countsEpochs: byEpoch && !converts, isConverted: converts))
    }
    guard !members.isEmpty else {
      throw list.fail(Localized("holds no schedule of the rate", zh: "中没有学习率的调度"))
    }
    return members
  }

  /// The name without its registry's scope; nil for what moves something else than the rate.
  private func rateScheduler(_ type: String, _ node: ConfigNode) throws(ConfigError) -> String? {
    let name = type.split(separator: ".").last.map(String.init) ?? type
    if name.hasSuffix("LR") { return name }
    if name.hasSuffix("ParamScheduler") {
      guard try node["param_name"]?.text() == "lr" else { return nil }
      return name.dropLast("ParamScheduler".count) + "LR"
    }
    return nil
  }

  private func part(_ member: Member) throws(ConfigError) -> String {
    var spec = SpecText("mmengine." + member.name)
    let left: Set<String> = ["type", "param_name", "convert_to_iter_based", "verbose", "last_step", "by_epoch", "end"]
    for (key, node) in try member.node.pairs() where !left.contains(key) {
      if member.isConverted, ["begin", "T_max", "step_size", "total_steps", "periods", "milestones"].contains(key) {
        spec.add(key, raw: try converted(node))
      } else {
        try spec.add(key, node)
      }
    }
    if !member.countsEpochs { spec.add("by_epoch", false) }
    if let end = try end(of: member) { spec.add("end", end) }
    return spec.nested
  }

  /// Epochs as iterations, single or in a list.
  private func converted(_ node: ConfigNode) throws(ConfigError) -> String {
    guard let items = node.items else {
      return node.isNull ? "none" : shortest(try node.number() * Double(run.stepsPerEpoch ?? 1))
    }
    var parts: [String] = []
    for item in items { parts.append(try converted(item)) }
    return "[" + parts.joined(separator: ",") + "]"
  }

  /// Where the scheduler stops: its own `end`, else that of the run; nil where none is known.
  private func end(of member: Member) throws(ConfigError) -> Int? {
    if let node = member.node["end"] {
      let end = try node.number()
      // mmengine writes 1e9 for "never".
      guard end < 1e9 else { return nil }
      guard end > 0 else {
        throw node.fail(
          Localized("must be more than 0, not \(shortest(end))", zh: "必须大于 0，而这里是 \(shortest(end))"))
      }
      return Int(clamping: (end * Double(member.isConverted ? run.stepsPerEpoch ?? 1 : 1)).rounded(.down))
    }
    if member.countsEpochs { return epochs }
    // The default is the loop's number of epochs, of which an iteration-based one has a single one.
    if member.isConverted, isIterationBased { return run.stepsPerEpoch }
    return steps
  }

  /// Iterations of the run, as far as known.
  private var steps: Int? {
    if let iterations { return iterations }
    if let epochs, let stepsPerEpoch = run.stepsPerEpoch {
      let (product, overflow) = epochs.multipliedReportingOverflow(by: stepsPerEpoch)
      return overflow ? nil : product
    }
    return nil
  }

  private func length(_ members: [Member]) throws(ConfigError) -> ConfiguredSchedule.Length? {
    let countsEpochs = members.allSatisfy(\.countsEpochs) && run.stepsPerEpoch == nil
    if let stated = countsEpochs ? epochs : steps, stated > 0 { return .stated(stated) }
    var last = 0
    for member in members {
      guard let end = try end(of: member) else { continue }
      let perUnit = member.countsEpochs && !countsEpochs ? run.stepsPerEpoch ?? 1 : 1
      let (product, overflow) = end.multipliedReportingOverflow(by: perUnit)
      if !overflow { last = max(last, product) }
    }
    return last > 0 ? .suggested(last, Localized("the last end", zh: "最后的 end")) : nil
  }

  /// What else of a whole configuration moves the rate.
  private mutating func checkSurroundings() throws(ConfigError) {
    if let scaling = try root.section("auto_scale_lr"), try scaling["enable"]?.flag() == true, run.baseRate == nil {
      throw (scaling["enable"] ?? scaling).fail(
        Localized(
          "scales the rate by the batch of all devices, which the file does not say: give --lr RATE",
          zh: "会按所有设备的总批量缩放学习率，而文件没有说明批量：请给出 --lr RATE"))
    }
    if let hook = try root.section("default_hooks")?.section("param_scheduler")?["type"] {
      let name = try hook.text()
      guard name.split(separator: ".").last == "ParamSchedulerHook" else {
        throw hook.fail(
          Localized(
            "is '\(printable(name))', which moves the rate by a rule of its own; write the schedule as a SPEC",
            zh: "为“\(printable(name))”，它按自己的规则改变学习率；请用 SPEC 写出调度"))
      }
    }
    if let groups = try root.section("optim_wrapper")?["paramwise_cfg"],
      groups.holds(keyEnding: ["lr_mult", "decay_rate"])
    {
      notes.append(
        Localized(
          "\(groups.path) sets the rate of other parameter groups, which is not drawn",
          zh: "\(groups.path) 设置其他参数组的学习率，未画出"))
    }
  }

  private func baseRate() throws(ConfigError) -> Double? {
    let wrapped = try root.section("optim_wrapper")?.section("optimizer")
    let bare = try root.section("optimizer")
    let optimizer = wrapped ?? bare
    return try optimizer?["lr"]?.number()
  }
}

extension ConfigNode {
  /// Whether a key below ends so, to eight levels.
  fileprivate func holds(keyEnding endings: [String], levels: Int = 8) -> Bool {
    guard levels > 0 else { return false }
    if let items { return items.contains { $0.holds(keyEnding: endings, levels: levels - 1) } }
    guard let pairs = try? pairs() else { return false }
    return pairs.contains { key, node in
      endings.contains { key.hasSuffix($0) } || node.holds(keyEnding: endings, levels: levels - 1)
    }
  }
}
