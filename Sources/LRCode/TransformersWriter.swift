import LRCore
import LRSchedules

/// Transformers: the types of `get_scheduler`; anything else is a scheduler of PyTorch's, which its Trainer takes as well.
struct TransformersWriter: FrameworkWriter {
  func proposals(for rule: Rule, steps: Int) -> [Proposal] {
    if case .held(let inner, let every) = rule {
      return proposals(for: inner, steps: steps / every).map { proposal in
        var proposal = proposal
        proposal.every = every
        return proposal
      }
    }
    return own(rule, until: steps) + TorchSchedules(steps: steps).proposals(for: rule)
  }

  private func own(_ rule: Rule, until steps: Int) -> [Proposal] {
    switch rule {
    case .constant(let rate): return [Proposal(call: Call("transformers.constant", [:]), baseRate: rate)]
    case .plateau(let base, let settings):
      guard let torch = TorchSchedules(steps: steps).proposals(for: rule).first else { return [] }
      _ = settings
      let call = Call(name: "transformers.reduce_lr_on_plateau", arguments: torch.call.arguments)
      return [Proposal(call: call, baseRate: base)]
    case .inverseSquareRoot(let base, let warmup, let timescale) where timescale == timescale.rounded():
      let call = Call(
        "transformers.inverse_sqrt", ["num_warmup_steps": .integer(warmup), "timescale": .time(timescale)])
      return [Proposal(call: call, baseRate: base)]
    case .warmupStableDecay: return [stable(rule)].compactMap { $0 }
    case .warmup(let base, 0, let length, "linear") where base > 0:
      let call = Call("transformers.constant_with_warmup", ["num_warmup_steps": .integer(length)])
      return [Proposal(call: call, baseRate: base)]
    case .joined(let phases, let starts):
      guard phases.count == 2, case .warmup(let base, 0, let length, "linear") = phases[0], length == starts[1],
        base > 0
      else { return [] }
      if case .constant(base) = phases[1] {
        let call = Call("transformers.constant_with_warmup", ["num_warmup_steps": .integer(length)])
        return [Proposal(call: call, baseRate: base)]
      }
      return [decay(phases[1], after: length, base, until: steps - length)].compactMap { $0 }
    default: return [decay(rule, after: 0, nil, until: steps)].compactMap { $0 }
    }
  }

  /// A decay after a warm-up of so many steps to the same rate.
  private func decay(_ rule: Rule, after warmup: Int, _ peak: Double?, until last: Int) -> Proposal? {
    func call(_ name: String, _ length: Int, _ more: [Call.Argument] = [], base: Double) -> Proposal? {
      guard peak == nil || peak == base else { return nil }
      let arguments: [Call.Argument] = [
        .init(name: "num_warmup_steps", value: .integer(warmup)),
        .init(name: "num_training_steps", value: .integer(warmup + length)),
      ]
      return Proposal(call: Call(name: "transformers." + name, arguments: arguments + more), baseRate: base)
    }
    switch rule {
    case .linear(let base, 0, let length): return call("linear", length, base: base)
    case .linear(let base, let end, let length) where end < base:
      return call(
        "polynomial", length, [.init(name: "lr_end", value: .number(end)), .init(name: "power", value: .number(1))],
        base: base)
    case .polynomial(let base, let end, let length, let power, let cycles)
    where end < base && (!cycles || last <= length):
      return call(
        "polynomial", length,
        [.init(name: "lr_end", value: .number(end)), .init(name: "power", value: .number(power))],
        base: base)
    case .cosine(let base, 0, let period, let rises) where rises || last <= period:
      return call("cosine", period, base: base)
    case .cosine(let base, let floor, let period, let rises) where base > 0 && (rises || last <= period):
      return call("cosine_with_min_lr", period, [.init(name: "min_lr", value: .number(floor))], base: base)
    case .cosine(let base, 0, let period, false):
      // One hard restart of one cycle: held at 0 after the end.
      return call("cosine_with_restarts", period, [.init(name: "num_cycles", value: 1)], base: base)
    case .cosineRestarts(let base, 0, let period, 1, 1, let cycles?):
      let length = period * Double(cycles)
      guard abs(length - length.rounded()) < 1e-9 else { return nil }
      return call(
        "cosine_with_restarts", Int(clamping: length.rounded()), [.init(name: "num_cycles", value: .integer(cycles))],
        base: base)
    default: return nil
    }
  }

  private func stable(_ rule: Rule) -> Proposal? {
    guard
      case .warmupStableDecay(let start, let base, let floor, let stableStart, let decayStart, let end, let shape) =
        rule,
      base > 0, stableStart == 0 || start == floor, ["linear", "cosine", "1-sqrt"].contains(shape)
    else { return nil }
    let call = Call(
      "transformers.warmup_stable_decay",
      [
        "num_warmup_steps": .integer(stableStart), "num_decay_steps": .integer(end - decayStart),
        "num_stable_steps": .integer(decayStart - stableStart), "decay_type": .text(shape),
        "min_lr_ratio": .number(floor / base),
      ])
    return Proposal(call: call, baseRate: base)
  }

  // MARK: the program

  func program(_ form: Form, _ run: ProgramRun) throws(CodeError) -> Program {
    guard case .native(let proposal) = form, proposal.call.name.hasPrefix("transformers.") else {
      var program = try TorchWriter().program(form, run)
      program.setup.insert(
        "# "
          + run.say(
            "No type of get_scheduler does this; Trainer takes it so: Trainer(..., optimizers=(optimizer, scheduler)).",
            zh: "get_scheduler 没有这种类型；可交给 Trainer：Trainer(..., optimizers=(optimizer, scheduler))。"), at: 0)
      return program
    }
    let call = proposal.call
    var program = TorchWriter().around(["scheduler = " + Self.python(call)], proposal, run)
    program.loop +=
      run.listens
      ? [
        "if step < len(metrics):",
        "    scheduler.step(metrics[step])  # "
          + run.say("after optimizer.step(): the loss counts from the next step", zh: "在 optimizer.step() 之后：损失自下一步起生效"),
      ] : run.stepping("scheduler.step()", every: proposal.every)
    program.imports.insert("from transformers import get_scheduler")
    program.setup.insert(
      "# "
        + run.say(
          "In TrainingArguments: lr_scheduler_type=\"\(call.plainName)\"; the rest as warmup_steps, max_steps and "
            + "lr_scheduler_kwargs.",
          zh:
            "在 TrainingArguments 中：lr_scheduler_type=\"\(call.plainName)\"，其余为 warmup_steps、max_steps 与 lr_scheduler_kwargs。"
        ),
      at: 0)
    return program
  }

  /// `get_scheduler` takes two numbers by name and the rest as a dictionary.
  private static func python(_ call: Call) -> String {
    let named = ["num_warmup_steps", "num_training_steps"]
    var pairs: [Literal.Pair] = []
    for argument in call.arguments where !named.contains(argument.name) {
      // Given as such, or by their own names.
      if argument.name == "scheduler_specific_kwargs", case .map(let given) = argument.value {
        pairs += given
      } else if argument.name != "scheduler_specific_kwargs" {
        pairs.append(Literal.Pair(key: .text(argument.name), value: argument.value))
      }
    }
    var arguments = call.arguments.filter { named.contains($0.name) }
    if !pairs.isEmpty {
      arguments.append(.init(name: "scheduler_specific_kwargs", value: .map(pairs)))
    }
    let style = CallStyle(prefix: "", leading: [Python.string(call.plainName), "optimizer"])
    return Call(name: "transformers.get_scheduler", arguments: arguments).python(style, used: 12)
  }
}
