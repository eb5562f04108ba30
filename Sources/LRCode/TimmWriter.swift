import LRCore
import LRSchedules

/// timm: `timm.scheduler`; what has no class of its own goes as a function into `WSDLRScheduler`, whose decay may be one.
struct TimmWriter: FrameworkWriter {
  func proposals(for rule: Rule, steps: Int) -> [Proposal] {
    if case .plateau(let base, let settings) = rule { return [plateau(base, settings)].compactMap { $0 } }
    // Its warm-up is a part of each class.
    var warmup: [Call.Argument] = []
    var shape = rule
    var last = steps
    var base: Double?
    if case .joined(let phases, let starts) = rule, phases.count == 2,
      case .warmup(let peak, let start, let length, "linear") = phases[0], length == starts[1], length > 0
    {
      (warmup, base, shape, last) = (Self.warmup(start, length), peak, phases[1], steps - length)
    } else if case .warmup(let peak, let start, let length, "linear") = rule, length > 0 {
      (warmup, base, shape, last) = (Self.warmup(start, length), peak, .constant(peak), steps - length)
    }
    guard var (call, own) = single(shape, until: last), base == nil || base == own else { return [] }
    if !warmup.isEmpty {
      // A stable stretch of its own warm-up can't have another before it.
      guard call["warmup_t"] == nil else { return [] }
      call.arguments += warmup
      if call.plainName != "WSDLRScheduler" { call.arguments.append(.init(name: "warmup_prefix", value: .flag(true))) }
      base = own
    }
    own = base ?? own
    return [Proposal(call: call, baseRate: own), Proposal(call: call, baseRate: own, asksFirst: true)]
  }

  private static func warmup(_ start: Double, _ length: Int) -> [Call.Argument] {
    [.init(name: "warmup_t", value: .integer(length)), .init(name: "warmup_lr_init", value: .number(start))]
  }

  private func single(_ rule: Rule, until last: Int) -> (Call, Double)? {
    switch rule {
    case .constant(let rate): return (step(1, 1), rate)
    case .step(let base, let size, let gamma, 0): return (step(size, gamma), base)
    case .multistep(let base, let milestones, let gamma):
      // timm drops one step before a milestone.
      return (
        Call(
          "timm.MultiStepLRScheduler",
          ["decay_t": .integers(milestones.map { $0 + 1 }), "decay_rate": .number(gamma)]), base
      )
    case .exponential(let base, let decay, let stair):
      let factor = decay.factor(of: stair ?? 1)
      return factor.isFinite ? (step(stair ?? 1, factor), base) : nil
    case .linear(let base, let end, let length): return (polynomial(length, 1, end), base)
    case .polynomial(let base, let end, let length, let power, let cycles) where !cycles || last < length:
      return (polynomial(length, power, end), base)
    case .cosine(let base, let floor, let period, let rises) where !rises || last < period:
      return (Call("timm.CosineLRScheduler", ["t_initial": .integer(period), "lr_min": .number(floor)]), base)
    case .cosineRestarts(let base, let floor, let period, let growth, let decay, let cycles)
    where decay == 1 || floor == 0:
      return (
        Call(
          "timm.CosineLRScheduler",
          [
            "t_initial": .time(period), "lr_min": .number(floor), "cycle_mul": .number(growth),
            "cycle_decay": .number(decay), "cycle_limit": .integer(cycles ?? last + 1),
          ]), base
      )
    case .hyperbolicTangent(let base, let floor, let length, let lower, let upper) where last < length:
      return (
        Call(
          "timm.TanhLRScheduler",
          [
            "t_initial": .integer(length), "lb": .number(lower), "ub": .number(upper), "lr_min": .number(floor),
          ]), base
      )
    case .warmupStableDecay: return stable(rule)
    default: return nil
    }
  }

  private func step(_ size: Int, _ factor: Double) -> Call {
    Call("timm.StepLRScheduler", ["decay_t": .integer(size), "decay_rate": .number(factor)])
  }

  private func polynomial(_ length: Int, _ power: Double, _ end: Double) -> Call {
    Call(
      "timm.PolyLRScheduler",
      ["t_initial": .integer(length), "power": .number(power), "lr_min": .number(end)])
  }

  private func stable(_ rule: Rule) -> (Call, Double)? {
    guard
      case .warmupStableDecay(let start, let base, let floor, let stableStart, let decayStart, let end, let shape) =
        rule,
      end > decayStart, ["linear", "cosine", "1-sqrt", "square"].contains(shape)
    else { return nil }
    var arguments: [Call.Argument] = [
      .init(name: "t_initial", value: .integer(end - stableStart)),
      .init(name: "decay_t", value: .integer(end - decayStart)), .init(name: "lr_min", value: .number(floor)),
      .init(name: "decay_fn", value: .text(shape == "square" ? "power" : shape)),
    ]
    if shape == "square" { arguments.append(.init(name: "decay_power", value: .number(2))) }
    if stableStart > 0 { arguments += Self.warmup(start, stableStart) }
    return (Call(name: "timm.WSDLRScheduler", arguments: arguments), base)
  }

  /// It is PyTorch's with a relative threshold and the usual smallest reduction.
  private func plateau(_ base: Double, _ settings: Rule.Plateau) -> Proposal? {
    guard settings.isRelative, settings.smallest == 1e-8, settings.maximizes || settings.threshold < 1 else {
      return nil
    }
    let call = Call(
      "timm.PlateauLRScheduler",
      [
        "decay_rate": .number(settings.factor), "patience_t": .integer(settings.patience),
        "threshold": .number(settings.threshold), "cooldown_t": .integer(settings.cooldown),
        "lr_min": .number(settings.floor), "mode": .text(settings.maximizes ? "max" : "min"),
      ])
    return Proposal(call: call, baseRate: base)
  }

  // MARK: the program

  func program(_ form: Form, _ run: ProgramRun) throws(CodeError) -> Program {
    var program = Program(imports: ["import torch"])
    switch form {
    case .native(let proposal):
      let call = proposal.call
      program.imports.insert("from timm.scheduler import \(call.plainName)")
      program.setup = proposal.notes.map { "# " + $0.text(in: run.language) }
      let listens = call.plainName == "PlateauLRScheduler"
      if listens { program.setup += run.metricLines }
      program.setup += optimizer(Python.number(proposal.baseRate ?? 0.1), run)
      let inEpochs = call["t_in_epochs"].map { $0 == .flag(true) } ?? false
      let style = CallStyle(
        prefix: "", leading: ["optimizer"],
        trailing: listens || call["t_in_epochs"] != nil ? [] : ["t_in_epochs=False"])
      program.setup.append("scheduler = " + call.python(style, used: 12))
      if listens {
        program.loop =
          update(run) + [
            "if step < len(metrics):",
            "    scheduler.step(step + 1, metrics[step])  # "
              + run.say("after the update: the loss counts from the next step", zh: "在更新之后：损失自下一步起生效"),
          ]
      } else {
        if proposal.asksFirst {
          program.setup.append(
            "scheduler.step_update(0)  # "
              + run.say("its constructor leaves another rate for step 0", zh: "构造函数在第 0 步留下的是另一个学习率"))
        }
        program.loop = update(run) + [stepping(inEpochs, run)]
      }
    case .function(let functions, _):
      guard functions.listeners.isEmpty else { throw .impossible(Self.noListening) }
      program.imports.insert("from timm.scheduler import WSDLRScheduler")
      program.define(functions.functions, functions.scalarStyle(through: run.count - 1), comment: run.docstring)
      guard functions.rates(through: 1)[1] != 0 else { throw .impossible(Self.noFactor) }
      let length = max(1, run.count - 1)
      program.setup = [
        run.say(
          "# timm has no schedule by function, but the decay of its WSD may be one (timm 1.0.31).",
          zh: "# timm 没有以函数给出的调度，但 WSD 的衰减段可以是函数（timm 1.0.31）。"),
        run.say(
          "# Here it is the whole run, after one step of \"warm-up\" at rate(0); it multiplies lr, which is rate(1).",
          zh: "# 这里先以 rate(0) “预热”一步，其后全程都是衰减段；函数值会乘以 lr，即 rate(1)。"),
      ]
      program.setup += optimizer("rate(1)", run)
      program.setup += [
        "scheduler = WSDLRScheduler(", "    optimizer,", "    t_initial=\(length),", "    decay_t=\(length),",
        "    decay_fn=lambda part: rate(round(part * \(length)) + 1) / rate(1),", "    warmup_t=1,",
        "    warmup_lr_init=rate(0),", "    t_in_epochs=False,", ")",
      ]
      program.loop = update(run) + [stepping(false, run)]
    }
    return program
  }

  private static let noListening = Localized(
    "timm listens to a metric only by PlateauLRScheduler, alone, with a relative threshold and eps=1e-8; "
      + "for this one use --for torch, whose optimizers are timm's too",
    zh: "timm 只有 PlateauLRScheduler 听取指标，且只能单独使用、阈值为相对值、eps=1e-8；此调度请用 --for torch（timm 用的就是其优化器）")

  private static let noFactor = Localized(
    "timm knows functions only as factors of the rate at step 1, which is 0 here; the nearest is CosineLRScheduler with "
      + "a warm-up, and --for torch writes this schedule for timm's optimizers",
    zh: "timm 中的函数只能作为第 1 步学习率的倍数，而这里为 0；最接近的是带预热的 CosineLRScheduler，--for torch 可写出此调度")

  private func optimizer(_ rate: String, _ run: ProgramRun) -> [String] {
    [
      "model = torch.nn.Linear(1, 1)  # " + run.say("your model", zh: "你的模型"),
      "optimizer = torch.optim.SGD(model.parameters(), lr=\(rate))",
    ]
  }

  private func stepping(_ inEpochs: Bool, _ run: ProgramRun) -> String {
    inEpochs
      ? "scheduler.step(step + 1)  # "
        + run.say(
          "once per epoch, with the number of epochs done: a step is an epoch here", zh: "每轮一次，参数为已完成的轮数：此处一步即一轮")
      : "scheduler.step_update(step + 1)  # "
        + run.say(
          "once per update, with the number of updates done: sets the next rate", zh: "每次更新一次，参数为已完成的更新次数：设定下一步的学习率")
  }

  private func update(_ run: ProgramRun) -> [String] {
    [
      "rates.append(optimizer.param_groups[0][\"lr\"])  # " + run.say("the rate of this step", zh: "本步的学习率"),
      "# "
        + run.say(
          "Forward pass, optimizer.zero_grad() and loss.backward() go here.", zh: "前向、zero_grad() 与 backward() 写在这里。"),
      "optimizer.step()",
    ]
  }
}
