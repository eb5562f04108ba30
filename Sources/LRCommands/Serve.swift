import ArgumentParser
import LRCairo
import LRCore
import LRReports
import LRSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `lrplot serve FILE.yml`: a report at a loopback address, made again whenever what it is made of changes.
struct Serve: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "serve",
      abstract: helpWords("Shows a report in the browser while it is written.", zh: "在浏览器中预览报告，随改随更新。"),
      discussion: helpWords(
        """
        The report stands at an address of this machine alone, which is printed. It is made again, and the page loads \
        again, when the file, a file that it includes, a file that a figure reads, or a template changes. An error in \
        the file stands in the page with its line. Ctrl-C ends it.
        """,
        zh: """
          报告位于仅本机可访问的地址（会打印出来）。
          文件、被包含的文件、图所读的文件或模板改动后，
          报告重新生成，页面随之刷新。
          文件有错时，页面显示错误及其行号。按 Ctrl-C 结束。
          """))
  }

  @Argument(
    help: helpText("A YAML file, or a built-in report.", zh: "YAML 文件，或内置报告的名称", value: "report"), completion: .file())
  var report: String

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Port of the address (default: 8420; 0 for any that is free).", zh: "端口（默认 8420；0 为任一空闲端口）", value: "n"))
  var port: String?

  @Option(
    parsing: .unconditional,
    help: helpText("Take templates from here where they are.", zh: "使用此处的模板", value: "dir"), completion: .directory)
  var templates: String?

  @Option(
    parsing: .unconditional,
    help: helpText("auto, light or dark (default: auto).", zh: "auto、light 或 dark（默认 auto）", value: "theme"))
  var theme: String?

  @Flag(name: [.short, .long], help: helpText("No notes on standard error.", zh: "不在标准错误上输出提示"))
  var quiet = false

  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    let number = try wholeNumber(port, "--port", 0...65535) ?? 8420
    if BuiltInReport(rawValue: report) == nil {
      do throws(SystemError) {
        _ = try regularContents(of: report, limit: 1, in: call.terminal)
      } catch {
        throw Failure(.inputMissing, Localized("\(report) can't be read: ", zh: "无法读取 \(report)：") + error.words)
      }
    }
    guard let server = call.terminal.server else { return try handOver(call) }
    var words = ["--quiet", "-o", "-"]
    if let templates { words += ["--templates", templates] }
    if let theme { words += ["--theme", theme] }
    let preview: ReportPreview
    do {
      let options = try HelpLanguage.$current.withValue(call.language) {
        try ReportOptions.parse(words)
      }
      preview = ReportPreview(report, options, call)
    } catch {
      throw Failure(.fault, Localized("\(error)"))
    }
    preview.watch()
    // Its closures make system calls, and are called once, when the server listens.
    nonisolated(unsafe) let terminal = call.terminal
    let isQuiet = quiet
    let language = call.language
    let ready: @Sendable (UInt16) -> Void = { port in
      preview.port.store(Int(port), ordering: .relaxed)
      do throws(Failure) { try terminal.print("http://127.0.0.1:\(port)/\n") } catch {}
      guard !isQuiet else { return }
      terminal.tell(Localized("Ctrl-C ends it\n", zh: "按 Ctrl-C 结束\n").text(in: language))
    }
    do throws(ReportError) {
      try server.run(UInt16(clamping: number), { preview.answer(to: $0) }, ready)
    } catch {
      throw Failure(.cannotWrite, error.message)
    }
    return .done
  }
}

/// Tells whether files were touched since it was made; it may be asked at every step of a training run.
private final class FileWatch: Sendable {
  private struct State: Sendable {
    var isChanged = false
    var looked = ContinuousClock.now
  }

  private let files: [String]
  private let marks: [String]
  private let state = Mutex(State())

  init(_ files: [String]) {
    self.files = files
    marks = files.map { FileMark.text(of: $0) }
  }

  var isChanged: Bool {
    state.withLock { state in
      let now = ContinuousClock.now
      guard !state.isChanged, now - state.looked > .milliseconds(300) else { return state.isChanged }
      state.looked = now
      state.isChanged = files.map { FileMark.text(of: $0) } != marks
      return state.isChanged
    }
  }
}

/// A report as it is now, and what it is made of.
final class ReportPreview: Sendable {
  private struct State: Sendable {
    var page = ""
    /// Another one for every page.
    var version = 0
    /// What the page was made of, by content.
    var digest = ""
    /// The files that it was made of, and what the system said of them when it was.
    var files: [String] = []
    var marks: [String] = []
  }

  /// What a page asks, once a second, to know whether there is a newer one.
  static let versionPath = "/lrplot-version"

  let port = Atomic(0)
  private let state = Mutex(State())
  private let name: String
  private let options: ReportOptions
  private let call: UncheckedCall

  /// Unchecked: only the thread that makes pages uses it.
  private struct UncheckedCall: @unchecked Sendable {
    var call: Call
  }

  init(_ name: String, _ options: ReportOptions, _ call: Call) {
    self.name = name
    self.options = options
    var call = call
    call.terminal.unfinished = UnfinishedFiles()
    self.call = UncheckedCall(call: call)
  }

  /// Makes the page now and whenever something changes, on a thread of its own.
  func watch() {
    let preview = self
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let body = Unmanaged.passRetained(preview)
    pthread_create(
      &thread, nil,
      { argument in
        #if canImport(Glibc)
          guard let argument else { return nil }
        #endif
        let preview = Unmanaged<ReportPreview>.fromOpaque(argument).takeRetainedValue()
        while true {
          preview.refresh()
          usleep(300_000)
        }
      }, body.toOpaque())
  }

  /// Makes the page if what it is made of differs from before.
  func refresh() {
    let call = call.call
    let plan = ReportPlan.none
    var digest = ""
    var page = ""
    let watched = state.withLock(\.files)
    let marks = watched.map { FileMark.text(of: $0) }
    // Content decides; but where no file was even touched, there is nothing to read.
    guard watched.isEmpty || marks != state.withLock(\.marks) else { return }
    // Those of before: what changes while the page is made is seen the next time.
    state.withLock { $0.marks = marks }
    do throws(Failure) {
      let job = try ReportJob(name, options, plan, call)
      digest = job.digest(call.terminal)
      let files = job.files(call.terminal)
      state.withLock { $0.files = files }
      guard digest != state.withLock({ $0.digest }) else { return }
      let watch = FileWatch(files)
      page = try job.page(try job.made(call, unless: { watch.isChanged }), .inline, adding: Self.script(next()), call)
    } catch {
      // A newer version of the file waits.
      guard error.outcome != .interrupted else { return }
      digest = "error " + error.text(in: call.language)
      state.withLock { if $0.files.isEmpty { $0.files = [call.terminal.resolve(name)] } }
      guard digest != state.withLock({ $0.digest }) else { return }
      let line = error.text(in: call.language)
      call.terminal.tell(line)
      page = Self.errorPage(error.text(in: call.language), call.language, next())
    }
    state.withLock { state in
      state.page = page
      state.digest = digest
      state.version += 1
    }
  }

  private func next() -> Int { state.withLock(\.version) + 1 }

  func answer(to request: PageRequest) -> PageResponse {
    let port = port.load(ordering: .relaxed)
    // A page of elsewhere whose name leads here (DNS rebinding) says so in its Host.
    guard ["127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)"].contains(request.host) else {
      return PageResponse(status: 403, text: "this address answers as 127.0.0.1 or localhost only")
    }
    guard request.method == "GET" || request.method == "HEAD" else {
      return PageResponse(status: 405, text: "only GET")
    }
    switch request.path {
    case "/":
      var page = state.withLock(\.page)
      if page.isEmpty { page = Self.waitingPage }
      return PageResponse(status: 200, type: "text/html; charset=utf-8", body: Array(page.utf8))
    case Self.versionPath: return PageResponse(status: 200, text: "\(state.withLock(\.version))")
    default: return PageResponse(status: 404, text: "there is one page here: /")
    }
  }

  /// Loads the page again when there is a newer one.
  private static func script(_ version: Int) -> String {
    """
    setInterval(async () => {
      try {
        const answer = await fetch('\(versionPath)', { cache: 'no-store' });
        if (answer.ok && Number(await answer.text()) !== \(version)) location.reload();
      } catch { /* the preview has ended */ }
    }, 700);
    """
  }

  private static let waitingPage = sealed(
    "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\">"
      + "<meta http-equiv=\"Content-Security-Policy\" content=\"\(PageWriter.policyMark)\"><title>lrplot</title>"
      + "<p>…</p><script>\(script(0))</script></html>")

  private static func errorPage(_ message: String, _ language: Language, _ version: Int) -> String {
    let title = Localized("The report has an error", zh: "报告有错误").text(in: language)
    return sealed(
      """
      <!DOCTYPE html>
      <html lang="\(language.rawValue)">
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(PageWriter.policyMark)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>
      :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
      body { max-width: 70ch; margin: 3rem auto; padding: 0 1rem; }
      pre { white-space: pre-wrap; border-inline-start: 4px solid light-dark(#b3261e, #ff8a80); padding: 0.5rem 1rem; }
      </style>
      <h1>\(title)</h1>
      <pre>\(escaped(message))</pre>
      <script>\(script(version))</script>
      </html>

      """)
  }

  private static func sealed(_ page: String) -> String {
    PageWriter.sealed(page, connects: true) { Checksum.sha256Base64($0) }
  }
}
