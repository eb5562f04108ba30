import LRCore
import Testing

@Suite("visible text")
struct VisibleTextTests {
  @Test(
    "what a terminal obeys or nobody sees is written as an escape",
    arguments: [
      ("plain, ü, 学习率, 🎉", "plain, ü, 学习率, 🎉"), ("\u{1B}[2J", "\\x1b[2J"), ("\u{7F}\u{9B}31m", "\\x7f\\u009b31m"),
      ("a\u{202E}b\u{2066}", "a\\u202eb\\u2066"), ("a\u{2028}b\u{2029}", "a\\u2028b\\u2029"),
      ("a\r\n\tb", "a\\r\\n\\tb"),
      ("\0\u{FEFF}", "\\x00\\ufeff"), ("\u{FFFF}\u{1FFFE}", "\\uffff\\U0001fffe"), ("\u{E0041}", "\\U000e0041"),
    ])
  func escapes(text: String, shown: String) {
    #expect(visible(text) == shown)
  }

  @Test("a text of several lines keeps them")
  func lines() {
    #expect(visible("a\nb\rc", keepsLines: true) == "a\nb\\rc")
  }

  @Test("bytes that are no UTF-8 are told one by one")
  func bytes() {
    #expect(visible(bytes: [0xFF] + Array("ü.png".utf8) + [0xC3]) == "\\xffü.png\\xc3")
    #expect(visible(bytes: [0xED, 0xA0, 0x80, 0x1B]) == "\\xed\\xa0\\x80\\x1b")
  }

  @Test("a long text keeps its beginning and its end, and every short word")
  func shortens() {
    #expect(shortened("'abc' is no number", to: 40) == "'abc' is no number")
    let long = shortened("'" + String(repeating: "x", count: 100_000) + "' is no number; did you mean 'exp'?", to: 200)
    #expect(long.hasPrefix("'xxx") && long.hasSuffix("xx' is no number; did you mean 'exp'?"))
    #expect(long.unicodeScalars.count <= 200)
    let marks = shortened("a" + String(repeating: "\u{301}", count: 100_000), to: 200)
    #expect(marks.unicodeScalars.count <= 200)
    let many = shortened(String(repeating: "many words ", count: 10_000), to: 200)
    #expect(many.unicodeScalars.count == 200)
  }

  @Test("a caret stands under its character however it is shown")
  func caret() {
    let error = SpecError(Localized("x"), in: "a\u{1B}b\u{202E}c", at: 4..<5)
    #expect(error.excerpt() == "a\\x1bb\\u202ec\n            ^")
    let long = SpecError(
      Localized("x"), in: String(repeating: "\u{202E}", count: 500) + "!", at: 500..<501)
    #expect(long.excerpt().split(separator: "\n").allSatisfy { $0.count <= 78 })
    #expect(long.excerpt().hasSuffix("^"))
  }
}
