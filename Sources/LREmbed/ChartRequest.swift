import LRCore

/// What a document asks for: a command line, and how its picture stands in the text.
public struct ChartRequest: Sendable, Hashable {
  /// How the picture stands in the text.
  public enum Picture: String, Sendable, Hashable, CaseIterable {
    /// A light and a dark file; the reader's system chooses.
    case pair
    /// One file.
    case one
    /// A light and a dark file as Swift's DocC names them.
    case docc
  }

  /// As typed.
  public var command: String
  public var words: [String]
  /// Of the files' names.
  public var id: String?
  /// In pixels, as the page shows it.
  public var width: Int?
  public var picture: Picture?
  /// Whether the command stands above the picture, for readers.
  public var showsCommand = false

  /// - Parameters:
  ///   - options: what stands between `lrplot` and the command: `id=plans width=600 picture=one`.
  ///   - command: a command line, without `lrplot` or with it.
  /// - Throws: `EmbedError` for an unknown option, a value that can't be, a quotation mark that is never closed.
  public init(options: String, command: String) throws(EmbedError) {
    // A command may go on in the next line.
    let joined = command.split(separator: "\n", omittingEmptySubsequences: true)
      .map { line in
        var line = line
        while line.last?.isWhitespace == true || line.last == "\\" { line.removeLast() }
        return String(line.drop { $0.isWhitespace })
      }.joined(separator: " ")
    self.command = String(joined.drop { $0.isWhitespace })
    do throws(CommandWords.Fault) {
      words = try CommandWords.split(self.command)
    } catch {
      throw EmbedError(error.message)
    }
    if words.first == "lrplot" { words.removeFirst() }
    guard !words.isEmpty else {
      throw EmbedError(
        Localized("a command is missing, such as compare step cosine", zh: "缺少命令，例如 compare step cosine"))
    }
    for option in options.split(whereSeparator: \.isWhitespace) {
      let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw Self.unknown(String(option)) }
      let value = String(parts[1])
      switch parts[0] {
      case "id":
        let isName =
          !value.isEmpty && value.utf8.count <= 100 && value.first != "."
          && value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        guard isName else {
          throw EmbedError(
            Localized(
              "id= takes letters, digits and . _ - for a file's name, not '\(value)'",
              zh: "id= 用作文件名，只能含字母、数字与 . _ -，而不是“\(value)”"))
        }
        id = value
      case "width":
        guard let number = Int(value), (16...10_000).contains(number) else {
          throw EmbedError(
            Localized(
              "width= is a whole number from 16 to 10000, not '\(value)'", zh: "width= 为 16 到 10000 的整数，而不是“\(value)”"))
        }
        width = number
      case "command":
        guard value == "show" || value == "hide" else {
          throw EmbedError(
            Localized("command= is show or hide, not '\(value)'", zh: "command= 为 show 或 hide，而不是“\(value)”"))
        }
        showsCommand = value == "show"
      case "picture":
        guard let kind = Picture(rawValue: value) else {
          throw EmbedError(
            Localized("picture= is pair, one or docc, not '\(value)'", zh: "picture= 为 pair、one 或 docc，而不是“\(value)”"))
        }
        picture = kind
      default: throw Self.unknown(String(option))
      }
    }
  }

  private static func unknown(_ option: String) -> EmbedError {
    EmbedError(
      Localized(
        "'\(option)' is no option of a chart: there are id=, width=, picture= and command=, before the colon",
        zh: "“\(option)”不是图的选项：冒号之前可写 id=、width=、picture= 与 command="))
  }

  /// The options as they stand before the colon.
  public var options: String {
    var list: [String] = []
    if let id { list.append("id=\(id)") }
    if let width { list.append("width=\(width)") }
    if let picture { list.append("picture=\(picture.rawValue)") }
    if showsCommand { list.append("command=show") }
    return list.joined(separator: " ")
  }
}

/// Why a request of a document can't be followed.
public struct EmbedError: Error, Sendable {
  public var message: Localized
  /// Whether a library is missing.
  public var isMissingLibrary = false

  public init(_ message: Localized, isMissingLibrary: Bool = false) {
    self.message = message
    self.isMissingLibrary = isMissingLibrary
  }
}

/// FNV-1a, 64 bits: the same in every process and version.
public struct Fingerprint: Sendable, Hashable {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  /// Takes a part; how long it is counts too, so that parts don't run together.
  public mutating func take(_ bytes: some Sequence<UInt8>) {
    var count: UInt64 = 0
    for byte in bytes {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      count += 1
    }
    for shift in stride(from: 0, to: 64, by: 8) { hash = (hash ^ (count >> UInt64(shift) & 255)) &* 0x100_0000_01b3 }
  }

  public mutating func take(_ text: String) { take(text.utf8) }

  /// 16 hexadecimal digits.
  public var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  public static func of(_ bytes: some Sequence<UInt8>) -> String {
    var made = Fingerprint()
    made.take(bytes)
    return made.text
  }
}
