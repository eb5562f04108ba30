import LRCore

extension Call {
  /// Prints results as columns: on standard output unless a file's bytes go there, then on standard error.
  ///
  /// - Parameter legend: what a reader of the table should know; that of `±` comes by itself.
  func printResults(
    _ rows: [[String]], legend: [Localized] = [], beside targets: [OutputTarget], quiet: Bool
  ) throws(Failure) {
    let hasSpread = rows.contains { $0.contains { $0.contains("±") } }
    let spread = Localized("±: standard deviation over the seeds", zh: "±：各种子间的标准差")
    let words = ((hasSpread ? [spread] : []) + legend).map { $0.text(in: language) }
    let lines = TextTable(rows: rows, indent: 0, keepsWords: true).lines(width: terminal.width)
    let notes = words.flatMap { wrapped($0, width: terminal.width) }
    let text = (lines + notes).joined(separator: "\n") + "\n"
    if targets.contains(where: { $0.place == .standardOutput }) {
      if !quiet { terminal.tell(text) }
    } else {
      try terminal.print(text)
    }
  }
}
