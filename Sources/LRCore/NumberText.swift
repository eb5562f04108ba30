/// The text of a number, remembered as long as the number stays the same: schedules dwell on their values.
///
/// Files hold millions of numbers, so the text stands in place, without an array to allocate and count references of.
package struct NumberText {
  /// What stands for values that are not finite.
  package enum Placeholder: Sendable {
    /// Nothing, as in CSV.
    case empty
    /// `null`, as in JSON.
    case null
  }

  private let placeholder: Placeholder
  private var bits: UInt64?
  /// At most 24 bytes are used: `-2.2250738585072014e-308`.
  package private(set) var utf8: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  package private(set) var count = 0

  package init(_ placeholder: Placeholder) {
    self.placeholder = placeholder
  }

  /// Becomes the shortest text that reads back to `value`: what `shortest` gives.
  package mutating func set(_ value: Double) {
    guard value.bitPattern != bits else { return }
    bits = value.bitPattern
    var text = value.isFinite ? value.description : placeholder == .null ? "null" : ""
    text.withUTF8 { source in
      // A whole number ends in ".0".
      let isWhole =
        source.count > 2 && source[source.count - 1] == UInt8(ascii: "0")
        && source[source.count - 2] == UInt8(ascii: ".")
      count = source.count - (isWhole ? 2 : 0)
      withUnsafeMutableBytes(of: &utf8) { $0.copyBytes(from: source.prefix(count)) }
    }
  }

  package func append(to bytes: inout [UInt8]) {
    withUnsafeBytes(of: utf8) { bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }
}
