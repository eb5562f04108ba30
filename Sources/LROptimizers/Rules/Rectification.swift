/// How the first steps of an adaptive rule are tamed while its second moment rests on few gradients.
///
///     n = 2 / (1 - b2) - 1 - 2 t b2^t / (1 - b2^t)     (how many gradients the moment is worth)
///     factor = sqrt((n - 4) / (n0 - 4) * (n - 2) / (n0 - 2) * n0 / n), n0 = 2 / (1 - b2) - 1
///
/// - Source: Liu et al. 2020 (RAdam).
public struct Rectification: Sendable, Hashable {
  /// What one update does.
  public struct Verdict<Scalar: TrainingScalar>: Sendable {
    /// Whether the second moment is to be trusted.
    public var isAdaptive: Bool
    /// What the step is multiplied by; 0 skips it.
    public var factor: Scalar
  }

  public var isOn = false
  /// The fewest gradients that a moment is trusted from.
  public var threshold = 5
  /// Whether the threshold itself isn't enough.
  public var exceedsThreshold = false
  /// Before that: plain momentum, else no step at all.
  public var steps = true
  /// Whether plain momentum steps are divided by 1 - b1^t.
  public var correctsPlainSteps = true
  /// Whether the rule itself divides the moment by 1 - b2^t; else the factor contains its root.
  public var correctsSpread = false

  public init() {}

  /// What the update does; nil where nothing is rectified.
  ///
  /// - Parameter step: counts from 1.
  public func verdict<Scalar: TrainingScalar>(step: Int, beta2: Scalar) -> Verdict<Scalar>? {
    guard isOn else { return nil }
    let full = 2 / (1 - beta2) - 1
    let power = Scalar.power(beta2, Scalar(step))
    let count = full - 2 * Scalar(step) * power / (1 - power)
    guard exceedsThreshold ? count > Scalar(threshold) : count >= Scalar(threshold) else {
      return Verdict(isAdaptive: false, factor: steps ? 1 : 0)
    }
    let ratio = (count - 4) / (full - 4) * (count - 2) / (full - 2) * full / count
    return Verdict(isAdaptive: true, factor: (correctsSpread ? ratio : ratio * (1 - power)).squareRoot())
  }
}
