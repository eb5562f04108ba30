import LRConfigs
import LRCore

/// All schedules of one figure and the run that they share, with what had to be decided about it.
struct ScheduleSources {
  var all: [ScheduleSource]
  var context: RunContext
  /// What was read, assumed and left out.
  var notes: [Localized] = []
  /// Whether the command line says how often schedulers are stepped.
  var statesPace = false

  init(_ sources: [ScheduleSource], context: RunContext) {
    all = sources
    self.context = context
  }

  /// - Parameter described: those of files; one at least.
  /// - Throws: `Failure` when files and command line leave no one unit or length of the run.
  init(specs: [String], described: [ScheduleSource], _ stated: StatedRun) throws(Failure) {
    all = specs.map { ScheduleSource(spec: $0) } + described
    context = RunContext()
    for source in described {
      guard let file = source.file, let schedule = source.described else { continue }
      notes.append(
        Localized("\(file) (\(schedule.format)): \(source.spec)", zh: "\(file)（\(schedule.format)）：\(source.spec)"))
      notes += schedule.notes.map { Localized("\(file): ", zh: "\(file)：") + $0 }
    }
    try setLength(described, stated)
    if stated.steps == nil, stated.epochs == nil { endEach() }
    setRate(specs, described, stated)
  }

  // MARK: length

  private mutating func setLength(_ described: [ScheduleSource], _ stated: StatedRun) throws(Failure) {
    let epochal = described.first { $0.described?.countsEpochs == true }
    let stepwise = described.first { $0.described?.countsEpochs == false }
    if let epochal, let stepwise {
      throw Failure(
        usage: "\(epochal.shown) counts epochs and \(stepwise.shown) steps: give --steps-per-epoch S",
        zh: "\(epochal.shown) 以轮计，而 \(stepwise.shown) 以步计：请给出 --steps-per-epoch S")
    }
    if let epochal {
      guard stated.steps == nil else {
        throw Failure(
          usage: "--steps counts steps and \(epochal.shown) epochs: give --epochs E, or --steps-per-epoch S",
          zh: "--steps 以步计，而 \(epochal.shown) 以轮计：请给出 --epochs E，或 --steps-per-epoch S")
      }
      context.stepsPerEpoch = 1
      if let epochs = stated.epochs {
        context.steps = epochs
      } else {
        context.steps = try longest(described, Localized("epochs", zh: "轮"), option: "--epochs E")
      }
      return
    }
    context.stepsPerEpoch = stated.stepsPerEpoch
    switch (stated.steps, stated.epochs, stated.stepsPerEpoch) {
    case (let steps?, _, _): context.steps = steps
    case (nil, let epochs?, let stepsPerEpoch?):
      context.steps = try TimeOptions.product(epochs, stepsPerEpoch)
    case (nil, _?, nil): throw TimeOptions.needsStepsPerEpoch
    case (nil, nil, let stepsPerEpoch):
      let option = stepsPerEpoch == nil ? "--steps N" : "--epochs E"
      context.steps = try longest(described, Localized("steps", zh: "步"), option: option)
    }
  }

  /// The longest run that a file states; where none does, one long enough to see every schedule.
  private mutating func longest(
    _ described: [ScheduleSource], _ unit: Localized, option: String
  ) throws(Failure) -> Int {
    var stated: [(file: String, count: Int)] = []
    var suggested: (file: String, count: Int, why: Localized)?
    for source in described {
      switch source.described?.length {
      case .stated(let count): stated.append((source.shown, count))
      case .suggested(let count, let why):
        if count > suggested?.count ?? 0 { suggested = (source.shown, count, why) }
      case nil: break
      }
    }
    if let longest = stated.max(by: { $0.count < $1.count }) {
      if Set(stated.map(\.count)).count > 1 {
        let told = stated.prefix(8).map { "\($0.file) \($0.count)" }.joined(separator: ", ")
        let each = stated.count > 8 ? told + ", …" : told
        notes.append(
          Localized(
            "the files' runs differ (\(each)): each curve ends where its run ends, the longest at \(longest.count) \(unit.english)",
            zh: "各文件的训练长度不同（\(each)）：每条曲线在各自的训练结束处结束，最长为 \(longest.count) \(unit.chinese)"))
      }
      return try checked(longest.count, longest.file)
    }
    guard let suggested else {
      notes.append(
        Localized(
          "no file says how long the run is: \(context.steps) \(unit.english) are drawn; \(option) sets another length",
          zh: "没有文件说明训练长度：绘制 \(context.steps) \(unit.chinese)；可用 \(option) 另行指定"))
      return context.steps
    }
    notes.append(
      Localized(
        "\(suggested.file) does not say how long the run is: \(suggested.count) \(unit.english) are drawn, \(suggested.why.english); \(option) sets another length",
        zh:
          "\(suggested.file) 没有说明训练长度：绘制 \(suggested.count) \(unit.chinese)（\(suggested.why.chinese)）；可用 \(option) 另行指定"
      ))
    return try checked(suggested.count, suggested.file)
  }

  /// A file that says how long its run is has no rates after it.
  private mutating func endEach() {
    for index in all.indices {
      guard case .stated(let count) = all[index].described?.length, count < context.steps else { continue }
      all[index].steps = count
    }
  }

  private func checked(_ count: Int, _ file: String) throws(Failure) -> Int {
    guard count <= TimeOptions.maximumSteps else {
      throw Failure(
        .badData,
        Localized(
          "\(file): a run of \(count) steps is longer than \(TimeOptions.maximumSteps); --steps N draws a part",
          zh: "\(file)：\(count) 步的训练超过了 \(TimeOptions.maximumSteps) 步的上限；可用 --steps N 只画一部分"))
    }
    return count
  }

  // MARK: rate

  private mutating func setRate(_ specs: [String], _ described: [ScheduleSource], _ stated: StatedRun) {
    if let rate = stated.baseRate {
      context.baseRate = rate
      return
    }
    let rates = described.compactMap { source in
      source.described?.baseRate.flatMap { $0 > 0 ? (file: source.shown, rate: $0) : nil }
    }
    if let first = rates.first {
      context.baseRate = first.rate
      if !specs.isEmpty, Set(rates.map(\.rate)).count > 1 {
        notes.append(
          Localized(
            "the files' base rates differ: the specs start from that of \(first.file), \(shortest(first.rate)); --lr RATE sets another",
            zh: "各文件的基准学习率不同：规格取 \(first.file) 的 \(shortest(first.rate))；可用 --lr RATE 另行指定"))
      }
    }
    for source in described where source.described?.lacksRate == true {
      notes.append(
        Localized(
          "\(source.shown) gives no base rate: \(shortest(context.baseRate)) is drawn; --lr RATE sets another",
          zh: "\(source.shown) 没有给出基准学习率：按 \(shortest(context.baseRate)) 绘制；可用 --lr RATE 另行指定"))
    }
  }
}

extension ScheduleSource {
  fileprivate var shown: String { file ?? spec }
}
