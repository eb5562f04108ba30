import LRCharts
import LRCore
import LRScene
import LRTraining
import Testing

@testable import LRFigures

@Suite("Figures of curvature and landscapes")
struct LandscapeFigureTests {
  private static let grid = LossGrid(
    x: [-1, 0, 1], y: [-1, 0, 1], losses: [[3, 2, 3], [1.5, 0.5, 1.5], [3, 2, 4]])

  private static func plane(_ kind: LandscapePlane.Kind) -> LandscapePlane {
    let path = LandscapePlane.Path(
      name: "sgd", steps: [0, 10], points: [[-0.8, 0.5], [0, 0]], trueLosses: [2.5, 0.5], projectedLosses: [2.2, 0.5])
    var hasPaths = false
    if case .paths = kind { hasPaths = true }
    return LandscapePlane(kind: kind, grid: grid, paths: hasPaths ? [path] : [], originName: "sgd", originLoss: 0.5)
  }

  private static func looks(_ language: Language) -> Looks { Looks(language: language) }

  @Test("a plane of paths says what share of the variance it holds, and has the true losses beside those on it")
  func paths() throws {
    let figure = LandscapeFigure(Self.plane(.paths(shares: [0.75, 0.2])))
    let chart = figure.chart()
    #expect(chart.subtitle?.contains("95 %") == true)
    #expect(figure.xLabel == "Principal component 1 (75 %)")
    #expect(chart.panels.count == 2)
    #expect(chart.panels[0].marks.contains { $0 is TrajectoryMark })
    #expect(chart.panels[0].equalAspect)
    let lines = chart.panels[1].marks.compactMap { $0 as? LineMark }
    #expect(lines.map(\.series.y) == [[2.5, 0.5], [2.2, 0.5]])
    #expect(lines.map(\.stroke.dash.isEmpty) == [true, false])
    #expect(chart.caption?.contains("Origin: the last weights of sgd, training loss 0.5.") == true)
  }

  @Test("a run that diverged has a cross and its step on the map, and a cross beside its losses")
  func diverged() {
    var figure = LandscapeFigure(Self.plane(.paths(shares: [0.75, 0.2])))
    figure.divergences = ["sgd": 12]
    let panels = figure.chart().panels
    #expect(panels[0].annotations.contains { $0.symbol == .cross && $0.text.plain == "sgd, diverged at step 12" })
    #expect(panels[1].annotations.contains { $0.symbol == .cross && $0.x == 10 })
  }

  @Test("random directions have no paths and say why; beside them is the loss along each")
  func random() throws {
    let chart = LandscapeFigure(Self.plane(.random(seed: 4))).chart()
    #expect(chart.subtitle?.contains("seed 4") == true)
    #expect(!chart.panels[0].marks.contains { $0 is TrajectoryMark })
    #expect(chart.caption?.contains("No paths") == true)
    let lines = chart.panels[1].marks.compactMap { $0 as? LineMark }
    #expect(lines.map(\.series.y) == [[1.5, 0.5, 1.5], [2, 0.5, 2]])
  }

  @Test("nothing overlaps or is cut off at any size", arguments: RateComparisonTests.sizes + [Size(252, 180)])
  func legible(size: Size) {
    for kind in [LandscapePlane.Kind.random(seed: 0), .paths(shares: [0.75, 0.2])] {
      for language in Language.allCases {
        var figure = LandscapeFigure(Self.plane(kind), looks: Looks(size: size, language: language))
        figure.rateWords = Localized("Learning rate: 0.3.", zh: "学习率：0.3。")
        figure.protocolWords = TrialRun.protocolLines
        expectLegible(figure.chart(), "\(size) \(language) \(kind)")
      }
    }
  }

  @Test("all of it is drawn, from above and from aside, in both languages", arguments: Language.allCases)
  func drawn(language: Language) {
    for kind in [LandscapePlane.Kind.random(seed: 0), .paths(shares: [0.75, 0.2])] {
      for view in [TrajectoryFigure.View.map, .relief(azimuth: nil, elevation: nil)] {
        var figure = LandscapeFigure(Self.plane(kind), looks: Self.looks(language))
        figure.view = view
        #expect(!figure.chart().scene(measuring: .fixedAdvance).nodes.isEmpty)
      }
    }
  }

  @Test("sharpness is legible at any size; on a low figure the losses give way, and its lines are named there")
  func lowSharpness() {
    let runs = [
      Self.run("sgd", limit: [20, 20, 20], preconditioned: false),
      Self.run("adam", limit: [38_000, 38_000, 38_000], preconditioned: true),
    ]
    for size in RateComparisonTests.sizes + [Size(252, 180)] {
      for language in Language.allCases {
        var figure = SharpnessFigure(runs, looks: Looks(size: size, language: language))
        figure.protocolWords = TrialRun.protocolLines
        figure.rateWords = Localized("Learning rate: 0.1.", zh: "学习率：0.1。")
        expectLegible(figure.chart(), "\(size) \(language)")
      }
    }
    let low = SharpnessFigure(runs, looks: Looks(size: Size(320, 200))).chart()
    #expect(low.panels.count == 1 && low.panels[0].y.label.plain == "Sharpness")
    #expect(low.panels[0].marks.contains { ($0 as? LineMark)?.name == "sgd" })
    #expect(low.remarks.contains { $0.english.contains("Training loss, Preconditioned sharpness") })
  }

  @Test("the table of sharpness counts points above the limit at their own steps")
  func sharpnessRows() {
    let run = Self.run("sgd", limit: [1e-9, 1e9, 1e9], preconditioned: false)
    let rows = SharpnessFigure([run]).rows
    #expect(rows.count == 2 && rows.allSatisfy { $0.count == 7 })
    #expect(rows[1][0] == "sgd" && rows[1][6] == "1 of 2")
    // Both above it, and both below.
    #expect(SharpnessFigure([Self.run("sgd", limit: [1, 1, 1], preconditioned: false)]).rows[1][6] == "2 of 2")
    #expect(SharpnessFigure([Self.run("sgd", limit: [99, 99, 99], preconditioned: false)]).rows[1][6] == "0 of 2")
  }

  private static func run(_ name: String, limit: [Double], preconditioned: Bool) -> SharpnessFigure.Run {
    var record = SharpnessRecord(isPreconditioned: preconditioned)
    record.limits = limit
    record.points = [.init(step: 0, sharpness: 5), .init(step: 2, sharpness: 18)]
    return SharpnessFigure.Run(name: name, losses: [2, 1], sharpness: record)
  }

  @Test("sharpness stands beside the moving limit, that of a preconditioned Hessian in a panel of its own")
  func sharpness() {
    let plain = Self.run("sgd", limit: [20, 40], preconditioned: false)
    let alone = SharpnessFigure([plain]).chart()
    #expect(alone.panels.map(\.y.label.plain) == ["Training loss", "Sharpness"])
    let lines = alone.panels[1].marks.compactMap { $0 as? LineMark }
    #expect(lines.map(\.series.y) == [[20, 40], [5, 18]])
    #expect(lines.map(\.stroke.dash.isEmpty) == [false, true])
    #expect(alone.panels[1].y.domain.map { $0.contains(20) } == true)
    let both = SharpnessFigure([plain, Self.run("adam", limit: [380, 380], preconditioned: true)]).chart()
    #expect(both.panels.map(\.y.label.plain) == ["Training loss", "Sharpness", "Preconditioned sharpness"])
    #expect(both.caption?.contains("Adam") == true)
  }

  @Test("a rate of 0 has no limit, and a run that diverged says so", arguments: Language.allCases)
  func ends(language: Language) {
    var run = Self.run("sgd", limit: [20, .infinity], preconditioned: false)
    run.losses = [2, .infinity]
    run.divergedAt = 2
    let chart = SharpnessFigure([run], looks: Self.looks(language)).chart()
    let limit = chart.panels[1].marks.compactMap { $0 as? LineMark }.first
    #expect(limit?.series.y.last?.isNaN == true)
    #expect(chart.panels[0].annotations.count == 1)
    #expect(!chart.scene(measuring: .fixedAdvance).nodes.isEmpty)
  }

  @Test("a range of y is that of the first panel of sharpness, on either axis, and of no other")
  func range() {
    func figure(_ range: ClosedRange<Double>, _ runs: [SharpnessFigure.Run]) -> [Panel] {
      var looks = Looks()
      looks.yRange = range
      return SharpnessFigure(runs, looks: looks).chart().panels
    }
    // From 5 to beyond 100, which a logarithmic axis shows unless it is told to show 0.
    let (plain, adam) = (
      Self.run("sgd", limit: [100, 100], preconditioned: false),
      Self.run("adam", limit: [380, 380], preconditioned: true)
    )
    let free = SharpnessFigure([plain, adam]).chart().panels
    #expect(free[1].y.kind == .logarithmic)
    for (range, kind) in [(1.0...50.0, AxisScale.Kind.logarithmic), (0...50, .linear), (-5...50, .linear)] {
      let panels = figure(range, [plain, adam])
      #expect(panels[1].y.domain == range && panels[1].y.kind == kind)
      #expect(panels[0].y.domain == free[0].y.domain && panels[2].y.domain == free[2].y.domain)
      let alone = figure(range, [adam])
      #expect(alone.count == 2 && alone[1].y.domain == range && alone[1].y.kind == kind)
    }
  }

  @Test("lines are as wide beside their words in a small figure as in a large one")
  func widths() throws {
    func strokes(_ size: Size) -> [Stroke] {
      SharpnessFigure([Self.run("sgd", limit: [20, 40], preconditioned: false)], looks: Looks(size: size)).chart()
        .panels
        .flatMap { $0.marks.compactMap { ($0 as? LineMark)?.stroke } }
    }
    let (small, large) = (Size(360, 290), Size(1600, 1200))
    let factor = Typography(for: large).factor / Typography(for: small).factor
    #expect(factor > 1)
    #expect(strokes(small).count == strokes(large).count)
    for (a, b) in zip(strokes(small), strokes(large)) {
      #expect(abs(b.width - factor * a.width) < 1e-12 && b.dash.count == a.dash.count)
      for (x, y) in zip(a.dash, b.dash) { #expect(abs(y - factor * x) < 1e-12) }
    }
  }
}
