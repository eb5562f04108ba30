import LRCore
import LRMarkdown

/// A text that asks for charts: its lines as they stand in the file, byte for byte, and the requests in them.
public struct EmbeddingDocument: Sendable {
  public enum Format: Sendable, Hashable {
    case markdown, mdx, restructuredText, html
  }

  /// A request and what stands there.
  public struct Chart: Sendable, Hashable {
    /// From 0, of the whole region with its two marks.
    public var lines: ClosedRange<Int>
    public var request: ChartRequest
    /// Before the first line, and before every later one: of lists and quotations.
    var prefixes: (first: String, later: String)
    /// Whether it is a fenced block that was never drawn.
    public var isFence: Bool
    /// The lines between the marks, without their prefix.
    public var inside: [String]
    /// The checksums in the end mark; nil where nothing was drawn yet.
    public var seal: ChartSeal?

    public static func == (a: Chart, b: Chart) -> Bool {
      a.lines == b.lines && a.request == b.request && a.inside == b.inside && a.seal == b.seal
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(lines) }
  }

  /// What is wrong, and in which line, from 1.
  public struct Fault: Error, Sendable {
    public var line: Int
    public var error: EmbedError
  }

  public let format: Format
  public private(set) var charts: [Chart] = []
  /// Lines, from 1, of code that nearly asks for a chart: a fence of another spelling.
  public private(set) var lookalikes: [(line: Int, text: String)] = []
  private var lines: [Line] = []
  private let mark: [UInt8]

  private struct Line {
    var text: String
    var end: [UInt8]
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// - Parameters:
  ///   - name: its suffix says what it is; Markdown unless it is `.mdx`, `.rst`, `.html`.
  ///   - bytes: UTF-8.
  public init(_ name: String, _ bytes: [UInt8]) throws(Fault) {
    let suffix = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    format =
      switch suffix {
      case "mdx": .mdx
      case "rst", "rest": .restructuredText
      case "html", "htm", "xhtml": .html
      default: .markdown
      }
    var rest = bytes[...]
    mark = rest.starts(with: Self.byteOrderMark) ? Self.byteOrderMark : []
    rest = rest.dropFirst(mark.count)
    let body = Array(rest)
    guard String(validating: body, as: UTF8.self) != nil else {
      throw Fault(line: 1, error: EmbedError(Localized("the file is no UTF-8 text", zh: "文件不是 UTF-8 文本")))
    }
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      var text = rest[rest.startIndex..<end]
      var ending: [UInt8] = end < rest.endIndex ? [UInt8(ascii: "\n")] : []
      if !ending.isEmpty, text.last == UInt8(ascii: "\r") {
        text = text.dropLast()
        ending = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
      }
      lines.append(Line(text: String(decoding: text, as: UTF8.self), end: ending))
      rest = rest[min(end + 1, rest.endIndex)...]
    }
    // Most files of a project ask for nothing.
    guard lines.contains(where: { $0.text.lowercased().contains("lrplot") }) else { return }
    try find(body)
  }

  // MARK: finding

  private func places(in body: [UInt8]) throws(Fault) -> ChartPlaces {
    let texts = lines.map(\.text)
    switch format {
    case .html: return ChartPlaces(html: texts)
    case .restructuredText: return ChartPlaces(restructuredText: texts)
    case .markdown, .mdx:
      guard let library = MarkdownLibrary.shared else {
        throw Fault(
          line: 1,
          error: EmbedError(
            Localized(
              "reading Markdown needs cmark-gfm, which is not installed: apt-get install libcmark-gfm-dev (Debian, Ubuntu), brew install cmark-gfm",
              zh:
                "读取 Markdown 需要 cmark-gfm，尚未安装：apt-get install libcmark-gfm-dev（Debian、Ubuntu）或 brew install cmark-gfm"),
            isMissingLibrary: true))
      }
      return ChartPlaces(markdown: texts, allowsComments: format == .mdx, body: body, library)
    }
  }

  private mutating func find(_ body: [UInt8]) throws(Fault) {
    let places = try places(in: body)
    let markable = places.isMarkable
    lookalikes = places.lookalikes.map { ($0.line + 1, $0.text) }
    var index = 0
    while index < lines.count {
      if let fence = places.fences.first(where: { $0.lines.lowerBound == index }) {
        charts.append(try chart(of: fence))
        index = fence.lines.upperBound + 1
      } else if markable[index], let start = startMark(at: index) {
        let chart = try chart(from: start, at: index, markable)
        charts.append(chart)
        index = chart.lines.upperBound + 1
      } else if markable[index], endMark(at: index) != nil {
        throw Fault(
          line: index + 1,
          error: EmbedError(
            Localized(
              "an end without a beginning: <!-- lrplot: COMMAND --> is missing above",
              zh: "有结尾而无开头：上方缺少 <!-- lrplot: 命令 -->")))
      } else {
        if markable[index] || format == .markdown, !places.code.contains(index),
          let text = inlineMark(in: lines[index].text)
        {
          lookalikes.append((index + 1, text))
        }
        index += 1
      }
    }
  }

  /// A mark in the middle of a line, where it marks nothing; nil where the line has none.
  private func inlineMark(in line: String) -> String? {
    for (open, _) in brackets {
      guard let start = line.firstRange(of: open) else { continue }
      let content = line[start.upperBound...].drop { $0.isWhitespace }
      if content.lowercased().hasPrefix("lrplot:"), !line.contains("`") { return String(line[start.lowerBound...]) }
    }
    return nil
  }

  private func chart(of fence: MarkdownLibrary.Block) throws(Fault) -> Chart {
    let first = lines[fence.lines.lowerBound].text
    let prefix = String(first.prefix { !"`~".contains($0) })
    do throws(EmbedError) {
      let options = String(fence.info.drop { !$0.isWhitespace })
      let request = try ChartRequest(options: options, command: fence.text)
      try refuseUnmarkable(request)
      return Chart(
        lines: fence.lines, request: request, prefixes: (prefix, Self.later(prefix)), isFence: true, inside: [],
        seal: nil)
    } catch { throw Fault(line: fence.lines.lowerBound + 1, error: error) }
  }

  /// A command that would end the comment that keeps it.
  private func refuseUnmarkable(_ request: ChartRequest) throws(EmbedError) {
    guard !request.command.contains("-->"), !request.command.contains("*/"), !request.command.contains("--!>") else {
      throw EmbedError(Localized("a command in a comment can't have '-->' or '*/' in it", zh: "注释中的命令不能含“-->”或“*/”"))
    }
  }

  /// Lines that the comment of a command may have.
  private static let longestMark = 40

  private typealias Mark = (prefix: String, options: String, command: String, last: Int)

  /// The pairs of brackets that comments of this format stand in.
  private var brackets: [(open: String, close: String)] {
    switch format {
    case .markdown, .html: [("<!--", "-->")]
    case .mdx: [("{/*", "*/}"), ("<!--", "-->")]
    case .restructuredText: []
    }
  }

  /// The beginning of a chart, which may go over several lines.
  private func startMark(at index: Int) -> Mark? {
    guard let (prefix, content, last) = comment(at: index), content.hasPrefix("lrplot") else { return nil }
    let rest = content.dropFirst("lrplot".count)
    guard let colon = rest.firstIndex(of: ":"), rest.first == ":" || rest.first?.isWhitespace == true else {
      return nil
    }
    return (prefix, String(rest[..<colon]), String(rest[rest.index(after: colon)...]), last)
  }

  /// The sums in an end mark, none where it holds nothing.
  private func endMark(at index: Int) -> String? {
    guard let (_, content, last) = comment(at: index), last == index, content.hasPrefix("/lrplot") else { return nil }
    let rest = content.dropFirst("/lrplot".count)
    guard rest.isEmpty || rest.first == ":" || rest.first?.isWhitespace == true else { return nil }
    return String(rest.drop { $0 == ":" || $0.isWhitespace })
  }

  /// What a comment that begins a line says, without white space at its ends.
  private func comment(at index: Int) -> (prefix: String, content: String, last: Int)? {
    let line = lines[index].text
    if format == .restructuredText {
      let prefix = line.prefix { $0 == " " || $0 == "\t" }
      guard line.dropFirst(prefix.count).hasPrefix(".. ") else { return nil }
      var content = String(line.dropFirst(prefix.count + 3))
      var last = index
      // A comment goes on in lines that are indented more.
      while content.hasSuffix("\\"), last + 1 < lines.count, lines[last + 1].text.hasPrefix(prefix + " ") {
        last += 1
        content += "\n" + lines[last].text
      }
      return (String(prefix), trimmed(content), last)
    }
    for (open, close) in brackets {
      guard let start = line.firstRange(of: open) else { continue }
      let prefix = line[..<start.lowerBound]
      guard prefix.allSatisfy({ " \t>-*+.)".contains($0) || $0.isASCIIDigit }) else { continue }
      var rest = line[start.upperBound...]
      guard ["lrplot", "/lrplot"].contains(where: { rest.drop { $0.isWhitespace }.hasPrefix($0) }) else { continue }
      var content = ""
      var last = index
      while true {
        if let end = rest.firstRange(of: close) {
          guard rest[end.upperBound...].allSatisfy(\.isWhitespace) else { break }
          return (String(prefix), trimmed(content + rest[..<end.lowerBound]), last)
        }
        // A comment that another one follows was never closed.
        guard last + 1 < lines.count, last < index + Self.longestMark, !lines[last + 1].text.contains(open) else {
          break
        }
        content += rest + "\n"
        last += 1
        rest = lines[last].text[...]
      }
    }
    return nil
  }

  private func trimmed(_ text: String) -> String {
    var rest = text.drop { $0.isWhitespace }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  private func chart(from start: Mark, at index: Int, _ markable: [Bool]) throws(Fault) -> Chart {
    var end = start.last + 1
    while end < lines.count, !(markable[end] && endMark(at: end) != nil) {
      guard !(markable[end] && startMark(at: end) != nil) else { break }
      end += 1
    }
    guard end < lines.count, let sums = endMark(at: end) else {
      let close = format == .restructuredText ? ".. /lrplot" : "<!-- /lrplot -->"
      throw Fault(
        line: index + 1,
        error: EmbedError(
          Localized("the chart has no end: \(close) is missing below", zh: "该图没有结尾：下方缺少 \(close)")))
    }
    do throws(EmbedError) {
      let request = try ChartRequest(options: start.options, command: start.command)
      let later = Self.later(start.prefix)
      let inside = lines[(start.last + 1)..<end].map { line in
        if line.text.hasPrefix(later) { return String(line.text.dropFirst(later.count)) }
        // An empty line of a quotation has no blank at its end.
        return later.hasPrefix(line.text) ? "" : line.text
      }
      return Chart(
        lines: index...end, request: request, prefixes: (start.prefix, later), isFence: false, inside: inside,
        seal: ChartSeal(sums))
    } catch { throw Fault(line: index + 1, error: error) }
  }

  /// What stands before the later lines of a list's or a quotation's block.
  private static func later(_ prefix: String) -> String {
    String(prefix.map { $0 == ">" || $0.isWhitespace ? $0 : " " })
  }

  // MARK: replacing

  /// The lines of a chart as they are written: its marks, and what stands between them.
  ///
  /// - Parameter sums: in the end mark.
  public func text(of number: Int, _ inside: [String], sums: String) -> [String] {
    let chart = charts[number]
    let (open, close) = format == .restructuredText ? (".. ", "") : chart.marks(in: format)
    let options = chart.request.options
    var made = [open + "lrplot" + (options.isEmpty ? "" : " " + options) + ": " + chart.request.command + close]
    made += inside
    // A block of HTML ends with an empty line: text that follows at once would belong to it.
    let next = chart.lines.upperBound + 1
    let follows = next < lines.count && !lines[next].text.allSatisfy(\.isWhitespace)
    if follows, format == .markdown, inside.first?.hasPrefix("<") == true { made.append("") }
    made.append(open + (format == .restructuredText ? "/lrplot: " : "/lrplot ") + sums + close)
    return made.enumerated().map { place, text in
      var line = (place == 0 ? chart.prefixes.first : chart.prefixes.later) + text
      if text.isEmpty { while line.last?.isWhitespace == true { line.removeLast() } }
      return line
    }
  }

  /// The file with other pictures.
  ///
  /// - Parameter drawn: by the places of `charts`: the lines between the marks, and the sums.
  public func replacing(_ drawn: [Int: (inside: [String], seal: ChartSeal)]) -> [UInt8] {
    var bytes = mark
    var next = 0
    for (number, chart) in charts.enumerated() {
      guard let drawn = drawn[number] else { continue }
      for line in lines[next..<chart.lines.lowerBound] { bytes += line.text.utf8 + line.end }
      next = chart.lines.upperBound + 1
      let last = lines[chart.lines.upperBound]
      var ending = lines[chart.lines.lowerBound].end
      if ending.isEmpty { ending = lines.first?.end ?? [] }
      if ending.isEmpty { ending = [UInt8(ascii: "\n")] }
      let made = text(of: number, drawn.inside, sums: drawn.seal.text)
      for (place, line) in made.enumerated() {
        bytes += line.utf8
        bytes += place == made.count - 1 ? last.end : ending
      }
    }
    for line in lines[next...] { bytes += line.text.utf8 + line.end }
    return bytes
  }
}

extension EmbeddingDocument.Chart {
  fileprivate func marks(in format: EmbeddingDocument.Format) -> (open: String, close: String) {
    format == .mdx ? ("{/* ", " */}") : ("<!-- ", " -->")
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
