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

  @Test("stays finite in Float where a whole row and a whole column have no gradient", arguments: names)
  func dead(name: String) throws {
    let trial = try Trial(name)
    let recipe = try Optimizers.build(SpecParser.run(trial.example).subject)
    guard recipe.refusal(ofShape: [3]) == nil else { return }
    // What a unit that never fires and an input that is always 0 leave of a layer.
    func gradient(of parameters: [Tensor<Float>]) -> [Tensor<Float>] {
      var gradients = parameters
      for i in 0..<12 where i / 3 == 1 || i % 3 == 2 { gradients[0].values[i] = 0 }
      gradients[1].values[1] = 0
      return gradients
    }
    let objective = Objective<Float>(
      value: { point in gradient(of: point).reduce(0) { $0 + $1.values.reduce(0) { $0 + $1 * $1 / 2 } } },
      gradient: gradient)
    var optimizer = recipe.optimizer(of: Float.self)
    var parameters = [
      Tensor<Float>(shape: [4, 3], values: (1...12).map { Float($0) / 12 }), Tensor<Float>([0.5, -0.5, 1]),
    ]
    for step in 1...3 {
      optimizer.step(&parameters, on: objective, rate: Float(recipe.rate))
      #expect(parameters.allSatisfy { $0.values.allSatisfy(\.isFinite) }, "\(trial.example), step \(step)")
    }
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
