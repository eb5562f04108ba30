import LRCore
import LRSystem

/// What a figure can be written as.
enum OutputFormat: String, CaseIterable, Sendable {
  case png, svg, pdf, gif, webp, csv, json

  /// Whether the format is drawn, rather than numbers.
  var isPicture: Bool {
    switch self {
    case .png, .svg, .pdf, .gif, .webp: true
    case .csv, .json: false
    }
  }

  /// Whether a terminal can't show it.
  var isBinary: Bool { isPicture && self != .svg }

  /// Whether a figure that plays does so in it.
  var canPlay: Bool { self == .svg || self == .gif || self == .webp }

  /// The format that a file's suffix says, if it says one.
  init?(suffixOf path: String) {
    let name = FilePath.parts(of: path).name
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    self.init(rawValue: name[name.index(after: dot)...].lowercased())
  }

  /// Whether it is made for figures that play.
  var isFrames: Bool { self == .gif || self == .webp }

  /// What a figure can be written as that plays, or can't.
  static func all(plays: Bool) -> [OutputFormat] { allCases.filter { plays || !$0.isFrames } }

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// Reads `png,svg`.
  ///
  /// - Throws: `Failure` for an unknown format, naming the nearest one, and for one given twice.
  static func list(_ texts: [String]) throws(Failure) -> [OutputFormat] {
    var formats: [OutputFormat] = []
    for text in texts {
      for word in text.split(separator: ",", omittingEmptySubsequences: false) {
        let word = String(word.filter { !$0.isWhitespace }).lowercased()
        guard let format = OutputFormat(rawValue: word) else {
          let near = nearest(to: word, among: allCases.map(\.rawValue))
          throw Failure(
            usage: "--format '\(word)' is unknown"
              + (near.map { "; did you mean '\($0)'?" } ?? ": it is one of \(names)"),
            zh: "--format 不认识“\(word)”" + (near.map { "；是否想写“\($0)”？" } ?? "：可用 \(names)"))
        }
        guard !formats.contains(format) else {
          throw Failure(usage: "--format names \(word) twice", zh: "--format 中 \(word) 出现了两次")
        }
        formats.append(format)
      }
    }
    return formats
  }
}
