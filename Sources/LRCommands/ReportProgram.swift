import LRCore
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Command {
  /// Goes on as `lrplot-report`, which stands beside lrplot: the same program with what fills in templates, that is with
  /// Foundation, which would cost every start of lrplot more than a millisecond.
  func handOver(_ call: Call) throws(Failure) -> Outcome {
    let folder = ProgramFile.path.flatMap { path in path.lastIndex(of: "/").map { String(path[...$0]) } } ?? ""
    let program = folder + "lrplot-report"
    guard access(program, X_OK) == 0 else {
      throw Failure(
        .inputMissing,
        Localized(
          "lrplot-report, which writes reports, isn't beside lrplot in \(folder); `make release` builds both",
          zh: "\(folder) 中没有与 lrplot 同在的 lrplot-report（报告由它生成）；`make release` 会同时构建"))
    }
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + call.arguments).map { strdup($0) }
    words.append(nil)
    execv(program, words)
    let error = SystemError.last
    for word in words { free(word) }
    throw Failure(.fault, Localized("\(program) can't be run: ", zh: "无法运行 \(program)：") + error.words)
  }
}
