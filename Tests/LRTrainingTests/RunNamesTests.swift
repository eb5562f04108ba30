import LRCore
import LROptimizers
import LRTraining
import Testing

@Suite("Names of runs")
struct RunNamesTests {
  @Test(
    "what not all runs of an optimizer share is in the name, and nothing else",
    arguments: [
      (["sgd:lr=0.1@cosine", "sgd:lr=0.1,momentum=0.9"], ["sgd@cosine", "sgd momentum=0.9"]),
      (["sgd:lr=0.1@cosine", "sgd:lr=0.2@step", "adam"], ["sgd lr=0.1@cosine", "sgd lr=0.2@step", "adam"]),
      (["sgd:lr=0.1@step", "sgd:lr=0.1@cosine"], ["sgd@step", "sgd@cosine"]),
      (["sgd@exp:gamma=0.9", "sgd@exp:gamma=0.5", "sgd"], ["sgd@exp:gamma=0.9", "sgd@exp:gamma=0.5", "sgd"]),
      (["adam", "adam"], ["adam", "adam (2)"]),
      (
        ["sgd:groups=[(bias:lr=1e-2)]", "sgd:groups=[(bias:lr=1e-3)]", "sgd"],
        ["sgd (bias lr=1e-2)", "sgd (bias lr=1e-3)", "sgd"]
      ),
      (["sgd:groups=[(bias:lr=1e-2)]", "adam:groups=[(bias:lr=1e-2)]"], ["sgd (bias)", "adam (bias)"]),
    ])
  func names(specs: [String], names: [String]) throws {
    let runs = try specs.map {
      try PlannedRun($0, in: RunContext(steps: 100), parameters: ["W1", "b1", "W2", "b2"])
    }
    #expect(PlannedRun.names(of: runs) == names)
  }
}
