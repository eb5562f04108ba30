import LRCore
import LRSchedules

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Keras: `keras.optimizers.schedules`, and a `LearningRateSchedule` of one's own for the rest.
struct KerasWriter: FrameworkWriter {
  func proposals(for rule: Rule, steps: Int) -> [Proposal] {
    guard let call = call(rule, until: steps) else { return [] }
    if case .plateau(let base, _) = rule { return [Proposal(call: call, baseRate: base)] }
    return [Proposal(call: call)]
  }

  private func call(_ rule: Rule, until last: Int) -> Call? {
    switch rule {
    case .step(let base, let size, let gamma, 0): return exponential(base, size, gamma, staircase: true)
    case .multistep(let base, let milestones, let gamma) where !milestones.isEmpty:
      let steps = Set(milestones).sorted()
      let values = [base] + steps.map { step in base * pow(gamma, Double(milestones.count { $0 <= step })) }
      return piecewise(steps, values)
    case .piecewise(let boundaries, let values, .hold): return piecewise(boundaries, values)
    case .linear(let base, let end, let length): return polynomial(base, end, length, 1, cycles: false)
    case .polynomial(let base, let end, let length, let power, let cycles):
      return polynomial(base, end, length, power, cycles: cycles)
    case .exponential(let base, let decay, let stair):
      if let stair { return exponential(base, stair, decay.factor(of: stair), staircase: true) }
      if case .factor(let factor, let steps) = decay, steps == steps.rounded() {
        return exponential(base, Int(clamping: steps), factor, staircase: false)
      }
      return exponential(base, 1, decay.factor(of: 1), staircase: false)
    case .inverseTime(let base, let rate, let steps, 1, let staircase):
      return Call(
        "keras.InverseTimeDecay",
        [
          "initial_learning_rate": .number(base), "decay_steps": .integer(steps), "decay_rate": .number(rate),
          "staircase": .flag(staircase),
        ])
    case .cosine(let base, let floor, let period, let rises) where base > 0 && (!rises || last <= period):
      return Call(
        "keras.CosineDecay",
        [
          "initial_learning_rate": .number(base), "decay_steps": .integer(period), "alpha": .number(floor / base),
        ])
    case .cosineRestarts(let base, let floor, let period, let growth, let decay, let cycles)
    where base > 0 && (decay == 1 || floor == 0):
      guard cycles.map({ Double(last) < Rule.end(of: $0, period: period, growth: growth) }) ?? true else { return nil }
      return Call(
        "keras.CosineDecayRestarts",
        [
          "initial_learning_rate": .number(base), "first_decay_steps": .time(period), "t_mul": .number(growth),
          "m_mul": .number(decay), "alpha": .number(floor / base),
        ])
    case .joined(let phases, let starts):
      guard phases.count == 2, case .warmup(let base, let start, let length, "linear") = phases[0],
        case .cosine(base, let floor, let period, let rises) = phases[1], length == starts[1], base > 0,
        !rises || last <= length + period
      else { return nil }
      return Call(
        "keras.CosineDecay",
        [
          "initial_learning_rate": .number(start), "decay_steps": .integer(period), "alpha": .number(floor / base),
          "warmup_target": .number(base), "warmup_steps": .integer(length),
        ])
    case .plateau(let base, let settings): return plateau(base, settings, until: last)
    default: return nil
    }
  }

  private func exponential(_ base: Double, _ steps: Int, _ factor: Double, staircase: Bool) -> Call? {
    guard factor.isFinite else { return nil }
    return Call(
      "keras.ExponentialDecay",
      [
        "initial_learning_rate": .number(base), "decay_steps": .integer(steps), "decay_rate": .number(factor),
        "staircase": .flag(staircase),
      ])
  }

  private func polynomial(_ base: Double, _ end: Double, _ length: Int, _ power: Double, cycles: Bool) -> Call {
    Call(
      "keras.PolynomialDecay",
      [
        "initial_learning_rate": .number(base), "decay_steps": .integer(length), "end_learning_rate": .number(end),
        "power": .number(power), "cycle": .flag(cycles),
      ])
  }

  /// Keras takes a boundary's own step for the last with the old value.
  private func piecewise(_ boundaries: [Int], _ values: [Double]) -> Call {
    Call(
      "keras.PiecewiseConstantDecay",
      ["boundaries": .integers(boundaries.map { $0 - 1 }), "values": .list(values.map { .number($0) })])
  }

  /// Keras counts the step at which patience runs out, and the last one of a cooldown; its threshold is absolute.
  private func plateau(_ base: Double, _ settings: Rule.Plateau, until last: Int) -> Call? {
    guard !settings.isRelative || settings.threshold == 0, settings.neverTooSmall(base: base, steps: last) else {
      return nil
    }
    return Call(
      "keras.ReduceLROnPlateau",
      [
        "factor": .number(settings.factor), "patience": .integer(settings.patience + 1),
        "mode": .text(settings.maximizes ? "max" : "min"), "min_delta": .number(settings.threshold),
        "cooldown": .integer(settings.cooldown + 1), "min_lr": .number(settings.floor),
      ])
  }

  // MARK: the program

  func program(_ form: Form, _ run: ProgramRun) throws(CodeError) -> Program {
    var program = Program(imports: ["import keras"])
    program.environment = [
      "os.environ.setdefault(\"JAX_ENABLE_X64\", \"1\")  # "
        + run.say("without it JAX has no float64; other backends ignore it", zh: "否则 JAX 没有 float64；其他后端不受影响")
    ]
    program.settings = [
      "keras.config.set_floatx(\"float64\")  # "
        + run.say(
          "Keras's own default is float32; its cosines stay float32 on JAX and PyTorch",
          zh: "Keras 默认为 float32；在 JAX 与 PyTorch 上其余弦仍为 float32")
    ]
    switch form {
    case .native(let proposal):
      if proposal.call.plainName == "ReduceLROnPlateau" { return plateau(proposal, program, run) }
      program.setup = proposal.notes.map { "# " + $0.text(in: run.language) }
      program.setup.append(
        "schedule = " + proposal.call.python(CallStyle(prefix: "keras.optimizers.schedules."), used: 11))
      program.setup += model("schedule", run)
      program.loop = update(run)
    case .function(let functions, _):
      program.define(
        functions.functions, functions.listeners.isEmpty ? .keras : functions.scalarStyle(through: run.count - 1),
        comment: run.docstring)
      if functions.listeners.isEmpty {
        program.imports.insert("from keras import ops")
        program.definitions.append(schedule)
        program.setup = model("Schedule()", run)
        program.loop = update(run)
      } else {
        program.listen(functions, run)
        program.setup += model("1.0", run)
        program.loop = [
          "optimizer.learning_rate = rate(step)  # " + run.say("before the update, by hand", zh: "在更新之前手动设定")
        ]
        program.loop += update(run)
        program.advance(functions, run)
      }
    }
    return program
  }

  private var schedule: [String] {
    [
      "class Schedule(keras.optimizers.schedules.LearningRateSchedule):", "    def __call__(self, step):",
      "        return rate(ops.cast(step, keras.config.floatx()))", "", "    def get_config(self):",
      "        return {}",
    ]
  }

  private func model(_ rate: String, _ run: ProgramRun) -> [String] {
    [
      "model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])  # " + run.say("your model", zh: "你的模型"),
      "optimizer = keras.optimizers.SGD(learning_rate=\(rate))",
      "model.compile(optimizer=optimizer, loss=\"mse\")",
      "batch = keras.ops.zeros((1, 1))  # "
        + run.say("your data; model.fit() steps in the same way", zh: "你的数据；model.fit() 的步进方式相同"),
    ]
  }

  private func update(_ run: ProgramRun) -> [String] {
    [
      "rates.append(float(optimizer.learning_rate))  # " + run.say("the rate of this step", zh: "本步的学习率"),
      "model.train_on_batch(batch, batch)  # "
        + run.say("one update; the optimizer counts its steps by itself", zh: "一次更新；优化器自行计步"),
    ]
  }

  /// A callback: with `fit`, it is called at the end of an epoch.
  private func plateau(_ proposal: Proposal, _ start: Program, _ run: ProgramRun) -> Program {
    var program = start
    var call = proposal.call
    call.arguments.removeAll { $0.name == "monitor" }
    call.arguments.insert(.init(name: "monitor", value: .text("loss")), at: 0)
    program.setup = run.metricLines
    program.setup += model(Python.number(proposal.baseRate ?? 0.1), run)
    program.setup.append("callback = " + call.python(CallStyle(prefix: "keras.callbacks."), used: 11))
    program.setup += ["callback.set_model(model)", "callback.on_train_begin()"]
    program.loop = update(run)
    let said = run.say(
      "what fit(callbacks=[callback]) does after an epoch", zh: "即 fit(callbacks=[callback]) 在每轮结束时所做")
    program.loop += [
      "if step < len(metrics):",
      "    callback.on_epoch_end(step, {\"loss\": metrics[step]})  # \(said)",
    ]
    return program
  }
}
