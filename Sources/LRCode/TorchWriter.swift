import LRCore
import LRSchedules

/// PyTorch: `torch.optim.lr_scheduler`, and `LambdaLR` for what has no class of its own.
struct TorchWriter: FrameworkWriter {
  func proposals(for rule: Rule, steps: Int) -> [Proposal] {
    TorchSchedules(steps: steps).proposals(for: rule)
  }

  func program(_ form: Form, _ run: ProgramRun) throws(CodeError) -> Program {
    switch form {
    case .native(let proposal):
      let names = Set(proposal.call.all.map(\.plainName)).sorted()
      var program = native(proposal, run, scheduler: proposal.call.python(Self.style, used: 12))
      program.imports.insert("from torch.optim.lr_scheduler import \(names.joined(separator: ", "))")
      return program
    case .function(let functions, let momentum): return function(functions, momentum, run)
    }
  }

  static let style = CallStyle(prefix: "", leading: ["optimizer"], withoutLeading: ["ChainedScheduler"])

  /// A program around a scheduler of PyTorch's kind.
  func native(_ proposal: Proposal, _ run: ProgramRun, scheduler: String) -> Program {
    var program = Program(imports: ["import torch"])
    for note in proposal.notes { program.setup.append("# " + note.text(in: run.language)) }
    let listens = ["ReduceLROnPlateau", "reduce_lr_on_plateau"].contains(proposal.call.plainName)
    if listens { program.setup += run.metricLines }
    program.setup += optimizer(rate: proposal.baseRate ?? 0.1, momentum: proposal.momentum, run)
    program.setup.append("scheduler = " + scheduler)
    program.loop = update(run)
    if listens {
      program.loop += [
        "if step < len(metrics):",
        "    scheduler.step(metrics[step])  # "
          + run.say("after optimizer.step(): the loss counts from the next step", zh: "在 optimizer.step() 之后：损失自下一步起生效"),
      ]
    } else {
      let said = run.say(
        "once per step, after optimizer.step(): sets the next rate", zh: "每步一次，在 optimizer.step() 之后：设定下一步的学习率")
      if run.ends {
        program.loop += ["if step < \(run.count - 1):", "    scheduler.step()  # \(said)"]
      } else {
        program.loop.append("scheduler.step()  # \(said)")
      }
    }
    return program
  }

  /// A program around a function of the step: by `LambdaLR`, or by hand where something listens.
  func function(_ functions: RuleFunctions, _ momentum: StepFunction?, _ run: ProgramRun) -> Program {
    var program = Program(imports: ["import torch"])
    program.define(functions.functions, functions.scalarStyle(through: run.count - 1), comment: run.docstring)
    if let momentum {
      program.define([momentum], .math, comment: run.say("The momentum of step t.", zh: "第 t 步的动量。"))
    }
    if functions.listeners.isEmpty {
      program.imports.insert("from torch.optim.lr_scheduler import LambdaLR")
      let said = run.say(
        "# lr=1.0, because LambdaLR multiplies it by what the function gives: the rate itself.",
        zh: "# lr=1.0：LambdaLR 以函数值乘以它，函数值即学习率本身。")
      program.setup.append(said)
      program.setup += optimizer(rate: 1, momentum: momentum == nil ? nil : 0.9, run)
      program.setup.append("scheduler = LambdaLR(optimizer, rate)")
      if momentum != nil { program.loop.append("optimizer.param_groups[0][\"momentum\"] = momentum(step)") }
      program.loop += update(run)
      program.loop.append(
        "scheduler.step()  # "
          + run.say(
            "once per step, after optimizer.step(): sets the next rate", zh: "每步一次，在 optimizer.step() 之后：设定下一步的学习率"))
    } else {
      program.listen(functions, run)
      program.setup += optimizer(rate: 1, momentum: nil, run)
      program.loop.append("for group in optimizer.param_groups:")
      program.loop.append(
        "    group[\"lr\"] = rate(step)  # " + run.say("before the update, by hand", zh: "在更新之前手动设定"))
      program.loop += update(run)
      program.advance(functions, run)
    }
    return program
  }

  private func optimizer(rate: Double, momentum: Double?, _ run: ProgramRun) -> [String] {
    var arguments = "model.parameters(), lr=\(Python.number(rate))"
    if let momentum { arguments += ", momentum=\(Python.number(momentum))" }
    return [
      "model = torch.nn.Linear(1, 1)  # " + run.say("your model", zh: "你的模型"),
      "optimizer = torch.optim.SGD(\(arguments))",
    ]
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

extension RuleFunctions {
  /// Plain numbers, unless Python's would raise where lrplot goes on.
  func scalarStyle(through steps: Int) -> PythonFunctions.Style {
    for function in functions {
      guard case .formula(let formula, let horizon, let stepsPerEpoch) = function.body else { continue }
      if formula.mayRaise(through: steps, horizon: horizon, stepsPerEpoch: stepsPerEpoch) { return .numpy }
    }
    return .math
  }
}
