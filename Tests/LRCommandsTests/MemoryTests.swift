import LRCore
import LRSystem
import LRTraining
import Testing

@testable import LRCommands

@Suite("memory")
struct MemoryTests {
  private func refused(_ bytes: Int, of available: Int?) -> String? {
    do throws(Failure) {
      try Memory(available: { available }).check(bytes, for: Localized("a run"), Localized("give less"))
      return nil
    } catch {
      #expect(error.outcome == .usage)
      return error.message.english
    }
  }

  @Test("what is more than there is, is refused with both amounts")
  func refusal() {
    #expect(
      refused(2_400_000_000, of: 900_000_000)
        == "a run may need 2.4 GB of memory, and 900 MB can be had: give less")
    #expect(refused(2_400_000_000, of: 0) == "a run may need 2.4 GB of memory, and nothing is left: give less")
    #expect(refused(.max, of: 1 << 40) != nil)
    #expect(refused(100 << 20, of: 100 << 20) == nil)
    #expect(refused(2_400_000_000, of: nil) == nil)
  }

  @Test("series of long runs, and of all that are kept, count")
  func records() throws {
    var plan = TrainingPlan()
    plan.data = "blobs"
    plan.length = .steps(1000)
    let short = try plan.setup(available: { nil }).memory(ofRuns: 1, of: 1)
    plan.length = .steps(1_000_000)
    let long = try plan.setup(available: { nil })
    // At the least losses, accuracies, rates, norms and seconds.
    #expect(long.memory(ofRuns: 1, of: 1) - short > 999_000 * 5 * 8)
    #expect(long.memory(ofRuns: 1, of: 10) - long.memory(ofRuns: 1, of: 1) > 9 * 1_000_000 * 5 * 8)
    plan.averaging = .exponential(share: 0.9)
    #expect(try plan.setup(available: { nil }).memory(ofRuns: 1, of: 1) > long.memory(ofRuns: 1, of: 1))
  }

  @Test("of little nothing is asked")
  func small() throws {
    let memory = Memory(available: {
      Issue.record("the system was asked")
      return 0
    })
    try memory.check(Memory.small, for: Localized("a run"), Localized("give less"))
  }

  @Test("a plan takes what was measured, and no count overflows")
  func sizes() {
    // Of one curve 8 bytes a step were measured, 16 with a copy as it is drawn; of a product 33 on the way.
    #expect(Memory.ofPlans(3, values: 100, evaluated: 100, depth: 0) == 6400)
    #expect(Memory.ofPlans(1, values: 100, evaluated: 100, depth: 1) == 7200)
    #expect(Memory.ofPlans(.max, values: .max, evaluated: .max, depth: .max, extra: .max) == .max)
    #expect(Memory.depth(of: "product:of=[(held:of=(cosine)),exp]") == 3)
  }
}
