import LRCore

/// Why a configuration can't be read as a schedule: one line that begins with the file, its line, and the key.
public struct ConfigError: Error, Sendable, Hashable {
  public let message: Localized

  public init(_ message: Localized) {
    self.message = message
  }

  /// - Parameter line: from 1; nil where the fault is what the file lacks.
  init(_ file: String, line: Int? = nil, _ message: Localized) {
    let place = printablePath(file) + (line.map { ":\($0)" } ?? "")
    self.message = Localized("\(place): ", zh: "\(place)：") + message
  }
}

/// A text of a stranger's file for a message: one short line that no terminal takes for commands.
func printable(_ text: String, limit: Int = 60) -> String {
  var shown = ""
  var count = 0
  for character in text {
    if count == limit { return shown + "…" }
    let isControl = character.unicodeScalars.contains {
      switch $0.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
      default: false
      }
    }
    let text = String(character)
    let escaped = visible(text)
    shown += isControl && escaped == text ? "\u{FFFD}" : escaped
    count += 1
  }
  return shown
}

/// A path for a message: its end where it is long, for that holds the file's name.
func printablePath(_ path: String) -> String {
  path.count <= 80 ? printable(path, limit: 80) : "…" + printable(String(path.suffix(79)), limit: 80)
}
