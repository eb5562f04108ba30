import LRCore
import LRSchedules

/// Paddle: `paddle.optimizer.lr`, and `LambdaDecay` for what has no class of its own.
struct PaddleWriter: FrameworkWriter {
  func proposals(for rule: Rule, steps: Int) -> [Proposal] {
    if case .held(let rule, let every) = rule {
      return call(rule, until: steps / every).map { [Proposal(call: $0, every: every)] } ?? []
    }
    return call(rule, until: steps).map { [Proposal(call: $0)] } ?? []
  }

  private func call(_ rule: Rule, until last: Int) -> Call? {
    switch rule {
    case .step(let base, let size, let gamma, 0) where gamma < 1: return step(base, size, gamma)
    case .multistep(let base, let milestones, let gamma)
    where gamma < 1 && !milestones.isEmpty && Set(milestones).count == milestones.count:
      return Call(
        "paddle.MultiStepDecay",
        ["learning_rate": .number(base), "milestones": .integers(milestones), "gamma": .number(gamma)])
    case .piecewise(let boundaries, let values, .hold):
      return Call(
        "paddle.PiecewiseDecay",
        ["boundaries": .integers(boundaries), "values": .list(values.map { .number($0) })])
    case .linear(let base, let end, let length): return polynomial(base, end, length, 1, cycles: false)
    case .polynomial(let base, let end, let length, let power, let cycles):
      return polynomial(base, end, length, power, cycles: cycles)
    case .exponential(let base, let decay, let stair):
      let factor = decay.factor(of: stair ?? 1)
      guard factor > 0, factor < 1 else { return nil }
      if let stair { return step(base, stair, factor) }
      if case .constant(let k) = decay {
        return Call("paddle.NaturalExpDecay", ["learning_rate": .number(base), "gamma": .number(k)])
      }
      return Call("paddle.ExponentialDecay", ["learning_rate": .number(base), "gamma": .number(factor)])
    case .inverseTime(let base, let rate, let steps, 1, false):
      return Call(
        "paddle.InverseTimeDecay", ["learning_rate": .number(base), "gamma": .number(rate / Double(steps))])
    case .cosine(let base, let floor, let period, let rises) where rises || last <= period:
      return Call(
        "paddle.CosineAnnealingDecay",
        ["learning_rate": .number(base), "T_max": .integer(period), "eta_min": .number(floor)])
    case .cosineRestarts(let base, let floor, let period, let growth, 1, let cycles)
    where period == period.rounded() && growth == growth.rounded():
      guard cycles.map({ Double(last) < Rule.end(of: $0, period: period, growth: growth) }) ?? true else { return nil }
      return Call(
        "paddle.CosineAnnealingWarmRestarts",
        [
          "learning_rate": .number(base), "T_0": .time(period), "T_mult": .time(growth), "eta_min": .number(floor),
        ])
    case .cyclic: return cyclic(rule)
    case .oneCycle(let legs, let cosine, _): return oneCycle(legs, cosine, until: last)
    case .warmup(let base, let start, let length, "linear") where length > 0 && start < base:
      return warmup(.number(base), start, base, length)
    case .joined(let phases, let starts):
      guard phases.count == 2, case .warmup(let base, let start, let length, "linear") = phases[0],
        length == starts[1], length > 0, start < base, !phases[1].listens
      else { return nil }
      guard last >= length else { return warmup(.number(base), start, base, length) }
      if case .constant(let rate) = phases[1] { return warmup(.number(rate), start, base, length) }
      return call(phases[1], until: last - length).map { warmup(.call($0), start, base, length) }
    case .plateau(let base, let settings): return plateau(base, settings)
    default: return nil
    }
  }

  private func step(_ base: Double, _ size: Int, _ gamma: Double) -> Call {
    Call(
      "paddle.StepDecay", ["learning_rate": .number(base), "step_size": .integer(size), "gamma": .number(gamma)])
  }

  private func polynomial(_ base: Double, _ end: Double, _ length: Int, _ power: Double, cycles: Bool) -> Call {
    Call(
      "paddle.PolynomialDecay",
      [
        "learning_rate": .number(base), "decay_steps": .integer(length), "end_lr": .number(end),
        "power": .number(power), "cycle": .flag(cycles),
      ])
  }

  private func warmup(_ rate: Literal, _ start: Double, _ end: Double, _ steps: Int) -> Call {
    Call(
      "paddle.LinearWarmup",
      [
        "learning_rate": rate, "warmup_steps": .integer(steps), "start_lr": .number(start), "end_lr": .number(end),
      ])
  }

  private func cyclic(_ rule: Rule) -> Call? {
    guard case .cyclic(let bottom, let peak, let up, let down, let fade, _) = rule, up == up.rounded(),
      down == down.rounded(), peak > 0
    else { return nil }
    var arguments: [Call.Argument] = [
      .init(name: "base_learning_rate", value: .number(bottom)),
      .init(name: "max_learning_rate", value: .number(peak)), .init(name: "step_size_up", value: .time(up)),
      .init(name: "step_size_down", value: .time(down)),
    ]
    switch fade {
    case .none: arguments.append(.init(name: "mode", value: .text("triangular")))
    case .halving: arguments.append(.init(name: "mode", value: .text("triangular2")))
    case .exponential(let gamma):
      arguments.append(.init(name: "mode", value: .text("exp_range")))
      arguments.append(.init(name: "exp_gamma", value: .number(gamma)))
    }
    return Call(name: "paddle.CyclicLR", arguments: arguments)
  }

  /// It raises an error after its last step; the peak comes a step before phase_pct * total_steps.
  private func oneCycle(_ legs: [Rule.Leg], _ isCosine: Bool, until steps: Int) -> Call? {
    let (first, last) = (legs[0], legs[legs.count - 1])
    guard Double(steps) <= last.end, first.firstRate > 0, last.lastRate >= 0, legs.allSatisfy({ $0.end > $0.start })
    else { return nil }
    var arguments: [Call.Argument] = [
      .init(name: "max_learning_rate", value: .number(first.lastRate)),
      .init(name: "total_steps", value: .time(last.end + 1)),
      .init(name: "divide_factor", value: .number(first.lastRate / first.firstRate)),
      .init(name: "end_learning_rate", value: .number(last.lastRate)),
      .init(name: "phase_pct", value: .number((first.end + 1) / (last.end + 1))),
      .init(name: "anneal_strategy", value: .text(isCosine ? "cos" : "linear")),
    ]
    if legs.count == 3 { arguments.append(.init(name: "three_phase", value: .flag(true))) }
    return Call(name: "paddle.OneCycleLR", arguments: arguments)
  }

  /// In a cooldown Paddle doesn't look for a new best value.
  private func plateau(_ base: Double, _ settings: Rule.Plateau) -> Call? {
    guard settings.cooldown == 0 else { return nil }
    return Call(
      "paddle.ReduceOnPlateau",
      [
        "learning_rate": .number(base), "mode": .text(settings.maximizes ? "max" : "min"),
        "factor": .number(settings.factor), "patience": .integer(settings.patience),
        "threshold": .number(settings.threshold), "threshold_mode": .text(settings.isRelative ? "rel" : "abs"),
        "cooldown": 0, "min_lr": .number(settings.floor), "epsilon": .number(settings.smallest),
      ])
  }

  // MARK: the program

  func program(_ form: Form, _ run: ProgramRun) throws(CodeError) -> Program {
    var program = Program(imports: ["import paddle"])
    switch form {
    case .native(let proposal):
      program.setup = proposal.notes.map { "# " + $0.text(in: run.language) }
      if run.listens { program.setup += run.metricLines }
      program.setup.append(
        "scheduler = " + proposal.call.python(CallStyle(prefix: "paddle.optimizer.lr."), used: 12))
      program.setup += model("scheduler", run)
      program.loop = update(run)
      if run.listens {
        program.loop += [
          "if step < len(metrics):",
          "    scheduler.step(metrics[step])  # "
            + run.say("the loss counts from the next step", zh: "损失自下一步起生效"),
        ]
      } else {
        program.loop += run.stepping("scheduler.step()", every: proposal.every)
      }
    case .function(let functions, _):
      program.define(functions.functions, functions.scalarStyle(through: run.count - 1), comment: run.docstring)
      if functions.listeners.isEmpty {
        program.setup.append(
          run.say(
            "# learning_rate=1.0, because LambdaDecay multiplies it by what the function gives: the rate itself.",
            zh: "# learning_rate=1.0：LambdaDecay 以函数值乘以它，函数值即学习率本身。"))
        program.setup.append("scheduler = paddle.optimizer.lr.LambdaDecay(learning_rate=1.0, lr_lambda=rate)")
        program.setup += model("scheduler", run)
        program.loop = update(run) + run.stepping("scheduler.step()")
      } else {
        program.listen(functions, run)
        program.setup += model("1.0", run)
        program.loop = ["optimizer.set_lr(rate(step))  # " + run.say("before the update, by hand", zh: "在更新之前手动设定")]
        program.loop += update(run)
        program.advance(functions, run)
      }
    }
    return program
  }

  private func model(_ rate: String, _ run: ProgramRun) -> [String] {
    [
      "model = paddle.nn.Linear(1, 1)  # " + run.say("your model", zh: "你的模型"),
      "optimizer = paddle.optimizer.SGD(learning_rate=\(rate), parameters=model.parameters())",
    ]
  }

  private func update(_ run: ProgramRun) -> [String] {
    [
      "rates.append(optimizer.get_lr())  # " + run.say("the rate of this step", zh: "本步的学习率"),
      "# " + run.say("Forward pass and loss.backward() go here.", zh: "前向与 loss.backward() 写在这里。"),
      "optimizer.step()", "optimizer.clear_grad()",
    ]
  }
}
