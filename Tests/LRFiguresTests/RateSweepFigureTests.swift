import LRCharts
import LRCore
import LRScene
import LRTraining
import Testing

@testable import LRFigures

@Suite("Figure of the final loss over the learning rate")
struct RateSweepFigureTests {
  private static let rates = [0.001, 0.01, 0.1, 1]

  private static func run(_ name: String, _ losses: [[Double?]], start: [Double]) -> RateSweep.Run {
    RateSweep.Run(name: name, spec: name, losses: losses, start: start)
  }

  private static let two = run("sgd", [[2.2, 2.0], [1.5, 1.1], [0.4, 0.6], [nil, 2.4]], start: [2.3, 2.4])
  private static let one = run("adam", [[1.1], [0.5], [1.9], [90]], start: [2.3])

  private static func panel(_ runs: [RateSweep.Run], _ looks: Looks = Looks()) throws -> Panel {
    try #require(RateSweepFigure(RateSweep(rates: rates, runs: runs), looks: looks).chart().panels.first)
  }

  @Test("several seeds have a band from the lowest to the highest, one has none")
  func bands() throws {
    let bands = try Self.panel([Self.two]).marks.compactMap { $0 as? BandMark }
    #expect(bands.count == 1 && bands[0].extent.y == 0.4...2.4)
    #expect(try Self.panel([Self.one]).marks.allSatisfy { !($0 is BandMark) })
  }

  @Test("a line is the mean of the seeds that did not diverge; a failed seed has a cross")
  func means() throws {
    let panel = try Self.panel([Self.two])
    let line = try #require(panel.marks.compactMap { $0 as? LineMark }.first)
    for (value, mean) in zip(line.series.y, [2.1, 1.3, 0.5, 2.4]) { #expect(abs(value - mean) < 1e-12) }
    #expect(panel.annotations.contains { $0.symbol == .cross && $0.x == 1 })
  }

  @Test("every loss above the frame has an arrowhead within the grid of rates")
  func arrowheads() throws {
    let panel = try Self.panel([Self.two, Self.one])
    let heads = panel.marks.compactMap { $0 as? DepartureMark }
    #expect(heads.count == 1 && heads.allSatisfy { $0.goesUp && $0.x <= 1 && $0.x > 0.9 })
  }

  @Test("nothing overlaps or is cut off at any size", arguments: RateComparisonTests.sizes + [Size(252, 180)])
  func legible(size: Size) {
    for language in Language.allCases {
      let figure = RateSweepFigure(
        RateSweep(rates: Self.rates, runs: [Self.two, Self.one]), protocol: TrialRun.protocolLines,
        looks: Looks(size: size, language: language))
      expectLegible(figure.chart(), "\(size) \(language)")
    }
  }
}
