import CCairo

/// SHA-256, as GLib has it, which Pango brings.
public enum Checksum {
  /// 64 hexadecimal digits.
  public static func sha256(_ bytes: [UInt8]) -> String {
    let text = bytes.withUnsafeBufferPointer { buffer in
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, buffer.baseAddress, gsize(buffer.count))
    }
    guard let text else { return "" }
    defer { g_free(text) }
    return String(cString: text)
  }

  /// As a Content-Security-Policy has it.
  public static func sha256Base64(_ bytes: [UInt8]) -> String {
    let hex = Array(sha256(bytes).utf8)
    var digest: [UInt8] = []
    for index in stride(from: 0, to: hex.count - 1, by: 2) {
      digest.append(UInt8(String(decoding: hex[index...index + 1], as: UTF8.self), radix: 16) ?? 0)
    }
    var encoded: [UInt8] = []
    encoded.appendBase64(digest)
    return String(decoding: encoded, as: UTF8.self)
  }
}
