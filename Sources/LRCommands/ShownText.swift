import LRCore
import LRSystem

// The doors that words go through. What people read is made visible; data stays as it is.

extension Terminal {
  /// Tells people something on standard error.
  func tell(_ text: String) {
    writeError(visible(text, keepsLines: true))
  }

  /// Shows people something on standard output.
  func print(_ text: String) throws(Failure) {
    try print(data: shown(text))
  }

  /// Writes a text for programs to standard output.
  func print(data text: String) throws(Failure) {
    var text = text
    var failure: Failure?
    text.withUTF8 { bytes in
      do throws(SystemError) {
        try write(UnsafeRawBufferPointer(bytes))
      } catch {
        failure = Failure(standardOutput: error)
      }
    }
    if let failure { throw failure }
  }

  /// Names a written file on standard output: for a script as it is, on a terminal as people may be shown it.
  func print(names: [String]) throws(Failure) {
    let names = outputIsTerminal ? names.map { visible($0) } : names
    try print(data: names.map { $0 + "\n" }.joined())
  }

  /// Of what a terminal obeys, only the colours of our own charts stay, where there are any.
  private func shown(_ text: String) -> String {
    guard hasColor else { return visible(text, keepsLines: true) }
    return text.split(separator: TerminalChart.colored, omittingEmptySubsequences: false).map { part in
      part.split(separator: TerminalChart.plain, omittingEmptySubsequences: false)
        .map { visible(String($0), keepsLines: true) }.joined(separator: TerminalChart.plain)
    }.joined(separator: TerminalChart.colored)
  }

  /// The same without colours: a text with an escape in it may not look as if it were ours.
  func plain(for text: String) -> Terminal {
    guard visible(text) != text else { return self }
    var terminal = self
    let variable = terminal.variable
    terminal.variable = { $0 == "NO_COLOR" ? "1" : variable($0) }
    return terminal
  }
}
