import LRCore
import Testing

@testable import LREmbed

@Suite("Texts that ask for charts")
struct EmbeddingDocumentTests {
  private static let seal = ChartSeal(
    request: "0000000000000001", inside: "0000000000000002", alt: "0000000000000003", files: "0000000000000004")

  private func commands(_ text: String, _ name: String = "a.md") throws -> [String] {
    try EmbeddingDocument(name, Array(text.utf8)).charts.map(\.request.command)
  }

  private func replaced(_ text: String, _ name: String = "a.md", _ inside: [String] = ["<p>"]) throws -> String {
    let document = try EmbeddingDocument(name, Array(text.utf8))
    let drawn = Dictionary(uniqueKeysWithValues: document.charts.indices.map { ($0, (inside, Self.seal)) })
    return String(decoding: document.replacing(drawn), as: UTF8.self)
  }

  private func fault(_ text: String, _ name: String = "a.md") -> String? {
    do {
      _ = try EmbeddingDocument(name, Array(text.utf8))
      return nil
    } catch {
      #expect(!error.error.message.chinese.isEmpty)
      return "\(error.line): \(error.error.message.english)"
    }
  }

  @Test(
    "what only shows a request is none",
    arguments: [
      "````\n```lrplot\ncompare step\n```\n````\n", "    ```lrplot\n    compare step\n    ```\n",
      "`<!-- lrplot: compare step -->` in a line\n", "```html\n<!-- lrplot: compare step -->\n<!-- /lrplot -->\n```\n",
      "~~~~~\n~~~lrplot\ncompare step\n~~~\n~~~~~\n", "```python lrplot\nx\n```\n", "text\n", "",
      "<!-- lrplots: compare step -->\n", "<!-- about lrplot: a tool -->\n",
    ])
  func examples(text: String) throws {
    #expect(try commands(text).isEmpty)
    #expect(try replaced(text) == text)
  }

  @Test(
    "fences and comments are found wherever they stand",
    arguments: [
      ("```lrplot\ncompare step\n```\n", "compare step"), ("~~~lrplot\ncompare step\n~~~", "compare step"),
      ("<!-- lrplot: compare step -->\n<!-- /lrplot -->", "compare step"),
      ("1. a\n   - b\n\n     ```lrplot\n     compare step\n     ```\n", "compare step"),
      ("> ```lrplot\n> compare step\n> ```\n", "compare step"),
      ("<details>\n\n```lrplot\ncompare step\n```\n\n</details>\n", "compare step"),
      ("```lrplot\ncompare step \\\n  cosine\n```\n", "compare step cosine"),
      ("<!-- lrplot: compare step\n  cosine -->\nx\n<!-- /lrplot -->\n", "compare step cosine"),
      ("\u{FEFF}```lrplot\r\ncompare step\r\n```\r\n", "compare step"),
      ("a paragraph\n<!-- lrplot: compare step -->\nold\n<!-- /lrplot 1 -->\n", "compare step"),
    ])
  func found(text: String, command: String) throws {
    #expect(try commands(text) == [command])
  }

  @Test("other formats have their own marks")
  func formats() throws {
    #expect(try commands("{/* lrplot: compare step */}\n![a](b)\n{/* /lrplot */}\n", "a.mdx") == ["compare step"])
    #expect(try commands(".. lrplot: compare step\n\n.. image:: x\n\n.. /lrplot:\n", "a.rst") == ["compare step"])
    #expect(try commands("<p>\n<!-- lrplot: compare step -->\n<!-- /lrplot -->\n", "a.html") == ["compare step"])
    #expect(
      try replaced(".. lrplot: compare step\n.. /lrplot:\nx\n", "a.rst", [".. image:: a.svg"])
        == ".. lrplot: compare step\n.. image:: a.svg\n.. /lrplot: \(Self.seal.text)\nx\n")
    #expect(
      try replaced("{/* lrplot: compare step */}\n{/* /lrplot */}", "a.mdx", ["![a](b)"])
        == "{/* lrplot: compare step */}\n![a](b)\n{/* /lrplot \(Self.seal.text) */}")
  }

  @Test("all around stays byte for byte: lists, quotations, CRLF, byte order mark, tabs, no final newline")
  func bytes() throws {
    let end = "<!-- /lrplot \(Self.seal.text) -->"
    #expect(
      try replaced("\u{FEFF}# T\r\n\r\n```lrplot id=a width=600\r\ncompare step\r\n```\r\n\r\nend")
        == "\u{FEFF}# T\r\n\r\n<!-- lrplot id=a width=600: compare step -->\r\n<p>\r\n\(end)\r\n\r\nend")
    #expect(
      try replaced("- a\n\n\t```lrplot\n\tcompare step\n\t```\n")
        == "- a\n\n\t<!-- lrplot: compare step -->\n\t<p>\n\t\(end)\n")
    #expect(
      try replaced("> ```lrplot\n> compare step\n> ```") == "> <!-- lrplot: compare step -->\n> <p>\n> \(end)")
    // Text that follows at once would be part of the block of HTML.
    #expect(
      try replaced("```lrplot\ncompare step\n```\ntext\n") == "<!-- lrplot: compare step -->\n<p>\n\n\(end)\ntext\n")
    #expect(
      try replaced("```lrplot\ncompare step\n```\ntext\n", "a.md", ["![a](b)"])
        == "<!-- lrplot: compare step -->\n![a](b)\n\(end)\ntext\n")
  }

  @Test("what was drawn is found again, with its sums, and drawn again is the same")
  func again() throws {
    for text in ["```lrplot\ncompare step\n```\ntext\n", "1. x\n\n   ```lrplot\n   compare step\n   ```\n   y"] {
      let once = try replaced(text)
      let document = try EmbeddingDocument("a.md", Array(once.utf8))
      #expect(document.charts.map(\.seal) == [Self.seal])
      #expect(document.charts[0].inside.first == "<p>")
      #expect(try replaced(once).replacing("\n\n\n", with: "\n\n") == once)
    }
  }

  @Test(
    "what is wrong is told with its line",
    arguments: [
      ("a\n\n<!-- lrplot: compare step -->\n", "3: the chart has no end: <!-- /lrplot --> is missing below"),
      ("a\n\n<!-- /lrplot -->\n", "3: an end without a beginning: <!-- lrplot: COMMAND --> is missing above"),
      ("```lrplot\n```\n", "1: a command is missing, such as compare step cosine"),
      ("```lrplot id=a/b\ncompare x\n```\n", "1: id= takes letters, digits and . _ - for a file's name, not 'a/b'"),
      ("```lrplot width=3\ncompare x\n```\n", "1: width= is a whole number from 16 to 10000, not '3'"),
      ("```lrplot picture=two\ncompare x\n```\n", "1: picture= is pair, one or docc, not 'two'"),
      (
        "```lrplot size=3\ncompare x\n```\n",
        "1: 'size=3' is no option of a chart: there are id=, width=, picture= and command=, before the colon"
      ),
      ("```lrplot\ncompare 'x\n```\n", "1: a quotation mark is never closed"),
      ("```lrplot\ncompare 'x-->'\n```\n", "1: a command in a comment can't have '-->' or '*/' in it"),
      (
        "<!-- lrplot: compare a -->\n<!-- lrplot: compare b -->\n<!-- /lrplot -->\n",
        "1: the chart has no end: <!-- /lrplot --> is missing below"
      ),
    ])
  func faults(text: String, message: String) {
    #expect(fault(text) == message)
  }

  @Test("thousands of comments without an end take no time to speak of, and are no requests")
  func unclosed() throws {
    #expect(try commands(String(repeating: "<!-- lrplot\n", count: 5000)).isEmpty)
  }

  @Test("words are taken apart as a shell does it")
  func words() throws {
    #expect(try CommandWords.split("a 'b c' \"d \\\" e\" f\\ g ''") == ["a", "b c", "d \" e", "f g", ""])
    #expect(
      try ChartRequest(options: " id=x  picture=one ", command: "lrplot compare step").words == ["compare", "step"])
  }

  @Test("alt text goes into each format and comes back", arguments: ["a \"b\" <c> & d", "一 [x](y) *z* \\", "plain"])
  func alt(text: String) throws {
    for (format, picture) in [
      (EmbeddingDocument.Format.markdown, ChartRequest.Picture.pair), (.markdown, .one), (.html, .one),
    ] {
      let lines = PictureText(format: format, picture: picture, light: "a b.svg", dark: "c.svg", width: nil).lines(
        alt: text)
      #expect(
        PictureText.separated(lines)?.alt == text)
      let other = PictureText(format: format, picture: picture, light: "a b.svg", dark: "c.svg", width: nil).lines(
        alt: "x")
      #expect(PictureText.separated(lines)?.rest == PictureText.separated(other)?.rest)
    }
    let lines = PictureText(format: .restructuredText, picture: .one, light: "a.svg", dark: "", width: 300)
      .lines(alt: text)
    #expect(lines == [".. image:: a.svg", "   :alt: \(text)", "   :width: 300px"])
    #expect(PictureText.separated(lines)?.alt == text)
  }
}
