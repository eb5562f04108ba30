import LRCore
import LRSchedules

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The classes of `torch.optim.lr_scheduler` that a rule can be.
struct TorchSchedules {
  /// N of the run: what happens later doesn't matter.
  var steps: Int

  func proposals(for rule: Rule) -> [Proposal] {
    switch rule {
    case .plateau(let base, let settings):
      // At a threshold of 1 its comparison with the first, infinite best is none.
      guard !settings.isRelative || settings.maximizes || settings.threshold < 1 else { return [] }
      return [Proposal(call: Self.plateau(settings), baseRate: base)]
    case .cyclic, .oneCycle: return [cycle(rule)].compactMap { $0 }
    case .held(let rule, let every):
      return TorchSchedules(steps: steps / every).proposals(for: rule).map { proposal in
        var proposal = proposal
        proposal.every = every
        return proposal
      }
    case .joined(let phases, let starts): return [sequence(phases, starts)].compactMap { $0 }
    case .product(let coefficient, let factors): return [chained(coefficient, factors)].compactMap { $0 }
    default: return [single(rule, until: steps)].compactMap { $0 }.map { Proposal(call: $0.call, baseRate: $0.base) }
    }
  }

  /// A class and the rate that it starts from.
  struct Single {
    var call: Call
    var base: Double
    /// Whether every step multiplies the rate that it finds, so that several can be chained.
    var multiplies = false
  }

  /// One class for a rule that is asked for steps 0...last.
  func single(_ rule: Rule, until last: Int) -> Single? {
    switch rule {
    case .constant(let rate):
      return Single(
        call: Call("torch.ConstantLR", ["factor": .number(1), "total_iters": 1]), base: rate, multiplies: true)
    case .step(let base, let size, let gamma, 0):
      return Single(
        call: Call("torch.StepLR", ["step_size": .integer(size), "gamma": .number(gamma)]), base: base, multiplies: true
      )
    case .multistep(let base, let milestones, let gamma) where milestones.first.map { $0 > 0 } ?? true:
      return Single(
        call: Call("torch.MultiStepLR", ["milestones": .integers(milestones), "gamma": .number(gamma)]), base: base,
        multiplies: true)
    case .linear(let base, let end, let length) where base > 0 && end <= base:
      return Single(
        call: Call(
          "torch.LinearLR",
          ["start_factor": .number(1), "end_factor": .number(end / base), "total_iters": .integer(length)]),
        base: base, multiplies: end > 0)
    case .exponential(let base, let decay, let stair):
      let factor = decay.factor(of: stair ?? 1)
      guard factor.isFinite else { return nil }
      let call =
        stair.map { Call("torch.StepLR", ["step_size": .integer($0), "gamma": .number(factor)]) }
        ?? Call("torch.ExponentialLR", ["gamma": .number(factor)])
      return Single(call: call, base: base, multiplies: true)
    case .polynomial(let base, 0, let length, let power, let cycles) where !cycles || last <= length:
      return Single(
        call: Call("torch.PolynomialLR", ["total_iters": .integer(length), "power": .number(power)]), base: base)
    case .cosine(let base, let floor, let period, let rises) where rises || last <= period:
      return Single(
        call: Call("torch.CosineAnnealingLR", ["T_max": .integer(period), "eta_min": .number(floor)]), base: base)
    case .cosineRestarts(let base, let floor, let period, let growth, 1, let cycles)
    where period == period.rounded() && growth == growth.rounded():
      let end = cycles.map { Rule.end(of: $0, period: period, growth: growth) } ?? .infinity
      guard Double(last) < end else { return nil }
      return Single(
        call: Call(
          "torch.CosineAnnealingWarmRestarts",
          ["T_0": .time(period), "T_mult": .time(growth), "eta_min": .number(floor)]), base: base)
    case .warmup(let base, let start, let length, "linear") where length > 0 && start > 0:
      return Single(
        call: Call(
          "torch.LinearLR",
          ["start_factor": .number(start / base), "end_factor": .number(1), "total_iters": .integer(length)]),
        base: base, multiplies: true)
    case .warmup(let base, 0, let length, "linear") where length > 0 && base > 0:
      let (text, formula) =
        last < length
        ? ("epoch / \(length)", "epoch / \(length)") : ("min(epoch / \(length), 1)", "min(epoch / \(length), 1)")
      return Single(
        call: Call("torch.LambdaLR", ["lr_lambda": .function("epoch", formula: formula, python: text)]), base: base)
    case .warmup(let base, _, 0, _): return single(.constant(base), until: last)
    default: return nil
    }
  }

  /// Phases one after another, where all start from the optimizer's one rate.
  private func sequence(_ phases: [Rule], _ starts: [Int]) -> Proposal? {
    var calls: [Literal] = []
    var base: Double?
    // Phases after the run's end are left out: they are never reached.
    let reached = starts.count { $0 <= steps }
    guard reached > 1 else { return nil }
    for (phase, start) in zip(phases, starts).prefix(reached) {
      let index = calls.count
      let last = index + 1 < reached ? starts[index + 1] - start - 1 : steps - start
      guard let single = single(phase, until: last), base == nil || base == single.base else { return nil }
      base = single.base
      calls.append(.call(single.call))
    }
    let call = Call(
      "torch.SequentialLR",
      ["schedulers": .list(calls), "milestones": .integers(Array(starts.prefix(reached).dropFirst()))])
    return Proposal(call: call, baseRate: base)
  }

  /// Factors that all multiply the rate they find.
  private func chained(_ coefficient: Double, _ factors: [Rule]) -> Proposal? {
    var base = coefficient
    var calls: [Literal] = []
    for factor in factors {
      guard let single = single(factor, until: steps), single.multiplies else { return nil }
      base *= single.base
      calls.append(.call(single.call))
    }
    guard calls.count > 1, base.isFinite else { return nil }
    return Proposal(call: Call("torch.ChainedScheduler", ["schedulers": .list(calls)]), baseRate: base)
  }

  private func cycle(_ rule: Rule) -> Proposal? {
    switch rule {
    case .cyclic(let bottom, let peak, let up, let down, let fade, let momentum):
      let mode =
        switch fade {
        case .none: "triangular"
        case .halving: "triangular2"
        case .exponential: "exp_range"
        }
      var arguments: [Call.Argument] = [
        .init(name: "base_lr", value: .number(bottom)), .init(name: "max_lr", value: .number(peak)),
        .init(name: "step_size_up", value: .time(up)), .init(name: "step_size_down", value: .time(down)),
        .init(name: "mode", value: .text(mode)),
      ]
      if case .exponential(let gamma) = fade { arguments.append(.init(name: "gamma", value: .number(gamma))) }
      arguments.append(.init(name: "cycle_momentum", value: .flag(momentum != nil)))
      if let momentum {
        arguments.append(.init(name: "base_momentum", value: .number(momentum.lowerBound)))
        arguments.append(.init(name: "max_momentum", value: .number(momentum.upperBound)))
      }
      return Proposal(
        call: Call(name: "torch.CyclicLR", arguments: arguments), baseRate: bottom, momentum: momentum?.upperBound)
    case .oneCycle(let legs, let cosine, let drivesMomentum):
      let (first, last) = (legs[0], legs[legs.count - 1])
      // It raises an error after its last step. The peak comes a step before pct_start * total_steps.
      guard Double(steps) <= last.end, first.firstRate > 0, last.lastRate > 0, legs.allSatisfy({ $0.end > $0.start })
      else { return nil }
      var arguments: [Call.Argument] = [
        .init(name: "max_lr", value: .number(first.lastRate)), .init(name: "total_steps", value: .time(last.end + 1)),
        .init(name: "pct_start", value: .number((first.end + 1) / (last.end + 1))),
        .init(name: "anneal_strategy", value: .text(cosine ? "cos" : "linear")),
        .init(name: "cycle_momentum", value: .flag(drivesMomentum)),
      ]
      if drivesMomentum {
        arguments.append(.init(name: "base_momentum", value: .number(first.lastMomentum)))
        arguments.append(.init(name: "max_momentum", value: .number(first.firstMomentum)))
      }
      arguments += [
        .init(name: "div_factor", value: .number(first.lastRate / first.firstRate)),
        .init(name: "final_div_factor", value: .number(first.firstRate / last.lastRate)),
      ]
      if legs.count == 3 { arguments.append(.init(name: "three_phase", value: .flag(true))) }
      return Proposal(
        call: Call(name: "torch.OneCycleLR", arguments: arguments), baseRate: first.firstRate,
        momentum: drivesMomentum ? first.firstMomentum : nil)
    default: return nil
    }
  }

  static func plateau(_ settings: Rule.Plateau) -> Call {
    Call(
      "torch.ReduceLROnPlateau",
      [
        "mode": .text(settings.maximizes ? "max" : "min"), "factor": .number(settings.factor),
        "patience": .integer(settings.patience), "threshold": .number(settings.threshold),
        "threshold_mode": .text(settings.isRelative ? "rel" : "abs"), "cooldown": .integer(settings.cooldown),
        "min_lr": .number(settings.floor), "eps": .number(settings.smallest),
      ])
  }
}

extension Literal: ExpressibleByIntegerLiteral {
  init(integerLiteral value: Int) { self = .integer(value) }
}

extension Rule {
  /// When so many cycles are over.
  static func end(of cycles: Int, period: Double, growth: Double) -> Double {
    growth == 1 ? period * Double(cycles) : period * (pow(growth, Double(cycles)) - 1) / (growth - 1)
  }
}

extension Rule.Decay {
  /// The factor of so many steps.
  func factor(of steps: Int) -> Double {
    switch self {
    case .constant(let k): exp(-k * Double(steps))
    case .factor(let factor, let count): Double(steps) == count ? factor : pow(factor, Double(steps) / count)
    }
  }
}
