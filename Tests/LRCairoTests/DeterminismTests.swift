import LRCairo
import LRScene
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct DeterminismTests {
  private func files(_ renderer: CairoRenderer, _ scene: Scene) throws -> [[UInt8]] {
    [try renderer.png(scene), try renderer.svg(scene), try renderer.pdf(scene)]
  }

  @Test("the same scene gives the same bytes whatever was drawn before, and in a new renderer")
  func order() throws {
    let renderer = try CairoRenderer()
    let first = try files(renderer, Sample.chart)
    let other = Sample.scene(
      [Sample.label("学习率 Łódź ∑", size: 33, rotation: 30)], width: 300, height: 200, background: nil)
    _ = try files(renderer, other)
    _ = try renderer.png(Sample.chart, scale: 3.3)
    #expect(try files(renderer, Sample.chart) == first)
    #expect(try files(CairoRenderer(), Sample.chart) == first)
  }

  /// A locale that writes 0,5 for a half, if the system has one.
  private static func commaLocale() -> locale_t? {
    for name in ["de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8", "de_DE", "fr_FR"] {
      if let locale = newlocale(1 << LC_NUMERIC, name, nil) { return locale }
    }
    return nil
  }

  @Test("a locale with decimal commas changes nothing", .enabled("no such locale here") { commaLocale() != nil })
  func locale() throws {
    let first = try files(CairoRenderer(), Sample.chart)
    // For this thread only: the other tests run in the same process.
    let comma = try #require(Self.commaLocale())
    let before = uselocale(comma)
    defer {
      uselocale(before)
      freelocale(comma)
    }
    #expect(try files(CairoRenderer(), Sample.chart) == first)
  }

  @Test("a PDF begins as one, holds its title, and says the same a second later")
  func pdf() throws {
    let renderer = try CairoRenderer()
    let first = try renderer.pdf(Sample.chart)
    #expect(first.starts(with: [UInt8]("%PDF-1.".utf8)))
    let text = String(decoding: first, as: UTF8.self)
    #expect(text.contains("(A <title> & more)") && text.contains("CreationDate (20000101"))
    sleep(1)
    #expect(try renderer.pdf(Sample.chart) == first)
  }
}
