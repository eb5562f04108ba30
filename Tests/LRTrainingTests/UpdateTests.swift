import LRCore
import LROptimizers
import Testing

@testable import LRTraining

@Suite("Updates in one pass")
struct UpdateTests {
  @Test(
    "are those of the optimizer of the catalogue, whatever it is told",
    arguments: [
      "sgd:lr=0.1", "sgd:lr=0.1,momentum=0.9,weight_decay=0.2", "sgd:lr=0.1,momentum=0.9,nesterov=true",
      "torch.SGD:lr=0.1,momentum=0.9,dampening=0.4", "torch.SGD:lr=0.1,momentum=0.9,maximize=true",
      "keras.SGD:learning_rate=0.1,momentum=0.9", "torch_optimizer.SGDW:lr=0.1,weight_decay=0.3",
      "torch_optimizer.SGDW:lr=0.1,momentum=0.9,weight_decay=0.3",
      "pytorch_optimizer.SGDW:lr=0.1,momentum=0.9,weight_decay=0.3", "adam:lr=0.1", "adam:lr=0.1,weight_decay=0.3",
      "adamw:lr=0.1,weight_decay=0.3", "torch.Adam:lr=0.1,amsgrad=true", "torch.Adam:lr=0.1,maximize=true",
      "keras.Adam:learning_rate=0.1", "optax.adam:learning_rate=0.1,eps_root=0.5", "nadam:lr=0.1", "adamax:lr=0.1",
    ])
  func fused(spec: String) throws {
    let recipe = try Optimizers.build(SpecParser.chain(spec), in: RunContext(steps: 20, stepsPerEpoch: 5))
    var draw = SplitMix64(stream: 3, seed: 1)
    let start = [
      Tensor<Float>(shape: [2, 3], values: (0..<6).map { _ in Float(draw.normalPair(deviation: 1).x) }),
      Tensor<Float>(shape: [2], values: [0.5, -2]),
    ]
    var (quick, whole) = (Update<Float>(recipe, fuses: true), Update<Float>(recipe, fuses: false))
    var (a, b) = (start, start)
    for step in 0..<20 {
      // The gradient of a bowl, and something that moves.
      func gradients(_ point: [Tensor<Float>]) -> [Tensor<Float>] {
        let pull = Float((step * 7) % 5) / 4 - 0.5
        return point.map { Tensor(shape: $0.shape, values: $0.values.map { 0.7 * $0 + pull }) }
      }
      func objective(_ origin: [Tensor<Float>]) -> Objective<Float> {
        Objective(value: { _ in 0 }, gradient: { gradients($0) })
      }
      quick.step(&a, gradients(a), on: objective, rate: 0.1)
      whole.step(&b, gradients(b), on: objective, rate: 0.1)
      for (x, y) in zip(a, b) {
        for (x, y) in zip(x.values, y.values) { #expect(abs(x - y) < 1e-4 * max(1, abs(y)), "step \(step)") }
      }
    }
    #expect(a != start)
  }
}
