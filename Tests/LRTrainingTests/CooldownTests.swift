import LRCore
import LROptimizers
import LRSchedules
import Testing

@testable import LRTraining

@Suite("Cooldowns")
struct CooldownTests {
  private static func setup(steps: Int, _ precision: TrainingSetup.Precision) throws -> TrainingSetup {
    let data = try DataSets.set("blobs:samples=60", seed: 3, in: ".")
    let recipe = try Models.recipe("mlp:hidden=[6],dropout=0.2")
    let plan = try recipe.plan(for: data)
    var setup = TrainingSetup(
      data: data, network: plan, initial: recipe.initialization.parameters(of: plan, seed: 3), batch: 8, steps: steps,
      seed: 3)
    setup.precision = precision
    return setup
  }

  private static func run(_ spec: String, steps: Int) throws -> TrainingRun {
    let planned = try PlannedRun(
      spec, in: RunContext(steps: steps, stepsPerEpoch: 6), parameters: ["W1", "b1", "W2", "b2"])
    return try planned.run(named: spec)
  }

  private static func runs(_ spec: String, _ plan: CooldownPlan, steps: Int) throws -> CooldownRuns {
    try CooldownRuns(
      of: run(spec, steps: steps), plan, steps: steps,
      names: ("constant", { "cooldown at \($0)" }, { "cosine at \($0)" }))
  }

  @Test("ends divide the run evenly, and a branch begins a fifth of its length before its end")
  func plan() throws {
    let plan = try CooldownPlan(count: 5, steps: 100)
    #expect(plan.branches.map(\.end) == [20, 40, 60, 80, 100])
    #expect(plan.branches.map(\.start) == [16, 32, 48, 64, 80])
    #expect(try CooldownPlan(count: 3, steps: 10, length: .steps(2)).branches.map(\.start) == [1, 5, 8])
    // A share is two steps at least: the first update of a cooldown still has the whole rate.
    #expect(try CooldownPlan(count: 2, steps: 6).branches.map(\.length) == [2, 2])
    #expect(throws: TrainingError.self) { try CooldownPlan(count: 5, steps: 14) }
    #expect(throws: TrainingError.self) { try CooldownPlan(count: 1, steps: 14, length: .steps(1)) }
    #expect(throws: TrainingError.self) { try CooldownPlan(count: 5, steps: 10, length: .steps(2)) }
  }

  @Test("rates are those of wsd and of a cosine after the same warm-up", arguments: CooldownPlan.Shape.allCases)
  func rates(shape: CooldownPlan.Shape) throws {
    let plan = try CooldownPlan(count: 2, steps: 40, shape: shape)
    let runs = try Self.runs("sgd:lr=0.3@warmup:steps=6", plan, steps: 40)
    #expect(runs.warmup == 6)
    for (branch, cooldown, cosine) in zip(zip(plan.branches, runs.cooldowns), runs.cosines).map({ ($0.0, $0.1, $1) }) {
      let wsd = "wsd:warmup=6,decay=\(branch.length),shape=\(shape.rawValue)"
      let pairs = [(cooldown, wsd), (cosine, "warmup:steps=6+cosine:steps=\(branch.end - 6)")]
      for (run, spec) in pairs {
        let whole = try Self.run("sgd:lr=0.3@" + spec, steps: branch.end)
        guard case .fixed(let ours)? = run.schedule, case .fixed(let theirs)? = whole.schedule else {
          Issue.record("no schedule")
          continue
        }
        #expect(ours.rates(count: branch.end) == theirs.rates(count: branch.end))
      }
    }
  }

  @Test(
    "a branch is a whole run under that schedule, bit for bit",
    arguments: ["sgd:lr=0.2,momentum=0.9", "adam:lr=0.02", "adam:lr=0.02,groups=[(bias:lr=0.01)]", "torch.RMSprop"],
    [TrainingSetup.Precision.single, .double])
  func branch(spec: String, precision: TrainingSetup.Precision) throws {
    let plan = try CooldownPlan(count: 3, steps: 24)
    let runs = try Self.runs(spec, plan, steps: 24)
    var setup = try Self.setup(steps: 24, precision)
    setup.evaluationSteps = plan.evaluationSteps(of: 24)
    setup.averaging = .exponential(share: 0.9)
    let constant = try setup.train(runs.constant, keeping: plan.starts)
    #expect(Set(constant.forks.keys) == plan.starts)
    for (branch, run) in zip(plan.branches, runs.cooldowns) {
      setup.steps = branch.end
      let fork = try #require(constant.forks[branch.start])
      let branched = try setup.train(run, from: fork)
      let whole = try setup.train(run)
      #expect(branched.parameters == whole.parameters)
      #expect(branched.record.loss == whole.record.loss && branched.record.loss.count == branch.end)
      #expect(branched.record.rates == whole.record.rates)
      #expect(branched.record.gradientNorm == whole.record.gradientNorm)
      #expect(branched.record.evaluations.map(\.loss) == whole.record.evaluations.map(\.loss))
      #expect(branched.record.evaluations.map(\.step) == whole.record.evaluations.map(\.step))
      #expect(branched.record.name == "cooldown at \(branch.end)")
      // It isn't the constant run.
      let there = constant.outcome.record.evaluations.first { $0.step == branch.end }?.loss
      #expect(there != nil && branched.record.finalEvaluation?.loss != there)
    }
    // Making forks changed nothing.
    setup.steps = 24
    #expect(try setup.train(runs.constant).parameters == constant.outcome.parameters)
  }

  @Test("a warm-up may take all steps before the first cooldown, and not one more")
  func longestWarmup() throws {
    let plan = try CooldownPlan(count: 2, steps: 40)
    let start = plan.branches[0].start
    let runs = try Self.runs("sgd:lr=0.3@warmup:steps=\(start)", plan, steps: 40)
    #expect(runs.warmup == start)
    // The cooldown begins at the whole rate.
    guard case .fixed(let cooldown)? = runs.cooldowns[0].schedule else {
      Issue.record("no schedule")
      return
    }
    let rates = cooldown.rates(count: plan.branches[0].end)
    #expect(rates[start] == 0.3 && rates[start - 1] < 0.3 && rates[start + 1] < 0.3)
    let error = #expect(throws: TrainingError.self) {
      _ = try Self.runs("sgd:lr=0.3@warmup:steps=\(start + 1)", plan, steps: 40)
    }
    #expect(error?.message.english.contains("\(start + 1) steps") == true)
  }

  @Test("losses are judged at places evenly apart, of which neither a short nor a long run has too few or too many")
  func places() throws {
    let plan = try CooldownPlan(count: 1, steps: 3, length: .steps(2))
    for steps in 3...500 {
      let wanted = plan.evaluationSteps(of: steps).subtracting([1, 3]).count
      #expect(steps < 80 ? wanted == steps - 2 : (38...59).contains(wanted), "\(steps)")
    }
  }

  @Test("a run that is forked within an epoch has that epoch's whole mean loss", arguments: [1, 3, 5])
  func forkedEpoch(step: Int) throws {
    // Nothing was heard before the first epoch ends, so a schedule that listens may join there.
    let run = try Self.run("sgd:lr=0.3@plateau:patience=0,threshold=0.1,factor=0.5", steps: 36)
    var setup = try Self.setup(steps: 36, .double)
    setup.metric = .meanTrainingLoss
    let (whole, forks) = try setup.train(run, keeping: [step])
    #expect(Set(whole.record.rates[0].values).count > 1)
    let forked = try setup.train(run, from: try #require(forks[step]))
    #expect(forked.record.rates == whole.record.rates)
    #expect(forked.parameters == whole.parameters)
  }

  @Test(
    "rates that aren't constant are refused with the reason",
    arguments: [
      ("sgd@cosine", "changes after the warm-up"), ("sgd@plateau", "metric"), ("sgd@one-cycle", "momentum"),
      ("sgd@warmup:steps=90%", "warm-up of"), ("sgd@step", "changes"),
    ])
  func refusals(spec: String, reason: String) throws {
    let plan = try CooldownPlan(count: 2, steps: 40)
    do {
      _ = try Self.runs(spec, plan, steps: 40)
      Issue.record("\(spec) was accepted")
    } catch let error as TrainingError {
      #expect(error.message.english.contains(reason), "\(error.message.english)")
    }
    _ = try Self.runs("sgd@constant", plan, steps: 40)
    _ = try Self.runs("sgd@warmup:steps=5+constant", plan, steps: 40)
  }
}
