import LRCore

/// The error that `work` throws, or nil.
func fault(_ work: () throws(SpecError) -> Void) -> SpecError? {
  do {
    try work()
    return nil
  } catch {
    return error
  }
}

extension SpecError {
  /// The characters that the error points at.
  var underlined: String {
    let characters = Array(source)
    return String(characters[range.clamped(to: 0..<characters.count)])
  }

  /// Whether the range lies within the source and the message says something in both languages.
  var isWellFormed: Bool {
    range.lowerBound >= 0 && range.upperBound <= source.count && !message.english.isEmpty && !message.chinese.isEmpty
  }
}
