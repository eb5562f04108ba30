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
    let file = try DataFile(path, in: folder, atMost: Self.largest) { first throws(DataSetError) in
      let sizes = try Self.sizes(first, content, path)
      return Self.length(sizes, content)
    }
    sizes = try Self.sizes(file.bytes[...], content, path)
    let expected = Self.length(sizes, content)
    guard file.bytes.count == expected else {
      let isShort = file.bytes.count < expected
      let count = isShort ? "\(file.bytes.count)" : "more"
      throw .data(
        "\(path): \(isShort ? "truncated, " : "")the header announces \(expected) bytes, the file has \(count)",
        zh:
          "\(path)：\(isShort ? "文件被截断，" : "")文件头表明共 \(expected) 字节，而文件\(isShort ? "有 \(file.bytes.count) 字节" : "更长")")
    }
    bytes = file.bytes[Self.headLength(content)...]
  }

  private static func headLength(_ content: Content) -> Int { 4 * (1 + content.dimensions) }

  /// Each factor is below 2^32 or 2^11: no overflow.
  private static func length(_ sizes: [Int], _ content: Content) -> Int { headLength(content) + sizes.reduce(1, *) }

  /// The sizes that a header announces.
  private static func sizes(
    _ first: ArraySlice<UInt8>, _ content: Content, _ path: String
  ) throws(DataSetError) -> [Int] {
    let head = headLength(content)
    guard first.count >= head else {
      throw .data(
        "\(path): expected an IDX header of \(head) bytes, the file has \(first.count)",
        zh: "\(path)：IDX 文件头应有 \(head) 字节，而文件只有 \(first.count) 字节")
    }
    let words = stride(from: first.startIndex, to: first.startIndex + head, by: 4).map { place in
      first[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    guard words[0] == content.magic else {
      throw .data(
        "\(path): the magic number is \(words[0]), but IDX \(content.words.english) begin with \(content.magic)",
        zh: "\(path)：魔数为 \(words[0])，而 IDX \(content.words.chinese)应以 \(content.magic) 开头")
    }
    let sizes = Array(words[1...])
    guard sizes[0] > 0 else { throw .data("\(path): no rows", zh: "\(path)：没有数据行") }
    guard sizes[1...].allSatisfy((1...1024).contains) else {
      throw .data(
        "\(path): images of \(sizes[1])x\(sizes[2]) pixels; expected 1 to 1024 along each side",
        zh: "\(path)：图像为 \(sizes[1])×\(sizes[2]) 像素；每边应为 1 到 1024")
    }
    return sizes
  }
}
