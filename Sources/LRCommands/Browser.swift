import LRCore
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An installed Chromium, which prints pages.
enum Browser {
  private static let names = [
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
  ]
  private static let places = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ]

  private static func program(_ terminal: Terminal) -> String? {
    let folders = (terminal.variable("PATH") ?? "").split(separator: ":")
    for folder in folders {
      for name in names where access("\(folder)/\(name)", X_OK) == 0 { return "\(folder)/\(name)" }
    }
    return places.first { access($0, X_OK) == 0 }
  }

  /// The page as PDF.
  static func pdf(of page: String, _ terminal: Terminal) throws(Failure) -> [UInt8] {
    guard let program = program(terminal) else {
      throw Failure(
        .inputMissing,
        Localized(
          "a PDF is printed by Chromium or Chrome, and none is on the PATH; write html and print it from a browser",
          zh: "PDF 由 Chromium 或 Chrome 打印，而 PATH 中没有；可先生成 html，再用浏览器打印"))
    }
    // Where the system keeps what is soon removed; /tmp where it doesn't say (POSIX has it everywhere).
    let place = terminal.variable("TMPDIR") ?? "/tmp"
    var template = Array("\(place)/lrplot-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw OutputPlace.refused(place, SystemError.last) }
    let folder = String(cString: made)
    defer { remove(folder) }
    let html = folder + "/page.html"
    let pdf = folder + "/page.pdf"
    let descriptor = open(html, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw OutputPlace.refused(html, SystemError.last) }
    var failure: SystemError?
    Array(page.utf8).withUnsafeBytes { bytes in
      do throws(SystemError) { try writeAll(bytes, to: descriptor) } catch { failure = error }
    }
    close(descriptor)
    if let failure { throw OutputPlace.refused(html, failure) }
    var words = [
      program, "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
      "--user-data-dir=\(folder)/profile", "--print-to-pdf=\(pdf)", "file://\(html)",
    ]
    // Chromium refuses its sandbox to root.
    if geteuid() == 0 { words.insert("--no-sandbox", at: 1) }
    try run(words)
    let terminal = Terminal(
      write: { _ in }, writeError: { _ in }, read: { () throws(SystemError) in throw SystemError(9) })
    guard let bytes = try? contents(of: pdf, limit: 1 << 30, in: terminal), bytes.starts(with: Array("%PDF".utf8))
    else {
      throw Failure(.fault, Localized("\(program) printed no PDF", zh: "\(program) 未能打印 PDF"))
    }
    return bytes
  }

  private static func run(_ words: [String]) throws(Failure) {
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var process = pid_t()
    let code = posix_spawn(&process, words[0], &actions, nil, arguments, environ)
    guard code == 0 else {
      throw Failure(.fault, Localized("\(words[0]) can't be run: ", zh: "无法运行 \(words[0])：") + SystemError(code).words)
    }
    var status: Int32 = 0
    // A browser that hangs is ended after two minutes.
    for _ in 0..<1200 {
      if waitpid(process, &status, WNOHANG) != 0 { return }
      usleep(100_000)
    }
    kill(process, SIGKILL)
    waitpid(process, &status, 0)
  }

  private static func remove(_ folder: String) {
    for name in Folder.names(folder) {
      var information = stat()
      let path = folder + "/" + name
      if lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR { remove(path) } else { unlink(path) }
    }
    rmdir(folder)
  }
}
