import LRCharts
import LRCore
import LRScene
import LRSchedules
import Testing

@testable import LRFigures

private func figure(_ a: String, _ b: String, stepsPerEpoch: Int? = nil, looks: Looks = Looks()) throws
  -> RateDifference
{
  let both = try plans([a, b])
  return RateDifference(
    both[0], both[1], difference: PlanDifference(both[0], both[1]), stepsPerEpoch: stepsPerEpoch, looks: looks)
}

/// The plan as a framework would leave it that stops after a step.
func stopped(_ spec: String, after step: Int, because reason: String = "ValueError: too far") throws -> RatePlan {
  var plan = try plans([spec])[0]
  plan.ending = Ending(lastStep: step, reason: reason)
  for later in (step + 1)..<plan.rates.count { plan.rates[later] = .nan }
  return plan
}

extension Scene {
  var texts: [String] { labelBoxes(nodes).map(\.text) }
}

@Suite("Differences of rates")
struct RateDifferenceTests {
  @Test("nothing overlaps or is cut off at any size", arguments: RateComparisonTests.sizes)
  func legible(size: Size) throws {
    let pairs = [
      ("step:size=30", "step:size=29"), ("warmup:steps=5+cosine", "wsd:decay=20%"), ("cosine", "cosine:lr=0.1"),
      ("exp", "cosine"),
    ]
    for language in Language.allCases {
      for (a, b) in pairs {
        for (logY, facet) in [(false, false), (true, false), (false, true)] where !(facet && size.height < 400) {
          var looks = Looks(size: size, language: language)
          looks.logY = logY
          looks.facet = facet
          let scene = try figure(a, b, stepsPerEpoch: logY ? 10 : nil, looks: looks).chart()
            .scene(measuring: .fixedAdvance)
          let boxes = labelBoxes(scene.nodes)
          let page = Rect(x: 0, y: 0, width: size.width, height: size.height)
          for (index, (text, box)) in boxes.enumerated() {
            #expect(page.contains(box), "'\(text)' leaves the page of \(size)")
            for (other, otherBox) in boxes[..<index] where box.intersects(otherBox) {
              Issue.record("'\(text)' overlaps '\(other)' at \(size): \(a) \(b), log \(logY), facet \(facet)")
            }
          }
        }
      }
    }
  }

  @Test("a difference only at the end of the run is said, but not drawn")
  func end() throws {
    let figure = try figure("step:size=100", "constant")
    #expect(figure.difference.count == 1 && figure.changes[100] > 0)
    let scene = figure.chart().scene(measuring: .fixedAdvance)
    #expect(scene.texts.contains { $0.hasSuffix("different only at step 100, where the run is over") })
    #expect(!scene.texts.contains { $0.contains("largest") || $0.contains("×0.1") })
    #expect(scene.description.contains("0.1 at last, between 0.1 and 0.1. B"))
  }

  @Test("the first and the largest difference are named at their points")
  func marked() throws {
    #expect(
      try figure("step:size=30", "step:size=29").chart().scene(measuring: .fixedAdvance).texts
        .contains("first and largest: −0.09 at step 29"))
    let texts = try figure("exp", "cosine").chart().scene(measuring: .fixedAdvance).texts
    #expect(texts.contains("first at step 1"))
    #expect(texts.contains { $0.hasPrefix("largest: 0.054") })
  }

  @Test("what is rounding is drawn as a flat line, not blown up")
  func flat() throws {
    let figure = try figure("cosine", "formula:rate=0.05*(1+cos(pi*p))")
    #expect(figure.changes.contains { $0 != 0 })
    let scene = figure.chart().scene(measuring: .fixedAdvance)
    #expect(scene.texts.contains { $0.hasSuffix("no difference") })
    #expect(scene.texts.contains("0.005"))
    #expect(!scene.texts.contains { $0.contains("largest") })
  }

  @Test("a curve that ends early has no difference after it, and the place is named")
  func ending() throws {
    let (a, b) = (try plans(["cosine"])[0], try stopped("cosine", after: 60))
    let figure = RateDifference(a, b, difference: PlanDifference(a, b))
    #expect(figure.changes[60] == 0 && figure.changes[61].isNaN)
    let texts = figure.chart().scene(measuring: .fixedAdvance).texts
    #expect(texts.contains("B has stopped at step 61"))
    #expect(texts.contains { $0.contains("stops with an error after step 60: ValueError") })
  }

  @Test("Chinese figures have no English words, and the description tells the difference")
  func chinese() throws {
    let scene = try figure("exp", "cosine", looks: Looks(language: .chinese)).chart().scene(measuring: .fixedAdvance)
    let own = scene.texts.map { ["exp", "cosine", "A ", "B ", "B −", "− A"].reduce($0) { $0.replacing($1, with: "") } }
    #expect(own.allSatisfy { text in !text.contains { $0.isASCII && $0.isLetter } }, "\(own)")
    #expect(scene.description.contains("下方为 B 减 A：101 步中有 100 步不同，最先在第 1 步，最大为第 29 步的"))
  }

  @Test("names in the figure's data are those of the schedules, without letters before them")
  func names() throws {
    #expect(try figure("exp", "cosine").seriesNames == ["exp", "cosine"])
    #expect(Set(try figure("exp", "exp").seriesNames).count == 2)
  }
}

@Suite("Endings of curves")
struct EndingTests {
  /// Strokes of two crossing lines: what the x-shaped mark is made of.
  private func crosses(_ nodes: [Node]) -> [Point] {
    nodes.flatMap { node -> [Point] in
      switch node {
      case .group(let group): return crosses(group.nodes)
      case .path(let path, _, let stroke?, _):
        guard stroke.cap == .round, stroke.paint != Theme.standard.page, path.elements.count == 4,
          case .move(let start) = path.elements[0], case .line(let end) = path.elements[1]
        else { return [] }
        return [Point((start.x + end.x) / 2, (start.y + end.y) / 2)]
      default: return []
      }
    }
  }

  @Test("a curve that stops with an error ends in an x, with words at it and the reason below")
  func cross() throws {
    let both = [try plans(["exp"])[0], try stopped("cosine", after: 60)]
    let scene = RateComparison(plans: both).chart().scene(measuring: .fixedAdvance)
    #expect(crosses(scene.nodes).count == 1)
    #expect(scene.texts.contains("stops with an error"))
    #expect(scene.texts.contains("cosine stops with an error after step 60: ValueError: too far"))
  }

  @Test("curves that stop together are told once; among many only the marks remain")
  func several() throws {
    let twins = [try stopped("cosine", after: 60), try stopped("cosine:label=b", after: 60)]
    let scene = RateComparison(plans: twins).chart().scene(measuring: .fixedAdvance)
    #expect(scene.texts.count { $0 == "stops with an error" } == 1)
    let many = try (0..<8).map { try stopped("cosine:lr=0.\($0 + 1)", after: 50) }
    let crowd = RateComparison(plans: many).chart().scene(measuring: .fixedAdvance)
    #expect(crosses(crowd.nodes).count == 8)
    #expect(!crowd.texts.contains("stops with an error"))
  }

  @Test("a curve that runs to its end has no x")
  func none() throws {
    let scene = RateComparison(plans: try plans(["cosine"])).chart().scene(measuring: .fixedAdvance)
    #expect(crosses(scene.nodes).isEmpty)
  }
}
