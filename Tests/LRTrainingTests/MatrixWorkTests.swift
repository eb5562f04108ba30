import LRCore
import LROptimizers
import Testing

@testable import LRTraining

@Suite("Work on whole matrices")
struct MatrixWorkTests {
  private static func note(_ run: String, hidden: String, steps: Int = 115) throws -> Localized? {
    let data = try DataSets.set("digits:samples=200", seed: 0, in: "")
    let model = try Models.recipe("mlp:hidden=\(hidden)")
    let plan = try model.plan(for: data)
    let setup = TrainingSetup(data: data, network: plan, initial: [], batch: 64, steps: steps)
    return setup.slownessNote(
      of: try PlannedRun(run, in: RunContext(steps: steps, stepsPerEpoch: 23), parameters: plan.names))
  }

  @Test(
    "an optimizer that takes roots of wide matrices is told of before it takes minutes",
    arguments: [
      "shampoo", "pytorch_optimizer.Shampoo", "torch_optimizer.Shampoo", "soap", "lookahead:of=(shampoo)",
      "shampoo:clip_norm=1", "adam:groups=[(bias:lr=0.1)]",
    ])
  func wide(run: String) throws {
    let note = try Self.note(run, hidden: "[784]")
    #expect((note == nil) == run.hasPrefix("adam"))
    if let note { #expect(note.english.contains("784 x 784") && note.chinese.contains("784 x 784")) }
    #expect(try Self.note(run, hidden: "[32]") == nil)
  }

  @Test("roots that are taken seldom, and runs that are short, are quick")
  func seldom() throws {
    #expect(try Self.note("shampoo", hidden: "[256]") != nil)
    #expect(try Self.note("shampoo:update_every=50", hidden: "[256]") == nil)
    #expect(try Self.note("shampoo", hidden: "[256]", steps: 5) == nil)
    #expect(try Self.note("pytorch_optimizer.SOAP:max_precondition_dim=128", hidden: "[784]") == nil)
  }
}
