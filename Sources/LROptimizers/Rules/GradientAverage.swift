/// The settings of `GradientAverage`.
public struct GradientAverageSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  /// How many gradients are averaged: the number of batches in an epoch.
  public var batches = 1

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(GradientAverage<S>(self), common)
  }
}

/// Steps along the mean of the last gradients, one for each batch of an epoch.
///
///     d = d - y[i] + g;  y[i] = g;  w -= rate / min(t, n) * d        i = (t - 1) mod n
///
/// - Source: Schmidt, Le Roux, Bach 2017 (SAG, in cyclic order); Paddle ASGD.
public struct GradientAverage<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var sum: Scalar = 0
    var gradients: [Scalar]
  }

  /// Where this update's gradient is kept, and how many there are.
  public struct Place: Sendable {
    var index: Int
    var count: Scalar
  }

  private let batches: Int

  public init(_ settings: GradientAverageSettings) { batches = settings.batches }

  public var fresh: Memory { Memory(gradients: [Scalar](repeating: 0, count: batches)) }

  public func begin(step: Int, rate: Scalar) -> Place {
    Place(index: (step - 1) % batches, count: Scalar(min(step, batches)))
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ place: Place) -> Scalar {
    memory.sum += gradient - memory.gradients[place.index]
    memory.gradients[place.index] = gradient
    return memory.sum / place.count
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {}

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.sum)
    try archive.exchange(inPlace: &memory.gradients)
  }
}
