import CCairo

/// Why a picture could not be drawn.
public struct CairoError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The picture's size is not a positive number, or larger than the format can hold.
    case size
    /// The pixels a point are not a positive number.
    case scale
    /// A coordinate, length or font size in the scene is not a number, or not finite.
    case coordinate
    /// No font could be loaded.
    case font
    /// Cairo's status code, also one that this program has never heard of.
    case cairo(Int)
    /// The frames a second are not a positive number, or the frames too many.
    case frames
    /// libpng refused.
    case png
    /// giflib refused.
    case gif
    /// libwebp refused.
    case webp
    /// Whoever asked for the picture wants it no more.
    case cancelled
    /// Memory ran out.
    case memory
  }

  public var code: Code
  /// What was being done, as `draw a label`.
  public var operation: String
  /// What was wrong, for people.
  public var message: String

  public init(code: Code, operation: String, message: String) {
    self.code = code
    self.operation = operation
    self.message = message
  }

  /// `can't draw a label: out of memory`
  public var description: String { "can't \(operation): \(message)" }
}

/// The one door that every status of Cairo passes.
///
/// Cairo's objects remember their first error and ignore what follows, so that one check at the end of a piece of work
/// finds any failure in it.
///
/// - Throws: `CairoError` for everything but success; codes that this program does not know are errors too.
func check(_ status: cairo_status_t, _ operation: String) throws(CairoError) {
  guard status != CAIRO_STATUS_SUCCESS else { return }
  let raw = Int(status.rawValue)
  guard status != CAIRO_STATUS_NO_MEMORY else {
    throw CairoError(code: .memory, operation: operation, message: "out of memory")
  }
  let text = cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown"
  throw CairoError(code: .cairo(raw), operation: operation, message: "\(text) (Cairo status \(raw))")
}
