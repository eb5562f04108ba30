import LRScene
import Testing

@testable import LRCharts

@Suite("Ticks")
struct TicksTests {
  @Test("a range from 0 to 0.1 is cut into fiftieths, written exactly")
  func tenth() {
    let set = AxisScale(.linear, covering: 0...0.1).ticks(atMost: 6)
    #expect(set.ticks.map(\.value) == [0, 0.02, 0.04, 0.06, 0.08, 0.1])
    #expect(set.ticks.compactMap { $0.label?.plain } == ["0", "0.02", "0.04", "0.06", "0.08", "0.10"])
    #expect(set.exponent == 0)
  }

  @Test("small rates share a power of ten")
  func small() {
    let set = AxisScale(.linear, covering: 0...3e-5).ticks(atMost: 4)
    #expect(set.exponent == -5)
    #expect(set.ticks.compactMap { $0.label?.plain } == ["0", "1", "2", "3"])
    #expect(set.ticks.map(\.value) == [0, 1e-5, 2e-5, 3e-5])
  }

  @Test(
    "counts of steps are written with k, M and G",
    arguments: [(Double, String)]([(100, "100"), (100_000, "100k"), (1e7, "10M"), (2e9, "2.0G"), (25_000, "25k")]))
  func counts(limit: Double, last: String) {
    let set = AxisScale(.linear, covering: 0...limit).ticks(atMost: 6, style: .count)
    #expect(set.ticks.last?.label?.plain == last)
    #expect(set.ticks.first?.label?.plain == "0")
  }

  @Test("counts are whole even on a short run")
  func wholeCounts() {
    let set = AxisScale(.linear, covering: 0...2).ticks(atMost: 10, style: .count)
    #expect(set.ticks.map(\.value) == [0, 1, 2])
  }

  @Test(
    "linear ticks ascend, lie in the domain and are no more than asked for",
    arguments: [(Double, Double)]([
      (-1.0, 1.0), (0, 1e-300), (0, 1e300), (0.1, 0.1 + 1e-12), (-1e12, 1e12), (99.5, 100.25), (-3e-7, 5e-9),
      (1e15, 1e15 + 64),
    ]))
  func sound(low: Double, high: Double) {
    let scale = AxisScale(.linear, covering: low...high)
    for count in 2...12 {
      let ticks = scale.ticks(atMost: count).ticks
      #expect(!ticks.isEmpty && ticks.count <= count + 1)
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
      let slack = (scale.domain.upperBound - scale.domain.lowerBound) * 1e-6
      #expect(
        ticks.allSatisfy { $0.value >= scale.domain.lowerBound - slack && $0.value <= scale.domain.upperBound + slack })
      let labels = ticks.compactMap { $0.label?.plain }
      #expect(Set(labels).count == labels.count, "\(labels)")
    }
  }

  private static let least = Double.leastNonzeroMagnitude
  private static let most = Double.greatestFiniteMagnitude
  static let extremeRanges: [ClosedRange<Double>] = {
    let subnormal = 2000 * least
    let normal = Double.leastNormalMagnitude
    return [
      0...least, 0...subnormal, 1e308...1.7e308, -1.7e308...1.7e308, -most...most, (normal / 200)...(normal / 100),
      0...most, (-2 * least)...(2 * least), least...most, 0...Double.infinity,
    ]
  }()

  @Test("axes at the ends of Double have ticks, and no label is inf or nan", arguments: extremeRanges)
  func ends(range: ClosedRange<Double>) {
    for kind in [AxisScale.Kind.linear, .logarithmic] {
      let scale = AxisScale(kind, covering: range)
      #expect(scale.domain.lowerBound < scale.domain.upperBound && scale.domain.upperBound.isFinite)
      #expect(scale.unit(scale.domain.lowerBound) == 0 && abs(scale.unit(scale.domain.upperBound) - 1) < 1e-12)
      #expect(abs(scale.unit(.greatestFiniteMagnitude)) <= 1e9 && abs(scale.unit(-.greatestFiniteMagnitude)) <= 1e9)
      for (style, count) in [(TickStyle.plain, 6), (.count, 12), (.plain, 2)] {
        let ticks = scale.ticks(atMost: count, style: style).ticks
        #expect(!ticks.isEmpty && ticks.count < 400)
        #expect(ticks.allSatisfy { $0.value.isFinite })
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
        let labels = ticks.compactMap { $0.label?.plain }
        #expect(Set(labels).count == labels.count, "\(labels)")
        #expect(!labels.contains { $0.contains("inf") || $0.contains("nan") || $0.contains("e") }, "\(labels)")
      }
    }
  }

  static let extremeQuantities: [(Double, String)] = [
    (least, "5×10−324"), (9 * least, "4.4×10−323"), (2.2250738585072014e-308, "2.23×10−308"), (most, "1.8×10308"),
    (-most, "−1.8×10308"), (9.999e-5, "10−4"), (0.0316, "0.0316"), (1e308, "10308"),
  ]

  @Test("quantities are written rightly from the smallest number to the largest", arguments: extremeQuantities)
  func writtenAtTheEnds(value: Double, text: String) {
    #expect(quantityLabel(value).plain == text)
  }

  @Test("decades are powers of ten with a raised exponent")
  func decades() {
    let set = AxisScale(.logarithmic, covering: 1e-6...0.1).ticks(atMost: 8)
    let labels = set.ticks.compactMap(\.label)
    #expect(labels.map(\.plain) == ["10−6", "10−5", "10−4", "10−3", "10−2", "10−1"])
    #expect(labels[0].runs.last?.position == .superscript)
    #expect(set.ticks.count > labels.count)
  }

  @Test("few decades get 2 and 5 between them")
  func between() {
    let set = AxisScale(.logarithmic, covering: 0.01...0.1).ticks(atMost: 8)
    #expect(set.ticks.compactMap { $0.label?.plain } == ["10−2", "2×10−2", "5×10−2", "10−1"])
  }

  @Test("around 1 the decimals are plain")
  func aroundOne() {
    let set = AxisScale(.logarithmic, covering: 0.05...10).ticks(atMost: 12)
    #expect(set.ticks.compactMap { $0.label?.plain } == ["0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10"])
  }

  @Test("three hundred decades are thinned")
  func many() {
    let labelled = AxisScale(.logarithmic, covering: 1e-300...1).ticks(atMost: 6).ticks.filter { $0.label != nil }
    #expect(labelled.count <= 7 && labelled.count >= 3)
  }

  @Test("within a decade a logarithmic axis has plain ticks")
  func withinDecade() {
    let set = AxisScale(.logarithmic, covering: 0.08...0.1).ticks(atMost: 5)
    #expect(set.ticks.compactMap { $0.label?.plain } == ["0.080", "0.085", "0.090", "0.095", "0.100"])
  }

  @Test(
    "quantities keep three digits and no more",
    arguments: [(Double, String)]([
      (0.1, "0.1"), (0.0316227766, "0.0316"), (1e-5, "10−5"), (1.5e-5, "1.5×10−5"), (0, "0"), (30, "30"),
      (0.99951, "1"),
      (123456, "1.23×105"), (-0.001, "−0.001"), (0.00999, "0.00999"),
    ]))
  func quantities(value: Double, text: String) {
    #expect(quantityLabel(value).plain == text)
  }

  @Test("long counts are grouped by thin spaces")
  func grouped() {
    #expect(countLabel(9000) == "9000")
    #expect(countLabel(1_234_567) == "1\u{2009}234\u{2009}567")
  }
}

@Suite("Axis scales")
struct AxisScaleTests {
  @Test("0 on a logarithmic axis stands below the break, every positive value above it")
  func zero() {
    let scale = AxisScale(.logarithmic, covering: 1e-5...0.1, showsZero: true)
    #expect(scale.unit(0) == 0)
    #expect(scale.unit(-1) == 0)
    #expect(abs(scale.unit(1e-5) - AxisScale.zeroBand) < 1e-12)
    #expect(abs(scale.unit(0.1) - 1) < 1e-12)
    #expect(scale.covers(0))
    #expect(scale.ticks(atMost: 6).ticks.first?.label?.plain == "0")
  }

  @Test("a constant series gets room on both sides")
  func constant() {
    let scale = AxisScale(.linear, covering: 0.1...0.1)
    #expect(abs(scale.unit(0.1) - 0.5) < 1e-9)
    #expect(AxisScale(.linear, covering: 0...0).domain == -1...1)
  }

  @Test("the whole range of Double doesn't overflow")
  func huge() {
    let scale = AxisScale(.linear, covering: -Double.greatestFiniteMagnitude ... .greatestFiniteMagnitude)
    #expect(scale.unit(0) == 0.5)
  }
}
