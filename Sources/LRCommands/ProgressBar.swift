import LRCore

/// How far the frames of a picture that plays have been drawn, on standard error where that is a terminal.
///
/// Nothing is shown of work that is done at once. The line is removed in the end; until then the cursor stands at its
/// beginning, so that whatever comes in between, such as the shell after an interruption, overwrites it.
struct ProgressBar {
  /// What is done is said only if it takes longer.
  private let patience: Duration
  private let terminal: Terminal
  private let words: String
  private let began = ContinuousClock.now
  private var shown = ""

  /// - Parameter words: what is being done.
  init(_ words: Localized, _ call: Call, patience: Duration = .milliseconds(150)) {
    self.patience = patience
    terminal = call.terminal
    self.words = words.text(in: call.language)
  }

  private var isWanted: Bool { terminal.errorIsTerminal && terminal.variable("TERM") != "dumb" }

  /// Shows how much is done, if that looks different from before.
  mutating func show(_ done: Int, of all: Int) {
    guard isWanted, all > 1, ContinuousClock.now - began >= patience else { return }
    let cells = 24
    let filled = cells * done / all
    let (full, empty) = terminal.isUnicode ? ("━", "─") : ("#", "-")
    let bar = String(repeating: full, count: filled) + String(repeating: empty, count: cells - filled)
    let line = "\(words) \(bar) \(done)/\(all)"
    guard line != shown else { return }
    shown = line
    terminal.writeError("\(line)\r")
  }

  /// Takes the line away.
  mutating func end() {
    guard !shown.isEmpty else { return }
    shown = ""
    // CSI K: erase to the end of the line.
    terminal.writeError("\u{1B}[K")
  }
}
