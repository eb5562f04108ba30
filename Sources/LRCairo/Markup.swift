import LRScene

extension [UInt8] {
  mutating func append(_ text: String) { append(contentsOf: text.utf8) }

  /// Text for an element or an attribute in double quotes. Characters that XML 1.0 can't hold, and noncharacters, are
  /// left out.
  mutating func appendEscaped(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": append("&amp;")
      case "<": append("&lt;")
      case ">": append("&gt;")
      case "\"": append("&quot;")
      case "\t", "\n": append(UInt8(scalar.value))
      case "\r": append("&#13;")
      case _ where scalar.value < 0x20 || scalar.isNoncharacter: break
      default: append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }

  mutating func appendBase64(_ data: [UInt8]) {
    let letters = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    reserveCapacity(count + data.count * 4 / 3 + 4)
    for index in stride(from: 0, to: data.count, by: 3) {
      let left = data.count - index
      let a = UInt32(data[index]) << 16
      let b = left > 1 ? UInt32(data[index + 1]) << 8 : 0
      let c = left > 2 ? UInt32(data[index + 2]) : 0
      let word = a | b | c
      append(letters[Int(word >> 18)])
      append(letters[Int(word >> 12 & 63)])
      append(left > 1 ? letters[Int(word >> 6 & 63)] : UInt8(ascii: "="))
      append(left > 2 ? letters[Int(word & 63)] : UInt8(ascii: "="))
    }
  }

  /// A CSS colour without its opacity: `#09c` or `#0072b2`.
  mutating func appendHex(_ color: Color) {
    let digits = [UInt8]("0123456789abcdef".utf8)
    let channels = [color.red, color.green, color.blue].map { steps(Swift.min(Swift.max($0, 0), 1), perUnit: 255) }
    append(UInt8(ascii: "#"))
    let isShort = channels.allSatisfy { $0 % 17 == 0 }
    for channel in channels {
      append(digits[channel / 16])
      if !isShort { append(digits[channel % 16]) }
    }
  }
}

/// FNV-1a, 64 bits: fast, and the same in every process, which Swift's own hashing is not on purpose.
struct StableHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ bytes: [UInt8]) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  /// Forty million names: two of fifty pictures on one page share a name once in 30,000 pages.
  static let nameLength = 5

  /// Characters of a-z and 0-9, the first a letter as names in XML and CSS must begin with one.
  var name: [UInt8] {
    let digits = [UInt8]("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
    var rest = value
    var name = [digits[Int(rest % 26)]]
    rest /= 26
    for _ in 1..<Self.nameLength {
      name.append(digits[Int(rest % 36)])
      rest /= 36
    }
    return name
  }
}

/// `a`, `b` ... `Z`, `aa` ...: short names by number.
func shortName(_ index: Int) -> String {
  let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  let last = String(letters[index % 52])
  return index < 52 ? last : shortName(index / 52 - 1) + last
}
