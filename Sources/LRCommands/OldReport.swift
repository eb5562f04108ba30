import LRCore
import LRReports
import LRSystem

/// An earlier report, which a new one is held against.
struct OldReport {
  private let shown: String
  private let page: OldPage

  /// - Parameter path: of a page, or of a folder that `--assets` wrote.
  init(_ path: String, in terminal: Terminal) throws(Failure) {
    shown = path
    let file = terminal.isFolder(path) ? path + (path.hasSuffix("/") ? "" : "/") + "model.json" : path
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try contents(of: file, limit: 256 << 20, in: terminal)
    } catch {
      throw Failure(.inputMissing, Localized("\(file) can't be read: ", zh: "无法读取 \(file)：") + error.words)
    }
    guard let page = OldPage(String(decoding: bytes, as: UTF8.self)) else {
      throw Failure(
        .badData, Localized("\(file) is no report of lrplot's: it holds no model", zh: "\(file) 不是 lrplot 的报告：其中没有模型数据")
      )
    }
    self.page = page
  }

  /// What moved, for the page itself.
  func section(against report: LRReports.Report) -> LRReports.Report.Section? { page.section(against: report) }

  /// Prints the figures whose numbers moved.
  func tell(differencesTo report: LRReports.Report, _ call: Call) throws(Failure) -> Outcome {
    let lines = page.differences(to: report).map { $0.text(in: call.language) }
    guard !lines.isEmpty else { return .done }
    try call.terminal.print(lines.map { visible($0) + "\n" }.joined())
    return .difference
  }
}
