import ArgumentParser
import LRCore
import LRFigures
import LRSchedules
import LRSystem
import LRTraining

/// `lrplot train RUN...`: short training runs, and what their schedules did to them.
struct Train: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "train",
      abstract: helpWords("Trains small networks and draws losses and rates.", zh: "训练小型网络，绘制损失与学习率。"),
      discussion: helpWords(
        """
        RUN is an optimizer with parameters, and a schedule after '@': sgd:lr=0.1,momentum=0.9@cosine. label= names it, \
        groups=[(bias:lr=1e-2),(head:lr=1e-3,schedule=(cosine))] gives parameters rates of their own. All runs of one \
        command have the same data, first weights and order of batches. `lrplot list data` and `lrplot list models` name \
        what can be trained. At rates that train well, long runs on clean digits end alike under any \
        schedule; on --data digits:label_noise=0.2 --batch 16 they don't. \
        Without -o the figure goes to out/train-<names>.png and .svg; results are printed.
        """,
        zh: """
          RUN 由优化器及参数组成，“@”之后是调度：sgd:lr=0.1,momentum=0.9@cosine。
          label= 为其命名；groups=[(bias:lr=1e-2),(head:lr=1e-3,schedule=(cosine))]
          为部分参数单设学习率。同一命令的各项训练共用数据、初始权重与批次顺序。
          `lrplot list data` 与 `lrplot list models` 列出可训练者。
          无噪声的 digits 上，学习率合适且训练足够长时各调度结果相近；
          --data digits:label_noise=0.2 --batch 16 则显出差别。
          不给 -o 时输出到 out/train-<names>.png 与 .svg；结果打印在标准输出。
          """))
  }

  @Argument(
    help: helpText(
      "Runs, such as sgd:lr=0.1@step or adam.", zh: "训练，例如 sgd:lr=0.1@step 或 adam", value: "run"),
    completion: .custom { _, _, prefix in runCompletions(of: prefix) })
  var runs: [String]

  @OptionGroup(title: helpWords("Training", zh: "训练")) var training: TrainingOptions
  @OptionGroup(title: helpWords("Training", zh: "训练")) var judging: JudgingOptions

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Train each run at these rates, such as log:1e-4..10:11, and draw the final loss over them.",
      zh: "以 log:1e-4..10:11 之类的学习率分别训练，绘制最终损失", value: "grid"))
  var rates: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Train one run at a constant rate, cool down from N points of it, and draw them against cosines of the same lengths.",
      zh: "恒定学习率训练一次，从 N 处冷却，并与余弦对比", value: "n"))
  var cooldown: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Length of a cooldown: a share of the steps up to its end, or steps (default: 20%).",
      zh: "冷却时长：占其终点步数的比例，或步数（默认 20%）", value: "l"))
  var cooldownLength: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "How a cooldown falls to 0: linear or 1-sqrt (default: 1-sqrt).", zh: "冷却的形状：linear 或 1-sqrt（默认 1-sqrt）",
      value: "s"),
    completion: .list(CooldownPlan.Shape.allCases.map(\.rawValue)))
  var cooldownShape: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Widths of the hidden layers, the base first, such as 64,128,256: draw the final loss over rates (--rates) in the standard parametrization and under muP.",
      zh: "隐藏层宽度，如 64,128,256；对比标准参数化与 muP", value: "n,n"))
  var transfer: String?

  @Flag(
    help: helpText(
      "Train on all rows at once, and draw the largest eigenvalue of the Hessian against the limit of stability.",
      zh: "全批量训练，绘制海森矩阵的最大特征值与稳定性极限"))
  var sharpness = false

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Panels of loss, validation, accuracy, rate (default: these), momentum, grad_norm, update_ratio; by commas.",
      zh: "子图，以逗号分隔，如 loss,rate,grad_norm（默认四个）", value: "panels"))
  var show: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "What x is: steps, epochs or seconds (default: steps).", zh: "横轴：steps、epochs 或 seconds（默认 steps）", value: "unit"),
    completion: .list(TrainingTime.allCases.map(\.rawValue)))
  var x: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Steps that the bold loss is a mean of; 0 draws the losses as they are (default: a sixteenth of the run).",
      zh: "粗线取多少步的平均；0 为不平滑（默认约十六分之一）", value: "n"))
  var smooth: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Keep the end of each run in this folder, for --resume.", zh: "将各训练的最终状态存入该文件夹，供 --resume 使用", value: "dir"),
    completion: .directory)
  var save: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Go on from what the same command kept with --save, as if it had never stopped.",
      zh: "从同一命令以 --save 保存处继续，如同从未中断", value: "dir"),
    completion: .directory)
  var resume: String?

  @OptionGroup(title: helpWords("Output", zh: "输出")) var output: OutputOptions
  @OptionGroup(title: helpWords("Looks", zh: "外观")) var look: LookOptions
  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    let panels = try chosenPanels()
    var looks = try look.looks(in: call.language, command: call.arguments)
    let kind = try chosenKind()
    try refuseUselessOptions(of: kind)
    let grid = try chosenRates()
    if look.size == nil {
      switch kind {
      case .runs, .sharpness: looks.size = TrainingFigure.size(ofPanels: panels.count) ?? looks.size
      case .cooldown: looks.size = CooldownFigure.size
      case .rates, .transfer: break
      }
    }
    let drawing = try look.drawing(of: looks.size)
    let time = try choice(x, "--x", TrainingTime.self) ?? .steps
    let (save, resume) = (try given(save, "--save"), try given(resume, "--resume"))
    if let option = save != nil ? "--save" : resume != nil ? "--resume" : nil, !kind.option.isEmpty {
      throw Failure(
        usage: "\(option) is about runs that go on later, and those of \(kind.option) don't: leave one of the two out",
        zh: "\(option) 针对可继续的训练，而 \(kind.option) 的训练不能继续：请去掉其中之一")
    }
    let window = try wholeNumber(smooth, "--smooth", 0...100_000)
    var options = training
    if case .sharpness = kind {
      // All rows are one batch, and an epoch one step.
      options.network.batch = "all"
      if options.steps == nil, options.epochs == nil { options.steps = "\(TrainSharpness.usualSteps)" }
    }
    let isPlain =
      switch kind {
      case .runs, .sharpness: true
      default: false
      }
    var session = try TrainingSession(options, judging, runs: isPlain ? runs.count : nil, in: call.terminal)
    session.setup.recordsUpdateRatio = panels.contains(.updateRatio)
    var planned: [PlannedRun] = []
    for source in runs {
      do throws(SpecError) {
        planned.append(try PlannedRun(source, in: session.context, parameters: session.setup.network.names))
      } catch {
        throw Failure(error)
      }
    }
    let targets = try output.targets(
      stem: session.stem(
        "train", planned.map(\.optimizer.fileName), kind: String(kind.option.drop { $0 == "-" })), in: call.terminal)
    try session.refuseOverwriting(targets)
    try look.refuseUselessText(among: targets)
    if !output.quiet {
      session.setup.data.remarks.forEach(call.note)
      planned.flatMap(\.optimizer.remarks).forEach(call.note)
      planned.compactMap { session.setup.slownessNote(of: $0) }.forEach(call.note)
    }
    let pace = SchedulerPaceNotes(context: session.context, isStated: training.schedulerSteps != nil)
    if !output.quiet { pace.notes(on: [], among: planned.compactMap(\.optimizer.schedule)).forEach(call.note) }
    let smoothing: TrainingSmoothing = window.map { $0 == 0 ? .off : .window($0) } ?? .automatic
    switch kind {
    case .runs: break
    case .cooldown(let count):
      let plan = try TrainCooldown.plan(
        count, length: cooldownLength, shape: cooldownShape, steps: session.setup.steps)
      return try TrainCooldown(planned: planned[0], session: session, plan: plan, smoothing: smoothing).run(
        looks, drawing, to: targets, quiet: output.quiet, call)
    case .transfer(let widths):
      return try TrainTransfer(
        planned: planned[0], session: session, widths: widths,
        rates: grid ?? WidthTransfer.rates(around: planned[0].optimizer.recipe.rate)
      ).run(looks, drawing, to: targets, quiet: output.quiet, call)
    case .sharpness:
      guard session.seeds.count == 1 else {
        throw Failure(usage: "--sharpness is of one seed: leave --repeat out", zh: "--sharpness 只针对一个种子：请去掉 --repeat")
      }
      return try TrainSharpness(planned: planned, session: session).run(
        looks, drawing, to: targets, quiet: output.quiet, call)
    case .rates:
      return try TrainRates(planned: planned, session: session, rates: grid ?? []).run(
        looks, drawing, to: targets, quiet: output.quiet, call)
    }
    if targets.contains(where: { !$0.format.isPicture }) { session.setup.recordsUpdateRatio = true }
    var made: [TrainingRun] = []
    for (run, name) in zip(planned, PlannedRun.names(of: planned)) {
      do throws(SpecError) { made.append(try run.run(named: name)) } catch { throw Failure(error) }
    }
    let checkpoints = try Checkpoints(
      save: save, resume: resume, names: planned.map(\.optimizer.fileName), made, session, in: call.terminal)
    // A run that goes on later may be asked for all series.
    if checkpoints != nil { session.setup.recordsUpdateRatio = true }
    let trained = try TrainedRuns(
      made, session, checkpoints: checkpoints,
      carriesData: targets.contains { $0.place == .standardOutput }, quiet: output.quiet, call)
    if !output.quiet {
      let curves = zip(planned, trained.records).compactMap { run, records in
        run.optimizer.schedule.map { (run.optimizer.source, $0, records.first?.rates.first?.values ?? []) }
      }
      if curves.contains(where: { Schedules.namesStepped($0.1) }) { pace.notes(on: curves).forEach(call.note) }
      trained.notes.forEach(call.note)
      if trained.isInterrupted, let save {
        call.note(
          Localized(
            "the same command with --resume \(shellQuoted(save)) goes on from there",
            zh: "同一命令加 --resume \(shellQuoted(save)) 即可从此继续"))
      }
    }
    var figure = TrainingFigure(trained.records, protocol: session.protocolLines(for: planned), looks: looks)
    figure.rateWords = PlannedRun.rateWords(of: planned)
    figure.show = panels
    figure.time = time
    figure.smoothing = smoothing
    let data = TrainingData(
      title: figure.title, xLabel: figure.stepLabel, yLabel: figure.yLabel, groups: trained.records)
    let files = FigureFiles(
      chart: { [figure] in figure.chart() }, table: { writer throws(Failure) in try data.writeTable(to: &writer) },
      data: { writer throws(Failure) in try data.writeJSON(to: &writer) })
    try files.write(to: targets, drawing, quiet: output.quiet, call)
    let table = TrainingTable(trained.records, language: call.language)
    try call.printResults(table.rows, beside: targets, quiet: output.quiet)
    return trained.isInterrupted ? .interrupted : .done
  }

  /// What is drawn of the runs.
  private enum Kind {
    case runs, rates, sharpness
    case cooldown(Int)
    case transfer([Int])

    /// The option that asks for it.
    var option: String {
      switch self {
      case .runs: ""
      case .rates: "--rates"
      case .sharpness: "--sharpness"
      case .cooldown: "--cooldown"
      case .transfer: "--transfer"
      }
    }
  }

  private func chosenKind() throws(Failure) -> Kind {
    let figures = [
      ("--rates", rates != nil && transfer == nil), ("--sharpness", sharpness), ("--cooldown", cooldown != nil),
      ("--transfer", transfer != nil),
    ].filter(\.1).map(\.0)
    if figures.count > 1 {
      let names = figures.joined(separator: ", ")
      throw Failure(
        usage: "\(names) are \(figures.count) figures: give one of them",
        zh: "\(figures.joined(separator: "、")) 是 \(figures.count) 种图：请只给一个")
    }
    if cooldown == nil,
      let option = cooldownLength != nil ? "--cooldown-length" : cooldownShape != nil ? "--cooldown-shape" : nil
    {
      throw Failure(
        usage: "\(option) is about --cooldown: give --cooldown N as well",
        zh: "\(option) 用于 --cooldown：请同时给出 --cooldown N")
    }
    let kind: Kind
    if let count = try wholeNumber(cooldown, "--cooldown", 1...TrainCooldown.most) {
      kind = .cooldown(count)
    } else if let text = try given(transfer, "--transfer") {
      kind = .transfer(try TrainTransfer.widths(text))
    } else {
      return sharpness ? .sharpness : rates != nil ? .rates : .runs
    }
    guard runs.count == 1 else {
      throw Failure(
        usage: "\(kind.option) is of one run, and here are \(runs.count): give one",
        zh: "\(kind.option) 只针对一个 RUN，而给了 \(runs.count) 个：请只给一个")
    }
    return kind
  }

  /// Options that would change nothing of a figure.
  private func refuseUselessOptions(of kind: Kind) throws(Failure) {
    var useless: [(String, Bool)] = []
    switch kind {
    case .runs: return
    case .rates, .transfer:
      useless = [("--show", show != nil), ("--x", x != nil), ("--smooth", smooth != nil), ("--log-x", look.logX)]
    case .cooldown: useless = [("--show", show != nil), ("--x", x != nil)]
    case .sharpness:
      useless = [
        ("--show", show != nil), ("--x", x != nil), ("--smooth", smooth != nil),
        ("--batch", training.network.batch.map { $0 != "all" } ?? false),
        ("--accumulate", training.network.accumulate != nil),
        ("--ema", judging.ema != nil), ("--swa", judging.swa != nil),
      ]
    }
    guard let option = useless.first(where: { $0.1 })?.0 else { return }
    let reason: Localized =
      switch option {
      case "--log-x": Localized("x is logarithmic already", zh: "横轴已是对数")
      case "--batch", "--accumulate": Localized("it trains on all rows at once", zh: "它使用全批量训练")
      case "--ema", "--swa": Localized("it draws the weights that are trained", zh: "它针对正在训练的权重")
      case "--smooth", "--show": Localized("its panels are given", zh: "其子图是固定的")
      default: Localized("its x is given", zh: "其横轴是固定的")
      }
    throw Failure(
      .usage,
      Localized("\(option) changes nothing with \(kind.option): ", zh: "\(option) 对 \(kind.option) 没有作用：") + reason)
  }

  private func chosenRates() throws(Failure) -> [Double]? {
    guard let text = try given(rates, "--rates") else { return nil }
    guard let values = NumberAxis.values(text) else {
      try NumberAxis.refuseUncounted(text, count: 11)
      throw Failure(
        usage:
          "'\(text)' is no grid of rates: log:1e-4..10:11, lin:0.1..1:10, or rising numbers above 0 such as 0.01,0.1,1; at most 1000",
        zh: "“\(text)”不是学习率网格：可写 log:1e-4..10:11、lin:0.1..1:10 或递增的正数如 0.01,0.1,1；最多 1000 个")
    }
    return values
  }

  /// Other names of panels.
  private static let panelNames: [String: TrainingPanel] = [
    "lr": .rate, "learning_rate": .rate, "learning-rate": .rate, "rates": .rate, "val": .validation,
    "val_loss": .validation, "valid": .validation, "acc": .accuracy, "val_accuracy": .accuracy, "train": .loss,
    "train_loss": .loss, "grad": .gradientNorm, "gradient": .gradientNorm, "updates": .updateRatio,
  ]

  private func chosenPanels() throws(Failure) -> [TrainingPanel] {
    guard let text = try given(show, "--show") else { return TrainingPanel.standard }
    var panels: [TrainingPanel] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(word[...].trimmed)
      if let panel = Self.panelNames[name] {
        throw Failure(
          usage: "--show \(name): that panel is called \(panel.rawValue)", zh: "--show \(name)：该子图名为 \(panel.rawValue)")
      }
      guard let panel = try choice(name, "--show", TrainingPanel.self) else { continue }
      if !panels.contains(panel) { panels.append(panel) }
    }
    return panels
  }
}
