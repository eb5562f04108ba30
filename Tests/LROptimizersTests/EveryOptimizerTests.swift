import LRCore
import Testing

@testable import LROptimizers

/// What holds for every name of the catalogue.
@Suite("Every optimizer")
struct EveryOptimizerTests {
  static let names = Optimizers.catalogue.entries.map(\.name)

  @Test("descends the sphere for 50 steps, as its first example says it", arguments: names)
  func descends(name: String) throws {
    let entry = try #require(Optimizers.catalogue.entries.first { $0.name == name })
    let spec = try #require(entry.examples.first)
    let recipe = try Optimizers.build(SpecParser.run(spec).subject)
    guard recipe.refusal(ofShape: [2]) == nil else { return }
    let chain = try SpecParser.chain("sphere")
    let sphere = try Surfaces.build(chain.phases[0], of: chain, in: RunContext())
    let path = Descent(on: sphere, recipe, steps: 50).run(named: name)
    #expect(path.divergedAt == nil && path.loss.count == 51 && path.loss.allSatisfy(\.isFinite), "\(spec)")
    #expect(path.loss[50] < path.loss[0] || path.loss[0] == 0, "\(spec)")
  }

  @Test("moves parameters of several shapes, of either number type, the same way", arguments: names)
  func types(name: String) throws {
    let trial = try Trial(name)
    guard let double = try trial.path(of: Double.self, trial.example), double.isFinite else { return }
    let single = try #require(try trial.path(of: Float.self, trial.example))
    #expect(single.isFinite && single.shapes == double.shapes)
    #expect(single.first.isClose(to: double.first, within: 2e-3), "\(trial.example)")
  }

  @Test("reads every argument that it declares, and each one counts", arguments: names)
  func arguments(name: String) throws {
    let trial = try Trial(name)
    for parameter in trial.entry.parameters {
      guard let value = trial.otherValue(of: parameter) else {
        Issue.record("\(name): no other value for \(parameter.name)")
        continue
      }
      let (plain, changed) = trial.specs(setting: parameter.name, to: value)
      #expect(try trial.unread(changed) == [], "\(changed)")
      guard trial.counts(parameter.name) else { continue }
      let (before, after) = (try trial.path(of: Double.self, plain), try trial.path(of: Double.self, changed))
      #expect(before != after, "\(changed) goes where \(plain) goes")
    }
  }
}
