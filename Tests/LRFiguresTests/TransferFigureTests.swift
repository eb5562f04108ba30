import LRCharts
import LRCore
import LRScene
import LRTraining
import Testing

@testable import LRFigures

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Figures of transfer across widths")
struct TransferFigureTests {
  private static let rates: [Double] = (0..<7).map { 0.001 * Double(1 << $0) }

  /// Valleys around the places of the best rates; nil of them diverges at the last rate.
  private static func sweep(_ best: [Int], seeds: Int = 1, diverges: Bool = false) -> RateSweep {
    RateSweep(
      rates: rates,
      runs: best.map { best in
        RateSweep.Run(
          name: "", spec: "adam",
          losses: rates.indices.map { rate in
            (0..<seeds).map { seed in
              if diverges, rate == rates.count - 1 { return nil }
              let distance = Double(rate - best)
              return 0.2 + 0.1 * distance * distance + 0.01 * Double(seed)
            }
          }, start: [Double](repeating: 2.3, count: seeds))
      })
  }

  private static func transfer(seeds: Int = 1) -> WidthTransfer {
    WidthTransfer(
      widths: [64, 128, 256], standard: sweep([4, 3, 1], seeds: seeds, diverges: true),
      mup: sweep([4, 4, 4], seeds: seeds))
  }

  @Test("two panels share their scales, with a line for each width over log2 of the rate")
  func panels() throws {
    let chart = TransferFigure(Self.transfer(), of: "adam", protocol: TrialRun.protocolLines).chart()
    #expect(chart.panels.count == 2 && chart.arrangement == .grid)
    #expect(chart.panels[0].y.domain == chart.panels[1].y.domain && chart.panels[0].y.kind == .logarithmic)
    #expect(chart.panels[0].x.domain == chart.panels[1].x.domain)
    for panel in chart.panels {
      let named = panel.marks.compactMap { $0 as? LineMark }.filter { $0.name != nil }
      #expect(named.compactMap(\.name) == ["width 64", "width 128", "width 256"])
      #expect(abs(named[0].series.position(1) - named[0].series.position(0) - 1) < 1e-12)
    }
    // A dot at each best rate; crosses where runs diverged.
    let dots = chart.panels[0].annotations.filter { $0.symbol == .dot }.map {
      Int(clamping: (exp2($0.x) * 1000).rounded())
    }
    #expect(dots == [16, 8, 2])
    #expect(chart.panels[0].annotations.count { $0.symbol == .cross } == 3)
    #expect(chart.panels[1].annotations.count { $0.symbol == .cross } == 0)
    #expect(
      chart.caption?.contains(
        "of the grid, a step of which is a factor of 2. From width 64 to 256: −3 grid steps, under muP 0 grid steps. One seed: "
      ) == true)
  }

  @Test("rows have both best rates, and how far they moved")
  func rows() {
    let figure = TransferFigure(Self.transfer(), of: "adam")
    #expect(figure.rows.count == 5)
    #expect(figure.rows[1] == ["64", "0.016", "0.2000", "0.016", "0.2000"])
    #expect(figure.rows[3] == ["256", "0.002", "0.2000", "0.016", "0.2000"])
    #expect(figure.rows[4] == ["moved by", "−3 grid steps", "", "0 grid steps", ""])
    #expect(figure.warnings.isEmpty)
  }

  @Test("a best rate at the edge is warned of, and a width that learns nothing")
  func warnings() {
    var transfer = Self.transfer()
    transfer.mup = Self.sweep([4, 6, 0])
    transfer.standard.runs[2].losses = Self.rates.map { _ in [3] }
    let figure = TransferFigure(transfer, of: "adam")
    #expect(
      figure.warnings.map(\.english).contains { $0.hasPrefix("muP, width 128, 256: the best rate is at the edge") })
    #expect(figure.warnings.map(\.english).contains { $0.hasPrefix("standard parametrization, width 256: no rate") })
    #expect(figure.rows[3][1] == "-" && figure.rows[4][1] == "-")
  }

  @Test("where all runs diverge there are crosses in an empty frame, and nothing moved")
  func nothing() {
    var transfer = Self.transfer()
    for index in 0..<3 {
      transfer.standard.runs[index].losses = Self.rates.map { _ in [nil] }
      transfer.mup.runs[index].losses = Self.rates.map { _ in [nil] }
    }
    let chart = TransferFigure(transfer, of: "sgd").chart()
    #expect(
      chart.panels.allSatisfy { panel in panel.annotations.count { $0.symbol == .cross } == 3 * Self.rates.count })
    #expect(chart.panels[0].y.domain?.contains(2.3) == true)
    #expect(chart.caption?.contains("moves by") == false)
  }

  @Test("is drawn in both languages, with one or several seeds", arguments: Language.allCases, [1, 2])
  func drawn(language: Language, seeds: Int) {
    let figure = TransferFigure(Self.transfer(seeds: seeds), of: "adam", looks: Looks(language: language))
    let chart = figure.chart()
    #expect(!chart.scene(measuring: .fixedAdvance).nodes.isEmpty)
    #expect(chart.panels[0].marks.count { $0 is BandMark } == (seeds > 1 ? 3 : 0))
    #expect(chart.description.contains(language == .english ? "width 256: lowest loss" : "宽度 256"))
  }
}
