import LRCharts
import LRCore
import LRScene
import LRTraining
import Testing

@testable import LRFigures

@Suite("Figures of cooldowns")
struct CooldownFigureTests {
  private static func outcome(
    seeds: Int = 1, diverges: Int? = nil, length: CooldownPlan.Length = .share(0.2)
  ) throws -> CooldownOutcome {
    let plan = try CooldownPlan(count: 3, steps: 90, length: length)
    func records(_ name: String, _ steps: Int, floor: Double, diverges: Int? = nil) -> [TrainingRecord] {
      (0..<seeds).map { seed in
        TrialRun(
          name: name, steps: steps, stepsPerEpoch: 10, floor: floor, seed: UInt64(seed + 1), diverges: diverges
        ).record
      }
    }
    return CooldownOutcome(
      shape: .oneMinusRoot, length: length, warmup: 4,
      constant: records("constant", 90, floor: 0.4, diverges: diverges),
      pairs: plan.branches.map { branch in
        CooldownOutcome.Pair(
          branch: branch, cooldown: records("cooldown at \(branch.end)", branch.end, floor: 0.2),
          cosine: records("cosine at \(branch.end)", branch.end, floor: 0.25))
      })
  }

  private static func lines(_ panel: Panel) -> [LineMark] { panel.marks.compactMap { $0 as? LineMark } }

  @Test("branches begin where they leave the constant run, and the envelope joins their ends")
  func panels() throws {
    let outcome = try Self.outcome()
    let chart = CooldownFigure(
      outcome, of: "sgd", protocol: TrialRun.protocolLines, looks: Looks(size: CooldownFigure.size)
    ).chart()
    #expect(chart.panels.count == 3)
    let lines = Self.lines(chart.panels[0])
    #expect(lines.count == 8)
    // Each kind is named once.
    #expect(lines.compactMap(\.name).sorted() == ["constant", "cooldown", "cosine", "envelope"])
    let envelope = try #require(lines.last)
    #expect((0..<3).map { envelope.series.position($0) } == [30, 60, 90])
    #expect(envelope.series.y == outcome.pairs.map { $0.cooldown[0].evaluations.last?.loss })
    // Losses are found after each tenth step; the branch to 60 leaves at 48.
    let branch = lines[5].series
    #expect(branch.position(0) == 50 && branch.position(branch.y.count - 1) == 60)
    let rates = Self.lines(chart.panels[2])
    #expect(rates[5].series.position(0) == 48 && rates[5].series.y.last == 0 && rates[5].series.y.count == 13)
    #expect(chart.caption?.contains("Hägele et al. 2024") == true)
    #expect(chart.caption?.contains("same warm-up of 4 steps") == true)
    #expect(chart.caption?.contains("Updates: 126 of the constant run and the cooldowns, 180 of the cosines.") == true)
  }

  @Test("rows give both losses and their difference; several seeds mean and spread")
  func rows() throws {
    let one = CooldownFigure(try Self.outcome(), of: "sgd").rows
    #expect(one.count == 4 && one[1][0] == "30" && one[1][1] == "24")
    #expect(one.dropFirst().allSatisfy { $0.count == 5 && $0[4].hasPrefix("−") })
    let three = CooldownFigure(try Self.outcome(seeds: 3), of: "sgd").rows
    #expect(three.dropFirst().allSatisfy { $0[2].contains(" ± ") && $0[4].contains(" ± ") })
  }

  @Test("a constant run that diverges has a cross and is counted")
  func divergence() throws {
    let chart = CooldownFigure(try Self.outcome(diverges: 50), of: "sgd").chart()
    #expect(chart.panels[0].annotations.contains { $0.symbol == .cross })
    #expect(chart.caption?.contains("1 of 7 runs diverged.") == true)
  }

  @Test("a low figure has fewer panels and says so", arguments: [(300.0, 2), (200, 1), (620, 3)])
  func sizes(height: Double, panels: Int) throws {
    let chart = CooldownFigure(try Self.outcome(), of: "sgd", looks: Looks(size: Size(400, height))).chart()
    #expect(chart.panels.count == panels && chart.remarks.isEmpty == (panels == 3))
  }

  @Test("is drawn in both languages, with one or several seeds", arguments: Language.allCases, [1, 2])
  func drawn(language: Language, seeds: Int) throws {
    let outcome = try Self.outcome(seeds: seeds, length: .steps(5))
    let chart = CooldownFigure(outcome, of: "sgd", looks: Looks(size: CooldownFigure.size, language: language)).chart()
    #expect(!chart.scene(measuring: .fixedAdvance).nodes.isEmpty)
    #expect(Self.lines(chart.panels[0]).count == 8)
    #expect(chart.panels[0].marks.count { $0 is BandMark } == (seeds > 1 ? 7 : 0))
  }
}
