/// What was asked for and what was drawn, as checksums in the end mark: from them one sees, without drawing, what is stale
/// and what was changed by hand.
public struct ChartSeal: Sendable, Hashable {
  /// Of the command, its options, the version and the files that it reads.
  public var request: String
  /// Of the lines between the marks, without their alt text.
  public var inside: String
  /// Of the alt text that was generated.
  public var alt: String
  /// Of the picture files.
  public var files: String

  public init(request: String, inside: String, alt: String, files: String) {
    self.request = request
    self.inside = inside
    self.alt = alt
    self.files = files
  }

  /// nil for what is no such text.
  init?(_ text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 4, parts.allSatisfy({ $0.count == 16 && $0.allSatisfy(\.isHexDigit) }) else { return nil }
    self.init(
      request: String(parts[0]), inside: String(parts[1]), alt: String(parts[2]), files: String(parts[3]))
  }

  public var text: String { [request, inside, alt, files].joined(separator: " ") }
}
