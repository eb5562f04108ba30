import LRCharts
import LRCore
import LRScene
import LRTraining
import Testing

@testable import LRFigures

@Suite("Figure of a range test")
struct RangeTestFigureTests {
  /// A curve that is flat, falls and blows up.
  private static func record(_ name: String, blowsUp: Bool = true, checked: Bool = false) -> RangeTestRecord {
    let rates = NumberAxis.values(from: 1e-7, to: 10, count: 100, isLogarithmic: true)
    var made = TrainingRecord(name: name, spec: name, stepsPerEpoch: 23, plannedSteps: 100)
    made.loss = rates.indices.map { index in
      let place = Double(index) / 100
      let fall = place < 0.5 ? 0 : min(1.8, (place - 0.5) * 6)
      return 2.3 - fall + 0.02 * Double(index % 3) + (blowsUp && index > 88 ? Double((index - 88) * (index - 88)) : 0)
    }
    made.evaluations = [.init(step: 0, loss: 2.4, accuracy: nil, seconds: 0)]
    let tests = RangeTest.Library.allCases.map { RangeTest($0, from: 1e-7, to: 10, count: 100) }
    var record = RangeTestRecord(made, rates: rates, tests: tests)
    if checked {
      record.checks = record.ratesToCheck(7, isLogarithmic: true).map {
        RangeTestRecord.Check(rate: $0, loss: $0 > 1 ? nil : 2.3 - min(2, $0 * 20))
      }
    }
    return record
  }

  private static func figure(_ records: [RangeTestRecord], _ language: Language = .english) -> RangeTestFigure {
    var figure = RangeTestFigure(records, isLogarithmic: true, looks: Looks(language: language))
    figure.checkSteps = 300
    return figure
  }

  @Test("every suggestion is marked on its library's smoothed curve, with rule and rate")
  func suggestions() throws {
    let record = Self.record("sgd")
    let panel = Self.figure([record]).chart().panels[0]
    let found = record.readings.flatMap(\.suggestions).filter { $0.suggestion.rate != nil }
    #expect(found.count >= 5)
    for one in found {
      let rate = try #require(one.suggestion.rate)
      let name = one.rule.library == .fastai ? one.rule.rawValue : one.rule.library.title
      let note = try #require(panel.annotations.first { $0.x == rate && $0.text.plain.contains(name) })
      #expect(note.text.plain.contains(quantityLabel(rate).plain))
      if case .found(let index, _) = one.suggestion, one.rule != .minimum {
        let reading = try #require(record.readings.first { $0.library == one.rule.library })
        #expect(abs(note.y - reading.smoothed[index]) < 1e-12)
      }
    }
  }

  @Test("nothing overlaps or is cut off at any size", arguments: RateComparisonTests.sizes + [Size(252, 180)])
  func legible(size: Size) {
    for (records, language) in [
      ([Self.record("sgd", checked: true)], Language.english),
      ([Self.record("sgd", checked: true), Self.record("adam", checked: true)], .chinese),
    ] {
      var figure = RangeTestFigure(records, isLogarithmic: true, looks: Looks(size: size, language: language))
      figure.checkSteps = 300
      expectLegible(figure.chart(), "\(size) \(language)")
    }
  }

  @Test("a test that its library ended early says so", arguments: Language.allCases)
  func endedEarly(language: Language) throws {
    let whole = Self.record("sgd")
    let fastai = try #require(whole.readings.first { $0.library == .fastai && $0.stops })
    let count = fastai.smoothed.count
    var made = TrainingRecord(name: "sgd", spec: "sgd", stepsPerEpoch: 23, plannedSteps: 100)
    made.loss = Array(whole.losses.prefix(count))
    let record = RangeTestRecord(
      made, rates: whole.rates, tests: [RangeTest(.fastai, from: 1e-7, to: 10, count: 100)])
    #expect(record.readings[0].stops)
    var figure = RangeTestFigure([record], isLogarithmic: true, looks: Looks(language: language))
    figure.library = .fastai
    let chart = figure.chart()
    #expect(
      chart.caption?.contains(language == .english ? "Stops after batch: fastai \(count)" : "fastai \(count)") == true)
    #expect(chart.subtitle?.contains(language == .english ? "\(count) of 100 batches" : "前 \(count) 个") == true)
  }

  @Test("the blow-up leaves the frame, and what the rules look at is bold")
  func domain() throws {
    let record = Self.record("sgd")
    let panel = Self.figure([record]).chart().panels[0]
    let domain = try #require(panel.y.domain)
    #expect(domain.upperBound < 4 && domain.upperBound > 2.3)
    #expect(panel.marks.contains { $0 is DepartureMark })
    let lines = panel.marks.compactMap { $0 as? LineMark }
    for reading in record.readings {
      let bold = try #require(lines.first { $0.name?.contains(reading.library.title) == true })
      #expect(bold.series.y.count == reading.kept.count && bold.stroke.width > 1.5)
      #expect(bold.series.position(0) == record.rates[reading.kept.lowerBound])
    }
    let flat = Self.figure([Self.record("sgd", blowsUp: false)]).chart()
    #expect(!flat.panels[0].marks.contains { $0 is DepartureMark })
    #expect(flat.caption?.contains("No stopping rule ended the test.") == true)
  }

  @Test("the caption says what is left out and where each library stops")
  func caption() {
    let record = Self.record("sgd")
    let caption = Self.figure([record]).chart().caption ?? ""
    #expect(caption.contains("fastai first 10 and last 5") && caption.contains("Lightning first 10 and last 1"))
    for reading in record.readings where reading.stops {
      #expect(caption.contains("\(reading.library.title) \(reading.smoothed.count)"))
    }
    #expect(record.readings.contains { $0.stops })
  }

  @Test("real runs stand below on the same x; the best suggestion is named, and crosses are diverged runs")
  func check() throws {
    let record = Self.record("sgd", checked: true)
    let chart = Self.figure([record]).chart()
    #expect(chart.panels.count == 2 && chart.panels[0].x.domain == chart.panels[1].x.domain)
    let notes = chart.panels[1].annotations
    let best = try #require(record.bestSuggested)
    #expect(notes.contains { $0.x == best.rate && $0.text.plain.hasPrefix("lowest of the rules: ") })
    #expect(notes.count { $0.text.plain.hasPrefix("lowest of the rules: ") } == 1)
    #expect(notes.count { $0.symbol == .cross } == record.checks.count { $0.loss == nil })
    #expect(record.checks.contains { $0.loss == nil })
    #expect(chart.caption?.contains("Crosses at the top") == true)
  }

  @Test("rows have each rule once, then the other rates")
  func rows() {
    let record = Self.record("sgd", checked: true)
    let rows = Self.figure([record]).rows
    #expect(rows.dropFirst().prefix(6).map { $0[1] } == RateRule.allCases.map(\.title))
    #expect(rows.count == 1 + 6 + record.checks.count - record.suggestedRates.count)
    #expect(rows.contains { $0.contains("lowest") } && rows.contains { $0.contains("diverged") })
  }

  @Test("all of it is drawn, several runs too, in both languages", arguments: Language.allCases)
  func drawn(language: Language) {
    let records = [Self.record("sgd", checked: true), Self.record("adam", blowsUp: false, checked: true)]
    let figure = Self.figure(records, language)
    #expect(figure.chart().panels.map { $0.title?.plain } == ["sgd", nil, "adam", nil])
    #expect(!figure.chart().scene(measuring: .fixedAdvance).nodes.isEmpty)
  }

  @Test("losses that stop being finite make every later one NaN, as in the libraries")
  func notFinite() {
    var made = TrainingRecord(name: "a", spec: "a", stepsPerEpoch: 1, plannedSteps: 40)
    made.loss = (0..<20).map { 2 - 0.05 * Double($0) } + [.nan]
    made.divergedAt = 21
    let rates = NumberAxis.values(from: 1e-3, to: 1, count: 40, isLogarithmic: true)
    let tests = RangeTest.Library.allCases.map { RangeTest($0, from: 1e-3, to: 1, count: 40) }
    let record = RangeTestRecord(made, rates: rates, tests: tests)
    #expect(record.readings.allSatisfy { $0.smoothed.count == 40 && !$0.stops })
    // torch-lr-finder: the first NaN is the smallest slope, and it is the one beside the last number.
    let steepest = record.readings[1].suggestions[0].suggestion
    #expect(steepest == .found(index: 19, rate: rates[19]))
    #expect(record.losses.count == 21)
    #expect(!Self.figure([record]).chart().scene(measuring: .fixedAdvance).nodes.isEmpty)
  }

  @Test("lines are named at their ends where that is asked for, and many runs don't list their stops")
  func names() {
    var looks = Looks()
    looks.legend = .direct
    let direct = RangeTestFigure([Self.record("sgd")], isLogarithmic: true, looks: looks).chart()
    let named = direct.panels[0].marks.compactMap { $0.key }.filter { !$0.name.isEmpty }
    #expect(named.count == 4 && named.allSatisfy(\.isNamedAtEnd))
    let many = Self.figure(["a", "b", "c"].map { Self.record($0) }).chart()
    #expect(many.caption?.contains("A curve that ends early") == true)
  }
}
