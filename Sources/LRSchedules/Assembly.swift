import LRCore

/// A chain of phases made into one schedule.
struct Assembly {
  var schedule: AnySchedule
  /// The largest base rate among the phases.
  var baseRate: Double
  /// Whether a framework's argument names the base rate: what it is called there, the spec says.
  var namesBaseRate = false
  /// What `label=` says, in whichever phase.
  var label: String?
  /// The steps of the run that each phase has, the next one's first excluded.
  var spans: [Range<Int>] = []
  /// Where the first phase that listens to a metric is named.
  var listener: Range<Int>?

  init(_ chain: Chain, in context: RunContext) throws(SpecError) {
    let chain = try Pasted(chain).chain
    var phases: [Phase] = []
    for spec in chain.phases { phases.append(try Phase(spec, of: chain, in: context)) }
    try Self.share(context.steps, among: &phases, of: chain)

    var made: [AnySchedule] = []
    baseRate = 0
    for phase in phases {
      let schedule = try phase.build(in: context)
      made.append(schedule)
      if case .listening = schedule, listener == nil { listener = phase.spec.nameRange }
      if case .fixed(let fixed) = schedule, let own = fixed.ownBaseRate {
        baseRate = max(baseRate, own)
        if !phase.declares("lr") { namesBaseRate = true }
      } else if let own = try phase.ownBaseRate() {
        baseRate = max(baseRate, own)
        namesBaseRate = true
      } else {
        baseRate = max(baseRate, try phase.baseRate())
      }
      guard let own = try phase.label() else { continue }
      guard label == nil else {
        throw phase.arguments.error(
          Localized("a chain has one label, this is the second", zh: "一个串联只能有一个 label，这是第二个"), at: "label")
      }
      label = own
    }
    schedule = made.count == 1 ? made[0] : Self.join(made, at: phases.map(\.start))
    let ends = phases.dropFirst().map(\.start) + [max(context.steps, phases.last?.start ?? 0)]
    spans = zip(phases, ends).map { $0.start..<max($0.start, $1) }
  }

  /// Whether rates follow from the base rate, which is seen by comparing them with those of another one.
  func followsBaseRate(of chain: Chain, in context: RunContext) -> Bool {
    guard !namesBaseRate else { return false }
    var other = context
    other.baseRate = context.baseRate == 0 ? 1 : context.baseRate / 2
    // One that the spec names needs no base rate.
    guard let changed = try? Assembly(chain, in: other), changed.baseRate != baseRate else { return true }
    switch (schedule, changed.schedule) {
    case (.fixed(let schedule), .fixed(let changed)):
      // Replayed rates take as long as all before them.
      let last = schedule.isReplayed ? min(context.steps, 1000) : context.steps
      let steps = Set((0...16).map { min($0, last) } + (0...64).map { Int(clamping: Double(last) / 64 * Double($0)) })
      return steps.contains { step in
        let (rate, other) = (schedule.rate(at: step), changed.rate(at: step))
        return rate != other && (rate.isFinite || other.isFinite)
      }
    case (.listening(let schedule), .listening(let changed)): return schedule.rate != changed.rate
    default: return true
    }
  }

  private static func join(_ phases: [AnySchedule], at starts: [Int]) -> AnySchedule {
    var fixed: [any Schedule] = []
    for case .fixed(let schedule) in phases { fixed.append(schedule) }
    if fixed.count == phases.count { return .fixed(Joined(phases: fixed, starts: starts)) }
    return .listening(JoinedFeedback(phases: phases.map(\.stepped), starts: starts))
  }

  /// Gives every phase its start and length.
  private static func share(_ steps: Int, among phases: inout [Phase], of chain: Chain) throws(SpecError) {
    let last = phases.count - 1
    guard last > 0 else {
      phases[0].length = phases[0].length ?? steps
      return
    }
    let taken = phases.reduce(0) { min(steps, $0 + min(steps, $1.length ?? 0)) }
    let waiting = phases.count(where: { $0.length == nil })
    let part = waiting > 0 ? max(0, steps - taken) / waiting : 0
    var start = 0
    for index in phases.indices {
      phases[index].start = start
      let rest = steps - start
      let length = phases[index].length ?? (index == last ? rest : part)
      guard rest > 0, length > 0 else { throw nothingLeft(for: index, of: phases, steps: steps, chain) }
      if index == last, phases[index].length == nil { phases[index].length = rest }
      phases[index].length = phases[index].length ?? length
      start += min(length, steps)
    }
  }

  private static func nothingLeft(for index: Int, of phases: [Phase], steps: Int, _ chain: Chain) -> SpecError {
    let lengths = phases.compactMap { phase in
      phase.length.map { "\(phase.spec.name) \($0)" }
    }.joined(separator: ", ")
    let name = phases[index].spec.name
    return SpecError(
      Localized(
        "nothing of the run's \(steps) steps is left for '\(name)'; taken by: \(lengths)",
        zh: "全程 \(steps) 步没有留给“\(name)”的；已占用：\(lengths)"),
      in: chain.source, at: phases[index].spec.range)
  }
}

/// One phase of a chain before and after its length is known.
private struct Phase {
  let spec: Spec
  let entry: CatalogueEntry<AnySchedule>
  var arguments: Arguments
  var start = 0
  /// `for=`, or what the phase takes by itself; later its horizon.
  var length: Int?
  /// Made on the whole run, when that told its length.
  private var made: AnySchedule?
  /// Steps of the run for one of its own: more than one of a scheduler that is stepped once per epoch.
  private let pace: Int

  init(_ spec: Spec, of chain: Chain, in context: RunContext) throws(SpecError) {
    self.spec = spec
    entry = try Schedules.catalogue.entry(for: spec, in: chain.source)
    pace = Schedules.isStepped(entry) ? context.stepsPerSchedulerStep : 1
    arguments = try Arguments(
      spec, parameters: entry.parameters, ignoring: entry.ignored,
      context: pace > 1 ? context.paced(every: pace) : context, source: chain.source)
    if declares("for"), let length = try arguments.optionalInteger("for") {
      // No run is longer than these.
      let (steps, overflow) = length.multipliedReportingOverflow(by: pace)
      self.length = overflow ? 1_000_000_000_000_000 : min(steps, 1_000_000_000_000_000)
    } else if chain.phases.count > 1, !entry.nests {
      var probe = arguments
      let schedule = try entry.build(&probe).paced(every: pace)
      if let duration = schedule.duration {
        length = duration
        made = schedule
      }
    }
  }

  func build(in context: RunContext) throws(SpecError) -> AnySchedule {
    if let made { return made }
    let run = context.phase(steps: length ?? context.steps)
    var phase = try Arguments(
      spec, parameters: entry.parameters, ignoring: entry.ignored,
      context: pace > 1 ? run.paced(every: pace) : run, source: arguments.source)
    return try entry.build(&phase).paced(every: pace)
  }

  /// The largest of the rates that the entry marks as its base.
  func ownBaseRate() throws(SpecError) -> Double? {
    try arguments.ownBaseRate(of: entry)
  }

  func baseRate() throws(SpecError) -> Double {
    var arguments = arguments
    return declares("lr") ? try arguments.number("lr") : arguments.context.baseRate
  }

  func label() throws(SpecError) -> String? {
    var arguments = arguments
    return declares("label") ? try arguments.optionalWord("label") : nil
  }

  func declares(_ name: String) -> Bool { entry.parameters.contains { $0.name == name } }
}

extension Arguments {
  /// The largest of the rates that an entry marks as its base; nil where it marks none.
  func ownBaseRate(of entry: CatalogueEntry<AnySchedule>) throws(SpecError) -> Double? {
    var arguments = self
    var base: Double?
    for parameter in entry.parameters where parameter.isBaseRate {
      for rate in try arguments.rates(parameter, of: entry) { base = max(base ?? rate, rate) }
    }
    return base
  }

  /// The rates of an argument: one, several, or the base rates of schedules of the same framework.
  private mutating func rates(
    _ parameter: Parameter, of entry: CatalogueEntry<AnySchedule>
  ) throws(SpecError) -> [Double] {
    var chains: [Chain] = []
    switch parameter.type {
    case .number, .rate: return try optionalNumber(parameter.name).map { [$0] } ?? []
    case .numbers, .rates: return try optionalNumbers(parameter.name) ?? []
    case .schedules: chains = try self.chains(parameter.name)
    default:
      if case .number(let rate)? = raw(parameter.name)?.kind { return [rate] }
      if let chain = try chain(parameter.name) { chains = [chain] }
    }
    var rates: [Double] = []
    for spec in chains.flatMap(\.phases) {
      let name = entry.origin.map { "\($0.framework).\(spec.name)" } ?? spec.name
      guard let inner = Schedules.catalogue[name] ?? Schedules.catalogue[spec.name] else { continue }
      // Not built: at each level that would double the work.
      let arguments = try Arguments(
        spec, parameters: inner.parameters, ignoring: inner.ignored, context: context, source: source)
      if let own = try arguments.ownBaseRate(of: inner) { rates.append(own) }
    }
    return rates
  }
}

extension CatalogueEntry {
  /// Whether schedules stand among the parameters. Such an entry isn't built twice, or depth would double the work
  /// at every level.
  fileprivate var nests: Bool {
    parameters.contains {
      switch $0.type {
      case .schedule, .schedules: true
      default: false
      }
    }
  }
}
