import LRCairo
import LRCore
import LRReports
import LRSystem
import LRTraining

extension ReportJob {
  func write(_ call: Call) throws(Failure) -> Outcome {
    let targets = try self.targets(call)
    try refuseOverwriting(call.terminal)
    let old = try options.against.map { (path) throws(Failure) in try OldReport(path, in: call.terminal) }
    let made = try made(call)
    var report = made
    if let changes = old?.section(against: made), options.assets == nil { report.sections.insert(changes, at: 0) }
    var outputs = Outputs()
    switch format {
    case .html:
      if let folder = options.assets {
        try addAssets(report, folder, &outputs, call)
      } else {
        let page = try page(report, .inline, call)
        outputs.add(targets.shown, targets.place) { writer throws(Failure) in writer.write(text: page) }
      }
    case .md:
      let text = MarkdownWriter(made, figures: targets.figures.shown).text
      outputs.add(targets.shown, targets.place) { writer throws(Failure) in writer.write(text: text) }
      for figure in made.figures {
        try add(figure.drawn.file, targets.figures.folder + figure.id + ".svg", &outputs, call)
      }
    case .pdf:
      let bytes = try Browser.pdf(of: try page(report, .inline, call), call.terminal)
      outputs.add(targets.shown, targets.place) { writer throws(Failure) in writer.write(bytes: bytes) }
    }
    if let folder = options.figures {
      let head = folder.hasSuffix("/") ? folder : folder + "/"
      for figure in made.figures {
        try add(figure.drawn.file, head + figure.id + ".svg", &outputs, call)
        try add(figure.drawn.png, head + figure.id + ".png", &outputs, call)
      }
    }
    try outputs.write(in: call.terminal, quiet: options.quiet)
    guard let old else { return .done }
    return try old.tell(differencesTo: made, call)
  }

  /// - Parameter script: one beside the page's own, which may ask the server that shows the page.
  func page(
    _ report: LRReports.Report, _ form: PageWriter.Form, adding script: String? = nil, _ call: Call
  ) throws(Failure) -> String {
    guard let engine = call.terminal.templates else { throw Failure(.fault, Localized("no template engine")) }
    let writer = PageWriter(report, form, style: style, script: self.script)
    var page: String
    do throws(ReportError) {
      page = try engine.render(templates, writer.value)
    } catch {
      throw Failure(error)
    }
    if let script {
      let end = page.firstRange(of: "</body>")?.lowerBound ?? page.endIndex
      page.insert(contentsOf: "<script>\(script)</script>\n", at: end)
    }
    return PageWriter.sealed(page, connects: script != nil) { Checksum.sha256Base64($0) }
  }

  private func addAssets(
    _ report: LRReports.Report, _ folder: String, _ outputs: inout Outputs, _ call: Call
  ) throws(Failure) {
    let head = folder.hasSuffix("/") ? folder : folder + "/"
    try add(Array(try page(report, .linked, call).utf8), head + "index.html", &outputs, call)
    try add(Array(style.utf8), head + "style.css", &outputs, call)
    try add(Array(script.utf8), head + "script.js", &outputs, call)
    try add(Array((ReportModel(report).json(withRows: true) + "\n").utf8), head + "model.json", &outputs, call)
    for figure in report.figures {
      try add(figure.drawn.file, head + "figures/" + figure.id + ".svg", &outputs, call)
      try add(figure.drawn.csv, head + "data/" + figure.id + ".csv", &outputs, call)
    }
  }

  private func add(_ bytes: [UInt8], _ path: String, _ outputs: inout Outputs, _ call: Call) throws(Failure) {
    outputs.add(path, try OutputPlace(path, in: call.terminal, makesFolders: true)) { writer throws(Failure) in
      writer.write(bytes: bytes)
    }
  }

  /// Refuses outputs that are files which the report is made of, and a folder that is another's page.
  private func refuseOverwriting(_ terminal: Terminal) throws(Failure) {
    var outputs = options.output.map { [$0] } ?? (options.assets == nil ? ["out/\(name).\(format.rawValue)"] : [])
    let ids = figures.map(\.id)
    let svg = ids.map { $0 + ".svg" }
    let page = ["index.html", "style.css", "script.js", "model.json"]
    let assets: [String] = page + svg.map { "figures/" + $0 } + ids.map { "data/\($0).csv" }
    let beside = format == .md ? outputs.first.map { Self.figureFolder(of: $0) } : nil
    let folders: [(String?, [String])] = [
      (options.assets, assets), (options.figures, svg + ids.map { $0 + ".png" }), (beside, svg),
    ]
    for (folder, names) in folders {
      guard let folder else { continue }
      outputs += names.map { folder + (folder.hasSuffix("/") ? "" : "/") + $0 }
    }
    let inputs = files(terminal) + (options.against.map { [terminal.resolve($0)] } ?? [])
    let read = inputs.compactMap { path in FileIdentity(path, in: "").map { (path, $0) } }
    for output in outputs {
      guard let written = FileIdentity(output, in: terminal.directory),
        let input = read.first(where: { $0.1 == written }), input.0 != options.against.map(terminal.resolve)
      else { continue }
      throw Failure(
        usage: "\(output) would overwrite \(input.0), which the report is made of", zh: "\(output) 会覆盖报告所用的 \(input.0)")
    }
    guard let folder = options.assets else { return }
    let head = folder.hasSuffix("/") ? folder : folder + "/"
    // Only a report's own folder is written again.
    guard !terminal.names(in: folder).isEmpty else { return }
    let model = (try? contents(of: head + "model.json", limit: 64, in: terminal)) ?? []
    guard place(of: Array("\"lrplot report ".utf8), in: model) == nil else { return }
    throw Failure(
      .cannotWrite,
      Localized(
        "\(folder) contains files that are not a report's: use a new or an empty folder",
        zh: "\(folder) 中有报告以外的文件：请使用新的或空的文件夹"))
  }

  /// The folder of figures beside a file of Markdown.
  private static func figureFolder(of path: String) -> String {
    let (folder, file) = FilePath.parts(of: path)
    return folder + (file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file) + "-figures/"
  }

  private struct Target {
    var shown: String
    var place: OutputPlace
    /// Of the figures beside Markdown: as the text names the folder, and as lrplot does.
    var figures: (shown: String, folder: String)
  }

  /// Where the page goes, found out before anything is drawn.
  private func targets(_ call: Call) throws(Failure) -> Target {
    var shown = options.output ?? "out/\(name).\(format.rawValue)"
    if shown != "-", try OutputPlace(shown, in: call.terminal) == .folder {
      shown += (shown.hasSuffix("/") ? "" : "/") + "\(name).\(format.rawValue)"
    }
    let folder = FilePath.parts(of: shown).folder
    let figures = Self.figureFolder(of: FilePath.parts(of: shown).name)
    guard format != .md || shown != "-" else {
      throw Failure(usage: "Markdown has its figures beside it: name a file with -o", zh: "Markdown 的图存于其旁：请用 -o 给出文件名")
    }
    return Target(
      shown: shown,
      place: options.assets == nil ? try OutputPlace(shown, in: call.terminal, makesFolders: true) : .folder,
      figures: (figures, folder + figures))
  }
}
