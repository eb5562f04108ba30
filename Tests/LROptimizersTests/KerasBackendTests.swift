import LRCore
import Testing

@testable import LROptimizers

/// Numbers of Keras 3.15.1 in double precision, made on JAX 0.7.2 and TensorFlow 2.21.0: himmelblau from (0.4, 3.2).
@Suite("Keras' backends")
struct KerasBackendTests {
  private func path(_ spec: String, steps: Int = 12) throws -> Trajectory {
    let chain = try SpecParser.chain("himmelblau")
    let surface = try Surfaces.build(chain.phases[0], of: chain, in: RunContext())
    return try OptimizerRun(spec, baseRate: nil, in: RunContext(steps: steps))
      .descent(on: surface, from: (0.4, 3.2), steps: steps).run(named: spec)
  }

  @Test(
    "ScheduleFreeAdamW is the algorithm as written, whose decay shrinks y and never z",
    arguments: [
      ("", [0.44999999989886735, 0.4817947473096678, 0.84090961843594]),
      (",beta_1=0.5", [0.44999999989886735, 0.493356473640868, 1.0123930087292918]),
      (",weight_decay=0.1", [0.44999999989886735, 0.4806697473099206, 0.8245347115158496]),
      (
        ",weight_decay=0.1,beta_1=0.7,beta_2=0.9,warmup_steps=4",
        [0.41249999997471687, 0.4284655799572824, 0.8094521138363228]
      ),
      (",weight_decay=0.1,gradient_accumulation_steps=2,beta_1=0.5", [0.4, 0.44999999989886735, 0.6819996180243995]),
    ])
  func asWritten(options: String, x: [Double]) throws {
    let path = try path("keras.ScheduleFreeAdamW:learning_rate=0.05" + options)
    for (step, x) in zip([1, 2, 12], x) { #expect(abs(path.x[step] - x) < 1e-9, "\(options) at \(step)") }
  }

  @Test(
    "on PyTorch and TensorFlow z moves before x is found, so that beta_1 has no effect, but decay has",
    arguments: ["torch", "tensorflow"],
    [
      ("", [0.44999999989886735, 0.47890431575824244, 0.7992971928956345]),
      (",beta_1=0.5", [0.44999999989886735, 0.47890431575824244, 0.7992971928956344]),
      (",weight_decay=0.1", [0.44999999989886735, 0.4777793157417315, 0.7836097973755708]),
      (
        ",weight_decay=0.1,beta_1=0.7,beta_2=0.9,warmup_steps=4",
        [0.41249999997471687, 0.42454323455276777, 0.6918844044811039]
      ),
      (",weight_decay=0.1,gradient_accumulation_steps=2,beta_1=0.5", [0.4, 0.44999999989886735, 0.5948421188886902]),
    ])
  func inPlace(backend: String, row: (options: String, x: [Double])) throws {
    let path = try path("keras.ScheduleFreeAdamW:learning_rate=0.05,backend=\(backend)" + row.options)
    // TensorFlow's own numbers, in whose last digits its rounding shows.
    for (step, x) in zip([1, 2, 12], row.x) { #expect(abs(path.x[step] - x) < 5e-9, "\(row.options) at \(step)") }
  }

  @Test("use_ema draws the mean, points=train the weights, and points=eval of ScheduleFreeAdamW x")
  func points() throws {
    let averaged = "keras.ScheduleFreeAdamW:learning_rate=0.05,weight_decay=0.1,use_ema=true,ema_momentum=0.8"
    #expect(abs(try path(averaged).x[12] - 0.6961579146235333) < 1e-9)
    #expect(try path(averaged + ",points=eval").x == path(averaged).x)
    let weights = try path("keras.ScheduleFreeAdamW:learning_rate=0.05,weight_decay=0.1")
    #expect(try path(averaged + ",points=train").x == weights.x)
    // x from y and z, as the optimizer's own text defines it: equal weights make it the mean of all z.
    let x = try path("keras.ScheduleFreeAdamW:learning_rate=0.05,points=eval")
    #expect(abs(x.x[2] - 0.47890431572686776) < 1e-9)
  }

  @Test("global_clipnorm is found in float32 on PyTorch alone, Adafactor's means too")
  func rounding() throws {
    let clip = "keras.SGD:learning_rate=0.01,global_clipnorm=0.7"
    let exact = try path(clip, steps: 1).x[1]
    #expect(try path(clip + ",backend=tensorflow", steps: 1).x[1] == exact)
    let rounded = try path(clip + ",backend=torch", steps: 1).x[1]
    #expect(rounded != exact && abs(rounded - exact) < 1e-8)
    // TensorFlow's numbers; JAX and PyTorch round the means.
    let adafactor = try path("keras.Adafactor:learning_rate=0.05", steps: 3)
    #expect(abs(adafactor.x[3] - 0.7766311599162649) < 1e-12 && abs(adafactor.y[3] - 2.9226542439299976) < 1e-12)
  }

  @Test("Keras refuses points= without a mean")
  func refusal() {
    #expect(throws: SpecError.self) { try path("keras.Adam:points=train") }
  }
}
