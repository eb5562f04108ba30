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
    text.append(to: &bytes)
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
