import LRCore
import Testing

@testable import LRTraining

@Suite("Order of batches")
struct BatchesTests {
  private static func setup(_ change: (inout TrainingPlan) -> Void) throws -> TrainingSetup {
    var plan = TrainingPlan()
    plan.data = "regression:samples=50"
    change(&plan)
    var setup = try plan.setup(available: { nil })
    try plan.weigh(&setup)
    return setup
  }

  /// The targets of the rows that each update of an epoch meets, all different in this set.
  private static func targets(_ setup: TrainingSetup, epoch: Int) -> [Double] {
    let batches = Batches<Double>(setup)
    var met: [Double] = []
    for step in epoch * setup.stepsPerEpoch..<(epoch + 1) * setup.stepsPerEpoch {
      for part in batches.parts(of: step) {
        batches.gather(part)
        met += (0..<part.count).map { batches.targets[$0] }
      }
    }
    return met
  }

  @Test("every row is met once an epoch, with a short last batch and accumulated ones too", arguments: [1, 2, 3])
  func once(accumulation: Int) throws {
    let setup = try Self.setup {
      $0.batch = 7
      $0.accumulation = accumulation
    }
    let rows = setup.data.train.targets.sorted()
    #expect(rows.count == 40 && Set(rows).count == 40)
    for epoch in 0..<3 { #expect(Self.targets(setup, epoch: epoch).sorted() == rows) }
    #expect(Self.targets(setup, epoch: 0) != Self.targets(setup, epoch: 1))
  }

  @Test("each epoch has an order of its own, whichever step of it is asked for first")
  func independent() throws {
    let setup = try Self.setup { $0.batch = 8 }
    let whole = Batches<Double>(setup)
    for step in 0..<setup.stepsPerEpoch * 2 {
      let alone = Batches<Double>(setup)
      for part in whole.parts(of: step) {
        whole.gather(part)
        _ = alone.parts(of: step)
        alone.gather(part)
        #expect((0..<part.count).allSatisfy { whole.targets[$0] == alone.targets[$0] })
      }
    }
  }

  @Test("another seed has other rows and other first weights")
  func seeds() throws {
    var plan = TrainingPlan()
    plan.data = "digits:samples=200,label_noise=0.3"
    let first = try plan.setup(available: { nil })
    let second = try plan.setup(first, seed: 1, available: { nil })
    #expect(first.data.train.targets != second.data.train.targets)
    #expect(first.data.train.inputs == second.data.train.inputs, "the rows of digits are fixed, their noise is not")
    var other = first
    try plan.weigh(&other)
    #expect(other.initial != second.initial)
  }

  @Test("rows that don't fit the memory are refused before they are made")
  func memory() {
    var plan = TrainingPlan()
    plan.data = "blobs:samples=1000000,features=60"
    #expect(throws: TrainingPlanError.self) { try plan.setup(available: { 100 << 20 }) }
  }
}
