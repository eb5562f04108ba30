import LRCairo
import LRCore
import LRReports
import LRScene
import LRSystem

/// A figure of a report: its command, and all that its drawing depends on.
struct FigureDrawing: Sendable {
  var words: [String]
  /// Where its paths start, resolved.
  var directory: String
  var language: Language
  var appearance: Appearance
  /// In the page.
  var id: String
  var alt: String?
  /// Whether files of the figure itself are wanted, beside what stands in the page.
  var wantsFile: Bool
  var wantsPNG: Bool
  /// What stands in for standard input; nil where there is none.
  var input: [UInt8]?
  var place: ReportSource.Place

  /// What its cached drawing is found by: the command, everything around it, and the files that it reads.
  func key(_ terminal: Terminal) -> String {
    var text = "figure 2\n\(version)\n\(CairoRenderer.rendererVersions)\n\(ProgramFile.identity)\n"
    text += "\(language.rawValue) \(appearance) \(id) \(wantsFile) \(wantsPNG)\n\(alt ?? "")\n"
    for word in words { text += "\(word.utf8.count) \(word)\n" }
    var bytes = Array(text.utf8)
    if let input { bytes += Array(Checksum.sha256(input).utf8) }
    for (name, content) in CommandFiles.read(by: words, in: "", within(terminal)) {
      bytes += Array("\(name.utf8.count) \(name) \(content.count) ".utf8)
      bytes += Array(Checksum.sha256(content).utf8)
    }
    return Checksum.sha256(bytes)
  }

  /// The files that the command reads.
  func files(_ terminal: Terminal) -> [String] {
    let place = within(terminal)
    return CommandFiles.read(by: words, in: "", place).map { place.resolve($0.name) }
  }

  private func within(_ terminal: Terminal) -> Terminal {
    var terminal = terminal
    terminal.directory = directory
    return terminal
  }

  /// What is wrong with the command, without drawing.
  func check(_ memory: Memory) throws(Failure) {
    let collector = FigureCollector([])
    collector.onlyChecks = true
    try run(collector, memory)
  }

  /// - Parameter isUnwanted: whether the drawing has become useless, so that what it trains may stop.
  func drawn(
    _ memory: Memory, unless isUnwanted: @escaping @Sendable () -> Bool = { false }
  ) throws(Failure) -> DrawnFigure {
    let collector = FigureCollector(wantsFile ? [appearance] : [])
    collector.part = (appearance, id)
    collector.wantsPNG = wantsPNG
    collector.wantsTable = true
    collector.alt = alt
    try run(collector, memory, unless: isUnwanted)
    guard !isUnwanted() else { throw Failure(.interrupted, Localized("")) }
    guard let part = collector.drawnPart else { throw failure(.fault, Localized("nothing was drawn", zh: "没有绘出图")) }
    var figure = DrawnFigure()
    figure.svg = Self.placed(part)
    figure.rules = part.rules
    (figure.width, figure.height) = (collector.size.width, collector.size.height)
    figure.digest = Checksum.sha256(collector.table)
    figure.quantities = part.plots.map(\.quantity)
    var table = DataTable(csv: collector.table).wide
    if let steps = collector.stepsPerEpoch { table = table.addingEpochs(stepsPerEpoch: steps) }
    figure.set(table)
    figure.name = alt == nil ? collector.name : ""
    figure.description = collector.description
    figure.file = collector.pictures[appearance] ?? []
    figure.png = collector.png
    return figure
  }

  private func run(
    _ collector: FigureCollector, _ memory: Memory, unless isUnwanted: @escaping @Sendable () -> Bool = { false }
  ) throws(Failure) {
    // Before the figure's own: after `--` they would be specs.
    let own = ["-o", "-", "--format", "svg", "--quiet", "--lang", language.rawValue]
    let run = CommandRun(words.prefix(1) + own + words.dropFirst(), in: directory, input: input) { terminal in
      terminal.collector = collector
      terminal.memory = memory
      terminal.unfinished = UnfinishedFiles(isUnwanted: isUnwanted)
    }
    if let failure = run.failure(at: place, of: words[0]) { throw failure }
    guard collector.isReached else { throw failure(.usage, Localized("this command draws no figure", zh: "该命令不绘图")) }
  }

  private func failure(_ outcome: Outcome, _ message: Localized) -> Failure {
    Failure(outcome, Localized(place.line > 0 ? "\(place.file):\(place.line): " : "") + message)
  }

  /// The element with what a page's style sheet and script look for.
  private static func placed(_ part: SVGPart) -> String {
    var svg = String(decoding: part.markup, as: UTF8.self)
    while svg.last?.isNewline == true { svg.removeLast() }
    let plots = part.plots.map { plot in
      var members = [
        "\"frame\":[\(number(plot.frame.x)),\(number(plot.frame.y)),\(number(plot.frame.width)),\(number(plot.frame.height))]"
      ]
      for (name, scale) in [("x", plot.x), ("y", plot.y)] {
        var parts = [
          "\"kind\":\"\(scale.isLogarithmic ? "log" : "linear")\"", "\"low\":\(scale.low)", "\"high\":\(scale.high)",
        ]
        if let zero = scale.zeroBand { parts.append("\"zero\":\(zero)") }
        if name == "y", let quantity = plot.quantity { parts.append("\"quantity\":\"\(quantity)\"") }
        if name == "x", let column = plot.column { parts.append("\"column\":\"\(column)\"") }
        members.append("\"\(name)\":{\(parts.joined(separator: ","))}")
      }
      return "{\(members.joined(separator: ","))}"
    }
    let data = plots.isEmpty ? "" : " data-plots='[\(plots.joined(separator: ","))]'"
    guard svg.hasPrefix("<svg ") else { return svg }
    return "<svg class=\"chart\"\(data) " + svg.dropFirst("<svg ".count)
  }

  private static func number(_ value: Double) -> String {
    let hundredths = (value * 100).rounded() / 100
    return hundredths == hundredths.rounded()
      ? "\(Int(clamping: hundredths, to: -1_000_000...1_000_000))" : "\(hundredths)"
  }
}
