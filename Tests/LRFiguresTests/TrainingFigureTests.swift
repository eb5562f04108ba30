import LRCharts
import LRCore
import LRScene
import LRTraining
import Testing

@testable import LRFigures

@Suite("Training figures")
struct TrainingFigureTests {
  private func figure(_ records: [TrainingRecord], _ change: (inout TrainingFigure) -> Void = { _ in })
    -> TrainingFigure
  {
    var figure = TrainingFigure(records, protocol: TrialRun.protocolLines)
    change(&figure)
    return figure
  }

  private func scene(_ figure: TrainingFigure) -> Scene { figure.chart().scene(measuring: .fixedAdvance) }

  private func lines(_ panel: Panel) -> [LineMark] { panel.marks.compactMap { $0 as? LineMark } }

  static let sets: [[[TrainingRecord]]] = [
    TrialRun.three.map { [$0] }, TrialRun.diverging.map { [$0] }, TrialRun.many.map { [$0] }, TrialRun.seeds,
    [
      [TrialRun(name: "adam", rate: 0.01, hasClasses: false, groups: ["bias"], drivesMomentum: true).record],
      [TrialRun(name: "interrupted", seed: 5, hasClasses: false, stops: 200).record],
    ],
    [[TrialRun(name: "alone", groups: ["bias", "head"]).record]],
  ]

  @Test("nothing overlaps or is cut off at any size", arguments: RateComparisonTests.sizes, sets.indices)
  func legible(size: Size, set: Int) {
    let variants: [(Bool, TrainingTime, [TrainingPanel], Language)] = [
      (false, .steps, TrainingPanel.standard, .english), (false, .epochs, TrainingPanel.standard, .chinese),
      (true, .epochs, TrainingPanel.allCases, .english), (false, .seconds, TrainingPanel.allCases, .chinese),
      (false, .seconds, [.loss], .english), (false, .epochs, [.loss, .rate], .chinese),
      (true, .steps, [.validation, .accuracy], .english),
    ]
    for (logY, time, show, language) in variants {
      var looks = Looks(size: size, language: language)
      looks.logY = logY
      var figure = TrainingFigure(Self.sets[set], protocol: TrialRun.protocolLines, looks: looks)
      figure.show = show
      figure.time = time
      let boxes = labelBoxes(scene(figure).nodes)
      #expect(boxes.count > 5)
      let page = Rect(x: 0, y: 0, width: size.width, height: size.height)
      for (index, (text, box)) in boxes.enumerated() {
        #expect(page.contains(box), "'\(text)' leaves the page at \(box) of \(size)")
        #expect(!text.contains("inf") && !text.contains("nan") && !text.contains("NaN"), "\(text)")
        for (other, otherBox) in boxes[..<index] where box.intersects(otherBox) {
          Issue.record("'\(text)' overlaps '\(other)' at \(size), \(show), log \(logY), \(language), set \(set)")
        }
      }
    }
  }

  @Test("a cross stands after the update that diverged, in every panel")
  func crosses() throws {
    let run = try #require(TrialRun.diverging.first { $0.divergedAt != nil })
    let step = Double(try #require(run.divergedAt))
    for panel in figure([run]).chart().panels {
      for note in panel.annotations where note.symbol == .cross { #expect(note.x == step, "\(panel.y.label.plain)") }
    }
  }

  @Test("a run of which some seeds diverged says in its name how many are left")
  func seedsLeft() throws {
    let sound = TrialRun.three[0]
    var lost = try #require(TrialRun.diverging.first { $0.divergedAt != nil })
    lost.name = sound.name
    let figure = TrainingFigure([[sound, lost], [TrialRun.three[1], TrialRun.three[1]]])
    let texts = labelBoxes(scene(figure).nodes).map(\.text)
    #expect(texts.contains { $0.contains("(1 of 2 seeds)") })
    #expect(texts.contains { $0.contains("2 seeds, mean of those that did not diverge") })
    let table = TrainingTable([[sound, lost]], language: .chinese)
    #expect(table.rows[1][0].hasSuffix("（2 个种子中的 1 个）"))
  }

  @Test("one run has its last values at the ends of its lines as several have")
  func ends() {
    let texts = labelBoxes(scene(figure([TrialRun.three[0]])).nodes).map(\.text)
    #expect(texts.contains { $0.hasSuffix("%") && $0.first?.isNumber == true })
    #expect(texts.count { Double($0).map { $0 > 0 && $0 < 3 && $0 != $0.rounded() } ?? false } >= 2)
  }

  @Test("a logarithmic axis says that step 0 is not on it")
  func logarithmicStart() {
    let told = "begins at step 1"
    #expect(figure([TrialRun.three[0]]).chart().caption?.contains(told) != true)
    var looks = Looks()
    looks.logX = true
    #expect(TrainingFigure([TrialRun.three[0]], looks: looks).chart().caption?.contains(told) == true)
  }

  @Test("panels that no run has values for are left out, and those without room are named in a remark")
  func panels() {
    #expect(figure(TrialRun.three).panels == [.loss, .validation, .accuracy, .rate])
    #expect(figure([TrialRun(name: "a", hasClasses: false).record]).panels == [.loss, .validation, .rate])
    #expect(figure(TrialRun.three) { $0.show = [.momentum, .loss] }.panels == [.loss])
    let small = TrainingFigure(TrialRun.three, looks: Looks(size: Size(320, 200))).chart()
    #expect(small.panels.map(\.y.label.plain) == ["Training loss", "Validation loss"])
    #expect(small.remarks.map(\.english).first?.contains("accuracy, rate") == true)
    #expect(figure(TrialRun.three).chart().remarks.isEmpty)
  }

  @Test("a run that diverges ends in a cross with words, leaves the frame and doesn't flatten the others")
  func divergence() throws {
    let chart = figure(TrialRun.diverging).chart()
    let loss = chart.panels[0]
    let domain = try #require(loss.y.domain)
    #expect(domain.upperBound < 10 && domain.lowerBound == 0)
    #expect(loss.annotations.map(\.text.plain) == ["diverged at step 60"])
    #expect(loss.annotations[0].symbol == .cross && loss.annotations[0].y == domain.upperBound)
    #expect(loss.annotations[0].x == 60)
    // In the panel of evaluations too, where it diverged and not where it was evaluated last.
    let crosses = chart.panels.flatMap(\.annotations).filter { $0.symbol == .cross }
    #expect(crosses.count == 4 && crosses.dropFirst().allSatisfy { $0.text.isEmpty && $0.x >= 59 && $0.x <= 60 })
    #expect(scene(figure(TrialRun.diverging)).texts.contains("diverged at step 60"))
    #expect(scene(figure(TrialRun.diverging)).description.contains("sgd:lr=3: diverged at step 60."))
    let logarithmic = figure(TrialRun.diverging)
    var looks = logarithmic.looks
    looks.logY = true
    #expect(try #require(TrainingFigure(TrialRun.diverging, looks: looks).chart().panels[0].y.domain).upperBound < 100)
  }

  @Test("gradient norms of a run that diverges end in a cross at the top")
  func gradients() throws {
    let panel = try #require(figure(TrialRun.diverging) { $0.show = [.gradientNorm] }.chart().panels.first)
    let domain = try #require(panel.y.domain)
    #expect(panel.annotations.map(\.text.plain) == ["diverged at step 60"])
    #expect(panel.annotations[0].y == domain.upperBound && domain.upperBound < 1000)
  }

  @Test("the narrowest panel has two ticks on x at least, for one alone gives no scale")
  func narrow() {
    let scene = scene(TrainingFigure(TrialRun.three, looks: Looks(size: Size(320, 200))))
    #expect(scene.texts.count { $0 == "200" } == 2 && scene.texts.count { $0 == "400" } == 2)
  }

  @Test("a run that was interrupted says where, and a shorter one just ends")
  func stopped() {
    let records = [
      TrialRun.three[0], TrialRun(name: "short", steps: 230).record, TrialRun(name: "cut", stops: 200).record,
    ]
    let notes = figure(records).chart().panels[0].annotations
    #expect(notes.map(\.text.plain) == ["stopped at step 200"])
    #expect(lines(figure(records).chart().panels[0]).filter { $0.name == "short" }.map(\.series.y.count) == [230])
  }

  @Test("runs of equal numbers are said to be equal, once for all of them")
  func equal() throws {
    var (b, c) = (TrialRun.three[0], TrialRun.three[0])
    (b.name, c.name) = ("b", "c")
    let caption = try #require(figure([TrialRun.three[0], TrialRun.three[1], b, c]).chart().caption)
    #expect(caption.contains("sgd:lr=0.1@step, b and c are equal."))
    #expect(figure(TrialRun.three).chart().caption?.contains("equal") == false)
    b.evaluations[1].loss += 1e-12
    #expect(figure([TrialRun.three[0], b]).chart().caption?.contains("equal") == false)
  }

  @Test("runs of one name are told apart by their specs, then by numbers")
  func names() {
    var (a, b, c) = (TrialRun.three[0], TrialRun.three[1], TrialRun.three[1])
    (a.name, b.name, c.name) = ("x", "x", "x")
    (a.spec, b.spec, c.spec) = ("sgd", "adam", "adam")
    #expect(RepeatedRun.runs([[a], [b], [c]]).map(\.name) == ["sgd", "adam", "adam (2)"])
  }

  @Test("the caption says the protocol and names the smoothing")
  func caption() throws {
    let caption = try #require(figure(TrialRun.three).chart().caption)
    #expect(caption.hasPrefix(TrialRun.protocolLines[0].english + "\n"))
    #expect(
      caption.contains("Faint: single batches; bold: centred moving average over 29 steps, up to 14 before the end."))
    #expect(caption.contains("Arrowheads: before training, outside the frame (loss 2.39–2.41, accuracy 10.0%)."))
    #expect(figure(TrialRun.three) { $0.smoothing = .off }.chart().caption?.contains("average") == false)
    #expect(figure(TrialRun.three) { $0.smoothing = .window(11) }.chart().caption?.contains("over 11 steps") == true)
    #expect(figure(TrialRun.three) { $0.show = [.rate] }.chart().caption?.contains("average") == false)
  }

  @Test("faint lines of batches lie under bold ones of the same hue; many runs have neither these nor values")
  func crowd() throws {
    let few = lines(figure(TrialRun.three).chart().panels[0])
    #expect(few.count == 6 && few.prefix(3).allSatisfy { $0.name == nil && $0.stroke.width < 1 })
    #expect(few.suffix(3).allSatisfy { $0.name != nil && $0.detail != nil })
    #expect(few[0].series.y == TrialRun.three[0].loss)
    let many = figure(TrialRun.many).chart()
    #expect(lines(many.panels[0]).count == 14)
    #expect(many.panels.allSatisfy { panel in lines(panel).allSatisfy { $0.detail == nil } })
    #expect(many.panels.flatMap(\.annotations).isEmpty)
    let texts = scene(figure(TrialRun.many)).texts
    #expect((1...14).allSatisfy { texts.contains("run \($0)") })
  }

  @Test("each run is named once, whatever the panels; one alone has its name in the title")
  func named() {
    for show in [TrainingPanel.standard, [.loss], [.validation, .accuracy], TrainingPanel.allCases] {
      let texts = scene(figure(TrialRun.three) { $0.show = show }).texts
      #expect(texts.count { $0 == "adam" } == 1, "\(show)")
    }
    let texts = scene(figure([TrialRun.three[2]])).texts
    #expect(!texts.contains("adam") && texts.contains("Training: adam"))
  }

  @Test("best and final values are marked")
  func best() throws {
    var record = TrialRun.three[0]
    for (index, loss) in [2.4, 0.9, 0.4, 0.6, 0.7, 0.8].enumerated() {
      record.evaluations[index].loss = loss
      record.evaluations[index].accuracy = 1 - loss / 3
    }
    let panels = figure([record]).chart().panels
    let validation = try #require(panels.first { $0.y.label.plain == "Validation loss" })
    #expect(validation.annotations.map(\.text.plain) == ["best 0.400"] && validation.annotations[0].x == 184)
    #expect(lines(validation)[0].detail?.plain == "0.800")
    #expect(validation.y.domain.map { $0.upperBound < 1.1 && $0.lowerBound > 0.2 } == true)
    let accuracy = try #require(panels.first { $0.y.label.plain == "Validation accuracy (%)" })
    #expect(accuracy.annotations.map(\.text.plain) == ["best 86.7%"])
    #expect(lines(accuracy)[0].detail?.plain == "73.3%")
  }

  @Test("where nothing follows the first evaluation, the untrained model is shown; equal accuracies are not blown up")
  func ranges() throws {
    var record = TrialRun(name: "a", steps: 92).record
    func domain(_ name: String) -> ClosedRange<Double>? {
      figure([record]).chart().panels.first { $0.y.label.plain == name }?.y.domain
    }
    #expect(try #require(domain("Validation loss")).contains(record.evaluations[0].loss))
    record = TrialRun(name: "a").record
    for index in record.evaluations.indices { record.evaluations[index].accuracy = 0.1 }
    let flat = try #require(domain("Validation accuracy (%)"))
    #expect(flat.upperBound - flat.lowerBound >= 1 && flat.contains(10))
  }

  @Test("x is in steps, epochs or seconds; a batch's loss stands where its update begins")
  func time() {
    func positions(_ time: TrainingTime) -> (loss: Double, evaluation: Double) {
      let panels = figure([TrialRun.three[0]]) { $0.time = time }.chart().panels
      return (
        lines(panels[0])[0].series.position(92), lines(panels[2])[0].series.position(1)
      )
    }
    #expect(positions(.steps) == (92, 92))
    #expect(positions(.epochs) == (1, 1))
    #expect(abs(positions(.seconds).loss - 92 * 0.0004) < 1e-12)
  }

  @Test("repeats become a mean and a band; those that diverge are counted, not averaged")
  func repeats() throws {
    let figure = TrainingFigure(TrialRun.seeds)
    let chart = figure.chart()
    #expect(chart.panels[0].marks.count { $0 is BandMark } == 2 && lines(chart.panels[0]).count == 2)
    #expect(chart.caption?.contains("Bands: lowest to highest seed.") == true)
    #expect(chart.subtitle?.hasSuffix("mean of 4 seeds") == true)
    let validation = try #require(lines(chart.panels[2]).first)
    let finals = TrialRun.seeds[0].compactMap { $0.evaluations.last?.loss }
    #expect(abs(try #require(validation.series.y.last) - finals.reduce(0, +) / 4) < 1e-12)
    var group = TrialRun.seeds[0]
    group[1] = TrialRun(name: group[1].name, diverges: 60).record
    let lost = TrainingFigure([group, TrialRun.seeds[1]]).chart()
    #expect(
      lost.caption?.contains("speed 2.0: 1 of 4 seeds diverged (first at step 60) and are not in its mean.") == true)
    #expect(lost.panels[0].annotations.map(\.symbol) == [.cross])
    #expect(TrainingBand.deviation.span(of: [1, 3]).low == 2 - 2.0.squareRoot())
  }

  @Test("parameter groups are rate curves of their own, with names")
  func groups() throws {
    let one = figure([TrialRun(name: "adam", groups: ["bias", "head"]).record])
    let texts = scene(one).texts
    #expect(["other weights", "bias", "head"].allSatisfy { texts.contains($0) })
    let two = figure([TrialRun(name: "a", groups: ["bias"]).record, TrialRun(name: "b", groups: ["bias"]).record])
    #expect(["a", "a, bias", "b", "b, bias"].allSatisfy { scene(two).texts.contains($0) })
    let rates = lines(two.chart().panels[1])
    #expect(Set(rates.map { "\($0.stroke.paint) \($0.stroke.dash)" }).count == 4)
  }

  @Test("the update-to-weight ratio has its guide line")
  func ratio() throws {
    let panel = figure(TrialRun.three) { $0.show = [.updateRatio, .gradientNorm] }.chart().panels.last
    #expect(panel?.y.kind == .logarithmic)
    #expect(lines(try #require(panel)).last?.series.y == [1e-3, 1e-3])
    #expect(panel?.annotations.map(\.text.plain) == ["rule of thumb: 10−3"])
  }

  @Test("Chinese figures have no English words")
  func chinese() {
    for records in [TrialRun.three, TrialRun.diverging, TrialRun.many, [TrialRun(name: "adam", stops: 200).record]] {
      var figure = TrainingFigure(records, looks: Looks(language: .chinese))
      figure.show = TrainingPanel.allCases
      let names = records.map(\.name).sorted { $0.count > $1.count }
      let own = (scene(figure).texts + [figure.description]).map { text in
        names.reduce(text) { $0.replacing($1, with: "") }
      }
      #expect(own.allSatisfy { text in !text.contains { $0.isASCII && $0.isLetter } }, "\(own)")
    }
  }

  @Test("runs without any update, or without numbers, are drawn all the same")
  func empty() {
    let none = TrainingRecord(name: "none", spec: "sgd", stepsPerEpoch: 10, plannedSteps: 50)
    var lost = none
    lost.loss = [.infinity]
    lost.rates = [.init(values: [0.1])]
    lost.divergedAt = 1
    lost.evaluations = [.init(step: 0, loss: .nan, accuracy: nil, seconds: 0)]
    for records in [[none], [lost], [none, lost, TrialRun.three[0]]] {
      for time in TrainingTime.allCases {
        let texts = scene(figure(records) { ($0.show, $0.time) = (TrainingPanel.allCases, time) }).texts
        #expect(texts.contains("Training loss"))
        #expect(!texts.contains { $0.contains("nan") || $0.contains("inf") }, "\(texts)")
      }
    }
  }
}

@Suite("Smoothed losses")
struct TrainingSmoothingTests {
  @Test("a straight line stays as it is and ends with the last whole window, whose mean is held on request")
  func straight() {
    let values = (0..<60).map { 3 - 0.04 * Double($0) }
    let ended = CentredMean(reach: 8)(values)
    let smooth = CentredMean(reach: 8)(values, holdsEnd: true)
    #expect(ended.suffix(8).allSatisfy(\.isNaN) && ended.prefix(52) == smooth.prefix(52))
    for (a, b) in zip(smooth.prefix(52), values) { #expect(abs(a - b) < 1e-12) }
    #expect(smooth.suffix(8).allSatisfy { $0 == smooth[51] })
    // One wild loss at the end is no fall of the curve.
    let wild = CentredMean(reach: 4)([Double](repeating: 1, count: 30) + [0], holdsEnd: true)
    #expect(wild.suffix(5).allSatisfy { $0 > 0.97 && $0 < 1 })
  }

  @Test("a fall is neither late nor early")
  func centred() {
    let values = (0..<101).map { $0 < 50 ? 2.0 : $0 == 50 ? 1.0 : 0.0 }
    let smooth = CentredMean(reach: 10)(values)
    #expect(abs(smooth[50] - 1) < 1e-12 && smooth[39] == 2 && smooth[61] == 0)
    #expect(CentredMean(reach: 10)([5, 1, 1, 1, 1, 1, 1])[0] == 5)
  }

  @Test("the last value is a mean of as many as the others are")
  func end() {
    let values = (0..<200).map { $0 % 2 == 0 ? 1.0 : 3.0 }
    let smooth = CentredMean(reach: 6)(values)
    #expect(smooth[188...193].allSatisfy { abs($0 - 2) < 0.5 } && smooth[194...].allSatisfy(\.isNaN))
  }

  @Test("losses are written with all their digits")
  func digits() {
    #expect(
      [0.23, 1, 12, 0.5, 2.346, 123.4, 0.0012, 0.101].map { lossLabel($0).plain } == [
        "0.230", "1.00", "12.0", "0.500", "2.35", "123", "0.00120", "0.101",
      ])
    #expect(lossLabel(0).plain == "0" && lossLabel(1e-7).plain == "10−7" && lossLabel(-0.5).plain == "−0.500")
  }

  @Test("gaps take no part, and the window is at least that asked for")
  func gaps() {
    let smooth = CentredMean(reach: 2)([1, 1, .nan, 1, 1, .infinity, 1], holdsEnd: true)
    #expect(smooth[2].isNaN && smooth[5] == .infinity)
    #expect([0, 1, 3, 4, 6].allSatisfy { abs(smooth[$0] - 1) < 1e-12 })
    #expect(CentredMean(reach: 3)([]).isEmpty && CentredMean(reach: 3)([2]) == [2])
    #expect(TrainingSmoothing.window(11).mean(steps: 100).window == 11)
    #expect(TrainingSmoothing.automatic.mean(steps: 450).window == 29)
  }

  @Test("a run that blows up does so where its losses do, not before")
  func divergence() {
    let panels = TrainingPanels(TrainingFigure(TrialRun.diverging), namesEnds: false, drawn: [.loss])
    let loss = TrialRun.diverging[2].loss
    let smooth = panels.smoothed(loss, isDiverged: true)
    let limit = 1.5 * loss[0]
    #expect(smooth.firstIndex { $0 > limit } == loss.firstIndex { $0 > limit })
    #expect(smooth[59] == loss[59])
    let lowest = loss[..<59].indices.min { loss[$0] < loss[$1] } ?? 0
    #expect(
      smooth[lowest...].firstIndex { $0 > 2 * smooth[lowest] } == loss[lowest...].firstIndex { $0 > 2 * smooth[lowest] }
    )
  }
}

@Suite("Results of training runs")
struct TrainingTableTests {
  @Test("best and final numbers of each run, and how it ended")
  func rows() {
    var record = TrialRun(name: "a").record
    for (index, loss) in [2.4, 0.9, 0.4, 0.6, 0.7, 0.81234].enumerated() {
      record.evaluations[index].loss = loss
      record.evaluations[index].accuracy = 1 - loss / 3
    }
    let table = TrainingTable([[record], [TrialRun(name: "b", diverges: 60).record]], language: .english)
    #expect(
      table.rows[0]
        == ["run", "best val. loss", "at epoch", "final val. loss", "best val. accuracy", "final val. accuracy", ""])
    #expect(table.rows[1] == ["a", "0.4000", "2", "0.8123", "86.7%", "72.9%", ""])
    #expect(table.rows[2][0] == "b" && table.rows[2][3] == "-" && table.rows[2].last == "diverged at step 60")
    let chinese = TrainingTable([[record]], language: .chinese).rows
    #expect(chinese[0] == ["运行", "最佳验证损失", "所在轮", "最终验证损失", "最佳验证准确率", "最终验证准确率"])
  }

  @Test("a regression has no accuracy; repeats have means and deviations")
  func forms() {
    #expect(TrainingTable([[TrialRun(name: "a", hasClasses: false).record]], language: .english).rows[0].count == 4)
    var (a, b) = (TrialRun(name: "a", hasClasses: false).record, TrialRun(name: "a", hasClasses: false).record)
    a.evaluations = [.init(step: 460, loss: 1, accuracy: nil, seconds: 0)]
    b.evaluations = [.init(step: 460, loss: 3, accuracy: nil, seconds: 0)]
    #expect(TrainingTable([[a, b]], language: .english).rows[1] == ["a", "2.000 ± 1.4", "2.000 ± 1.4"])
  }

  @Test("series have the contract's names, and their steps")
  func series() {
    let all = TrainingSeries.all([[TrialRun(name: "a", groups: ["bias"], drivesMomentum: true).record]])
    #expect(
      all.map(\.name) == [
        "loss", "val_loss", "accuracy", "val_accuracy", "rate", "rate", "momentum", "grad_norm", "update_ratio",
      ])
    #expect(all.map(\.group) == [nil, nil, nil, nil, nil, "bias", nil, nil, nil])
    #expect(all[1].step(1) == 92 && all[1].epoch(1) == 1 && all[0].step(7) == 7)
  }
}
