import LRCore
import Testing

@testable import LRCommands

@Suite("explain at the ends of what can be given")
struct ExplainTests {
  @Test("a hundred million steps are explained in a moment, from some steps of each column")
  func longRun() {
    let start = ContinuousClock.now
    let result = Sandbox().run("explain", "cosine", "--steps", "1e8")
    #expect(result.code == 0 && result.output.contains("cosine over 100000000 steps"))
    #expect(start.duration(to: .now) < .seconds(5))
    // The same curve, labelled by its own last step.
    let short = Sandbox().run("explain", "cosine", "--steps", "1000000").output.split(separator: "\n")
    let long = result.output.split(separator: "\n")
    let curves = [short, long].map { lines in
      lines.filter { $0.contains("│") || $0.contains("|") }.map { $0.trimmed }.joined(separator: "\n")
    }
    #expect(curves[0] == curves[1] && !curves[0].isEmpty)
  }

  @Test("the base rate that is named is the schedule's own, whether --lr or an argument gives it")
  func baseRate() {
    for steps in ["100", "1e8"] {
      let own = Sandbox().run("explain", "tutorial.step_decay:initial_lrate=3", "--steps", steps)
      #expect(own.output.contains("base rate 3"))
      #expect(Sandbox().run("explain", "cosine", "--lr", "0.2", "--steps", steps).output.contains("base rate 0.2"))
    }
  }

  @Test("JSON of a long run has no rates, and a note says how to get them")
  func longJSON() {
    let result = Sandbox().run("explain", "cosine", "--steps", "5e6", "--json")
    #expect(result.code == 0 && result.output.contains("\"rates\": null"))
    #expect(result.errors.contains("`lrplot compare cosine -o rates.csv` writes them"))
    #expect(!Sandbox().run("explain", "cosine", "--steps", "50", "--json").output.contains("\"rates\": null"))
  }

  @Test("rates that follow from one another are explained up to two million steps")
  func replayed() {
    let result = Sandbox().run("explain", "mmengine.StepLR:step_size=30", "--steps", "1e8")
    #expect(result.code == 64 && result.errors.contains("at most 2000000 steps are explained"))
  }

  @Test(
    "a picture of any numbers is drawn",
    arguments: [
      "formula:rate=1.7e308*(1-2*(t>50))", "constant:lr=1.7e308", "constant:lr=5e-324", "formula:rate=-1.7e308",
      "tutorial.step_decay:epochs_drop=5e-324", "tutorial.step_decay:epochs_drop=1e-18",
      "tutorial.cos_anneal:nb_epochs=1e-17", "torch.CosineAnnealingWarmRestarts:T_0=3,epoch_step=1e17",
    ])
  func numbers(spec: String) {
    let result = Sandbox().run("explain", spec)
    #expect(result.code == 0 && result.output.contains("Try:"), "\(result.errors)")
    #expect(!result.output.contains("inf ") && !result.output.contains("nan"))
  }

  @Test("pasted specs are explained, with a word about what changes nothing")
  func pasted() {
    let result = Sandbox().run("explain", "torch.optim.lr_scheduler.StepLR:step_size=30,verbose=True")
    #expect(result.code == 0 && result.output.contains("torch.StepLR"))
    #expect(result.output.contains("verbose of torch.StepLR changes no number"))
    let compared = Sandbox().run("compare", "torch.StepLR:step_size=30,verbose=True", "--format", "csv", "-o", "-")
    #expect(compared.code == 0 && compared.errors == "note: verbose of torch.StepLR changes no number and is ignored\n")
  }

  @Test("a schedule without a number from some step on is noted by compare and explain, in both languages")
  func undefined() {
    let spec = "formula:rate=sqrt(50-t)"
    let words = ["compare", spec, "--format", "csv", "-o", "-"]
    let result = Sandbox().run(words)
    #expect(result.code == 0)
    #expect(result.errors == "note: \(spec) is drawn until step 50: from the next on its learning rate is undefined\n")
    #expect(result.output.contains("\n50,0\n51,\n"))
    #expect(Sandbox().run(words + ["--lang", "zh"]).errors.contains("只画到第 50 步：下一步的学习率无定义"))
    #expect(Sandbox().run("explain", spec).output.contains("is drawn until step 50"))
    #expect(Sandbox().run("code", spec, "--for", "torch").code == 65)
  }
}

extension Substring {
  /// Without the label of the axis and the spaces around.
  fileprivate var trimmed: String { String(drop { $0 != "│" && $0 != "|" }) }
}
