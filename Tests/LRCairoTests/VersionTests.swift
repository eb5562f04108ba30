import LRCairo
import Testing

@Test("the versions of all three libraries are named")
func versions() {
  let versions = CairoRenderer.libraryVersions
  #expect(versions.contains("cairo 1.") && versions.contains("pango 1.") && versions.contains("libpng 1."))
}
