/// One argument that a catalogue entry takes: said once, used for checking, `explain`, completion and the docs.
public struct Parameter: Sendable {
  public var name: String
  public var type: ParameterType
  public var fallback: Fallback
  public var meaning: Localized
  /// Whether it says, in the place of `lr`, what the schedule's rates are measured by: its first or its peak rate.
  public private(set) var isBaseRate = false

  /// - Parameters:
  ///   - fallback: the value when the argument is absent.
  public init(_ name: String, _ type: ParameterType, _ fallback: Fallback, _ meaning: Localized) {
    self.name = name
    self.type = type
    self.fallback = fallback
    self.meaning = meaning
  }

  /// The same, as one that takes the place of `lr`.
  public var asBaseRate: Parameter {
    var parameter = self
    parameter.isBaseRate = true
    return parameter
  }

  /// What an argument is when it isn't given.
  public enum Fallback: Sendable {
    case required
    /// Absent means absent; the entry's text says what that does.
    case none
    case number(Double)
    case integer(Int)
    case flag(Bool)
    case word(String)
    case text(String)
    /// This part of the run's steps, rounded up, at least 1.
    case partOfRun(Double)
    case numbers([Double])
    /// These parts of the run's steps.
    case partsOfRun([Double])
    /// The base rate times this.
    case partOfBaseRate(Double)
  }
}

/// What an argument may be. Every number is finite.
public enum ParameterType: Sendable {
  /// A real number; `%` means hundredths.
  case number(Bounds)
  /// A learning rate; `%` means hundredths of the base rate.
  case rate(Bounds)
  /// A count of steps, whole; `5%` of the run and `30ep` are understood.
  case steps(Bounds)
  case integer(Bounds)
  case flag
  /// One of a closed set of words.
  case choice([String])
  /// Any text.
  case text
  /// An expression of the formula language in these variables.
  case formula(variables: [String])
  case numbers(Bounds)
  case rates(Bounds)
  /// Whole steps, `%` and `ep` understood.
  case stepList(Bounds)
  /// A schedule in brackets, phases joined by `+`.
  case schedule
  case schedules
  /// `{step: number, ...}`.
  case stepMap
  /// A thing in brackets from another catalogue (an optimizer around another).
  case thing
  /// Checked by the entry itself; `form` says how it is written.
  case any(form: String)
}

/// The interval that a number must lie in.
public struct Bounds: Sendable, Hashable {
  public var lower: Double
  public var upper: Double
  public var openLower: Bool
  public var openUpper: Bool

  public init(_ lower: Double, _ upper: Double, openLower: Bool = false, openUpper: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.openLower = openLower
    self.openUpper = openUpper
  }

  public static let any = Bounds(-.infinity, .infinity)
  /// > 0
  public static let positive = Bounds(0, .infinity, openLower: true)
  /// >= 0
  public static let nonNegative = Bounds(0, .infinity)
  /// 0...1
  public static let unit = Bounds(0, 1)
  /// 0 < x <= 1
  public static let positiveUnit = Bounds(0, 1, openLower: true)

  public func contains(_ value: Double) -> Bool {
    (openLower ? value > lower : value >= lower) && (openUpper ? value < upper : value <= upper)
  }

  /// The interval in words, such as "more than 0" or "from 0 to 1".
  public var words: Localized {
    let low = number(lower)
    let high = number(upper)
    switch (lower.isFinite, upper.isFinite) {
    case (false, false): return Localized("any number", zh: "任意数")
    case (true, false):
      return openLower ? Localized("more than \(low)", zh: "大于 \(low)") : Localized("\(low) or more", zh: "不小于 \(low)")
    case (false, true):
      return openUpper
        ? Localized("less than \(high)", zh: "小于 \(high)") : Localized("\(high) or less", zh: "不大于 \(high)")
    case (true, true):
      let left = openLower ? "(" : "["
      let right = openUpper ? ")" : "]"
      return Localized("in \(left)\(low), \(high)\(right)", zh: "在 \(left)\(low), \(high)\(right) 内")
    }
  }

  private func number(_ value: Double) -> String { shortest(value) }
}
