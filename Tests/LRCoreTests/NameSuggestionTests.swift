import LRCore
import Testing

@Suite("Suggestions of names")
struct NameSuggestionTests {
  static let names = [
    "step", "cosine", "one-cycle", "multistep", "torch.StepLR", "torch.MultiStepLR", "torch.CosineAnnealingLR",
    "keras.ExponentialDecay", "keras.CosineDecay", "transformers.cosine", "paddle.ExponentialDecay", "mmengine.StepLR",
    "fastai.one_cycle",
  ]
  let catalogue = Catalogue<Int>(
    kind: Localized("schedule", zh: "调度"),
    names.map { name in
      CatalogueEntry(name, summary: Localized(""), formula: "", parameters: [], source: "") {
        (_: inout Arguments) throws(SpecError) -> Int in 0
      }
    })

  @Test(
    "a framework's name is found in that framework, however it is spelled",
    arguments: [
      ("torch.StepLr", ["torch.StepLR"]), ("torch.steplr", ["torch.StepLR"]), ("Torch.StepLR", ["torch.StepLR"]),
      ("pytorch.StepLR", ["torch.StepLR"]), ("torch.optim.lr_scheduler.StepLR", ["torch.StepLR"]),
      ("torch.MultiStepLr2", ["torch.MultiStepLR"]), ("mmengin.StepLR", ["mmengine.StepLR"]),
      ("keras.CosineDcay", ["keras.CosineDecay"]), ("tf.CosineDecay", ["keras.CosineDecay"]),
      ("keras.StepLR", ["torch.StepLR", "mmengine.StepLR"]), ("torch.Frobnicate", []), ("foo.bar", []),
    ])
  func dotted(_ typed: String, _ expected: [String]) {
    #expect(catalogue.suggestions(for: typed) == expected)
  }

  @Test(
    "a plain name is lrplot's own, unless it is exactly or more nearly a framework's",
    arguments: [
      ("stpe", ["step"]), ("Cosine", ["cosine"]), ("one_cycle", ["one-cycle"]), ("cosin", ["cosine"]),
      ("StepLR", ["torch.StepLR", "mmengine.StepLR"]), ("steplr", ["torch.StepLR", "mmengine.StepLR"]),
      ("MultiSetpLR", ["torch.MultiStepLR"]), ("CosineAnnealingLR", ["torch.CosineAnnealingLR"]),
      ("ExponentialDecay", ["keras.ExponentialDecay", "paddle.ExponentialDecay"]), ("frobnicate", []), ("", []),
    ])
  func plain(_ typed: String, _ expected: [String]) {
    #expect(catalogue.suggestions(for: typed) == expected)
  }

  @Test("the message asks for one, two or no names")
  func messages() throws {
    func message(_ name: String) throws -> Localized {
      let spec = try SpecParser.chain(name).phases[0]
      do throws(SpecError) {
        _ = try catalogue.entry(for: spec, in: name)
        return Localized("")
      } catch {
        return error.message
      }
    }
    #expect(
      try message("StepLR").english == "unknown schedule 'StepLR'; did you mean 'torch.StepLR' or 'mmengine.StepLR'?")
    #expect(try message("StepLR").chinese == "未知的调度“StepLR”；是否想写“torch.StepLR”或“mmengine.StepLR”？")
    #expect(
      try message("torch.Frobnicate").english == "unknown schedule 'torch.Frobnicate'; `lrplot list torch` shows all")
    #expect(try message("frobnicate").english == "unknown schedule 'frobnicate'; `lrplot list` shows all")
  }
}
