/// One thing and its arguments, as typed: `step:size=30,gamma=0.1`.
///
/// Ranges are offsets in characters into the text that was parsed.
public struct Spec: Sendable, Hashable {
  public var name: String
  public var nameRange: Range<Int>
  public var arguments: [Argument]
  public var range: Range<Int>

  public struct Argument: Sendable, Hashable {
    public var key: String
    public var keyRange: Range<Int>
    public var value: Value
  }

  /// Adds an argument that wasn't typed; errors about it point at the name.
  public mutating func add(_ key: String, _ number: Double) {
    let value = Value(kind: .number(number), range: nameRange, text: shortest(number))
    arguments.append(Argument(key: key, keyRange: nameRange, value: value))
  }

  /// A value and where it stood.
  public struct Value: Sendable, Hashable {
    public var kind: Kind
    public var range: Range<Int>
    /// The value as typed.
    public var text: String

    public init(kind: Kind, range: Range<Int>, text: String) {
      self.kind = kind
      self.range = range
      self.text = text
    }
  }

  public struct Pair: Sendable, Hashable {
    public var key: Value
    public var value: Value
  }

  public indirect enum Kind: Sendable, Hashable {
    /// `0.1`, `-3`, `1e-4`; always finite.
    case number(Double)
    /// `5%` as 5.
    case percent(Double)
    /// `30ep` as 30.
    case epochs(Double)
    case word(String)
    /// A quoted text or an unquoted formula; `offset` is where its first character stands in the source.
    case text(String, offset: Int)
    case list([Value])
    case map([Pair])
    case chain(Chain)
  }
}

/// Phases joined in time by `+`, and the text they were parsed from.
public struct Chain: Sendable, Hashable {
  public var phases: [Spec]
  /// The whole text given to the parser, for error messages.
  public var source: String
  public var range: Range<Int>

  /// The chain as typed.
  public var text: String {
    let characters = Array(source)
    return String(characters[range.clamped(to: 0..<characters.count)])
  }
}

/// A thing that runs under a schedule: `adam:lr=1e-3@warmup:steps=5%+cosine`.
public struct RunSpec: Sendable, Hashable {
  public var subject: Chain
  /// What stood after `@`.
  public var schedule: Chain?
}
