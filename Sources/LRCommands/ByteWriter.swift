import LRCore

/// Gathers bytes and hands them on in large pieces, so that a file of any length needs little memory.
///
/// Appending never fails; `drain` and `finish`, called between rows, may.
struct ByteWriter: ~Copyable {
  private var bytes: [UInt8] = []
  private let sink: (UnsafeRawBufferPointer) throws(Failure) -> Void

  /// Bytes gathered before they are handed on.
  static let pieceSize = 1 << 18

  init(_ sink: @escaping (UnsafeRawBufferPointer) throws(Failure) -> Void) {
    self.sink = sink
    bytes.reserveCapacity(Self.pieceSize + (1 << 14))
  }

  mutating func write(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func write(text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(bytes more: [UInt8]) {
    bytes.append(contentsOf: more)
  }

  mutating func write(byte: UInt8) {
    bytes.append(byte)
  }

  mutating func write(_ text: NumberText) {
    withUnsafeBytes(of: text.utf8) { bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[..<text.count])) }
  }

  /// Decimal digits of a whole number.
  mutating func write(integer: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = integer.magnitude
      var start = digits.count
      repeat {
        start -= 1
        digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      } while rest > 0
      if integer < 0 { bytes.append(UInt8(ascii: "-")) }
      bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: digits[start...]))
    }
  }

  /// Hands on what has been gathered, if it is much.
  mutating func drain() throws(Failure) {
    if bytes.count >= Self.pieceSize { try finish() }
  }

  /// Hands on everything.
  mutating func finish() throws(Failure) {
    guard !bytes.isEmpty else { return }
    var failure: Failure?
    bytes.withUnsafeBytes { piece in
      do throws(Failure) { try sink(piece) } catch { failure = error }
    }
    if let failure { throw failure }
    bytes.removeAll(keepingCapacity: true)
  }
}

/// The text of a number, remembered as long as the number stays the same: schedules dwell on their values.
///
/// Files hold millions of numbers, so the text stands in place, without an array to allocate and count references of.
struct NumberText {
  /// What stands for values that are not finite.
  enum Placeholder {
    /// Nothing, as in CSV.
    case empty
    /// `null`, as in JSON.
    case null
  }

  private let placeholder: Placeholder
  private var bits: UInt64?
  /// At most 24 bytes are used: `-2.2250738585072014e-308`.
  private(set) var utf8: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private(set) var count = 0

  init(_ placeholder: Placeholder) {
    self.placeholder = placeholder
  }

  /// Becomes the shortest text that reads back to `value`: what `shortest` gives.
  mutating func set(_ value: Double) {
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
}
