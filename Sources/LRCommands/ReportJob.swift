import LRCairo
import LRCore
import LRReports
import LRSystem
import LRTemplates
import LRTraining
import Synchronization

/// A report that is to be made: what it is made of, in which form, and where it goes.
struct ReportJob {
  enum Format: String, CaseIterable {
    case html, md, pdf
  }

  let source: ReportSource
  let templates: Templates
  let style: String
  let script: String
  let format: Format
  let options: ReportOptions
  let name: String
  let jobs: Int
  let figures: [FigureDrawing]

  /// - Throws: what is wrong with options, file, texts, templates and commands; nothing is drawn yet.
  init(_ name: String, _ options: ReportOptions, _ plan: ReportPlan, _ call: Call) throws(Failure) {
    self.options = options
    for (option, path) in [
      ("-o", options.output), ("--assets", options.assets), ("--figures", options.figures),
      ("--templates", options.templates), ("--against", options.against),
    ] {
      if let path { try refusePath(path, as: option) }
    }
    format = try Self.format(options, call.terminal)
    jobs = try wholeNumber(options.jobs, "--jobs", 1...256) ?? SideBySide.processors
    let language = call.arguments.contains { $0 == "--lang" || $0.hasPrefix("--lang=") } ? call.language : nil
    var source = try ReportLoading.source(name, language: language, plan, call)
    if let theme = try choice(options.theme, "--theme", ReportSource.Theme.self) { source.theme = theme }
    self.source = source
    self.name = ReportLoading.stem(name)
    do throws(ReportError) {
      (templates, style, script) = try ReportLoading.templates(options.templates, call.terminal)
      try templates.check()
    } catch {
      throw Failure(error)
    }
    let wantsPNG = options.figures != nil
    let wantsFile = wantsPNG || options.assets != nil || format == .md
    let ids = try Self.ids(of: source)
    figures = zip(source.figures, ids).map { figure, id in
      let folder = figure.place.line > 0 ? figure.place.folder : ""
      let theme = figure.theme ?? source.theme
      return FigureDrawing(
        words: figure.words,
        directory: folder.isEmpty ? call.terminal.directory : call.terminal.resolve(String(folder.dropLast())),
        language: figure.language ?? source.language,
        appearance: theme == .light ? .light : theme == .dark ? .dark : .auto, id: id, alt: figure.alt,
        wantsFile: wantsFile, wantsPNG: wantsPNG, input: figure.input.map { Array($0.utf8) }, place: figure.place)
    }
    try check(call)
  }

  private static func format(_ options: ReportOptions, _ terminal: Terminal) throws(Failure) -> Format {
    let bySuffix = options.output.flatMap { path in
      path.split(separator: ".").last.flatMap { Format(rawValue: String($0)) }
    }
    let name = options.output.flatMap { $0.split(separator: "/").last } ?? ""
    let suffix = name.dropFirst().lastIndex(of: ".").map { String(name[name.index(after: $0)...]) }
    let isFolder = options.output.map { $0.hasSuffix("/") || terminal.isFolder($0) } ?? false
    if let suffix, bySuffix == nil, options.format == nil, suffix != "htm", !isFolder {
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
    // Closures that only read what the system says, from several threads at once.
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
  ///
  /// - Parameter isUnwanted: whether it is no longer worth making; asked often.
  func made(
    _ call: Call, unless isUnwanted: @escaping @Sendable () -> Bool = { false }
  ) throws(Failure) -> LRReports.Report {
    let cache = options.noCache ? nil : FigureCache(call.terminal)
    let figures = figures
    // Closures that only read what the system says, from several threads at once.
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
        let figure = try figures[index].drawn(memory, unless: isUnwanted)
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
      let folder = listing.place.line > 0 ? listing.place.folder : ""
      let run = CommandRun(
        listing.words + ["--lang", source.language.rawValue],
        in: folder.isEmpty ? call.terminal.directory : call.terminal.resolve(String(folder.dropLast())))
      if let failure = run.failure(at: listing.place, of: "code") { throw failure }
      codes.append(run.output)
    }
    return codes
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
