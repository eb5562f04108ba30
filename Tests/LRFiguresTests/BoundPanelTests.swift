import LRCharts
import LRCore
import LRScene
import LRSchedules
import Testing

@testable import LRFigures

@Suite("Bounds on the loss in comparisons")
struct BoundPanelTests {
  private func figure(_ specs: [String], steps: Int = 400, looks: Looks = Looks()) throws -> RateComparison {
    RateComparison(plans: try plans(specs, steps: steps), looks: looks, bound: BoundConstants())
  }

  @Test("the panel's lines end with their values at T, and the caption says what they are")
  func words() throws {
    let scene = try figure(["constant", "cosine", "linear"]).chart().scene(measuring: .fixedAdvance)
    let texts = labelBoxes(scene.nodes).map(\.text)
    for value in ["0.1375", "0.1034", "0.1006"] { #expect(texts.contains(value)) }
    let caption = texts.joined(separator: " ")
    for part in ["Theorem 10", "Schaipp", "G = 1, D = 1", "not a loss curve", "jumps up", "T = 400", "cosine 0.0482"] {
      #expect(caption.contains(part), "\(part)")
    }
    #expect(scene.description.contains("Below, the loss bound: constant 0.1375 at step 400"))
  }

  @Test("nothing overlaps or is cut off", arguments: RateComparisonTests.sizes + [Size(252, 180)])
  func legible(size: Size) throws {
    for language in Language.allCases {
      for facet in [false, true] {
        var looks = Looks(size: size, language: language)
        looks.facet = facet
        let specs = ["constant", "step:size=100,gamma=0.1", "wsd"]
        let boxes = labelBoxes(try figure(specs, looks: looks).chart().scene(measuring: .fixedAdvance).nodes)
        let page = Rect(x: 0, y: 0, width: size.width, height: size.height)
        for (index, (text, box)) in boxes.enumerated() {
          #expect(page.contains(box), "'\(text)' leaves the page at \(box) of \(size)")
          for (other, otherBox) in boxes[..<index] where box.intersects(otherBox) {
            Issue.record("'\(text)' overlaps '\(other)' at \(size), facet \(facet), \(language)")
          }
        }
      }
    }
  }

  @Test("an arrowhead stands where a bound comes in from above, on the line at the panel's upper edge")
  func arrowheads() throws {
    let figure = try figure(["constant", "cosine", "wsd"])
    let panel = try #require(figure.chart().panels.last)
    let top = try #require(panel.y.domain?.upperBound)
    let heads = panel.marks.compactMap { $0 as? DepartureMark }
    #expect(heads.count == 3)
    for (curve, head) in zip(figure.bounds, heads) {
      let after = try #require(curve.steps.firstIndex { Double($0) >= head.x })
      #expect(curve.values[after] <= top && curve.values[after - 1] > top)
    }
  }

  @Test("peaks of one height are told once")
  func peaks() throws {
    let texts = labelBoxes(try figure(["cosine", "wsd"]).chart().scene(measuring: .fixedAdvance).nodes).map(\.text)
    #expect(texts.count { $0.hasPrefix("peak") } == 1)
  }

  @Test("a low figure keeps the bound, names its lines, and says what it left out")
  func low() throws {
    let chart = try figure(["constant", "cosine"], looks: Looks(size: Size(320, 200))).chart()
    #expect(chart.panels.count == 1 && chart.panels[0].y.label.plain.hasPrefix("Loss bound"))
    #expect(chart.panels[0].marks.compactMap { ($0 as? LineMark)?.name } == ["constant", "cosine"])
    #expect(chart.remarks.contains { $0.english.contains("no room for the panel Learning rate") })
  }

  @Test("Chinese figures have Chinese words")
  func chinese() throws {
    let texts = labelBoxes(
      try figure(["cosine"], looks: Looks(language: .chinese)).chart().scene(measuring: .fixedAdvance).nodes
    ).map(\.text)
    #expect(texts.contains { $0.hasPrefix("损失上界 B(t)") } && texts.joined().contains("不是损失曲线"))
  }

  @Test("a long run has at most 300 points: T, and both sides of a drop, among them")
  func points() throws {
    let curve = try figure(["step:size=1777,gamma=0.1"], steps: 5000).bounds[0]
    #expect(curve.steps.count <= 300 && curve.steps.last == 5000)
    #expect([1777, 1778, 3554, 3555].allSatisfy(curve.steps.contains))
    #expect(curve.steps == curve.steps.sorted() && Set(curve.steps).count == curve.steps.count)
    let long = try figure(["cosine"], steps: 20_000).bounds[0]
    #expect(long.steps.last == 20_000)
  }

  @Test("a line that ends before the run has its value there, not at the right edge")
  func early() throws {
    let panel = try figure(["formula:rate=0.1*(1-t/50)", "constant"], steps: 100).boundPanel(named: false)
    #expect(panel.annotations.map(\.x) == [50])
    #expect(panel.marks.compactMap(\.key).map { $0.detail == nil } == [false])
  }

  @Test("B(t) rises after a drop and is lowest at T for the base rate that is drawn")
  func shape() throws {
    let figure = try figure(["step:size=30,gamma=0.1"], steps: 100)
    let curve = figure.bounds[0]
    #expect(curve.values[30] > curve.values[29] && curve.end == 100)
    let bound = LossBound(rates: figure.plans[0].rates, updates: 100)
    let last = try #require(curve.final)
    for change in [0.9, 1.1] { #expect(try #require(bound.value(at: 100, base: curve.factor * change)) > last) }
  }
}
