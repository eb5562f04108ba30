import LRCore
import LRScene
import Testing

@testable import LRCharts

/// A seeded generator, so that a failure repeats.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

func plot(_ frame: Rect = Rect(x: 0, y: 0, width: 100, height: 100), x: ClosedRange<Double>, y: ClosedRange<Double>)
  -> Plot
{
  Plot(
    frame: frame, x: AxisScale(.linear, covering: x), y: AxisScale(.linear, covering: y), theme: .standard,
    type: Typography(for: Size(800, 500)), measurer: .fixedAdvance)
}

@Suite("Decimation")
struct DecimationTests {
  @Test("every column keeps its smallest and largest value")
  func extremes() {
    var random = SplitMix(state: 7)
    let values = (0..<100_000).map { _ in Double.random(in: -1...1, using: &random) }
    let columns = 200
    let decimated = DecimatedSeries(
      Series(name: "", y: values), columns: columns, on: AxisScale(.linear, covering: 0...Double(values.count)))
    #expect(!decimated.isComplete)
    let kept = decimated.runs.flatMap { $0 }
    #expect(kept.count <= 4 * columns)
    let width = values.count / columns
    for column in 0..<columns {
      let slice = values[(column * width)..<((column + 1) * width)]
      let inside = kept.filter { Int(clamping: $0.x) / width == column }.map(\.y)
      #expect(inside.min() == slice.min() && inside.max() == slice.max())
    }
    #expect(zip(kept, kept.dropFirst()).allSatisfy { $0.x < $1.x })
  }

  @Test("on a logarithmic axis the first values keep their own places")
  func logarithmic() {
    var random = SplitMix(state: 7)
    let values = (0...100_000).map { _ in Double.random(in: -1...1, using: &random) }
    let scale = AxisScale(.logarithmic, covering: 1...100_000)
    let kept = DecimatedSeries(Series(name: "", y: values), columns: 600, on: scale).runs.flatMap { $0 }
    #expect(kept.count <= 2400)
    #expect(kept.prefix(100).map(\.x) == (0..<100).map(Double.init))
    let tail = kept.filter { $0.x >= 90_000 }
    #expect(tail.contains { $0.y > 0.99 } && tail.contains { $0.y < -0.99 })
  }

  @Test("a series that fits is kept whole, and gaps split it")
  func gaps() {
    let decimated = DecimatedSeries(
      Series(name: "", y: [1, .nan, 2, 3, .infinity]), columns: 10, on: AxisScale(.linear, covering: 0...4))
    #expect(decimated.isComplete)
    #expect(decimated.runs.map { $0.map(\.y) } == [[1], [2, 3]])
    #expect(decimated.runs.map { $0.map(\.x) } == [[0], [2, 3]])
  }
}

@Suite("Lines")
struct LineMarkTests {
  @Test("a step schedule has level treads and upright risers only")
  func stairs() {
    let values = (0...90).map { $0 < 30 ? 1.0 : $0 < 60 ? 0.1 : 0.01 }
    let runs = LineMark(Series(name: "", y: values), stroke: Stroke(Paint(Color(0)))).pixelRuns(
      in: plot(x: 0...90, y: 0...1))
    #expect(runs.count == 1)
    let points = runs[0]
    #expect(points.count == 6)
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.x == $1.x || $0.y == $1.y })
    #expect(abs(points[1].x - 100.0 / 3) < 1e-9)
  }

  @Test("a logarithmic axis leaves out what stands at 0")
  func nothingAtZero() {
    let frame = Rect(x: 0, y: 0, width: 100, height: 100)
    let log = Plot(
      frame: frame, x: AxisScale(.logarithmic, covering: 1...100), y: AxisScale(.linear, covering: 0...9),
      theme: .standard, type: Typography(for: Size(800, 500)), measurer: .fixedAdvance)
    let mark = LineMark(Series(name: "", y: [9, 5, 4, 2, 1]), stroke: Stroke(Paint(Color(0))))
    #expect(mark.pixelRuns(in: log).first?.first?.x == 0)
  }

  @Test("declared jumps make stairs of treads one step long")
  func declared() {
    let values = (0...4).map { Double($0) }
    let mark = LineMark(Series(name: "", y: values), stroke: Stroke(Paint(Color(0))), jumps: [1, 2, 3, 4])
    let points = mark.pixelRuns(in: plot(x: 0...4, y: 0...4))[0]
    #expect(points.count == 9)
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.x == $1.x || $0.y == $1.y })
  }

  @Test("a ramp stays a ramp, and points on the way are dropped")
  func ramp() {
    let mark = LineMark(Series(name: "", y: (0...50).map { Double($0) }), stroke: Stroke(Paint(Color(0))))
    #expect(mark.pixelRuns(in: plot(x: 0...50, y: 0...50))[0] == [Point(0, 100), Point(100, 0)])
  }

  @Test("values far outside the frame keep finite coordinates")
  func far() {
    let mark = LineMark(Series(name: "", y: [0, 1e300, 0]), stroke: Stroke(Paint(Color(0))))
    #expect(mark.pixelRuns(in: plot(x: 0...2, y: 0...1))[0].allSatisfy { abs($0.y) < 1e5 })
  }

  @Test("the extent knows the smallest positive value and whether 0 occurs")
  func extent() {
    let mark = LineMark(Series(name: "", y: [0, 1e-3, 0.1]), stroke: Stroke(Paint(Color(0))))
    #expect(mark.extent.smallestPositiveY == 1e-3)
    #expect(mark.extent.reachesZero)
    #expect(mark.extent.y == 0...0.1)
  }
}

@Suite("Spreading labels")
struct SpreadTests {
  @Test("labels with room stay where they want to be")
  func free() {
    #expect(spread([10, 50, 90], sizes: [10, 10, 10], within: 0...100) == [10, 50, 90])
  }

  @Test("labels on one spot share it evenly")
  func pooled() {
    #expect(spread([50, 50], sizes: [10, 10], within: 0...100) == [45, 55])
  }

  @Test("random labels keep order, bounds and distance")
  func random() {
    var random = SplitMix(state: 3)
    for _ in 0..<500 {
      let sizes = (0..<Int.random(in: 1...12, using: &random)).map { _ in Double.random(in: 1...8, using: &random) }
      let desired = sizes.map { _ in Double.random(in: -20...120, using: &random) }.sorted()
      let centers = spread(desired, sizes: sizes, within: 0...100)
      for i in centers.indices {
        #expect(centers[i] - sizes[i] / 2 >= -1e-9 && centers[i] + sizes[i] / 2 <= 100 + 1e-9)
        if i > 0 { #expect(centers[i] - centers[i - 1] >= (sizes[i] + sizes[i - 1]) / 2 - 1e-9) }
      }
    }
  }

  @Test("labels that can't fit are squeezed into the range")
  func squeezed() {
    let centers = spread([0, 0, 0], sizes: [50, 50, 50], within: 0...100)
    #expect(centers.first! > 0 && centers.last! < 100)
  }
}

@Suite("Fitting text")
struct TextFittingTests {
  let measurer = TextMeasurer.fixedAdvance
  let font = Font(size: 10)

  @Test("a text too long keeps its beginning and its end")
  func fitted() {
    let text = measurer.fitted("torch.StepLR:step_size=30,gamma=0.1", font, width: 80)
    #expect(text.hasPrefix("torch.St") && text.hasSuffix("0.1") && text.contains("…"))
    #expect(measurer.width(text, font) <= 80)
  }

  @Test("words wrap at spaces, Chinese anywhere but before its punctuation")
  func wrapped() {
    #expect(measurer.wrapped("aa bb cc", font, width: 28, lines: 5) == ["aa bb", "cc"])
    #expect(measurer.wrapped("学习率，很大", font, width: 40, lines: 5) == ["学习率，", "很大"])
    #expect(measurer.wrapped("aa bb cc dd", font, width: 28, lines: 1).count == 1)
  }

  @Test("words that find no line more are cut at their end, after a whole word")
  func ended() {
    #expect(measurer.wrapped("one two. Three four five", font, width: 60, lines: 1) == ["one two …"])
    #expect(measurer.wrapped("one\ntwo", font, width: 60, lines: 1) == ["one …"])
    #expect(measurer.wrapped("学习率很大，损失", font, width: 40, lines: 1) == ["学习率…"])
    #expect(measurer.wrapped("one two", font, width: 60, lines: 1) == ["one two"])
  }
}
