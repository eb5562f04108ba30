import LRCairo
import LRCore
import LRReports
import LRSystem
import LRTemplates
import LRTraining
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A report that is to be made: what it is made of, in which form, and where it goes.
struct ReportJob {
  enum Format: String, CaseIterable {
    case html, md, pdf
  }

  private let source: ReportSource
  private let templates: Templates
  private let style: String
  private let script: String
  private let format: Format
  private let options: ReportOptions
  private let name: String
  private let jobs: Int
  private let figures: [FigureDrawing]

  private static let largest = 16 << 20

  /// - Throws: what is wrong with options, file, texts, templates and commands; nothing is drawn yet.
  init(_ name: String, _ options: ReportOptions, _ plan: ReportPlan, _ call: Call) throws(Failure) {
    self.options = options
    for (option, path) in [
      ("-o", options.output), ("--assets", options.assets), ("--figures", options.figures),
      ("--templates", options.templates), ("--against", options.against),
    ] {
      if let path { try refusePath(path, as: option) }
    }
    format = try Self.format(options)
    jobs = try wholeNumber(options.jobs, "--jobs", 1...256) ?? SideBySide.processors
    let language = call.arguments.contains { $0 == "--lang" || $0.hasPrefix("--lang=") } ? call.language : nil
    var source = try Self.source(name, language: language, plan, call)
    if let theme = try choice(options.theme, "--theme", ReportSource.Theme.self) { source.theme = theme }
    self.source = source
    self.name = Self.stem(name)
    do throws(ReportError) {
      (templates, style, script) = try Self.templates(options.templates, call.terminal)
      try templates.check()
    } catch {
      throw Failure(error)
    }
    let wantsPNG = options.figures != nil
    let wantsFile = wantsPNG || options.assets != nil || format == .md
    let ids = try Self.ids(of: source)
    let isBuiltIn = BuiltInReport(rawValue: name) != nil
    figures = zip(source.figures, ids).map { figure, id in
      let folder = figure.place.line > 0 ? figure.place.folder : ""
      let theme = figure.theme ?? source.theme
      return FigureDrawing(
        words: figure.words,
        directory: folder.isEmpty ? call.terminal.directory : call.terminal.resolve(String(folder.dropLast())),
        language: figure.language ?? source.language,
        appearance: theme == .light ? .light : theme == .dark ? .dark : .auto, id: id, alt: figure.alt,
        wantsFile: wantsFile, wantsPNG: wantsPNG, input: isBuiltIn ? BuiltIn.losses : nil, place: figure.place)
    }
    try check(call)
  }

  private static func format(_ options: ReportOptions) throws(Failure) -> Format {
    let bySuffix = options.output.flatMap { path in
      path.split(separator: ".").last.flatMap { Format(rawValue: String($0)) }
    }
    let name = options.output.flatMap { $0.split(separator: "/").last } ?? ""
    let suffix = name.dropFirst().lastIndex(of: ".").map { String(name[name.index(after: $0)...]) }
    if let suffix, bySuffix == nil, options.format == nil, suffix != "htm", options.output?.hasSuffix("/") == false {
      throw Failure(
        usage: "-o ends in .\(suffix), which no report is written in: there are .html, .md and .pdf",
        zh: "-o 以 .\(suffix) 结尾，而报告只有 .html、.md 与 .pdf")
    }
    let format = try choice(options.format, "--format", Format.self) ?? bySuffix ?? .html
    guard options.assets == nil || (format == .html && options.output == nil) else {
      throw Failure(
        usage: "--assets is a folder for an HTML page: leave out -o and other formats",
        zh: "--assets 为 HTML 页面的文件夹：请去掉 -o 与其他格式")
    }
    return format
  }

  private static func source(
    _ name: String, language: Language?, _ plan: ReportPlan, _ call: Call
  ) throws(Failure) -> ReportSource {
    if let built = BuiltInReport(rawValue: name) {
      guard built == .run || plan.isEmpty else { throw notOfAPlan(plan) }
      return try built.source(language ?? .english) { () throws(Failure) in
        guard !plan.specs.isEmpty || plan.configs?.files.isEmpty == false else {
          throw Failure(
            usage: "report run needs a plan: `lrplot report run warmup:steps=5+cosine`, or --from FILE",
            zh: "report run 需要计划：`lrplot report run warmup:steps=5+cosine`，或 --from FILE")
        }
        return try RunReport(plan, language ?? .english, in: call.terminal).source
      }
    }
    guard plan.isEmpty else { throw notOfAPlan(plan) }
    guard name.contains(".") || name.contains("/") else {
      let names = BuiltInReport.allCases.map(\.rawValue)
      let hint =
        nearest(to: name, among: names).map { Localized("did you mean '\($0)'?", zh: "是否想写“\($0)”？") }
        ?? Localized(
          "there are \(names.joined(separator: ", ")), and YAML files",
          zh: "可用 \(names.joined(separator: "、"))，以及 YAML 文件")
      throw Failure(.usage, Localized("there is no report '\(name)'; ", zh: "没有报告“\(name)”；") + hint)
    }
    let terminal = call.terminal
    var reader = ReportReader(
      language: language, read: { (path) throws(ReportError) in try text(of: path, terminal) },
      gallery: { gallery($0, $1, $2) })
    do throws(ReportError) {
      return try reader.report(name)
    } catch {
      throw Failure(error)
    }
  }

  private static func notOfAPlan(_ plan: ReportPlan) -> Failure {
    let given = plan.specs.first.map { "'\($0)'" } ?? (plan.configs?.files.isEmpty != false ? "--steps" : "--from")
    return Failure(
      usage: "\(given) belongs to `report run`, which is about one plan", zh: "\(given) 只用于 `report run`（关于一份计划）")
  }

  static func gallery(
    _ name: String, _ language: Language, _ place: ReportSource.Place
  ) -> [ReportSource.Section]? {
    CatalogueGallery(rawValue: name)?.sections(in: language, at: place)
  }

  private static func text(of path: String, _ terminal: Terminal) throws(ReportError) -> String {
    let place = ReportSource.Place(path, 0)
    let bytes: [UInt8]
    do throws(SystemError) {
      // A FIFO would be waited for.
      guard try sizeOfRegularFile(path, in: terminal) != nil else { throw SystemError(ENXIO) }
      bytes = try contents(of: path, limit: largest + 1, in: terminal)
    } catch {
      throw ReportError(place, Localized("can't be read: ", zh: "无法读取：") + error.words, isMissing: true)
    }
    guard bytes.count <= largest else { throw ReportError(place, Localized("is larger than 16 MiB", zh: "超过 16 MiB")) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ReportError(place, Localized("is no UTF-8 text", zh: "不是 UTF-8 文本"))
    }
    return text
  }

  private static func stem(_ name: String) -> String {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    return last.lastIndex(of: ".").map { $0 == last.startIndex ? last : String(last[..<$0]) } ?? last
  }

  private static func templates(
    _ folder: String?, _ terminal: Terminal
  ) throws(ReportError) -> (Templates, style: String, script: String) {
    var texts: [String: Templates.Template] = [:]
    for (name, text) in BuiltIn.files { texts[name] = Templates.Template(text, file: "templates/" + name) }
    if let folder {
      let head = folder.hasSuffix("/") ? folder : folder + "/"
      let names = terminal.names(in: folder).filter { $0.hasSuffix(".mustache") || $0 == "page.css" || $0 == "page.js" }
      guard !names.isEmpty else {
        throw ReportError(
          ReportSource.Place(folder, 0),
          Localized(
            "no templates are here; `lrplot report --dump-templates DIR` writes some",
            zh: "此处没有模板；可用 `lrplot report --dump-templates DIR` 写出"),
          isMissing: true)
      }
      for name in names {
        let place = ReportSource.Place(head + name, 0)
        guard let bytes = try? contents(of: head + name, limit: largest, in: terminal) else {
          throw ReportError(place, Localized("can't be read", zh: "无法读取"), isMissing: true)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw ReportError(place, Localized("is no UTF-8 text", zh: "不是 UTF-8 文本"))
        }
        texts[name] = Templates.Template(text, file: head + name)
      }
    }
    var templates: [String: Templates.Template] = [:]
    for (name, template) in texts where name.hasSuffix(".mustache") {
      templates[String(name.dropLast(".mustache".count))] = template
    }
    return (Templates(templates), texts["page.css"]?.text ?? "", texts["page.js"]?.text ?? "")
  }

  /// The ids that the page will give to figures; what is wrong with texts, ids and links is found on the way.
  private static func ids(of source: ReportSource) throws(Failure) -> [String] {
    do throws(ReportError) {
      return try ReportAssembly.check(source)
    } catch {
      throw Failure(error)
    }
  }

  /// Looks at every command before the first is drawn.
  private func check(_ call: Call) throws(Failure) {
    let figures = figures
    nonisolated(unsafe) let memory = call.terminal.memory
    let failures: [Failure?] = SideBySide.map(figures.count, jobs: jobs) { index in
      do throws(Failure) {
        try figures[index].check(memory)
        return nil
      } catch {
        return error
      }
    }
    if let first = failures.compactMap(\.self).first { throw first }
  }

  // MARK: drawing

  /// The report with its figures, from the cache or drawn now.
  func made(_ call: Call) throws(Failure) -> LRReports.Report {
    let cache = options.noCache ? nil : FigureCache(call.terminal)
    let figures = figures
    nonisolated(unsafe) let memory = call.terminal.memory
    let keys = figures.map { cache == nil ? "" : $0.key(call.terminal) }
    let progress = DrawingProgress(figures.count, quiet: options.quiet, call)
    let failed = Atomic(false)
    let results: [Result<(figure: DrawnFigure, isNew: Bool), Failure>] = SideBySide.map(figures.count, jobs: jobs) {
      index in
      do throws(Failure) {
        if let known = cache?.figure(keys[index]) {
          progress.count()
          return .success((known, false))
        }
        // One failure is enough.
        guard !failed.load(ordering: .relaxed) else { return .success((DrawnFigure(), false)) }
        let figure = try figures[index].drawn(memory)
        cache?.keep(figure, as: keys[index])
        progress.count()
        return .success((figure, true))
      } catch {
        failed.store(true, ordering: .relaxed)
        return .failure(error)
      }
    }
    progress.end()
    var drawn: [DrawnFigure] = []
    var isChanged = false
    for result in results {
      switch result {
      case .success(let one):
        drawn.append(one.figure)
        isChanged = isChanged || one.isNew
      case .failure(let failure): throw failure
      }
    }
    if isChanged { cache?.trim() }
    let codes = try codes(call)
    do throws(ReportError) {
      return try ReportAssembly.report(source, drawn: drawn, codes: codes, version: version)
    } catch {
      throw Failure(error)
    }
  }

  /// What `lrplot code` writes.
  private func codes(_ call: Call) throws(Failure) -> [String] {
    var codes: [String] = []
    for listing in source.listings {
      var written = ""
      var said = ""
      let folder = listing.place.line > 0 ? listing.place.folder : ""
      let terminal = Terminal(
        write: { written += String(decoding: $0, as: UTF8.self) }, writeError: { said += $0 },
        read: { () throws(SystemError) in throw SystemError(9) },
        directory: folder.isEmpty ? call.terminal.directory : call.terminal.resolve(String(folder.dropLast())))
      let code = LRCommands.run(arguments: listing.words + ["--lang", source.language.rawValue], in: terminal)
      guard code == 0 else {
        var message = said.split(separator: "\n").first.map(String.init) ?? ""
        for head in ["error: ", "错误："] where message.hasPrefix(head) { message = String(message.dropFirst(head.count)) }
        let head = listing.place.line > 0 ? "\(listing.place.file):\(listing.place.line): " : ""
        throw Failure(Outcome(rawValue: code) ?? .fault, Localized("\(head)code: \(message)"))
      }
      codes.append(written)
    }
    return codes
  }

  // MARK: writing

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

  /// The page of a preview.
  ///
  /// - Parameter reloading: a script beside the page's own, which asks the server.
  func page(_ report: LRReports.Report, _ call: Call, reloading: String) throws(Failure) -> String {
    guard let engine = call.terminal.templates else { throw Failure(.fault, Localized("no template engine")) }
    let writer = PageWriter(report, .inline, style: style, script: script)
    do throws(ReportError) {
      var page = try engine.render(templates, writer.value)
      let added = "<script>\(reloading)</script>\n"
      if let end = page.firstRange(of: "</body>") {
        page.insert(contentsOf: added, at: end.lowerBound)
      } else {
        page += added
      }
      return PageWriter.sealed(page, connects: true) { Checksum.sha256Base64($0) }
    } catch {
      throw Failure(error)
    }
  }

  private func page(_ report: LRReports.Report, _ form: PageWriter.Form, _ call: Call) throws(Failure) -> String {
    guard let engine = call.terminal.templates else { throw Failure(.fault, Localized("no template engine")) }
    let writer = PageWriter(report, form, style: style, script: script)
    do throws(ReportError) {
      return PageWriter.sealed(try engine.render(templates, writer.value)) { Checksum.sha256Base64($0) }
    } catch {
      throw Failure(error)
    }
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
    for (folder, names) in [
      (options.assets, ["index.html", "style.css", "script.js", "model.json"]),
      (options.figures, figures.flatMap { [$0.id + ".svg", $0.id + ".png"] }),
    ] {
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
    guard let page = try? contents(of: head + "index.html", limit: 1, in: terminal), !page.isEmpty else { return }
    let model = (try? contents(of: head + "model.json", limit: 64, in: terminal)) ?? []
    guard place(of: Array("\"lrplot report ".utf8), in: model) == nil else { return }
    throw Failure(
      .cannotWrite,
      Localized(
        "\(folder) holds another page: \(head)index.html isn't a report's; name another folder",
        zh: "\(folder) 中已有其他页面：\(head)index.html 并非报告；请换一个文件夹"))
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
    let (folder, file) = FilePath.parts(of: shown)
    let figures = (file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file) + "-figures/"
    guard format != .md || shown != "-" else {
      throw Failure(usage: "Markdown has its figures beside it: name a file with -o", zh: "Markdown 的图存于其旁：请用 -o 给出文件名")
    }
    return Target(
      shown: shown,
      place: options.assets == nil ? try OutputPlace(shown, in: call.terminal, makesFolders: true) : .folder,
      figures: (figures, folder + figures))
  }

  /// Files whose changes change the page.
  func files(_ terminal: Terminal) -> [String] {
    let own = templates.templates.values.map(\.file).filter { !$0.hasPrefix("templates/") || options.templates != nil }
    return (source.files + own).map(terminal.resolve) + figures.flatMap { $0.files(terminal) }
  }

  /// Another one if anything that the page is made of has changed.
  func digest(_ terminal: Terminal) -> String {
    var text = style + script + "\(source)"
    for (name, template) in templates.templates.sorted(by: { $0.key < $1.key }) { text += name + template.text }
    return Checksum.sha256(Array((text + figures.map { $0.key(terminal) }.joined()).utf8))
  }
}

extension Failure {
  init(_ error: ReportError) {
    self.init(error.isMissing ? .inputMissing : .badData, error.message)
  }
}

/// How many figures are drawn, on standard error where that is a terminal.
private final class DrawingProgress: Sendable {
  private struct State: @unchecked Sendable {
    var bar: ProgressBar
    var done = 0
  }

  private let state: Mutex<State>
  private let all: Int
  private let isQuiet: Bool

  init(_ all: Int, quiet: Bool, _ call: Call) {
    self.all = all
    isQuiet = quiet
    state = Mutex(State(bar: ProgressBar(Localized("drawing figures", zh: "正在绘图"), call)))
  }

  func count() {
    guard !isQuiet else { return }
    state.withLock { state in
      state.done += 1
      state.bar.show(state.done, of: all)
    }
  }

  func end() { state.withLock { $0.bar.end() } }
}
