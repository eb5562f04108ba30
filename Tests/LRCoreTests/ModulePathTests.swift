import LRCore
import Testing

@Suite("full module paths")
struct ModulePathTests {
  private static func entry(_ name: String, ignoring ignored: [String] = []) -> CatalogueEntry<String> {
    var entry = CatalogueEntry(
      name, summary: Localized("a thing"), formula: "", parameters: [], source: ""
    ) { (_: inout Arguments) throws(SpecError) -> String in name }
    entry.ignored = ignored
    return entry
  }

  private let catalogue = Catalogue(
    kind: Localized("thing"),
    modules: [
      "torch.optim": "torch", "torch.optim.lr_scheduler": "torch", "keras.optimizers": "keras",
      "tf.keras.optimizers": "keras", "optax.contrib": "optax",
    ],
    [
      Self.entry("torch.Adam", ignoring: ["fused", "foreach"]), Self.entry("torch.StepLR"), Self.entry("keras.Adam"),
      Self.entry("optax.muon"), Self.entry("plain"),
    ])

  @Test(
    "a name with its modules is the entry of the short name",
    arguments: [
      ("torch.optim.Adam", "torch.Adam"), ("torch.optim.lr_scheduler.StepLR", "torch.StepLR"),
      ("torch.optim.adam.Adam", "torch.Adam"), ("keras.optimizers.Adam", "keras.Adam"),
      ("tf.keras.optimizers.Adam", "keras.Adam"), ("optax.contrib.muon", "optax.muon"),
      ("optax.contrib._muon.muon", "optax.muon"), ("torch.Adam", "torch.Adam"), ("plain", "plain"),
    ])
  func known(typed: String, name: String) {
    #expect(catalogue[typed]?.name == name)
    #expect(catalogue.plainName(typed) == name)
  }

  @Test(
    "a path through other modules names nothing",
    arguments: [
      "torch.nn.Adam", "torch.optim.sgd.Adam", "keras.optimizers.legacy.Adam", "optim.Adam", "torch.optim.", ".",
    ])
  func unknown(typed: String) {
    #expect(catalogue[typed] == nil)
  }

  @Test("a misspelt name is corrected behind its modules too")
  func suggestions() {
    #expect(catalogue.suggestions(for: "tf.keras.optimizers.Adm") == ["keras.Adam"])
    #expect(catalogue.suggestions(for: "torch.optim.lr_scheduler.Steplr") == ["torch.StepLR"])
  }

  @Test("what is said in vain is told once, wherever it stands")
  func ignored() throws {
    let chain = try SpecParser.chain(
      "other:of=(torch.optim.Adam:fused=true,foreach=none),list=[(torch.Adam:foreach=1,fused=2),(plain)]")
    let said = catalogue.ignored(in: chain)
    #expect(said.map(\.name) == ["torch.Adam", "torch.Adam"])
    #expect(said.map(\.keys) == [["fused", "foreach"], ["foreach", "fused"]])
    #expect(
      catalogue.remarks(on: try SpecParser.chain("torch.Adam:fused=true")).map(\.english) == [
        "fused of torch.Adam changes no number and is ignored"
      ])
    #expect(catalogue.remarks(on: try SpecParser.chain("plain")).isEmpty)
  }

  @Test("ignored arguments are accepted with any value, and no others are")
  func accepted() throws {
    func read(_ source: String) throws(SpecError) {
      let spec = try SpecParser.chain(source).phases[0]
      _ = try Arguments(spec, parameters: [], ignoring: ["fused"], context: RunContext(), source: source)
    }
    for value in ["true", "none", "[1,2]", "(a:b=1)", "\"text\""] { try read("x:fused=\(value)") }
    #expect(throws: SpecError.self) { try read("x:fuse=true") }
  }
}
