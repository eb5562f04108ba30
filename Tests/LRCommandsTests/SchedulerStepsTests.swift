import LRCore
import Testing

@testable import LRCommands

@Suite("--scheduler-steps")
struct SchedulerStepsTests {
  private let run = ["--epochs", "90", "--steps-per-epoch", "500"]

  private func rates(_ arguments: [String]) throws -> [Double] {
    let sandbox = Sandbox()
    let result = sandbox.run(arguments + ["-o", "t.csv", "-q"])
    #expect(result.code == 0, "\(result.errors)")
    return try #require(sandbox.text("t.csv")).split(separator: "\n").dropFirst().compactMap { line in
      line.split(separator: ",").last.flatMap { Double($0) }
    }
  }

  @Test("epoch steps torch.StepLR once in 500 steps")
  func epoch() throws {
    let rates = try rates(["compare", "torch.StepLR:step_size=30", "--scheduler-steps", "epoch"] + run)
    #expect(rates.count == 45_001)
    #expect(rates[14_999] == 0.1 && rates[15_000] == 0.1 * 0.1)
    #expect(
      try self.rates(["compare", "torch.StepLR:step_size=30", "--scheduler-steps", "step"] + run)[30] == 0.1 * 0.1)
  }

  @Test(
    "a framework's curve that is over at once names the option, 30ep and held, in figures, diff, explain and trajectory"
  )
  func hint() {
    let spec = "torch.StepLR:step_size=30"
    for command in [
      ["compare", spec, "-o", "a.csv"], ["diff", spec, "constant"], ["explain", spec],
      ["trajectory", "sphere", "sgd@\(spec)", "-o", "a.csv"],
    ] {
      let result = Sandbox().run(command + run)
      let text = (result.errors + result.output).split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(text.contains("--scheduler-steps epoch") && text.contains("30ep") && text.contains("held"), "\(command)")
      #expect(text.contains("has all but come to its end by step 90 of 45000"))
      // Who says how schedulers are stepped, who has no epochs, and who has another schedule isn't told.
      for other in [command + run + ["--scheduler-steps", "step"], command + ["--steps", "45000"]] {
        #expect(!Sandbox().run(other).errors.contains("--scheduler-steps"))
      }
    }
    #expect(Sandbox().run(["compare", "step:size=30", "-o", "a.csv"] + run).errors.isEmpty)
    #expect(Sandbox().run(["compare", "torch.StepLR:step_size=30ep", "-o", "a.csv"] + run).errors.isEmpty)
    let chinese = Sandbox().run(["compare", spec, "-o", "a.csv", "--lang", "zh"] + run).errors
    #expect(chinese.contains("使框架的调度器每轮步进一次") && chinese.contains("30ep"))
  }

  @Test(
    "a framework's curve that repeats all the time names its period and the option",
    arguments: [
      ("torch.CosineAnnealingLR:T_max=90", 180), ("torch.CosineAnnealingWarmRestarts:T_0=10", 10),
      ("warmup:steps=5ep+torch.CosineAnnealingLR:T_max=85", 170),
      ("paddle.CosineAnnealingDecay:learning_rate=0.1,T_max=90", 180),
    ])
  func repeats(spec: String, period: Int) {
    let run = ["--epochs", "90", "--steps-per-epoch", "1251"]
    let result = Sandbox().run(["compare", spec, "-o", "a.csv"] + run)
    #expect(result.errors.contains("repeats every \(period) of 112590 steps"), "\(result.errors)")
    #expect(result.errors.contains("--scheduler-steps epoch"))
    for pace in ["step", "epoch"] {
      #expect(Sandbox().run(["compare", spec, "-o", "a.csv", "--scheduler-steps", pace] + run).errors.isEmpty)
    }
  }

  @Test(
    "a scheduler that counts steps and is stepped per epoch names the other choice",
    arguments: [
      ("torch.OneCycleLR:max_lr=0.1,epochs=90,steps_per_epoch=100", "takes 9000 of its own steps"),
      ("torch.CosineAnnealingLR:T_max=9000", "takes 9000 of its own steps"),
      ("torch.StepLR:step_size=3000", "first changes after 3000 of its own steps"),
      ("warmup:steps=5ep+torch.CosineAnnealingLR:T_max=8500", "takes 8500 of its own steps"),
      (
        "transformers.get_linear_schedule_with_warmup:num_warmup_steps=500,num_training_steps=9000",
        "takes 500 of its own steps"
      ),
    ])
  func late(spec: String, words: String) {
    let result = Sandbox().run(
      ["compare", spec, "--epochs", "90", "--steps-per-epoch", "100", "--scheduler-steps", "epoch", "-o", "a.csv"])
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.errors.contains("but is stepped only 90 times, once per epoch: --scheduler-steps step"))
    #expect(
      Sandbox().run(["compare", spec, "--epochs", "90", "--steps-per-epoch", "100", "-o", "a.csv"]).errors.isEmpty)
  }

  @Test(
    "schedulers without lengths, and those that fit, get no note about their pace",
    arguments: [
      "torch.ExponentialLR:gamma=0.99", "torch.LambdaLR:lr_lambda=1/(1+epoch)", "torch.ConstantLR:factor=1",
      "torch.LinearLR", "optax.constant_schedule:value=0.1", "transformers.get_constant_schedule",
      "torch.CosineAnnealingLR:T_max=100", "torch.StepLR:step_size=100",
      "keras.ExponentialDecay:initial_learning_rate=0.1,decay_steps=200,decay_rate=0.5",
      "torch.PolynomialLR:total_iters=90",
      "torch.CosineAnnealingWarmRestarts:T_0=10", "timm.CosineLRScheduler:t_initial=90",
    ])
  func unnoted(spec: String) {
    let run = ["--epochs", "90", "--steps-per-epoch", "100", "--scheduler-steps", "epoch"]
    #expect(Sandbox().run(["compare", spec, "-o", "a.csv"] + run).errors.isEmpty)
  }

  @Test(
    "schedulers stepped per step whose lengths are steps repeat without a note",
    arguments: [
      "torch.CyclicLR:base_lr=0.01,max_lr=0.1", "torch.CosineAnnealingLR:T_max=9000",
      "torch.CosineAnnealingWarmRestarts:T_0=2000", "torch.ExponentialLR:gamma=0.9999",
    ])
  func unnotedByStep(spec: String) {
    #expect(
      Sandbox().run(["compare", spec, "-o", "a.csv", "--epochs", "100", "--steps-per-epoch", "5000"]).errors.isEmpty)
  }

  @Test("a plateau with fewer metrics than steps gets the same hint, and hears one per epoch with the option")
  func plateau() throws {
    let sandbox = Sandbox()
    sandbox.write((0..<90).map { "\($0 < 30 ? 1 - Double($0) / 60 : 0.5)" }.joined(separator: "\n"), to: "m.txt")
    let command = ["compare", "torch.ReduceLROnPlateau", "--metrics", "m.txt", "-o", "a.csv"] + run
    let hinted = sandbox.run(command).errors
    #expect(hinted.contains("ends after 90 of 45000 steps") && hinted.contains("--scheduler-steps epoch"))
    let result = sandbox.run(command + ["--scheduler-steps", "epoch"])
    #expect(result.errors.isEmpty)
    let lines = try #require(sandbox.text("a.csv")).split(separator: "\n")
    // Eleven epochs without improvement after the best one, number 30.
    #expect(lines[1 + 42 * 500 - 1].hasSuffix(",0.1") && lines[1 + 42 * 500].hasSuffix(",0.010000000000000002"))
    sandbox.write("1\n2\n", to: "short.txt")
    let short = sandbox.run(
      ["compare", "torch.ReduceLROnPlateau", "--metrics", "short.txt", "--scheduler-steps", "epoch", "-o", "a.csv"]
        + run)
    #expect(short.errors.contains("ends after 2 of 90 epochs"))
  }

  @Test("--epochs alone means one step per epoch, and x is in epochs")
  func epochsAlone() throws {
    let sandbox = Sandbox()
    let result = sandbox.run("compare", "torch.StepLR:step_size=30", "--epochs", "90", "-o", "a.json", "-o", "a.svg")
    #expect(result.code == 0 && result.errors.isEmpty)
    let text = try #require(sandbox.text("a.json"))
    #expect(text.contains("\"x\": {\"label\": \"Epoch\", \"unit\": \"epoch\"}"))
    #expect(try rates(["compare", "torch.StepLR:step_size=30ep", "--epochs", "90"])[30] == 0.1 * 0.1)
  }

  @Test("wrong uses are refused, and --stepped-by epoch points to the option")
  func refused() {
    func error(_ arguments: String...) -> String {
      let result = Sandbox().run(arguments)
      #expect(result.code == 64)
      return result.error
    }
    #expect(error("compare", "step", "--stepped-by", "epoch").contains("--scheduler-steps epoch"))
    #expect(error("compare", "step", "--scheduler-steps", "epoch").contains("--steps-per-epoch"))
    #expect(error("compare", "step", "--scheduler-steps", "batch").contains("one of step, epoch"))
    #expect(
      error(
        "compare", "torch.StepLR:step_size=3", "--epochs", "9", "--steps-per-epoch", "2", "--scheduler-steps", "epoch",
        "--stepped-by", "micro", "--accumulate", "2"
      ).contains("exclude each other"))
    let idle = Sandbox().run(
      "compare", "step", "--epochs", "9", "--steps-per-epoch", "2", "--scheduler-steps", "epoch", "-o", "a.csv")
    #expect(idle.code == 0 && idle.errors.contains("changes no rates"))
  }

  @Test("code for torch steps the scheduler once per epoch")
  func code() {
    let result = Sandbox().run(
      "code", "torch.StepLR:step_size=2", "--for", "torch", "--epochs", "6", "--steps-per-epoch", "3",
      "--scheduler-steps", "epoch")
    #expect(result.code == 0 && result.output.contains("StepLR(optimizer, step_size=2)"))
    #expect(result.output.contains("if (step + 1) % 3 == 0:"))
    let own = Sandbox().run(
      "code", "step:size=4", "--for", "torch", "--epochs", "6", "--steps-per-epoch", "3", "--scheduler-steps", "epoch")
    #expect(own.output.contains("StepLR(optimizer, step_size=4, gamma=0.1)") && !own.output.contains("% 3"))
  }
}
