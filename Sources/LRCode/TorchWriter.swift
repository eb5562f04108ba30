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
      let loop = TorchLoop(proposal, run)
      var program = around(loop.setup, proposal, run)
      program.imports.formUnion(loop.imports)
      program.loop += loop.steps
      return program
    case .function(let functions, let momentum): return function(functions, momentum, run)
    }
  }

  static let style = CallStyle(prefix: "", leading: ["optimizer"], withoutLeading: ["ChainedScheduler"])

  /// A program around the lines that make a scheduler; the loop's end is left to the caller.
  func around(_ scheduler: [String], _ proposal: Proposal, _ run: ProgramRun) -> Program {
    var program = Program(imports: ["import torch"])
    for note in proposal.notes { program.setup.append("# " + note.text(in: run.language)) }
    if run.listens { program.setup += run.metricLines }
    program.setup += optimizer(rate: proposal.baseRate ?? 0.1, momentum: proposal.momentum, run)
    program.setup += scheduler
    program.loop = update(run)
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
      program.loop += run.stepping("scheduler.step()")
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
