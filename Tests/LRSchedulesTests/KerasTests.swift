import LRCore
import LRSchedules
import Testing

@Suite("the dialect of Keras")
struct KerasTests {
  private let flat = [Double](repeating: 1, count: 60)

  @Test("a boundary's own step has the old rate, the next one the new")
  func boundaries() throws {
    let rates = try rates("keras.PiecewiseConstantDecay:boundaries=[30,80],values=[0.1,0.05,0.01]")
    #expect(rates[30] == 0.1 && rates[31] == 0.05 && rates[80] == 0.05 && rates[81] == 0.01)
  }

  @Test("boundaries that don't increase add up, as the real class does")
  func disorder() throws {
    let rates = try rates("keras.PiecewiseConstantDecay:boundaries=[50,20],values=[1,2,4]")
    #expect(rates[20] == 1 && near(rates[21], 5) && near(rates[50], 5) && rates[51] == 4)
  }

  @Test("what the constructor refuses is refused at the argument")
  func refusals() {
    #expect(
      fault("keras.ExponentialDecay:initial_learning_rate=0.1,decay_steps=0,decay_rate=0.5")?.message.english
        == "'decay_steps' must be more than 0, not 0")
    let piecewise = fault("keras.PiecewiseConstantDecay:boundaries=[1,2],values=[1,2]")
    #expect(piecewise?.message.english.contains("should be 1 less than the length of values") == true)
    #expect(piecewise?.underlined == "[1,2]")
    #expect(fault("keras.PiecewiseConstantDecay:boundaries=[],values=[1]")?.underlined == "[]")
    #expect(fault("keras.ReduceLROnPlateau:factor=1", metrics: flat)?.underlined == "1")
  }

  @Test("wrong names, keys and missing values are named")
  func wrongNames() {
    #expect(fault("keras.CosineDecy")?.message.english.contains("'keras.CosineDecay'") == true)
    #expect(
      fault("keras.CosineDecay:initial_learning_rate=0.1,decaysteps=9")?.message.english.contains("'decay_steps'")
        == true)
    #expect(fault("keras.CosineDecay")?.message.english.contains("needs initial_learning_rate=") == true)
    #expect(fault("keras.ReduceLROnPlateau:mode=mim", metrics: flat)?.message.english.contains("'min'") == true)
  }

  @Test("the warm-up comes before decay_steps, and needs a target")
  func warmup() throws {
    let spec = "keras.CosineDecay:initial_learning_rate=0,decay_steps=80,warmup_target=0.1,warmup_steps=20"
    let warm = try plan(spec)
    #expect(near(warm.rates[10], 0.05) && warm.rates[20] == 0.1 && warm.rates[99] > 0 && warm.rates[100] == 0)
    #expect(warm.outline.phases == [.init(.warmup, 0..<20), .init(.decay, 20..<100)])
    let cold = try plan("keras.CosineDecay:initial_learning_rate=0.1,decay_steps=80,warmup_steps=20")
    #expect(cold.rates[0] == 0.1 && cold.rates[80] == 0)
  }

  @Test("restarts are where the logarithm puts them, at every length of run")
  func restarts() throws {
    let spec = "keras.CosineDecayRestarts:initial_learning_rate=1,first_decay_steps=1,t_mul=3,m_mul=0.5"
    // 1 + 3 + 9 + 27 + 81 = 121 steps: ln 243 / ln 3 falls short of 5 in float64, but not after Keras's rounding.
    let plan = try plan(spec, steps: 200)
    #expect(plan.outline.events.map(\.step) == [1, 4, 13, 40, 121])
    #expect(plan.rates[121] == 0.03125 && plan.rates[40] == 0.0625)
    for step in [0, 1, 39, 40, 120, 121, 200] { #expect(try rates(spec, steps: step)[step] == plan.rates[step]) }
  }

  @Test("a t_mul below 1 says where the rates end")
  func shrinking() throws {
    let spec = "keras.CosineDecayRestarts:initial_learning_rate=1,first_decay_steps=20,t_mul=0.5"
    #expect(try rates(spec, steps: 39).allSatisfy(\.isFinite))
    #expect(try plan(spec, steps: 60).ending == Ending(lastStep: 39, cause: .notFinite(isInfinite: false)))
  }

  @Test("a cycling polynomial starts again after a multiple of its length")
  func cycles() throws {
    let spec = "keras.PolynomialDecay:initial_learning_rate=0.1,decay_steps=25,end_learning_rate=0.01,cycle=true"
    let plan = try plan(spec)
    #expect(plan.outline.events == [26, 51, 76].map { .init(.restart, at: $0) })
    #expect(plan.rates[25] == 0.01 && plan.rates[26] > 0.05)
  }

  @Test("stairs are milestones, also where their length isn't whole")
  func stairs() throws {
    let spec = "keras.ExponentialDecay:initial_learning_rate=1,decay_steps=2.5,decay_rate=0.5,staircase=true"
    let plan = try plan(spec, steps: 10)
    #expect(plan.rates == [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.0625])
    #expect(plan.outline.events.map(\.step) == [3, 5, 8, 10])
    #expect(try LRSchedulesTests.plan(spec, steps: 1_000_000).outline.events.count == 1000)
  }

  @Test("patience bad epochs reduce, and a cooldown leaves out all but its last epoch")
  func plateau() throws {
    let plan = try plan("keras.ReduceLROnPlateau:patience=2,cooldown=3,factor=0.5", steps: 12, metrics: flat)
    // Epoch 0 is best; 1 and 2 are bad: lower from 3 on. 3 and 4 are left out; 5 and 6 are bad.
    #expect(plan.outline.events.map(\.step) == [3, 7, 11])
    #expect(plan.outline.phases.first == .init(.cooldown, 3..<5))
    #expect(plan.rates[2] == 0.1 && plan.rates[3] == 0.05 && plan.rates[7] == 0.025)
  }

  @Test("min_delta must be gained in both modes, and its sign doesn't matter")
  func minDelta() throws {
    let falling = (0..<10).map { 1 - 0.2 * Double($0) }
    for delta in ["0.5", "-0.5"] {
      let lower = try plan("keras.ReduceLROnPlateau:patience=1,min_delta=\(delta)", steps: 5, metrics: falling)
      #expect(lower.outline.events.map(\.step) == [2, 3, 5])
      let higher = try plan(
        "keras.ReduceLROnPlateau:mode=max,patience=1,min_delta=\(delta)", steps: 5, metrics: falling.map { -$0 })
      #expect(higher.outline.events == lower.outline.events)
    }
  }

  @Test("mode=auto goes by the metric's name, and refuses one that Keras doesn't know")
  func auto() throws {
    let rising = (0..<9).map(Double.init)
    #expect(
      try plan("keras.ReduceLROnPlateau:monitor=val_accuracy,patience=1", steps: 8, metrics: rising).outline.events
        .isEmpty)
    #expect(
      try !plan("keras.ReduceLROnPlateau:monitor=auc_1,patience=1,mode=min", steps: 8, metrics: rising).outline.events
        .isEmpty)
    #expect(try !plan("keras.ReduceLROnPlateau:patience=1", steps: 8, metrics: rising).outline.events.isEmpty)
    let unknown = fault("keras.ReduceLROnPlateau:monitor=profit", metrics: rising)
    #expect(unknown?.underlined == "profit" && unknown?.message.english.contains("give mode=max or mode=min") == true)
    #expect(
      try plan("keras.ReduceLROnPlateau:monitor=profit,mode=max,patience=1", steps: 8, metrics: rising).rates[8] == 0.1)
  }
}
