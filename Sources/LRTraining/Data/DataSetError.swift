import LRCore

/// Why a spec can't be made into a data set.
public enum DataSetError: Error, Sendable, Hashable {
  /// The spec is wrong.
  case spec(SpecError)
  /// A file holds something else than it should.
  case data(DataError)
  /// A file isn't there, or can't be read.
  case missing(DataError)

  /// It takes more memory than there is.
  case tooLarge(DataError)

  public var message: Localized {
    switch self {
    case .spec(let error): error.message
    case .data(let error), .missing(let error), .tooLarge(let error): error.message
    }
  }

  static func data(_ english: String, zh chinese: String) -> DataSetError {
    .data(DataError(Localized(english, zh: chinese)))
  }
}
