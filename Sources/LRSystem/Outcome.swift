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
