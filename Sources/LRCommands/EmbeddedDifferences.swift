import LRCore
import LREmbed

extension EmbeddedDocument {
  /// The lines that would change, as far as they can be known without drawing.
  func differences(_ terminal: Terminal) -> [String] {
    let old = String(decoding: bytes, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).map(String.init)
    var lines: [String] = []
    for one in charts {
      if case .current = state(of: one, terminal) { continue }
      if lines.isEmpty { lines += ["--- \(shown)", "+++ \(shown)"] }
      let range = one.chart.lines
      let alt = PictureText.separated(one.chart.inside.trimmedLines)?.alt ?? "..."
      let now = Array(old[range.clamped(to: 0...max(0, old.count - 1))])
      let made = document.text(of: one.number, one.text.lines(alt: alt), sums: "...")
      var (start, end) = (0, 0)
      while start < min(now.count, made.count), now[start] == made[start] { start += 1 }
      while end < min(now.count, made.count) - start, now[now.count - 1 - end] == made[made.count - 1 - end] {
        end += 1
      }
      lines.append("@@ -\(range.lowerBound + 1),\(now.count) +\(range.lowerBound + 1),\(made.count) @@")
      lines += now[..<start].map { " " + $0 } + now[start..<(now.count - end)].map { "-" + $0 }
      lines += made[start..<(made.count - end)].map { "+" + $0 } + now[(now.count - end)...].map { " " + $0 }
    }
    return lines
  }
}

extension [String] {
  /// Without empty lines at the end: what stands before an end mark.
  var trimmedLines: [String] {
    var lines = self
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    return lines
  }
}
