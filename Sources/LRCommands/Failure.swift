import LRCore
import LRSchedules
import LRSystem
import LRTraining

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
    case .tooLarge(let error): self.init(.usage, error.message)
    }
  }

  init(_ error: TrainingPlanError) {
    switch error {
    case .spec(let error): self.init(error)
    case .data(let error): self.init(error)
    case .unsuitable(let error): self.init(.badData, error.message)
    case .tooLarge(let message), .unfit(let message): self.init(.usage, message)
    }
  }

  /// Whether the end speaks for itself: the user interrupted, or nobody reads any more.
  var isQuiet: Bool {
    switch outcome {
    case .done, .interrupted, .terminated, .brokenPipe: true
    default: false
    }
  }

  /// How a failure begins, in either language.
  static let head = "error: "

  /// The most characters of all lines together.
  static let longest = 490

  /// The lines for standard error, each with its newline: whatever the user gave, they are few, short and harmless.
  func text(in language: Language) -> String {
    let context = context.prefix(4).map { shortened(visible($0.text(in: language)), to: 100) }
    let head = Self.head
    let room = Self.longest - head.count - context.reduce(1) { $0 + $1.unicodeScalars.count + 1 }
    let message = shortened(visible(message.text(in: language)), to: room)
    return ([head + message] + context).map { $0 + "\n" }.joined()
  }
}
