import LRCore

/// The lines that show a picture, in each format.
public struct PictureText: Sendable {
  public var format: EmbeddingDocument.Format
  public var picture: ChartRequest.Picture
  /// Relative to the document.
  public var light: String
  public var dark: String
  public var width: Int?
  /// Of the command that stands above the picture; empty for none.
  public var command: [String]

  public init(
    format: EmbeddingDocument.Format, picture: ChartRequest.Picture, light: String, dark: String, width: Int?,
    command: [String] = []
  ) {
    self.command = command
    self.format = format
    self.picture = picture
    self.light = light
    self.dark = dark
    self.width = width
  }

  public func lines(alt: String) -> [String] { commandLines + pictureLines(alt: alt) }

  private static let commandWidth = 110

  /// The command as a block of code, in lines that fit a page.
  private var commandLines: [String] {
    guard !command.isEmpty else { return [] }
    var lines = ["lrplot"]
    for word in command.map(shellQuoted) {
      if let last = lines.last, last.count + 1 + word.count > Self.commandWidth, last.count > 8 {
        lines[lines.count - 1] += " \\"
        lines.append("  " + word)
      } else {
        lines[lines.count - 1] += " " + word
      }
    }
    switch format {
    case .markdown, .mdx: return ["```sh"] + lines + ["```"]
    case .html: return ["<pre><code>" + lines.map { Self.attribute($0) }.joined(separator: "\n") + "</code></pre>"]
    case .restructuredText: return [".. code-block:: sh", ""] + lines.map { "   " + $0 } + [""]
    }
  }

  private func pictureLines(alt: String) -> [String] {
    switch format {
    case .restructuredText:
      return [".. image:: \(light)", "   :alt: \(Self.oneLine(alt))"] + (width.map { ["   :width: \($0)px"] } ?? [])
    case .markdown, .mdx, .html:
      let close = format == .mdx ? " />" : ">"
      let size = width.map { " width=\"\($0)\"" } ?? ""
      let image = "<img src=\"\(Self.attribute(light))\" alt=\"\(Self.attribute(Self.oneLine(alt)))\"\(size)\(close)"
      if picture == .pair {
        return [
          "<picture>",
          "<source media=\"(prefers-color-scheme: dark)\" srcset=\"\(Self.attribute(dark))\"\(close)", image,
          "</picture>",
        ]
      }
      guard format != .html, width == nil else { return [image] }
      return ["![\(Self.markdown(Self.oneLine(alt), braces: format == .mdx))](\(Self.destination(light)))"]
    }
  }

  /// The folder of the picture in such lines, without a last slash; nil where none is found, or only a name.
  public static func folder(_ lines: [String]) -> String? {
    let text = lines.joined(separator: "\n")
    for (open, close) in [("<img src=\"", "\""), (".. image:: ", "\n"), ("](<", ">)"), ("](", ")")] {
      guard let start = text.firstRange(of: open)?.upperBound else { continue }
      let rest = text[start...]
      let path = rest[..<(rest.firstRange(of: close)?.lowerBound ?? rest.endIndex)]
      guard path.hasSuffix(".svg"), !path.contains("&"), let slash = path.lastIndex(of: "/") else { return nil }
      return String(path[..<slash])
    }
    return nil
  }

  /// The alt text of such lines, and the lines without it; nil where none is found.
  public static func separated(_ lines: [String]) -> (alt: String, rest: String)? {
    let text = lines.joined(separator: "\n")
    if let start = text.firstRange(of: "alt=\"") {
      let rest = text[start.upperBound...]
      let end = rest.firstIndex(of: "\"") ?? rest.endIndex
      var alt = String(rest[..<end])
      for (entity, character) in [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")] {
        alt = alt.replacing(entity, with: character)
      }
      return (alt, String(text[..<start.upperBound]) + rest[end...])
    }
    if let start = text.firstRange(of: "   :alt: ") {
      let rest = text[start.upperBound...]
      let end = rest.firstIndex(of: "\n") ?? rest.endIndex
      return (String(rest[..<end]), String(text[..<start.upperBound]) + rest[end...])
    }
    guard let start = text.firstRange(of: "![") else { return nil }
    // Brackets of the alt text itself are escaped.
    var alt = ""
    var place = start.upperBound
    while place < text.endIndex, text[place] != "]" {
      if text[place] == "\\", text.index(after: place) < text.endIndex { place = text.index(after: place) }
      alt.append(text[place])
      place = text.index(after: place)
    }
    return (alt, String(text[..<start.upperBound]) + text[place...])
  }

  static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func attribute(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  /// - Parameter braces: whether braces hold code, as in MDX.
  private static func markdown(_ text: String, braces: Bool) -> String {
    String(text.flatMap { "\\[]<>&*_`".contains($0) || (braces && "{}".contains($0)) ? ["\\", $0] : [$0] })
  }

  /// A link's target: in pointed brackets where it has blanks or brackets.
  private static func destination(_ path: String) -> String {
    path.contains { " ()".contains($0) } ? "<\(path)>" : path
  }
}
