import CZlib
import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The bytes of a file, unpacked where it is gzip.
struct DataFile: Sendable {
  /// As it was given, for messages.
  var name: String
  var bytes: [UInt8]

  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - folder: where a relative path begins; empty for the working directory.
  ///   - limit: how many bytes it may have, packed or not.
  ///   - isText: whether bytes that are 0 are refused as soon as they are seen.
  ///   - head: reads the first bytes, unpacked, and says how many the file has in all: no more are unpacked than one too
  ///     many.
  init(
    _ path: String, in folder: String, atMost limit: Int, isText: Bool = false,
    head: (_ first: ArraySlice<UInt8>) throws(DataSetError) -> Int? = { _ in nil }
  ) throws(DataSetError) {
    name = path
    // A FIFO that nobody writes to would be opened for ever.
    let descriptor = open(Self.place(path, in: folder), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
    defer { _ = close(descriptor) }
    // Of a FIFO, for a read gives nothing both before a writer has opened it and after the last one has closed it.
    var awaitsWriter = try Self.isPipe(descriptor, path, limit)
    let begin = ContinuousClock.now
    bytes = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        guard errno == EAGAIN, awaitsWriter else { throw Self.unreadable(path) }
      }
      if count == 0, awaitsWriter {
        guard begin.duration(to: .now) < Self.patience else {
          throw .data("\(path): nobody writes to this pipe", zh: "\(path)：没有程序写入该管道")
        }
        usleep(20_000)
        continue
      }
      if awaitsWriter {
        awaitsWriter = false
        // There is a writer: from now on reading waits for it.
        guard fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK) == 0 else {
          throw Self.unreadable(path)
        }
      }
      if count < 0 { continue }
      if count == 0 { break }
      if isText, !(bytes.isEmpty ? chunk : bytes).starts(with: [0x1F, 0x8B]),
        let nul = chunk[..<count].firstIndex(of: 0)
      {
        let place = bytes.count + nul
        if bytes.isEmpty, chunk.starts(with: [0xFF, 0xFE]) || chunk.starts(with: [0xFE, 0xFF]) {
          throw .data("\(path): UTF-16 text; save it as UTF-8", zh: "\(path)：文本为 UTF-16 编码，请另存为 UTF-8")
        }
        throw .data("\(path): not a text file (byte \(place) is 0)", zh: "\(path)：不是文本文件（第 \(place) 字节为 0）")
      }
      bytes += chunk[..<count]
      guard bytes.count <= limit else { throw Self.tooLarge(path, limit) }
    }
    if bytes.starts(with: [0x1F, 0x8B]) { bytes = try Self.unpacked(bytes, of: path, atMost: limit, head) }
  }

  private static let longestHead = 64

  /// How long a FIFO is waited for that nobody has opened for writing.
  private static let patience = Duration.seconds(3)

  /// Whether the open file is a FIFO.
  ///
  /// - Throws: `DataSetError` for devices and sockets, and for files that are too large.
  private static func isPipe(_ descriptor: Int32, _ path: String, _ limit: Int) throws(DataSetError) -> Bool {
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw unreadable(path) }
    switch information.st_mode & S_IFMT {
    case S_IFREG where information.st_size > limit: throw tooLarge(path, limit)
    case S_IFREG, S_IFDIR: return false
    case S_IFIFO: return true
    default: throw .data("\(path): not a file but a device", zh: "\(path)：是设备，不是文件")
    }
  }

  /// Whether there is a file of this name.
  static func exists(_ path: String, in folder: String) -> Bool { access(place(path, in: folder), F_OK) == 0 }

  private static func place(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
  }

  private static func unreadable(_ path: String) -> DataSetError {
    let reason = String(cString: strerror(errno))
    return .missing(DataError(Localized("cannot read '\(path)': \(reason)", zh: "无法读取“\(path)”：\(reason)")))
  }

  private static func tooLarge(_ path: String, _ limit: Int) -> DataSetError {
    .data("\(path): larger than \(limit >> 20) MiB", zh: "\(path)：超过 \(limit >> 20) MiB")
  }

  private static func unpacked(
    _ packed: [UInt8], of path: String, atMost limit: Int,
    _ head: (_ first: ArraySlice<UInt8>) throws(DataSetError) -> Int?
  ) throws(DataSetError) -> [UInt8] {
    var stream = z_stream()
    // 16 more than the window's bits: gzip.
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .data("\(path): gzip data cannot be unpacked", zh: "\(path)：无法解压 gzip 数据")
    }
    defer { inflateEnd(&stream) }
    var packed = packed
    var unpacked: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var result = Z_OK
    var position = 0
    var announced: Int?
    var hasSeenHead = false
    while position < packed.count {
      packed.withUnsafeMutableBufferPointer { input in
        chunk.withUnsafeMutableBufferPointer { output in
          stream.next_in = input.baseAddress.map { $0 + position }
          stream.avail_in = UInt32(clamping: input.count - position)
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(clamping: output.count)
          result = inflate(&stream, Z_NO_FLUSH)
        }
      }
      let written = chunk.count - Int(stream.avail_out)
      unpacked += chunk[..<written]
      if !hasSeenHead, unpacked.count >= Self.longestHead {
        announced = try head(unpacked[...])
        hasSeenHead = true
      }
      if let announced, unpacked.count > announced { return unpacked }
      guard unpacked.count <= limit else { throw tooLarge(path, limit) }
      let before = position
      position = packed.count - Int(stream.avail_in)
      if result == Z_STREAM_END {
        // A gzip file may have several members, one after the other.
        guard packed[position...].starts(with: [0x1F, 0x8B]) else {
          // Tapes fill their blocks with zeros.
          guard packed[position...].allSatisfy({ $0 == 0 }) else {
            throw .data(
              "\(path): \(packed.count - position) bytes follow the gzip data",
              zh: "\(path)：gzip 数据之后还有 \(packed.count - position) 字节")
          }
          break
        }
        guard inflateReset(&stream) == Z_OK else { break }
      } else if result != Z_OK || (position == before && written == 0) {
        break
      }
    }
    // All input may be read while output is still held back.
    while result == Z_OK {
      chunk.withUnsafeMutableBufferPointer { output in
        stream.avail_in = 0
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(clamping: output.count)
        result = inflate(&stream, Z_NO_FLUSH)
      }
      unpacked += chunk[..<(chunk.count - Int(stream.avail_out))]
      if let announced, unpacked.count > announced { return unpacked }
      guard unpacked.count <= limit else { throw tooLarge(path, limit) }
    }
    guard result == Z_STREAM_END else {
      throw result == Z_BUF_ERROR || result == Z_OK
        ? .data("\(path): the gzip data ends too early (truncated file)", zh: "\(path)：gzip 数据过早结束（文件被截断）")
        : .data("\(path): the gzip data is damaged", zh: "\(path)：gzip 数据已损坏")
    }
    return unpacked
  }
}
