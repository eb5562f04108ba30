import LRCore
import Testing

@Suite("suggestions")
struct SuggestionTests {
  private let names = ["cosine", "step", "exp", "warmup", "polynomial"]

  @Test(
    "a slip finds the word that was meant",
    arguments: [
      ("cosin", "cosine"), ("cosnie", "cosine"), ("Cosine", "cosine"), ("stpe", "step"), ("warm-up", "warmup"),
      ("poly", "polynomial"), ("polynomal", "polynomial"),
    ])
  func near(typed: String, meant: String) {
    #expect(nearest(to: typed, among: names) == meant)
  }

  @Test("nothing is suggested for a word like none", arguments: ["zebra", "q", "", "transformer"])
  func far(typed: String) {
    #expect(nearest(to: typed, among: names) == nil)
  }

  @Test("an excerpt points at the fault, also in a long or Chinese spec")
  func excerpts() {
    let short = SpecError(Localized("x"), in: "step:sise=3", at: 5..<9)
    #expect(short.excerpt() == "step:sise=3\n     ^^^^")
    let wide = SpecError(Localized("x"), in: "余弦:a=1", at: 3..<4)
    #expect(wide.excerpt() == "余弦:a=1\n     ^")
    let source = String(repeating: "a", count: 100) + "!" + String(repeating: "b", count: 100)
    let lines = SpecError(Localized("x"), in: source, at: 100..<101).excerpt(width: 40).split(separator: "\n")
    let caret = Array(lines[1]).firstIndex(of: "^") ?? -1
    #expect(Array(lines[0])[caret] == "!")
    #expect(lines[0].count == 42)
  }
}
