import Foundation
import Testing

/// A row of a file in Tests/Fixtures, or an object within one.
struct FixtureRow: @unchecked Sendable, CustomTestStringConvertible {
  // Read once and never changed: Foundation's values within it are immutable.
  private let object: [String: Any]

  init(_ object: [String: Any]) { self.object = object }

  var testDescription: String { object["id"] as? String ?? "row" }

  subscript(_ key: String) -> Any? { object[key] }

  func number(_ key: String) throws -> Double { try #require((object[key] as? NSNumber)?.doubleValue) }

  func whole(_ key: String) throws -> Int { try #require((object[key] as? NSNumber)?.intValue) }

  /// A list of numbers; null is NaN.
  func numbers(_ key: String) throws -> [Double] {
    try #require(object[key] as? [Any]).map { ($0 as? NSNumber)?.doubleValue ?? .nan }
  }

  static func all(of name: String) -> [FixtureRow] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/" + name)
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]).map { FixtureRow($0) }
    }
  }
}

/// Numbers that agree to a relative error; NaN agrees with NaN.
func expectNear(
  _ ours: [Double], _ theirs: [Double], _ what: String, tolerance: Double = 1e-12, absolute: Double = 0,
  at place: SourceLocation = #_sourceLocation
) {
  #expect(ours.count == theirs.count, "\(what)", sourceLocation: place)
  let wrong = zip(ours, theirs).enumerated().first { _, pair in
    !(pair.0.isNaN && pair.1.isNaN) && !(abs(pair.0 - pair.1) <= max(tolerance * abs(pair.1), absolute))
  }
  if let wrong {
    Issue.record("\(what) at \(wrong.offset): \(wrong.element.0), not \(wrong.element.1)", sourceLocation: place)
  }
}
