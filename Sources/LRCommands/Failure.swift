import LRCore
import LRSchedules
import LRTraining

/// How a command ended, as the shell sees it.
public enum Outcome: Int32, Sendable, CaseIterable {
  case done = 0
  /// A difference was found by a command that looks for one.
  case difference = 1
  /// Wrong usage, or a wrong spec.
  case usage = 64
  case badData = 65
  case inputMissing = 66
  /// A fault of lrplot itself.
  case fault = 70
  case cannotWrite = 73
  case interrupted = 130
  /// The reader of standard output went away. The shell shows the same number for other tools of a pipeline (128 +
  /// SIGPIPE), and like them lrplot says nothing about it.
  case brokenPipe = 141
  case terminated = 143
}

/// Why a command stopped: the one `error:` line, and at most a few lines under it.
struct Failure: Error, Sendable {
  var outcome: Outcome
  /// What was wrong, where, and what would be right; one line.
  var message: Localized
  /// Lines under the message, such as the spec with a caret.
  var context: [Localized] = []

  init(_ outcome: Outcome, _ message: Localized, context: [Localized] = []) {
    self.outcome = outcome
    self.message = message
    self.context = context
  }

  /// Wrong usage.
  init(usage english: String, zh chinese: String) {
    self.init(.usage, Localized(english, zh: chinese))
  }

  init(_ error: SpecError) {
    let excerpt = error.excerpt().split(separator: "\n", omittingEmptySubsequences: false)
    self.init(.usage, error.message, context: excerpt.map { Localized("  " + $0) })
  }

  init(_ error: DataError) {
    self.init(.badData, error.message)
  }

  init(_ error: PlanError) {
    switch error {
    case .spec(let error): self.init(error)
    case .data(let error): self.init(error)
    }
  }

  init(_ error: DataSetError) {
    switch error {
    case .spec(let error): self.init(error)
    case .data(let error): self.init(error)
    case .missing(let error): self.init(.inputMissing, error.message)
    }
  }

  /// Whether the end speaks for itself: the user interrupted, or nobody reads any more.
  var isQuiet: Bool {
    switch outcome {
    case .interrupted, .terminated, .brokenPipe: true
    default: false
    }
  }

  /// The most characters of all lines together.
  static let longest = 490

  /// The lines for standard error, each with its newline: whatever the user gave, they are few, short and harmless.
  func text(in language: Language) -> String {
    let context = context.prefix(4).map { shortened(visible($0.text(in: language)), to: 100) }
    let head = "error: "
    let room = Self.longest - head.count - context.reduce(1) { $0 + $1.unicodeScalars.count + 1 }
    let message = shortened(visible(message.text(in: language)), to: room)
    return ([head + message] + context).map { $0 + "\n" }.joined()
  }
}
