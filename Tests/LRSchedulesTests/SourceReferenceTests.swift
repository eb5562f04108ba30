import LRCore
import LRSchedules
import Testing

@Suite("numbers of frameworks known by their source")
struct SourceReferenceTests {
  static let rows = ReferenceRow.rows(of: "schedules-source.jsonl")

  @Test("the fixture is there, with rows for every schedule of these frameworks")
  func names() {
    #expect(Self.rows.count >= 220)
    let frameworks = ["megatron", "deepspeed", "fairseq", "mmengine", "fastai"]
    let held = Set(Self.rows.map { String($0.spec.prefix { $0 != ":" }) })
    for entry in Schedules.catalogue.entries where frameworks.contains(entry.origin?.framework ?? "") {
      // The general constructor of Megatron is held against the named styles.
      #expect(held.contains(entry.name) || entry.name == "megatron.OptimizerParamScheduler", "\(entry.name)")
    }
  }

  @Test("every row is met to nine digits", arguments: rows)
  func values(row: ReferenceRow) throws { try row.verify() }
}
