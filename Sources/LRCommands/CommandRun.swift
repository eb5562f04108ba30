import LRCore
import LRReports
import LRSystem

/// A command of lrplot that was run within another, for its figure or its text.
struct CommandRun {
  let code: Int32
  let output: String
  private let errors: String

  /// - Parameters:
  ///   - directory: where its paths start.
  ///   - input: stands in for standard input; nil where there is none.
  ///   - prepare: sets what else the command finds.
  init(
    _ words: [String], in directory: String, input: [UInt8]? = nil, _ prepare: (inout Terminal) -> Void = { _ in }
  ) {
    var output: [UInt8] = []
    var errors = ""
    var rest = input
    var terminal = Terminal(
      write: { output += $0 }, writeError: { errors += $0 },
      read: { () throws(SystemError) in
        guard let bytes = rest else { throw SystemError.noInput }
        rest = []
        return bytes
      }, directory: directory)
    prepare(&terminal)
    code = LRCommands.run(arguments: words, in: terminal)
    self.output = String(decoding: output, as: UTF8.self)
    self.errors = errors
  }

  /// Why it failed, at the place that asks for it; nil if it didn't.
  func failure(at place: ReportSource.Place, of name: String) -> Failure? {
    failure(head: (place.line > 0 ? "\(place.file):\(place.line): " : "") + "\(name): ")
  }

  /// - Parameter head: stands before the command's own words.
  func failure(head: String) -> Failure? {
    guard code != 0 else { return nil }
    let lines = errors.split(separator: "\n")
    var message = lines.first.map(String.init) ?? ""
    if message.hasPrefix(Failure.head) { message = String(message.dropFirst(Failure.head.count)) }
    return Failure(
      Outcome(rawValue: code) ?? .fault, Localized(head + message),
      context: lines.dropFirst().map { Localized(String($0)) })
  }
}

extension SystemError {
  /// What reading gives where there is no standard input (EBADF).
  static let noInput = SystemError(9)
}
