import Foundation
import LRTraining
import Testing

/// A temporary folder that goes away with its last user.
final class DataFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/lrplot-data-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  /// The message of the error, which must be of the kind that ends with this exit code.
  func fault(_ spec: String, exit code: Int = 65) -> String? {
    do {
      _ = try DataSets.set(spec, seed: 0, in: path)
      return nil
    } catch {
      let found =
        switch error {
        case .spec, .tooLarge: 64
        case .data: 65
        case .missing: 66
        }
      #expect(found == code, "\(error)")
      #expect(!error.message.chinese.isEmpty)
      return error.message.english
    }
  }
}

/// A gzip file that stores its bytes as they are.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  for start in stride(from: 0, to: bytes.count, by: 60_000) {
    let block = bytes[start..<min(bytes.count, start + 60_000)]
    packed +=
      [start + 60_000 >= bytes.count ? 1 : 0] + little(block.count, 2) + little(~block.count & 0xFFFF, 2) + block
  }
  return packed + little(Int(crc ^ 0xFFFF_FFFF), 4) + little(bytes.count, 4)
}
