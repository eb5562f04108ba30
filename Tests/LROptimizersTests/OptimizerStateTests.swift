import LRCore
import LRSchedules
import Testing

@testable import LROptimizers

/// What an optimizer remembers, as bytes and back.
@Suite("States of optimizers")
struct OptimizerStateTests {
  static let names = EveryOptimizerTests.names

  @Test("six updates are three, a state in bytes, and three more, whatever the arguments are", arguments: names)
  func resumed(name: String) throws {
    let trial = try Trial(name)
    for example in trial.entry.examples {
      try check(example, of: Double.self)
      try check(example, of: Float.self)
      try check(example, of: Double.self, drivesMomentum: true)
      try check(example, of: Double.self, knowsHessian: false)
    }
    for parameter in trial.entry.parameters {
      guard let value = trial.otherValue(of: parameter) else { continue }
      try check(trial.specs(setting: parameter.name, to: value).changed, of: Double.self)
    }
  }

  @Test(
    "wrappers and schedules that are arguments go on where they were",
    arguments: [
      "lookahead:of=(momentum:lr=0.05),sync=2", "lookahead:of=(lookahead:of=(adam:lr=0.05),sync=2),sync=4",
      "pytorch_optimizer.Lookahead:optimizer=(torch.SGD:lr=0.05,momentum=0.9),k=2,pullback_momentum=pullback",
      "optax.lookahead:fast_optimizer=(optax.adam:learning_rate=0.05),sync_period=2,slow_step_size=0.5,reset_state=true",
      "keras.Adam:learning_rate=0.05,use_ema=true,ema_overwrite_frequency=2,gradient_accumulation_steps=2",
      "keras.SGD:learning_rate=0.05,momentum=0.9,gradient_accumulation_steps=4,clipnorm=0.5",
      "optax.adamw:learning_rate=(optax.cosine_decay_schedule:init_value=0.1,decay_steps=10),weight_decay=(optax.linear_schedule:init_value=0.1,end_value=0,transition_steps=9)",
      "optax.sam:optimizer=(optax.sgd:learning_rate=0.05,momentum=0.9),adv_optimizer=(optax.sgd:learning_rate=0.05,momentum=0.9),sync_period=3,opaque_mode=false,reset_state=false",
      "optax.sam:optimizer=(optax.adam:learning_rate=0.05),adv_optimizer=(optax.sgd:learning_rate=(optax.linear_schedule:init_value=0.1,end_value=0,transition_steps=40)),sync_period=3,opaque_mode=true,reset_state=false",
      "optax.muon:learning_rate=0.05,adam_learning_rate=(optax.linear_schedule:init_value=0.1,end_value=0,transition_steps=9)",
    ])
  func wrapped(spec: String) throws {
    try check(spec, of: Double.self)
    try check(spec, of: Float.self)
  }

  @Test("a state that ends too early, or too late, is refused; no byte in it can stop the process", arguments: names)
  func damaged(name: String) throws {
    let spec = try Trial(name).example
    var course = try Course<Double>(spec)
    try course.go(3)
    let bytes = try course.written()
    for count in 0..<bytes.count {
      var other = try Course<Double>(like: course)
      #expect(throws: StateError.self) { try other.read(Array(bytes[..<count])) }
    }
    var other = try Course<Double>(like: course)
    #expect(throws: StateError.surplus) { try other.read(bytes + [0]) }
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 0x81
      var other = try Course<Double>(like: course)
      // Most bytes are of numbers, any of which may be.
      do { try other.read(damaged) } catch is StateError { continue }
      try other.go(1)
    }
  }

  @Test("a schedule that is another one in the past is told")
  func otherSchedule() throws {
    func spec(_ steps: Int, _ end: Double) -> String {
      "optax.sgd:learning_rate=(optax.linear_schedule:init_value=1,end_value=\(end),transition_steps=\(steps))"
    }
    var course = try Course<Double>(spec(8, 0))
    try course.go(3)
    let bytes = try course.written()
    var other = try Course<Double>(spec(16, 0))
    other.updates = 3
    #expect(throws: StateError.otherSchedule) { try other.read(bytes) }
    // The same slope over twice the time.
    var same = try Course<Double>(spec(16, -1))
    same.updates = 3
    #expect(throws: Never.self) { try same.read(bytes) }
  }

  private func check<Scalar: TrainingScalar>(
    _ spec: String, of type: Scalar.Type, drivesMomentum: Bool = false, knowsHessian: Bool = true
  ) throws {
    var whole = try Course<Scalar>(spec, knowsHessian: knowsHessian)
    guard !whole.parameters.isEmpty else { return }
    // Once, for a schedule need not say it at every step.
    if drivesMomentum { whole.optimizer.setMomentum(0.8) }
    try whole.go(3)
    let bytes = try whole.written()
    var rest = try Course<Scalar>(like: whole)
    try rest.read(bytes)
    #expect(try rest.written() == bytes, "\(spec)")
    for step in 4...6 {
      try whole.go(1)
      try rest.go(1)
      #expect(whole.bits == rest.bits, "\(spec), update \(step)")
    }
    #expect(try whole.written() == rest.written(), "\(spec)")
  }

  /// An optimizer on its way.
  private struct Course<Scalar: TrainingScalar> {
    let recipe: any OptimizerRecipe
    var optimizer: any Optimizer<Scalar>
    var parameters: [Tensor<Scalar>]
    var knowsHessian = true
    var updates = 0

    init(_ spec: String, knowsHessian: Bool = true) throws {
      recipe = try Optimizers.build(SpecParser.run(spec).subject, in: RunContext(steps: 12))
      optimizer = recipe.optimizer(of: Scalar.self)
      let all: [Tensor<Scalar>] = [
        Tensor(shape: [3, 2], values: [0.9, -1.2, 0.4, 1.5, -0.3, 0.8]), Tensor([1.1, -0.6]),
        Tensor(shape: [], values: [0.7]),
      ]
      parameters = all.filter { [recipe] in recipe.refusal(ofShape: $0.shape) == nil }
      self.knowsHessian = knowsHessian
    }

    /// A new optimizer at the parameters of another.
    init(like other: Course) throws {
      self = other
      optimizer = recipe.optimizer(of: Scalar.self)
    }

    mutating func go(_ count: Int) throws {
      var objective = Objective<Scalar>.bowls()
      if !knowsHessian { objective.hessianDiagonal = nil }
      for _ in 0..<count { optimizer.step(&parameters, on: objective, rate: Scalar(recipe.rate)) }
      updates += count
    }

    func written() throws -> [UInt8] {
      var copy = optimizer
      var archive = StateArchive(writingAfter: updates, of: parameters.map(\.shape))
      try copy.exchangeState(with: &archive)
      return archive.bytes
    }

    mutating func read(_ bytes: [UInt8]) throws {
      var archive = StateArchive(reading: bytes, after: updates, of: parameters.map(\.shape))
      try optimizer.exchangeState(with: &archive)
      try archive.finish()
    }

    var bits: [UInt64] {
      (parameters + optimizer.evaluationPoint(parameters)).flatMap { $0.values.map { Double($0).bitPattern } }
        + [optimizer.ownRate.map { Double($0).bitPattern } ?? 0]
    }
  }
}
