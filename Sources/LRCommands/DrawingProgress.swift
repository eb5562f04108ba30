import LRCore
import Synchronization

/// How many figures are drawn, on standard error where that is a terminal.
final class DrawingProgress: Sendable {
  /// Unchecked: the bar writes to standard error through the terminal's closure, and only under the lock.
  private struct State: @unchecked Sendable {
    var bar: ProgressBar
    var done = 0
  }

  private let state: Mutex<State>
  private let all: Int
  private let isQuiet: Bool

  init(_ all: Int, quiet: Bool, _ call: Call) {
    self.all = all
    isQuiet = quiet
    state = Mutex(State(bar: ProgressBar(Localized("drawing figures", zh: "正在绘图"), call)))
  }

  func count() {
    guard !isQuiet else { return }
    state.withLock { state in
      state.done += 1
      state.bar.show(state.done, of: all)
    }
  }

  func end() { state.withLock { $0.bar.end() } }
}
