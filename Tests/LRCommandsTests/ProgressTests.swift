import LRCore
import LRSystem
import LRTraining
import Synchronization
import Testing

@testable import LRCommands

@Suite("progress")
struct ProgressTests {
  /// What standard error gets of a bar that counts to four.
  private func errors(onTerminal: Bool = true, patience: Duration = .zero, _ variables: [String: String] = [:])
    -> String
  {
    var errors = ""
    let terminal = Terminal(
      write: { _ throws(SystemError) in }, writeError: { errors += $0 }, read: { () throws(SystemError) in [] },
      errorIsTerminal: onTerminal, variable: { variables[$0] })
    var bar = ProgressBar(
      Localized("drawing", zh: "正在绘制"), Call(arguments: [], terminal: terminal, language: .english), patience: patience)
    for done in 1...4 { bar.show(done, of: 4) }
    bar.end()
    return errors
  }

  @Test("a bar grows in one line and goes away")
  func bar() {
    #expect(
      errors(["LANG": "en_US.UTF-8"])
        == "drawing ━━━━━━────────────────── 1/4\rdrawing ━━━━━━━━━━━━──────────── 2/4\r"
        + "drawing ━━━━━━━━━━━━━━━━━━────── 3/4\rdrawing ━━━━━━━━━━━━━━━━━━━━━━━━ 4/4\r\u{1B}[K")
  }

  @Test("where only ASCII is shown, it is of ASCII")
  func ascii() {
    #expect(errors(["LANG": "C"]).hasPrefix("drawing ######------------------ 1/4\r"))
  }

  @Test("nothing is written into a file, to a dumb terminal, or of work that is done at once")
  func silence() {
    #expect(errors(onTerminal: false).isEmpty)
    #expect(errors(["TERM": "dumb"]).isEmpty)
    #expect(errors(patience: .seconds(60)).isEmpty)
  }

  @Test("each of several runs has a bar of its own length")
  func lengths() {
    let errors = Mutex("")
    let terminal = Terminal(
      write: { _ throws(SystemError) in }, writeError: { text in errors.withLock { $0 += text } },
      read: { () throws(SystemError) in [] }, errorIsTerminal: true, variable: { _ in nil })
    let progress = TrainingProgress(
      ["short", "long"], quiet: false, Call(arguments: [], terminal: terminal, language: .english), patience: .zero)
    for (index, planned) in [20, 40].enumerated() {
      var record = TrainingRecord(name: "", spec: "", stepsPerEpoch: 10, plannedSteps: planned)
      for step in [10, 20] {
        record.evaluations.append(.init(step: step, loss: 1, accuracy: nil, seconds: Double(step)))
        progress.show(record, of: index)
      }
    }
    // The long one has half of its length before it when the short one is done.
    let lines = errors.withLock { $0 }.split(separator: "\n")
    #expect(lines.contains { $0.contains("short " + String(repeating: "#", count: 16) + " epoch 2") })
    #expect(!lines.contains { $0.contains("long " + String(repeating: "#", count: 16)) })
    progress.end()
  }
}
