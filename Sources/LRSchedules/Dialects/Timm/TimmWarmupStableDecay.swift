import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// timm's stable stretch and decay, each of several forms.
///
/// rate(t) = lr_min + (max(lr * stable(t), lr_min) - lr_min) * decay(part of the decay that is over)
struct TimmWarmupStableDecay: TimmRule {
  let base: Double
  let floor: Double
  /// Time of the stable stretch and the decay together.
  let total: Double
  let decayTime: Double
  let stable: Stable
  let decay: Decay

  enum Stable: Sendable {
    case constant
    /// (1 + t / timescale) ** -power
    case power(Double, timescale: Double)

    static let names = ["constant", "rsqrt", "power"]
  }

  /// What is left at the part `r` of the decay.
  enum Decay: Sendable {
    case linear, oneMinusRoot, cosine
    case power(Double)
    /// To this ratio, then shifted and stretched to reach 0.
    case exponential(Double)
    /// In `frac`.
    case formula(Formula)

    static let names = ["linear", "1-sqrt", "cosine", "power", "exp"]

    func left(_ r: Double) -> Double {
      switch self {
      case .linear: 1 - r
      case .oneMinusRoot: 1 - r.squareRoot()
      case .cosine: 0.5 * (1 + cos(Double.pi * r))
      case .power(let power): 1 - pow(r, power)
      case .exponential(let ratio): (pow(ratio, r) - ratio) / (1 - ratio)
      case .formula(let formula): formula.value(r)
      }
    }
  }

  func stretch(at time: Double) -> (Void, until: Double) { ((), until: .infinity) }

  func rate(at time: Double, in stretch: Void) -> Double {
    let top: Double
    switch stable {
    case .constant: top = max(base, floor)
    case .power(let power, let timescale): top = max(base * pow(1 + time / timescale, -power), floor)
    }
    let over = time - (total - decayTime)
    return over <= 0 ? top : floor + (top - floor) * decay.left(min(over / decayTime, 1))
  }

  var length: Double? { total }
  func fault(at time: Double) -> String { "decay_fn has no value" }

  func outline(until end: Double) -> Outline {
    let turn = Int(clamping: max(0, total - decayTime).rounded(.up))
    let stop = Int(clamping: total.rounded(.up))
    var phases: [Outline.Phase] = []
    if turn > 0 { phases.append(.init(.stable, 0..<turn)) }
    if turn < stop { phases.append(.init(.decay, turn..<stop)) }
    return Outline(phases: phases)
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "timm.WSDLRScheduler",
    summary: Localized("warm-up, stable, decay, with a choice of forms", zh: "预热—稳定—衰减，形状可选"),
    formula: """
      rate(t) = warmup_lr_init + t * (lr - warmup_lr_init) / warmup_t,  t < warmup_t
      rate(t) = lr_min + (max(lr stable(s), lr_min) - lr_min) * decay(r),  s = t - warmup_t
      r = (s - t_initial + decay_t) / decay_t within 0..1
      stable: constant 1, rsqrt (1 + s / timescale)^-0.5, power (1 + s / timescale)^-stable_power
      decay: linear 1-r, 1-sqrt 1-sqrt(r), cosine (1+cos(pi r))/2, power 1-r^decay_power, exp (q^r - q)/(1 - q)
      """,
    parameters: [
      Parameter(
        "t_initial", .steps(.any), .required, Localized("steps of the stable stretch and the decay", zh: "稳定段与衰减段的总步数")),
      Parameter(
        "decay_t", .steps(.any), .required, Localized("steps of the decay, the last of t_initial", zh: "衰减步数，位于末尾")),
      Parameter("lr_min", .rate(.any), .number(0), Localized("rate at the end", zh: "最终学习率")),
      Parameter(
        "stable_fn", .choice(Stable.names), .word("constant"), Localized("form of the stable stretch", zh: "稳定段的形状")),
      Parameter(
        "stable_timescale", .steps(.any), .none,
        Localized("of rsqrt and power; warmup_t", zh: "rsqrt 与 power 的时间尺度；缺省取 warmup_t")),
      Parameter("stable_power", .number(.any), .number(0.5), Localized("of stable_fn=power", zh: "stable_fn=power 的幂")),
      Parameter(
        "decay_fn", .any(form: Decay.names.joined(separator: " | ") + " | \"formula of frac\""), .word("1-sqrt"),
        Localized("form of the decay, or what is left as a formula of frac, 0 to 1", zh: "衰减的形状，或以 frac（0 到 1）写成的公式")),
      Parameter("decay_power", .number(.any), .number(0.5), Localized("of decay_fn=power", zh: "decay_fn=power 的幂")),
      Parameter("decay_ratio", .number(.any), .number(0.1), Localized("q, of decay_fn=exp", zh: "decay_fn=exp 的比率 q")),
    ] + TimmParameters.warmup + TimmParameters.general,
    source: "timm/scheduler/wsd_lr.py, WSDLRScheduler",
    note: Localized(
      "The warm-up comes before t_initial, always. lr_min is reached at step warmup_t + t_initial, one past the last scheduled one, and held.",
      zh: "预热总在 t_initial 之前。第 warmup_t + t_initial 步（计划的最后一步之后）才到达 lr_min，此后保持。"),
    examples: [
      "timm.WSDLRScheduler:t_initial=90,decay_t=40,decay_fn=linear,warmup_t=10",
      "timm.WSDLRScheduler:t_initial=90,decay_t=25,stable_fn=rsqrt,warmup_t=10,decay_fn=cosine,lr_min=1e-3",
    ],
    origin: TimmDialect.origin(
      nearest: "wsd",
      Localized(
        "decay 1-sqrt by default; the stable stretch may fall; exp is normalised to reach lr_min",
        zh: "衰减缺省为 1-sqrt；稳定段也可下降；exp 归一化到 lr_min"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let warmup = try TimmWarmup(&arguments, isPrefix: true)
    let rule = try TimmWarmupStableDecay(&arguments, warmup: warmup.length)
    _ = try arguments.flag("t_in_epochs")
    try arguments.readTimmGeneralities()
    return .fixed(TimmSchedule(warmup, rule, searching: nil))
  }
}

extension TimmWarmupStableDecay {
  /// - Throws: `SpecError` for what timm refuses.
  fileprivate init(_ arguments: inout Arguments, warmup: Double) throws(SpecError) {
    base = arguments.base()
    total = try arguments.time("t_initial")
    decayTime = try arguments.time("decay_t")
    floor = try arguments.number("lr_min")
    let timescale = try arguments.optionalTime("stable_timescale") ?? warmup
    let stablePower = try arguments.number("stable_power")
    let decayPower = try arguments.number("decay_power")
    let ratio = try arguments.number("decay_ratio")
    if total <= 0 {
      throw arguments.timmRefusal("Invalid t_initial (\(shortest(total))), must be > 0.", at: "t_initial")
    }
    if decayTime <= 0 || decayTime > total {
      throw arguments.timmRefusal(
        "Invalid decay_t (\(shortest(decayTime))), must be in (0, t_initial] w/ t_initial=\(shortest(total)).",
        at: "decay_t")
    }
    if floor < 0 { throw arguments.timmRefusal("Invalid lr_min (\(shortest(floor))), must be >= 0.", at: "lr_min") }
    let form = try arguments.word("stable_fn")
    decay = try Self.decay(&arguments, power: decayPower, ratio: ratio)
    if ratio <= 0 || ratio >= 1 {
      throw arguments.timmRefusal("Invalid decay_ratio (\(shortest(ratio))), must be in (0, 1).", at: "decay_ratio")
    }
    for (name, power) in [("decay_power", decayPower), ("stable_power", stablePower)] where power <= 0 {
      throw arguments.timmRefusal("Invalid \(name) (\(shortest(power))), must be > 0.", at: name)
    }
    if form != "constant", timescale <= 0 {
      throw arguments.timmRefusal(
        "stable_fn=\(form) requires a positive stable_timescale, it defaults to warmup_t (\(shortest(warmup)))",
        at: arguments.has("stable_timescale") ? "stable_timescale" : "stable_fn")
    }
    stable = form == "constant" ? .constant : .power(form == "rsqrt" ? 0.5 : stablePower, timescale: timescale)
  }

  private static func decay(
    _ arguments: inout Arguments, power: Double, ratio: Double
  ) throws(SpecError) -> Decay {
    if case .text(let text, let offset)? = arguments.raw("decay_fn")?.kind, !Decay.names.contains(text) {
      return .formula(try Formula(text, variables: ["frac"], offset: offset, source: arguments.source))
    }
    let name = try arguments.word("decay_fn")
    switch name {
    case "linear": return .linear
    case "1-sqrt": return .oneMinusRoot
    case "cosine": return .cosine
    case "power": return .power(power)
    case "exp": return .exponential(ratio)
    default:
      let near = nearest(to: name, among: Decay.names).map { "; did you mean '\($0)'?" } ?? ""
      throw arguments.timmRefusal(
        "Invalid decay_fn (\(name)), must be one of \(Decay.names.joined(separator: ", ")) or a callable" + near,
        at: "decay_fn")
    }
  }
}
