import LRCore

/// A class of `torch.optim.lr_scheduler`: what the catalogue says of it, and how it is constructed, alone or as a
/// member of a ChainedScheduler, a SequentialLR or before an SWALR.
struct TorchClass: Sendable {
  /// Constructs on a group, checking as PyTorch's constructor does.
  typealias Make<Product> = @Sendable (inout Arguments, inout TorchGroup) throws(SpecError) -> Product

  /// Without `torch.`
  let name: String
  let entry: CatalogueEntry<AnySchedule>
  /// The constructor's own parameters.
  private let parameters: [Parameter]
  private let construct: Make<any TorchScheduler>

  static let framework = "torch"
  static let version = "2.13.0"

  /// - Parameters:
  ///   - extras: parameters of lrplot's that tell how a run steps the scheduler; a member has none of them.
  ///   - source: the class's module.
  ///   - overwritesRate: whether the constructor replaces the optimizer's rate, so that `lr` would say nothing.
  ///   - resumable: whether `last_epoch` is the caller's own affair; else it is declared here, and must be -1.
  ///   - alone: makes the schedule of a run where that takes more than stepping what `make` gives.
  init<Scheduler: TorchScheduler>(
    _ name: String, summary: Localized, formula: String, parameters: [Parameter], extras: [Parameter] = [],
    source: String = "torch.optim.lr_scheduler", note: Localized, examples: [String], nearest: String?,
    difference: Localized, overwritesRate: Bool = false, resumable: Bool = false, make: @escaping Make<Scheduler>,
    alone: Make<AnySchedule>? = nil
  ) {
    let own = parameters + (resumable ? [] : [Self.lastEpoch])
    let checked: Make<Scheduler> = {
      (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> Scheduler in
      try arguments.refuseNone(in: own)
      if !resumable { try arguments.refuseResuming() }
      let scheduler = try make(&arguments, &group)
      if let failure = group.failure {
        throw SpecError(
          Localized("PyTorch refuses it: \(failure.words)", zh: "PyTorch 拒绝此配置：\(failure.words)"),
          in: arguments.source, at: arguments.spec.range)
      }
      return scheduler
    }
    self.name = name
    self.parameters = own
    construct = { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> any TorchScheduler in
      try checked(&arguments, &group)
    }
    entry = CatalogueEntry<AnySchedule>(
      "\(Self.framework).\(name)", summary: summary, formula: formula, parameters: own + extras,
      source: "\(source).\(name)", note: note, examples: examples,
      origin: Origin(Self.framework, version: Self.version, nearest: nearest, difference: difference)
    ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
      var group = TorchGroup(rate: overwritesRate ? arguments.context.baseRate : arguments.base())
      if let alone {
        try arguments.refuseNone(in: own + extras)
        return try alone(&arguments, &group)
      }
      let scheduler = try checked(&arguments, &group)
      return .fixed(TorchSchedule(scheduler, on: group, horizon: arguments.context.horizon))
    }.asDialect(rateFromOptimizer: !overwritesRate)
  }

  /// The members of a list, constructed one after another on the same group.
  static func members(
    _ name: String, of arguments: inout Arguments, on group: inout TorchGroup
  ) throws(SpecError) -> [any TorchScheduler] {
    var members: [any TorchScheduler] = []
    let owner = arguments.spec.name
    for (index, chain) in try arguments.chains(name).enumerated() {
      let spec = try single(chain)
      if plainName(spec) == "ReduceLROnPlateau" {
        throw SpecError(
          Localized(
            "\(owner) does not support `ReduceLROnPlateau`: its step() needs the metric (scheduler at index \(index))",
            zh: "\(owner) 不支持 `ReduceLROnPlateau`：它的 step() 需要指标（第 \(index) 个调度器）"),
          in: arguments.source, at: spec.nameRange)
      }
      members.append(try member(spec, in: arguments, on: &group))
    }
    return members
  }

  /// One scheduler in brackets, constructed on the group.
  static func member(
    _ spec: Spec, in arguments: Arguments, on group: inout TorchGroup
  ) throws(SpecError) -> any TorchScheduler {
    let name = plainName(spec)
    guard let known = TorchDialect.classes.first(where: { $0.name == name }) else {
      let names = TorchDialect.classes.map(\.name)
      let hint = nearest(to: name, among: names)
      throw SpecError(
        Localized(
          "'\(spec.name)' is no scheduler of PyTorch's; "
            + (hint.map { "did you mean '\($0)'?" } ?? "known are \(names.joined(separator: ", "))"),
          zh: "“\(spec.name)”不是 PyTorch 的调度器；"
            + (hint.map { "是否想写“\($0)”？" } ?? "可用：\(names.joined(separator: "、"))")),
        in: arguments.source, at: spec.nameRange)
    }
    var own = try Arguments(
      spec, parameters: known.parameters, context: arguments.context, source: arguments.source)
    return try known.construct(&own, &group)
  }

  /// The one spec in brackets.
  static func single(_ chain: Chain) throws(SpecError) -> Spec {
    guard chain.phases.count == 1 else {
      throw SpecError(
        Localized(
          "one scheduler of PyTorch's stands here: they are joined in time by SequentialLR, not by +",
          zh: "此处只能是一个 PyTorch 调度器：它们以 SequentialLR 衔接，而不用 +"), in: chain.source, at: chain.range)
    }
    return chain.phases[0]
  }

  /// The class that a member names, with or without `torch.`
  static func plainName(_ spec: Spec) -> String {
    spec.name.hasPrefix("\(framework).") ? String(spec.name.dropFirst(framework.count + 1)) : spec.name
  }

  static let lastEpoch = Parameter(
    "last_epoch", .integer(.any), .integer(-1),
    Localized("-1, a fresh start; resuming can't be drawn", zh: "只能为 -1（从头开始）；无法绘制恢复训练"))
}
