import Foundation
import LRCharts
import LRCore
import LROptimizers
import LRScene
import LRSchedules
import Testing

@testable import LRFigures

@Suite("Trajectory figures")
struct TrajectoryFigureTests {
  private func figure(
    _ surface: String, _ optimizers: [String], steps: Int = 50, from start: (x: Double, y: Double)? = nil,
    looks: Looks = Looks()
  ) throws -> TrajectoryFigure {
    let chain = try SpecParser.chain(surface)
    let test = try Surfaces.build(chain.phases[0], of: chain, in: RunContext())
    let runs = try optimizers.map { try OptimizerRun($0, baseRate: nil, in: RunContext(steps: steps)) }
    let paths = try zip(runs, OptimizerRun.labels(of: runs)).map { run, label in
      try run.descent(on: test, from: start, steps: steps).run(named: label, spec: run.canonical)
    }
    return TrajectoryFigure(
      surfaceName: chain.phases[0].name, formula: "f", surface: test, trajectories: paths, looks: looks)
  }

  private func looks(_ change: (inout Looks) -> Void) -> Looks {
    var looks = Looks()
    change(&looks)
    return looks
  }

  private func texts(_ chart: Chart) -> [String] {
    func collected(_ nodes: [Node]) -> [String] {
      nodes.flatMap { node -> [String] in
        switch node {
        case .text(let label): [label.text.plain]
        case .group(let group): collected(group.nodes)
        default: []
        }
      }
    }
    return collected(chart.scene(measuring: .fixedAdvance).nodes)
  }

  @Test("the figure has a map and losses; a panel of rates joins them when a rate changes, or on request")
  func panels() throws {
    #expect(try figure("sphere", ["sgd", "adam"]).chart().panels.count == 2)
    let scheduled = try figure("sphere", ["sgd", "adam@cosine"]).chart()
    #expect(scheduled.panels.count == 3)
    #expect(scheduled.panels[2].y.label.plain == "Learning rate")
    var asked = try figure("sphere", ["sgd"])
    asked.showsRates = true
    #expect(asked.chart().panels.count == 3)
  }

  @Test("a path that its schedule stops ends in an x on the map, in the relief, the losses and the rates")
  func stopped() throws {
    func crosses(_ nodes: [Node]) -> Int {
      nodes.reduce(0) { count, node in
        switch node {
        case .group(let group): return count + crosses(group.nodes)
        case .path(let path, nil, let stroke?, _):
          // Two strokes of one width, and the page's under them.
          let isCross =
            stroke.width == 2.2 && stroke.cap == .round && path.elements.count == 4
            && path.elements.enumerated().allSatisfy { index, element in
              if case .move = element { index % 2 == 0 } else { index % 2 == 1 }
            }
          return count + (isCross ? 1 : 0)
        default: return count
        }
      }
    }
    let stop = "sgd:lr=0.01@torch.OneCycleLR:max_lr=0.02,total_steps=20"
    var figure = try figure("quadratic", [stop, "adam:lr=0.1"], steps: 100)
    let map = figure.chart()
    #expect(crosses(map.scene(measuring: .fixedAdvance).nodes) == 3)
    #expect(texts(map).count { $0 == "stopped after step 20" } == 1)
    #expect(texts(map).count { $0.contains("stops with an error after step 20") } == 1)
    #expect(map.description.contains("stopped after 21 steps with loss"))
    figure.view = .relief(azimuth: nil, elevation: nil)
    #expect(crosses(figure.chart().scene(measuring: .fixedAdvance).nodes) == 3)
    #expect(try crosses(self.figure("quadratic", ["adam:lr=0.1"]).chart().scene(measuring: .fixedAdvance).nodes) == 0)
  }

  @Test("small multiples have one optimizer each, on contours of the same levels")
  func facets() throws {
    let chart = try figure("rosenbrock", ["sgd:lr=1e-3", "adam", "momentum:lr=1e-3"], looks: looks { $0.facet = true })
      .chart()
    #expect(chart.panels.count == 4)
    #expect(chart.panels.prefix(3).map { $0.title?.plain } == ["sgd", "adam", "momentum"])
    let levels = chart.panels.prefix(3).map {
      $0.marks.compactMap { (($0 as? RepeatedMark)?.base as? ContourMark)?.levels }
    }
    #expect(levels[0].count == 1 && levels.allSatisfy { $0 == levels[0] })
    for panel in chart.panels.prefix(3) { #expect(panel.marks.count { $0 is TrajectoryMark } == 1) }
    #expect(chart.panels[3].marks.count { $0 is LineMark } == 3)
  }

  @Test("a low figure of small multiples shows nothing else")
  func low() throws {
    let chart = try figure(
      "sphere", ["sgd", "adam"],
      looks: looks {
        $0.facet = true
        $0.size = Size(320, 200)
      }
    ).chart()
    #expect(chart.panels.count == 2 && chart.arrangement == .grid)
  }

  @Test("what became infinite says so with its step, on the map and beside its loss")
  func divergence() throws {
    let figure = try figure("rosenbrock", ["sgd:lr=0.1", "adam"])
    let step = try #require(figure.trajectories[0].divergedAt)
    let words = texts(figure.chart())
    #expect(words.contains("infinite at step \(step)"))
    #expect(words.contains { $0.contains("→ ∞") })
    #expect(figure.description.contains("sgd: infinite at step \(step)."))
    // Its losses don't flatten the other's.
    let losses = try #require(figure.chart().panels[1].y.domain)
    #expect(losses.upperBound < 1e6)
    #expect(figure.chart().panels[1].marks.contains { $0 is DepartureMark })
  }

  @Test("a path that leaves the window says at which step; one that returns says nothing")
  func leaving() throws {
    let words = texts(try figure("saddle", ["sgd:lr=0.1"], steps: 60).chart())
    #expect(words.contains { $0.hasPrefix("left at step ") })
    let returning = try figure("sphere", ["sgd:lr=0.9"], from: (4.9, 0), looks: looks { $0.xRange = -2...5 })
    #expect(!texts(returning.chart()).contains { $0.hasPrefix("left") })
  }

  @Test("where the loss ends, the path is undefined there, not infinite")
  func domain() throws {
    let figure = try figure("formula:f=log(x)+y^2", ["sgd:lr=0.05"], steps: 100, from: (1, 1))
    #expect(figure.trajectories[0].leftDomain)
    #expect(texts(figure.chart()).contains { $0.hasPrefix("undefined at step ") })
  }

  @Test("the caption says which point is drawn, where there are several")
  func pointsDrawn() throws {
    let figure = try figure("sphere", ["lookahead", "asgd", "torch.ASGD", "sgd"], looks: looks { _ in })
    #expect(
      figure.caption?.split(separator: "\n").last
        == "Drawn: lookahead at the slow weights; asgd at the average of the points; torch.ASGD at the last point.")
    #expect(try self.figure("sphere", ["sgd"], looks: looks { _ in }).caption?.contains("Drawn") != true)
  }

  @Test("the caption says what ran, its rate in any case, and how rates were tuned")
  func caption() throws {
    var figure = try figure(
      "sphere", ["adam:betas=[0.5,0.9]@cosine", "sgd:clip_norm=1"], looks: looks { $0.caption = "Mine." })
    figure.tuning = TuningSummary(budget: 21, rates: 1e-5...10)
    #expect(
      figure.caption == """
        Mine.
        adam:lr=0.001,betas=[0.5,0.9]@cosine · sgd:lr=0.01,clip_norm=1
        Rates tuned alike: the lowest mean loss over the last tenth of the steps, of 21 descents each on a log grid from 1e-5 to 10.
        """)
  }

  @Test("noise and its seed stand under the title")
  func noise() throws {
    #expect(
      try figure("sphere:noise=0.1,seed=7", ["sgd"]).subtitle.hasSuffix("gradient noise of deviation 0.1, seed 7"))
  }

  @Test("the loss is counted from the known minimum, or shown as it is where none is known")
  func floors() throws {
    #expect(try figure("styblinski-tang", ["sgd"]).chart().panels[1].y.label.plain == "Loss above minimum")
    #expect(try figure("sphere", ["sgd"]).chart().panels[1].y.label.plain == "Loss")
    let unknown = try figure("formula:f=x^2-5", ["sgd"]).chart().panels[1].y
    #expect(unknown.label.plain == "Loss" && unknown.kind == .linear)
    let asked = try figure("formula:f=x^2-5", ["sgd"], looks: looks { $0.logY = true }).chart().panels[1].y
    #expect(asked.label.plain == "Loss above the lowest reached" && asked.kind == .logarithmic)
  }

  @Test("a start outside the window is shown: the window grows")
  func grows() throws {
    let figure = try figure("sphere", ["sgd"], from: (20, 0))
    let view = SurfaceMap(figure).view
    #expect(view.x.upperBound > 20 && view.x.lowerBound == figure.surface.window.x.lowerBound)
    #expect(view.y == figure.surface.window.y)
  }

  @Test("a curve is drawn with the descent on it")
  func curve() throws {
    let panel = try figure("curve:f=x^2", ["sgd:lr=0.9"]).chart().panels[0]
    #expect(panel.y.label.plain == "Loss")
    let path = try #require(panel.marks.compactMap { $0 as? TrajectoryMark }.first)
    #expect(zip(path.x, path.y).allSatisfy { abs($0 * $0 - $1) < 1e-9 })
  }

  @Test("every step reaches the map, so that what plays stays in step")
  func everyStep() throws {
    let panel = try figure("quadratic", ["sgd:lr=1e-4"], steps: 200_000).chart().panels[0]
    let path = try #require(panel.marks.compactMap { $0 as? TrajectoryMark }.first)
    #expect(path.x.count == 200_001)
  }

  @Test("a path knows those that it may lie on, as long as they are few")
  func beneath() throws {
    func beneath(_ count: Int) throws -> [Int] {
      let optimizers = (1...count).map { "sgd:lr=\($0)e-4" }
      return try figure("rosenbrock", optimizers, steps: 20).chart().panels[0].marks
        .compactMap { $0 as? TrajectoryMark }.map(\.beneath.count)
    }
    #expect(try beneath(3) == [0, 1, 2])
    #expect(try beneath(6) == [0, 0, 0, 0, 0, 0])
  }

  @Test("the figure speaks Chinese")
  func chinese() throws {
    let words = texts(try figure("rosenbrock", ["sgd:lr=0.1@cosine"], looks: looks { $0.language = .chinese }).chart())
    for text in ["损失", "学习率", "步"] { #expect(words.contains { $0.contains(text) }) }
    #expect(words.contains { $0.hasSuffix("步发散") })
  }

  @Test("one bar tells the colours of all maps, and says from what logarithmic levels count")
  func colorBars() throws {
    let bar = try #require(try figure("rosenbrock", ["sgd:lr=1e-3"]).chart().panels[0].colorBar)
    #expect(bar.title.plain == "Loss" && bar.levels.isLogarithmic)
    let raised = try figure("styblinski-tang", ["sgd"]).chart().panels[0].colorBar
    #expect(raised?.title.plain == (raised?.levels.base == 0 ? "Loss" : "Loss above minimum"))
    #expect(try figure("curve:f=x^2", ["sgd"]).chart().panels[0].colorBar == nil)
    #expect(try figure("formula:f=3", ["sgd"]).chart().panels[0].colorBar == nil)
  }

  @Test("paths that stay are drawn over those that pass by, and are named at their ends")
  func named() throws {
    let figure = try figure("rosenbrock", ["sgd:lr=1e-3", "adam:lr=0.05"], steps: 300, from: (-1.5, 2))
    let panel = figure.chart().panels[0]
    let paths = panel.marks.compactMap { $0 as? TrajectoryMark }
    #expect(paths.map { $0.x.last } == [figure.trajectories[1].x.last, figure.trajectories[0].x.last])
    #expect(panel.annotations.map(\.text.plain) == ["sgd", "adam"])
    #expect(try self.figure("rosenbrock", ["adam"]).chart().panels[0].annotations.isEmpty)
  }

  @Test("a relief has the map's levels, no axes of the page, and every path; small multiples have one each")
  func relief() throws {
    var figure = try figure("rosenbrock", ["sgd:lr=1e-3", "adam"])
    let levels = figure.chart().panels[0].marks.compactMap { ($0 as? ContourMark)?.levels }
    figure.view = .relief(azimuth: 20, elevation: 50)
    let panel = figure.chart().panels[0]
    let relief = try #require(panel.marks.first as? ReliefMark)
    #expect(!panel.showsAxes && panel.marks.count == 1)
    #expect(relief.paths.count == 2 && relief.levels == levels[0])
    #expect(relief.viewpoint == Viewpoint(azimuth: 20, elevation: 50))
    #expect(figure.description.hasPrefix("Relief of rosenbrock"))
    let faceted = try self.figure("rosenbrock", ["sgd:lr=1e-3", "adam"], looks: looks { $0.facet = true })
    var small = faceted
    small.view = .relief(azimuth: nil, elevation: nil)
    for panel in small.chart().panels.prefix(2) {
      let parts = panel.marks.compactMap { ($0 as? RepeatedMark)?.base as? ReliefMark ?? $0 as? ReliefMark }
      #expect(parts.map(\.parts) == [.ground, .paths])
      #expect(parts.allSatisfy { $0.paths.count == 1 })
    }
  }

  @Test("a relief's height is counted from the minimum where that isn't 0, and from another side it looks different")
  func heights() throws {
    func words(_ surface: String, _ azimuth: Double) throws -> (RichText, [Node]) {
      var figure = try figure(surface, ["adam"])
      figure.view = .relief(azimuth: azimuth, elevation: 40)
      let chart = figure.chart()
      let relief = try #require(chart.panels[0].marks.first as? ReliefMark)
      return (relief.names.height, chart.scene(measuring: .fixedAdvance).nodes)
    }
    let (front, back) = (try words("rosenbrock", -60), try words("rosenbrock", 120))
    #expect(front.0.plain == "Loss" && front.1 != back.1)
    let raised = try figure("goldstein-price", ["adam"]).chart().panels[0].colorBar?.levels
    #expect(raised?.isLogarithmic == true)
    #expect(try words("goldstein-price", -60).0.plain == "Loss above minimum")
  }

  @Test(
    "a figure that plays moves its paths and losses, for as long as asked, and ends as the one that stands still",
    arguments: [TrajectoryFigure.View.map, .relief(azimuth: -60, elevation: 38)], [false, true])
  func plays(_ view: TrajectoryFigure.View, _ isFaceted: Bool) throws {
    var figure = try figure("rosenbrock", ["sgd:lr=1e-3", "momentum:lr=1e-3"], looks: looks { $0.facet = isFaceted })
    figure.view = view
    #expect(figure.chart().scene(measuring: .fixedAdvance).playback == nil)
    figure.seconds = 3
    let scene = figure.chart().scene(measuring: .fixedAdvance)
    #expect(scene.playback == Playback(duration: 3, hold: TrajectoryFigure.rest))
    #expect(scene.nodes.contains { $0.moves })
    #expect(scene.still(at: 0) != scene.still(at: 1.5))
    #expect(scene.still(at: 3) == scene.finished)
  }

  @Test(
    "formulas read as in a book",
    arguments: [
      ("f(x, y) = (1 - x)^2 + 100*(y - x^2)^2", "f(x, y) = (1 − x)² + 100 (y − x²)²"),
      ("x^2+25*y^2", "x² + 25y²"), ("x*y^2/3", "xy²/3"), ("5/pi*x", "5/π·x"),
      ("20 - 10*cos(2*pi*x)", "20 − 10 cos(2πx)"), ("-cos(x)*sin(y)", "−cos(x) sin(y)"),
      ("418.9829*2 - x*sin(sqrt(abs(x)))", "418.9829 × 2 − x sin(√(abs(x)))"), ("x^-2", "x⁻²"),
      ("x^10+1e-3*y", "x¹⁰ + 1e-3y"), ("abs(x)^0.1", "abs(x)^0.1"), ("x^y", "x^y"), ("x^2^3", "x^2³"),
      ("(x - 1)^2*(1 + y)", "(x − 1)²(1 + y)"), ("max(x,-y)", "max(x, −y)"), ("x^", "x^"), ("*", "*"), ("", ""),
    ])
  func formulas(_ typed: String, _ shown: String) {
    #expect(readable(formula: typed) == shown)
  }

  @Test("every surface's formula keeps its numbers and names")
  func allFormulas() {
    for entry in Surfaces.catalogue.entries {
      let shown = readable(formula: entry.formula)
      #expect(!shown.contains("*") && !shown.contains(" - "), "\(shown)")
      #expect(shown.filter { $0 == "(" }.count == entry.formula.filter { $0 == "(" }.count)
      #expect(shown.filter { $0 == ")" }.count == entry.formula.filter { $0 == ")" }.count)
    }
  }
}
