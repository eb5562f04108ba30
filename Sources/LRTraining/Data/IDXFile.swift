import LRCore

/// A file of unsigned bytes in the IDX format, as MNIST and Fashion-MNIST have it: a magic number (2051 for images, 2049 for
/// labels), the sizes, each as four bytes with the highest first, then the bytes.
struct IDXFile: Sendable {
  /// Rows, and for images their height and width.
  var sizes: [Int]
  var bytes: ArraySlice<UInt8>

  enum Content: Sendable {
    case images, labels

    fileprivate var magic: Int { self == .images ? 2051 : 2049 }
    fileprivate var dimensions: Int { self == .images ? 3 : 1 }
    fileprivate var words: Localized {
      self == .images ? Localized("images", zh: "图像") : Localized("labels", zh: "标签")
    }
  }

  static let largest = 1 << 30

  /// - Throws: `DataSetError` where it isn't there, or its magic number, sizes or length aren't what they should be.
  init(_ path: String, _ content: Content, in folder: String) throws(DataSetError) {
    let file = try DataFile(path, in: folder, atMost: Self.largest)
    let head = 4 * (1 + content.dimensions)
    guard file.bytes.count >= head else {
      throw .data(
        "\(path): expected an IDX header of \(head) bytes, the file has \(file.bytes.count)",
        zh: "\(path)：IDX 文件头应有 \(head) 字节，而文件只有 \(file.bytes.count) 字节")
    }
    let words = stride(from: 0, to: head, by: 4).map { place in
      file.bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    guard words[0] == content.magic else {
      throw .data(
        "\(path): the magic number is \(words[0]), but IDX \(content.words.english) begin with \(content.magic)",
        zh: "\(path)：魔数为 \(words[0])，而 IDX \(content.words.chinese)应以 \(content.magic) 开头")
    }
    sizes = Array(words[1...])
    guard sizes[0] > 0 else { throw .data("\(path): no rows", zh: "\(path)：没有数据行") }
    guard sizes[1...].allSatisfy((1...1024).contains) else {
      throw .data(
        "\(path): images of \(sizes[1])x\(sizes[2]) pixels; expected 1 to 1024 along each side",
        zh: "\(path)：图像为 \(sizes[1])×\(sizes[2]) 像素；每边应为 1 到 1024")
    }
    // Each factor is below 2^32 or 2^11: no overflow.
    let expected = head + sizes.reduce(1, *)
    guard file.bytes.count == expected else {
      let isShort = file.bytes.count < expected
      throw .data(
        "\(path): \(isShort ? "truncated, " : "")the header announces \(expected) bytes, the file has \(file.bytes.count)",
        zh: "\(path)：\(isShort ? "文件被截断，" : "")文件头表明共 \(expected) 字节，而文件有 \(file.bytes.count) 字节")
    }
    bytes = file.bytes[head...]
  }
}
