import LRCharts
import LRCore
import LRScene
import LRTraining
import Testing

@testable import LRFigures

@Suite("Figure of samples")
struct SampleFigureTests {
  private static func set(
    _ shape: [Int], _ task: DataSet.Task, inputs: [Double], targets: [Double]
  ) -> DataSet {
    let rows = DataSet.Rows(inputs: inputs, targets: targets, count: inputs.count / shape.reduce(1, *))
    return DataSet(
      name: "made", shape: shape, task: task, train: rows,
      validation: DataSet.Rows(inputs: [], targets: [], count: 0), protocolWords: [Localized("made up", zh: "虚构")])
  }

  @Test("images stand in a row for each class, brightest white, with the class's name")
  func images() throws {
    let set = Self.set(
      [1, 2, 2], .classes(["left", "right"]), inputs: [4, 0, 4, 0, 0, 4, 0, 4, 0, 2, 0, 2], targets: [0, 1, 1])
    let chart = SampleFigure(set, source: "nowhere").chart()
    let mark = try #require(chart.panels[0].marks.first as? ImageSheetMark)
    #expect(mark.rows.map(\.name) == ["left", "right"])
    #expect(mark.rows[0].pictures == [[1, 0, 1, 0]])
    #expect(mark.rows[1].pictures == [[0, 1, 0, 1], [0, 0.5, 0, 0.5]])
    #expect(chart.caption?.contains("Source: nowhere") == true && chart.caption?.contains("made up") == true)
    let plot = chart.scene(measuring: .fixedAdvance)
    let images = plot.nodes.flatMap(Self.leaves).compactMap { node -> Raster? in
      if case .image(let raster, _) = node { raster } else { nil }
    }
    #expect(images.count == 2 && images.map(\.width) == [2, 5])
  }

  private static func leaves(_ node: Node) -> [Node] {
    if case .group(let group) = node { group.nodes.flatMap(leaves) } else { [node] }
  }

  @Test("axes have the inputs' names where there are some, and a file is named in place of the set")
  func names() {
    var set = Self.set([2], .classes(["a", "b"]), inputs: [0, 1, 2, 3, 4, 5], targets: [0, 1, 0])
    #expect(SampleFigure(set, source: "").chart().panels[0].x.label.plain == "x1")
    set.inputNames = [Localized("width", zh: "宽"), Localized("", zh: "")]
    var figure = SampleFigure(set, source: "my.csv", looks: Looks(language: .chinese))
    figure.name = "my.csv"
    #expect(figure.chart().panels[0].x.label.plain == "宽" && figure.chart().panels[0].y.label.plain == "x2")
    #expect(figure.title.hasPrefix("my.csv"))
  }

  @Test("two inputs are one scatter with equal units, a hue and a shape for each class")
  func scatter() throws {
    let set = Self.set(
      [2], .classes(["a", "b"]), inputs: [0, 1, 2, 3, 4, 5], targets: [0, 1, 0])
    var figure = SampleFigure(set, source: "")
    #expect(!figure.chart().panels[0].equalAspect)
    figure.looks.size = try #require(figure.preferredSize)
    let panels = figure.chart().panels
    let marks = panels[0].marks.compactMap { $0 as? PointsMark }
    #expect(panels.count == 1 && panels[0].equalAspect)
    #expect(marks.map(\.points) == [[Point(0, 1), Point(4, 5)], [Point(2, 3)]])
    #expect(marks[0].symbol != marks[1].symbol && marks[0].paint != marks[1].paint)
    #expect(marks.map(\.name) == ["a", "b"])
  }

  @Test("of a wide table the inputs that tell most are drawn, and the caption says so")
  func ranking() throws {
    // x1 is noise, x2 the class, x3 the class with some noise, x4 constant.
    var inputs: [Double] = []
    var targets: [Double] = []
    for row in 0..<40 {
      let (label, noise) = (Double(row % 2), Double(row * 7 % 5) - 2)
      inputs += [noise, label, label + 0.2 * noise, 1]
      targets.append(label)
    }
    let classes = Self.set([4], .classes(["a", "b"]), inputs: inputs, targets: targets)
    #expect(classes.rankedInputs(among: 40).prefix(2) == [1, 2])
    let chart = SampleFigure(classes, source: "").chart()
    #expect(chart.panels.count == 3 && chart.panels[0].x.label.plain == "x2" && chart.panels[0].y.label.plain == "x3")
    #expect(chart.caption?.contains("three of 4 inputs") == true)
    let numbers = Self.set([4], .regression(outputs: 1), inputs: inputs, targets: targets)
    #expect(numbers.rankedInputs(among: 40).prefix(2) == [1, 2])
    let panels = SampleFigure(numbers, source: "").chart().panels
    #expect(panels.map(\.x.label.plain).prefix(2) == ["x2", "x3"])
    #expect((panels[0].marks[0] as? PointsMark)?.points.count == 40)
  }

  @Test("sequences are lines in a panel for each class; other channels than the first are left out")
  func sequences() {
    let set = Self.set(
      [2, 3], .classes(["a", "b"]), inputs: [1, 2, 3, 9, 9, 9, 4, 5, 6, 9, 9, 9], targets: [1, 1])
    let chart = SampleFigure(set, source: "").chart()
    #expect(chart.panels.map { $0.title?.plain } == ["a", "b"])
    #expect(chart.panels[1].marks.compactMap { ($0 as? LineMark)?.series.y } == [[1, 2, 3], [4, 5, 6]])
    #expect(!chart.scene(measuring: .fixedAdvance).nodes.isEmpty)
  }

  @Test("one row, one input, one class and values that are not finite are drawn", arguments: Language.allCases)
  func edges(language: Language) {
    let sets = [
      Self.set([1], .classes(["a"]), inputs: [1], targets: [0]),
      Self.set([1], .regression(outputs: 2), inputs: [1, .infinity], targets: [1, 2, 3, .nan]),
      Self.set([1, 1, 1], .classes(["a", "b"]), inputs: [0], targets: [0]),
      Self.set([1, 1], .regression(outputs: 1), inputs: [5], targets: [1]),
      Self.set([3], .classes(["a", "b"]), inputs: [1, 1, 1], targets: [1]),
    ]
    for set in sets {
      let figure = SampleFigure(set, source: "", looks: Looks(language: language))
      #expect(!figure.chart().scene(measuring: .fixedAdvance).nodes.isEmpty)
      #expect(figure.shownRows.count <= set.train.count)
    }
  }
}
