import LRCore
import LRSchedules

/// Optax: its schedules, joined where there are phases, and plain functions for the rest.
struct OptaxWriter: FrameworkWriter {
  func proposals(for rule: Rule, steps: Int) -> [Proposal] {
    if case .plateau(let base, let settings) = rule {
      return plateau(base, settings, steps).map { [Proposal(call: $0, baseRate: base, hearsEarly: true)] } ?? []
    }
    guard let call = OptaxSchedules(steps: steps).call(rule, until: steps) else { return [] }
    return [Proposal(call: call)]
  }

  /// Optax counts the step at which patience runs out; it only minimizes.
  private func plateau(_ base: Double, _ settings: Rule.Plateau, _ steps: Int) -> Call? {
    guard !settings.maximizes, settings.factor > 0, settings.threshold > 0, base > 0,
      !settings.isRelative || settings.threshold <= 1, settings.neverTooSmall(base: base, steps: steps)
    else { return nil }
    return Call(
      "optax.reduce_on_plateau",
      [
        "factor": .number(settings.factor), "patience": .integer(settings.patience + 1),
        "rtol": .number(settings.isRelative ? settings.threshold : 0),
        "atol": .number(settings.isRelative ? 0 : settings.threshold), "cooldown": .integer(settings.cooldown),
        "min_scale": .number(settings.floor / base),
      ])
  }

  func program(_ form: Form, _ run: ProgramRun) throws(CodeError) -> Program {
    var program = Program(imports: ["import jax", "import jax.numpy as jnp", "import optax"])
    program.settings = [
      "jax.config.update(\"jax_enable_x64\", True)  # "
        + run.say("rates to the last digit; JAX's own default is float32", zh: "使学习率精确到末位；JAX 默认为 float32")
    ]
    let parameters = "params = {\"w\": jnp.zeros(1)}  # " + run.say("your parameters", zh: "你的参数")
    switch form {
    case .native(let proposal):
      program.setup = proposal.notes.map { "# " + $0.text(in: run.language) }
      if proposal.call.plainName == "reduce_on_plateau" {
        return plateau(proposal, program, parameters, run)
      }
      program.setup.append("schedule = " + proposal.call.python(CallStyle(prefix: "optax."), used: 11))
      program.setup += ["optimizer = optax.sgd(learning_rate=schedule)", parameters, "state = optimizer.init(params)"]
      program.loop = counted("schedule", run)
    case .function(let functions, _):
      let listens = !functions.listeners.isEmpty
      program.define(
        functions.functions, listens ? functions.scalarStyle(through: run.count - 1) : .jax, comment: run.docstring)
      if listens {
        program.listen(functions, run)
        program.setup += [
          "optimizer = optax.inject_hyperparams(optax.sgd)(learning_rate=rate(0))", parameters,
          "state = optimizer.init(params)",
        ]
        program.loop =
          [
            "state.hyperparams[\"learning_rate\"] = jnp.asarray(rate(step))  # "
              + run.say("before the update, by hand", zh: "在更新之前手动设定"),
            "rates.append(float(state.hyperparams[\"learning_rate\"]))",
          ] + update(run)
        program.advance(functions, run)
      } else {
        program.setup += [
          "optimizer = optax.sgd(learning_rate=rate)  # "
            + run.say("a function of the step is a schedule", zh: "以步数为变量的函数就是调度"), parameters,
          "state = optimizer.init(params)",
        ]
        program.loop = counted("rate", run)
      }
    }
    return program
  }

  private func counted(_ schedule: String, _ run: ProgramRun) -> [String] {
    [
      "rates.append(float(\(schedule)(step)))  # "
        + run.say("what the optimizer asks for: it counts the steps in its state", zh: "优化器也这样取值：它在状态中自行计步")
    ] + update(run)
  }

  private func update(_ run: ProgramRun) -> [String] {
    [
      "grads = {\"w\": jnp.zeros(1)}  # " + run.say("jax.grad of your loss", zh: "你的损失的 jax.grad"),
      "updates, state = optimizer.update(grads, state, params)", "params = optax.apply_updates(params, updates)",
    ]
  }

  private func plateau(_ proposal: Proposal, _ start: Program, _ parameters: String, _ run: ProgramRun) -> Program {
    var program = start
    let base = Python.number(proposal.baseRate ?? 0.1)
    program.setup += run.metricLines
    program.setup += ["optimizer = optax.sgd(learning_rate=\(base))", parameters, "state = optimizer.init(params)"]
    program.setup.append("plateau = " + proposal.call.python(CallStyle(prefix: "optax.contrib."), used: 10))
    program.setup.append("plateau_state = plateau.init(params)")
    let said =
      proposal.hearsEarly
      ? run.say("After the update, so that the loss counts from the next one.", zh: "在更新之后：损失自下一步起生效。")
      : run.say("Before the update, as in a chain: the loss counts at once.", zh: "在更新之前，如同在 chain 中：损失立即生效。")
    let hear = [
      "if step < len(metrics):", "    # " + said,
      "    _, plateau_state = plateau.update(params, plateau_state, value=metrics[step])",
    ]
    let update = [
      "grads = {\"w\": jnp.zeros(1)}  # " + run.say("jax.grad of your loss", zh: "你的损失的 jax.grad"),
      "updates, state = optimizer.update(grads, state, params)",
      "updates = optax.tree.scale(plateau_state.scale, updates)",
      "params = optax.apply_updates(params, updates)",
      "rates.append(\(base) * float(plateau_state.scale))  # " + run.say("the rate of this update", zh: "本次更新的学习率"),
    ]
    program.loop = proposal.hearsEarly ? update + hear : hear + update
    return program
  }
}
