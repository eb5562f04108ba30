import LRCairo
import LRCharts
import LRCore
import LRScene

/// A figure in every form that it can be written in: what all commands that draw end with.
struct FigureFiles {
  /// Made only when a picture is asked for.
  var chart: () -> Chart
  /// Its numbers as CSV and as JSON.
  var table: Producer
  var data: Producer
  /// Of a figure over epochs whose table has steps alone.
  var stepsPerEpoch: Int?
  /// The figure that plays, and how, where it does.
  var playing: (chart: () -> Chart, how: Playing)?

  init(chart: @escaping () -> Chart, table: @escaping Producer, data: @escaping Producer) {
    self.chart = chart
    self.table = table
    self.data = data
  }

  /// A figure over the steps of a run.
  init(chart: @escaping () -> Chart, table: StepTable, data: FigureData) {
    self.init(
      chart: chart, table: { writer throws(Failure) in try table.write(to: &writer) },
      data: { writer throws(Failure) in try data.write(to: &writer) })
  }

  /// Draws what the targets need and writes all of them, or none.
  func write(to targets: [OutputTarget], _ drawing: LookOptions.Drawing, quiet: Bool, _ call: Call) throws(Failure) {
    if let collector = call.terminal.collector { return try hand(to: collector, drawing, call) }
    var pictures: [OutputFormat: [UInt8]] = [:]
    let formats = targets.map(\.format).filter(\.isPicture)
    if !formats.isEmpty {
      // Fonts are loaded here, so numbers alone don't wait for them.
      let renderer = try drawn { () throws(CairoError) in try CairoRenderer(language: call.language.rawValue) }
      // Each of the two is laid out only if some format needs it.
      var scenes: [Bool: Scene] = [:]
      var remarks: [Localized] = []
      for format in formats where pictures[format] == nil {
        let moves = playing.map { format.canPlay && (format != .svg || $0.how.playsSVG) } ?? false
        let scene: Scene
        if let made = scenes[moves] {
          scene = made
        } else {
          let chart = (moves ? playing?.chart ?? self.chart : self.chart)()
          for remark in chart.remarks where !remarks.contains(remark) { remarks.append(remark) }
          scene = chart.scene(measuring: renderer.measurer)
          scenes[moves] = scene
        }
        pictures[format] = try picture(of: scene, format, renderer, drawing, quiet: quiet, call)
      }
      if !quiet {
        remarks.forEach(call.note)
        note(missing: renderer.missingGlyphs, call)
        note(dropped: renderer.droppedCharacters, call)
      }
    }
    var outputs = Outputs()
    for target in targets {
      if let bytes = pictures[target.format] {
        outputs.add(target) { writer throws(Failure) in writer.write(bytes: bytes) }
      } else if target.format == .csv {
        outputs.add(target, table)
      } else {
        outputs.add(target, data)
      }
    }
    try outputs.write(in: call.terminal, quiet: quiet)
  }

  /// Bytes of CSV that a report holds for one figure.
  private static let mostNumbers = 64 << 20

  /// Draws what is wanted of the figure itself.
  private func hand(to collector: FigureCollector, _ drawing: LookOptions.Drawing, _ call: Call) throws(Failure) {
    collector.isReached = true
    guard !collector.onlyChecks else { return }
    let renderer = try drawn { () throws(CairoError) in try CairoRenderer(language: call.language.rawValue) }
    var chart = chart()
    if let alt = collector.alt { chart.description = alt }
    collector.name = chart.name
    collector.description = chart.description
    collector.size = chart.size
    collector.stepsPerEpoch = stepsPerEpoch
    if !collector.appearances.isEmpty || collector.wantsPNG {
      let scene = chart.scene(measuring: renderer.measurer)
      for appearance in collector.appearances {
        collector.pictures[appearance] = try drawn { () throws(CairoError) in
          try renderer.svg(scene, appearance: appearance, text: drawing.text)
        }
      }
      if collector.wantsPNG {
        collector.png = try drawn { () throws(CairoError) in try renderer.png(scene, scale: drawing.scale) }
      }
    }
    if let part = collector.part {
      chart.isInteractive = true
      let scene = chart.scene(measuring: renderer.measurer)
      collector.drawnPart = try drawn { () throws(CairoError) in
        try renderer.part(scene, appearance: part.appearance, id: part.id)
      }
    }
    if collector.wantsTable {
      var bytes: [UInt8] = []
      var writer = ByteWriter { (piece) throws(Failure) in
        bytes += piece
        guard bytes.count <= Self.mostNumbers else {
          throw Failure(
            usage: "the numbers of this figure take more than 64 MiB, which is too much for a report: give fewer steps",
            zh: "该图的数值超过 64 MiB，报告无法容纳：请减少步数")
        }
      }
      try table(&writer)
      try writer.finish()
      collector.table = bytes
    }
  }

  private func picture(
    of scene: Scene, _ format: OutputFormat, _ renderer: CairoRenderer, _ drawing: LookOptions.Drawing, quiet: Bool,
    _ call: Call
  ) throws(Failure) -> [UInt8] {
    let name = format.rawValue.uppercased()
    var bar = ProgressBar(Localized("drawing the \(name)", zh: "正在绘制 \(name)"), call)
    defer { bar.end() }
    func isToGoOn(_ done: Int, _ all: Int) -> Bool {
      if !quiet { bar.show(done, of: all) }
      return true
    }
    let (scale, appearance) = (drawing.scale, drawing.appearance)
    let fps = playing?.how.fps ?? 1
    return try drawn { () throws(CairoError) in
      switch format {
      case .png: try renderer.png(scene, scale: scale, appearance: appearance)
      case .svg: try renderer.svg(scene, appearance: appearance, text: drawing.text)
      case .gif:
        try renderer.gif(scene, fps: fps, scale: scale, appearance: appearance, progress: isToGoOn)
      case .webp:
        try renderer.webp(scene, fps: fps, scale: scale, appearance: appearance, progress: isToGoOn)
      default: try renderer.pdf(scene, appearance: appearance)
      }
    }
  }

  /// What can't be drawn although the command line was checked is a fault of lrplot.
  private func drawn<Drawing>(_ draw: () throws(CairoError) -> Drawing) throws(Failure) -> Drawing {
    do throws(CairoError) {
      return try draw()
    } catch {
      throw Failure(.fault, Localized("lrplot \(error)", zh: "lrplot 绘图失败：\(error)"))
    }
  }

  private func note(missing glyphs: [Unicode.Scalar], _ call: Call) {
    guard !glyphs.isEmpty else { return }
    let shown = glyphs.map { "'\(visible(String($0)))' (U+" + hexadecimal($0.value) + ")" }.joined(separator: ", ")
    call.note(
      Localized(
        "no installed font has \(shown), so the picture can't show it", zh: "已安装的字体中没有 \(shown)，图中无法显示"))
  }

  private func note(dropped characters: [Unicode.Scalar], _ call: Call) {
    guard !characters.isEmpty else { return }
    let shown =
      characters.prefix(8).map { "U+" + hexadecimal($0.value) }.joined(separator: ", ")
      + (characters.count > 8 ? ", ..." : "")
    call.note(
      Localized(
        "left out \(shown): Unicode noncharacters, which a picture can't hold",
        zh: "已略去 \(shown)：Unicode 非字符，图中无法写入"))
  }
}

extension FigureData {
  /// The data of a figure over the steps of a run, x in epochs where they are known.
  init(
    title: String, xLabel: String, yLabel: String, stepsPerEpoch: Int?,
    series: [(name: String, spec: String?, values: [Double])]
  ) {
    let stride = stepsPerEpoch.map { 1 / Double($0) } ?? 1
    self.init(
      title: title, x: Axis(label: xLabel, unit: stepsPerEpoch == nil ? "step" : "epoch"),
      y: Axis(label: yLabel, unit: ""),
      series: series.map { Series(name: $0.name, spec: $0.spec, x: .even(start: 0, stride: stride), y: $0.values) })
  }
}

private func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
