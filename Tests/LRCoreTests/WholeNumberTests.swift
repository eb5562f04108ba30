import Foundation
import LRCore
import Testing

@Suite("whole numbers")
struct WholeNumberTests {
  @Test(
    "every number has a nearest whole one",
    arguments: [
      (2.9, 2), (-2.9, -2), (0, 0), (-0.0, 0), (.leastNonzeroMagnitude, 0), (1e15, 1_000_000_000_000_000), (1e19, .max),
      (-1e19, .min),
      (9.223372036854775e18, 9_223_372_036_854_774_784), (0x1p63, .max), (-0x1p63, .min), (.infinity, .max),
      (-.infinity, .min), (.nan, 0), (.greatestFiniteMagnitude, .max),
    ])
  func clamps(number: Double, whole: Int) {
    #expect(Int(clamping: number) == whole)
  }

  /// The compiler refuses an unchecked conversion where it sees `UncheckedConversion.swift`, which is everywhere but in
  /// modules that import neither LRCore nor LRScene; there, and for what a declaration can't shadow, the text tells.
  @Test("no source converts a rounded number without checking it")
  func noUncheckedConversion() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let unchecked =
      /\bU?Int(8|16|32|64)?(\.init)?\((?!clamping|exactly|truncatingIfNeeded|bitPattern)(floor|ceil|round|trunc|log10|log2|pow|sqrt|Double|[^()]*\.rounded|\([^()]*\)\.rounded)/
    var places: [String] = []
    var count = 0
    let files = FileManager.default.enumerator(at: root.appending(path: "Sources"), includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      count += 1
      let text = try String(contentsOf: file, encoding: .utf8)
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      where line.contains(unchecked) {
        places.append("\(file.lastPathComponent):\(number + 1): \(line)")
      }
    }
    #expect(count > 300)
    #expect(places == [])
  }

  @Test("modules that see no checked conversion import one")
  func everyModuleIsGuarded() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    for module in ["LRCore", "LRScene", "LRCairo"] {
      let file = root.appending(path: "Sources/\(module)/UncheckedConversion.swift")
      let text = try String(contentsOf: file, encoding: .utf8)
      for type in ["Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64"] {
        #expect(text.contains("extension \(type) {\n  @available(*, deprecated"), "\(module): \(type)")
      }
    }
  }
}
