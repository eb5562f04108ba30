import LRCharts
import LRCore
import LRScene
import LRSchedules
import Testing

@testable import LRFigures

/// The boxes of all labels of a scene, by the fixed advance.
func labelBoxes(_ nodes: [Node], offset: Point = Point(0, 0)) -> [(text: String, box: Rect)] {
  nodes.flatMap { node -> [(text: String, box: Rect)] in
    switch node {
    case .text(let label):
      let extents = TextMeasurer.fixedAdvance.measure(label.text, label.font)
      let x =
        switch label.anchor {
        case .start: label.position.x
        case .middle: label.position.x - extents.width / 2
        case .end: label.position.x - extents.width
        }
      // Letters rise to about 0.75 em and sink by 0.2.
      return [
        (
          label.text.plain,
          Rect(x: x, y: label.position.y - 0.75 * label.font.size, width: extents.width, height: 0.9 * label.font.size)
        )
      ]
    case .group(let group): return labelBoxes(group.nodes)
    default: return []
    }
  }
}

/// That no two texts of a figure overlap, and none leaves the page.
func expectLegible(_ chart: Chart, _ comment: String) {
  let boxes = labelBoxes(chart.scene(measuring: .fixedAdvance).nodes)
  let page = Rect(x: 0, y: 0, width: chart.size.width, height: chart.size.height)
  #expect(boxes.count > 3, "\(comment)")
  for (index, (text, box)) in boxes.enumerated() {
    #expect(page.contains(box), "'\(text)' leaves the page at \(box): \(comment)")
    for (other, otherBox) in boxes[..<index] where box.intersects(otherBox) {
      Issue.record("'\(text)' overlaps '\(other)': \(comment)")
    }
  }
}

func plans(_ specs: [String], steps: Int = 100, metrics: [Double]? = nil) throws -> [RatePlan] {
  try specs.map { try Schedules.plan($0, in: RunContext(steps: steps, metrics: metrics)) }
}

func scene(_ specs: [String], steps: Int = 100, stepsPerEpoch: Int? = nil, looks: Looks = Looks()) throws -> Scene {
  RateComparison(plans: try plans(specs, steps: steps), stepsPerEpoch: stepsPerEpoch, looks: looks).chart()
    .scene(measuring: .fixedAdvance)
}

@Suite("Rate comparisons")
struct RateComparisonTests {
  static let sizes = [Size(320, 200), Size(400, 600), Size(640, 320), Size(800, 500), Size(1600, 1000)]
  static let figures: [[String]] = [
    ["cosine"], ["step", "exp", "cosine"], ["warmup:steps=5+cosine:min=1e-5", "step:size=30,gamma=0.5"],
    ["constant", "step", "exp", "cosine", "warmup:steps=20+exp", "step:size=10", "cosine:lr=0.05"],
    (1...500).map { "step:size=\($0)" },
  ]

  @Test("the subtitle names a base rate that all curves follow, written as labels are")
  func baseRate() throws {
    func subtitle(_ specs: String..., rate: Double = 0.1) throws -> String {
      var context = RunContext(steps: 100)
      context.baseRate = rate
      return RateComparison(plans: try specs.map { try Schedules.plan($0, in: context) }).subtitle
    }
    #expect(try subtitle("cosine", "torch.StepLR:step_size=3") == "100 steps · base rate 0.1")
    #expect(try subtitle("cosine", rate: 5e-5) == "100 steps · base rate 5×10⁻⁵")
    #expect(try subtitle("cosine", rate: 0.00012345) == "100 steps · base rate 1.2345×10⁻⁴")
    #expect(try subtitle("cosine:lr=0.2", "linear:lr=0.2") == "100 steps · base rate 0.2")
    #expect(try subtitle("cosine:lr=0.2", "linear") == "100 steps")
    // What the framework's own argument says.
    let keras = "keras.CosineDecay:initial_learning_rate=5e-5,decay_steps=100"
    #expect(try subtitle(keras) == "100 steps")
    #expect(try subtitle("torch.CyclicLR:base_lr=0.001,max_lr=0.1") == "100 steps")
    // Rates that follow from none.
    #expect(try subtitle("formula:rate=0.3*0.9^t") == "100 steps")
    #expect(try subtitle("piecewise:boundaries=[50],values=[0.3,0.2]") == "100 steps")
    #expect(try subtitle(keras, "keras.CosineDecay:initial_learning_rate=1e-3,decay_steps=50") == "100 steps")
    #expect(try subtitle("cosine", "optax.constant_schedule:value=3") == "100 steps")
    #expect(try subtitle("deepspeed.WarmupLR:warmup_max_lr=3") == "100 steps · base rate 3")
  }

  @Test("nothing overlaps or is cut off at any size", arguments: sizes, figures)
  func legible(size: Size, specs: [String]) throws {
    for language in Language.allCases {
      for (logY, facet) in [(false, false), (true, false), (false, true)] where !(facet && specs.count > 7) {
        var looks = Looks(size: size, language: language)
        looks.logY = logY
        looks.facet = facet
        looks.caption = "A caption that says how this came about."
        let boxes = labelBoxes(try scene(specs, stepsPerEpoch: logY ? 10 : nil, looks: looks).nodes)
        #expect(boxes.count > 5)
        let page = Rect(x: 0, y: 0, width: size.width, height: size.height)
        for (index, (text, box)) in boxes.enumerated() {
          #expect(page.contains(box), "'\(text)' leaves the page at \(box) of \(size)")
          for (other, otherBox) in boxes[..<index] where box.intersects(otherBox) {
            Issue.record("'\(text)' overlaps '\(other)' at \(size), log \(logY), facet \(facet), \(language)")
          }
        }
      }
    }
  }

  @Test("500 schedules: the legend counts those that it leaves out")
  func crowd() throws {
    let specs = (1...500).map { "step:size=\($0)" }
    let texts = labelBoxes(try scene(specs).nodes).map(\.text)
    let named = texts.filter { $0.hasPrefix("step:size=") }.count
    #expect(texts.contains { $0 == "… and \(500 - named) more, not listed" })
  }

  @Test("names are distinct even for equal specs")
  func distinct() throws {
    let comparison = RateComparison(plans: try plans(["cosine", "cosine", "cosine:label=a", "exp:label=a"]))
    #expect(Set(comparison.seriesNames).count == 4)
  }

  @Test("Chinese figures have no English words")
  func chinese() throws {
    let looks = Looks(language: .chinese)
    let texts = labelBoxes(try scene(["warmup:steps=20+cosine"], stepsPerEpoch: 10, looks: looks).nodes).map(\.text)
    let own = texts.map { $0.replacing("warmup:steps=20+cosine", with: "") }
    #expect(own.allSatisfy { text in !text.contains { $0.isASCII && $0.isLetter } }, "\(own)")
    #expect(own.contains("预热") && own.contains("轮"))
  }

  @Test("a rate of 0 on a logarithmic axis stands at the tick 0, below a break")
  func zero() throws {
    var looks = Looks()
    looks.logY = true
    let texts = labelBoxes(try scene(["cosine"], looks: looks).nodes).map(\.text)
    #expect(texts.contains("0"))
  }

  @Test("the description says what is drawn and where it ends")
  func description() throws {
    let text = try scene(["step:size=30,gamma=0.1"]).description
    #expect(text.contains("steps 0 to 100"))
    #expect(text.contains("0.1 at first"))
    #expect(text.contains("milestones at 30, 60, 90"))
  }

  @Test("a drop, a restart or a reduction exactly at the end of the run is not drawn, named or counted")
  func end() throws {
    for (steps, perEpoch) in [(100, nil), (100, 10)] {
      for facet in [false, true] {
        var looks = Looks()
        looks.facet = facet
        let scene = try scene(
          ["step:size=25,gamma=0.5", "cosine-restarts:steps=25"], steps: steps, stepsPerEpoch: perEpoch, looks: looks)
        #expect(
          scene.description.contains("step:size=25,gamma=0.5: 0.1 at first, 0.0125 at last, between 0.0125 and 0.1"))
        #expect(scene.description.contains("milestones at 25, 50, 75."))
        #expect(scene.description.contains("cosine-restarts:steps=25: 0.1 at first, 0 at last"))
        #expect(scene.description.contains("restarts at 25, 50, 75."))
        let texts = labelBoxes(scene.nodes).map(\.text)
        #expect(facet || texts.contains { $0.hasSuffix("→ 0.0125") })
      }
    }
    let texts = labelBoxes(try scene(["step:size=25,gamma=0.5"]).nodes).map(\.text)
    #expect(texts.filter { $0 == "×0.5" }.count == 3 && texts.contains("0.0125"))
  }

  @Test(
    "no figure says inf or nan, whatever its rates and ranges",
    arguments: [
      ["constant:lr=5e-324"], ["constant:lr=1.7e308", "cosine"], ["torch.ExponentialLR:gamma=0.95"],
      ["cosine:lr=1.7e308"], ["formula:rate=1.7e308*(1-2*(t>50))"],
    ])
  func finite(specs: [String]) throws {
    for range in [nil, 0...(2000 * .leastNonzeroMagnitude), 1e308...1.7e308, -1.7e308...1.7e308]
      as [ClosedRange<Double>?]
    {
      for (logX, logY) in [(false, false), (true, false), (false, true)] {
        var looks = Looks()
        (looks.logX, looks.logY) = (logX, logY)
        if range.map({ $0.lowerBound > 0 }) ?? true || !logX { looks.xRange = range }
        if range.map({ $0.lowerBound > 0 }) ?? true || !logY { looks.yRange = range }
        let scene = try scene(specs, steps: specs[0].hasPrefix("torch") ? 45_000 : 100, stepsPerEpoch: 10, looks: looks)
        let texts = labelBoxes(scene.nodes).map(\.text) + [scene.description]
        #expect(!texts.contains { $0.contains("inf") || $0.contains("nan") || $0.contains("NaN") }, "\(texts)")
      }
    }
  }

  @Test("a title or subtitle that is empty leaves no gap and no text")
  func emptyTitle() throws {
    var looks = Looks()
    looks.title = ""
    looks.subtitle = ""
    let texts = labelBoxes(try scene(["cosine"], looks: looks).nodes).map(\.text)
    #expect(!texts.contains { $0.contains("Learning rate:") })
  }
}
