import LRCore
import LRSchedules
import Testing

@testable import LROptimizers

@Suite("Tuning")
struct TuningTests {
  private func surface(_ spec: String) throws -> TestSurface {
    let chain = try SpecParser.chain(spec)
    return try Surfaces.build(chain.phases[0], of: chain, in: RunContext())
  }

  @Test("21 rates from 1e-5 to 10 are a factor of two apart, of two digits")
  func grid() {
    let rates = Tuning().rates
    #expect(rates.count == 21 && rates.first == 1e-5 && rates.last == 10)
    #expect(Array(rates[10...14]) == [0.01, 0.02, 0.04, 0.079, 0.16])
    for (low, high) in zip(rates, rates.dropFirst()) { #expect((1.9...2.1).contains(high / low)) }
  }

  @Test("gradient descent on a quadratic is best at 2 / (L + mu)", arguments: [4.0, 25, 100])
  func quadratic(ratio: Double) throws {
    // f = x^2 + ratio y^2 has the curvatures mu = 2 and L = 2 ratio.
    let bowl = try surface("formula:f=x^2+\(ratio)*y^2")
    let run = try OptimizerRun("sgd", baseRate: nil, in: RunContext())
    let finding = try Tuning(budget: 300, range: 1e-3...1).search { rate throws(SpecError) in
      try run.descent(on: bowl, rate: rate, from: (1, 1), steps: 200)
    }
    let rate = try #require(finding.rate)
    #expect(abs(rate * (1 + ratio) - 1) < 0.035, "\(rate)")
    #expect(!finding.isAtEdge && !finding.isIdle)
  }

  @Test("a schedule's base rate is what is tuned; a schedule with rates of its own leaves nothing to tune")
  func schedules() throws {
    let bowl = try surface("sphere")
    func search(_ spec: String) throws -> Tuning.Finding {
      let run = try OptimizerRun(spec, baseRate: nil, in: RunContext(steps: 50))
      return try Tuning().search { rate throws(SpecError) in try run.descent(on: bowl, rate: rate, steps: 50) }
    }
    #expect(try search("sgd@cosine").rate != nil)
    #expect(try !search("sgd@cosine").isIdle)
    #expect(try search("sgd@constant:lr=0.1").isIdle)
  }

  @Test("a lucky last step wins nothing: a rate that settles beats one that jumps about")
  func luck() throws {
    let eggs = try surface("rastrigin")
    let run = try OptimizerRun("sgd", baseRate: nil, in: RunContext())
    let finding = try Tuning().search { rate throws(SpecError) in try run.descent(on: eggs, rate: rate, steps: 150) }
    let rate = try #require(finding.rate)
    let losses = try run.descent(on: eggs, rate: rate, steps: 150).run(named: "sgd").loss.suffix(15)
    let (low, high) = (try #require(losses.min()), try #require(losses.max()))
    #expect(high - low < 1e-3, "\(rate)")
  }

  @Test("a rate that becomes infinite never wins; where all do there is none")
  func divergence() throws {
    let bowl = try surface("sphere")
    let run = try OptimizerRun("sgd", baseRate: nil, in: RunContext())
    let some = try Tuning(budget: 5, range: 0.1...1e9).search { rate throws(SpecError) in
      try run.descent(on: bowl, rate: rate, steps: 200)
    }
    #expect(some.rate == 0.1 && some.isAtEdge)
    let none = try Tuning(budget: 3, range: 1e3...1e9).search { rate throws(SpecError) in
      try run.descent(on: bowl, rate: rate, steps: 200)
    }
    #expect(none.rate == nil)
  }
}

@Suite("Gradient noise")
struct GradientNoiseTests {
  @Test("the vectors of a seed are these, on every machine")
  func fixed() {
    let noise = GradientNoise(deviation: 1, seed: 7)
    let vectors = (0..<3).map { noise.vector(at: $0) }
    #expect(vectors.map(\.x) == Self.expected.map(\.0))
    #expect(vectors.map(\.y) == Self.expected.map(\.1))
  }

  private static let expected = [
    (1.311103921617897, 0.8860979404504816), (-2.4187539339046022, 0.9956291779729427),
    (1.3786704644396188, -0.22618783920761068),
  ]

  @Test("components are normal with the deviation that was asked for, and independent")
  func normal() {
    let noise = GradientNoise(deviation: 0.5, seed: 1)
    let count = 200_000
    var (sum, square, fourth, product) = (0.0, 0.0, 0.0, 0.0)
    for step in 0..<count {
      let (x, y) = noise.vector(at: step)
      sum += x + y
      square += x * x + y * y
      fourth += x * x * x * x + y * y * y * y
      product += x * y
    }
    let all = Double(2 * count)
    #expect(abs(sum / all) < 0.004)
    #expect(abs(square / all - 0.25) < 0.003)
    #expect(abs(fourth / all / (square / all * square / all) - 3) < 0.05)
    #expect(abs(product / Double(count)) < 0.004)
  }

  @Test("the logarithm is right to a few units in the last place")
  func logarithm() {
    for (value, expected) in [
      (1.0, 0.0), (2, 0.6931471805599453), (0.5, -0.6931471805599453), (1e-300, -690.7755278982137),
      (0.9999, -0.00010000500033334732), (0.1, -2.302585092994046),
    ] {
      #expect(abs(naturalLogarithm(value) - expected) <= 4e-16 * abs(expected), "\(value)")
    }
  }

  @Test("within a step the loss is tilted by that step's noise, so a line search meets one consistent batch")
  func consistent() {
    struct Probe: OptimizerRecipe {
      var rate = 0.1
      func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { ProbeOptimizer<S>() }
    }
    struct ProbeOptimizer<Scalar: TrainingScalar>: Optimizer {
      mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {}

      mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
        let gradient = objective.gradient(parameters)[0].values
        // A central difference of the loss is the gradient that the rule is told.
        let h: Scalar = 1e-4
        for axis in 0..<2 {
          var (ahead, behind) = (parameters, parameters)
          ahead[0].values[axis] += h
          behind[0].values[axis] -= h
          let slope = (objective.value(ahead) - objective.value(behind)) / (2 * h)
          #expect(abs(Double(slope - gradient[axis])) < 1e-6)
        }
        for axis in 0..<2 { parameters[0].values[axis] -= rate * gradient[axis] }
      }
    }
    var descent = Descent(on: IllConditioned(), Probe(), from: (1, 1), steps: 5)
    descent.noise = GradientNoise(deviation: 2, seed: 5)
    #expect(descent.run(named: "probe").x.count == 6)
  }

  private struct IllConditioned: Surface {
    func value(_ x: Double, _ y: Double) -> Double { x * x + 4 * y * y }
    func gradient(_ x: Double, _ y: Double) -> (x: Double, y: Double) { (2 * x, 8 * y) }
    func hessian(_ x: Double, _ y: Double) -> (xx: Double, xy: Double, yy: Double) { (2, 0, 8) }
  }
}
