/// The loss that a schedule alone predicts: a bound on how far the expected loss of the last iterate lies above the
/// minimum, for a convex loss with gradients of norm G and a start at distance D from the minimum (Defazio et al. 2023,
/// Theorem 10; Schaipp et al. 2025).
///
/// With η₁ ... η_T the rates of the updates (steps 0 ..< T), S = η₁ + ... + η_t and every sum from k to t:
///
///     B(t) = D²/(2S) + Σ η²G²/(2S) + ½ Σ_{k=1..t-1} (η_k / Σ_{k+1..t} η) (Σ_{k..t} η²G²) / Σ_{k..t} η
///
/// Sums are taken from the end: differences of running sums lose eight digits where the last rates are small.
public struct LossBound: Sendable {
  /// G: one norm for all updates, or one for each.
  public enum GradientNorm: Sendable, Hashable {
    case constant(Double)
    case each([Double])
  }

  /// The rates of the updates, and perhaps values after them.
  private let rates: [Double]
  private let norm: GradientNorm
  private let distance: Double
  /// The number of updates, T; fewer where a later rate is negative or isn't finite, for then there is no bound.
  public let updates: Int
  /// A power of two that brings the largest rate near 1, so that no square leaves the numbers.
  private let scale: Double

  /// - Parameter updates: T; all rates where it is nil.
  public init(
    rates: [Double], updates: Int? = nil, gradientNorm: GradientNorm = .constant(1), distance: Double = 1
  ) {
    var count = max(0, min(updates ?? rates.count, rates.count))
    if case .each(let norms) = gradientNorm { count = min(count, norms.count) }
    var peak = 0.0
    var usable = 0
    while usable < count, rates[usable] >= 0, rates[usable].isFinite {
      peak = max(peak, rates[usable])
      usable += 1
    }
    self.rates = rates
    self.updates = usable
    norm = gradientNorm
    self.distance = distance
    scale = peak > 0 ? Double(sign: .plus, exponent: max(-1000, min(1000, -peak.exponent)), significand: 1) : 1
  }

  /// The three parts of the bound at one step.
  public struct Terms: Sendable, Hashable {
    /// Of the scaled rates.
    fileprivate let start: Double
    fileprivate let noise: Double
    fileprivate let last: Double
    fileprivate let scale: Double

    /// D²/(2S), at base rate 1.
    public var ofDistance: Double { start * scale }
    /// Σ η²G²/(2S), at base rate 1.
    public var ofGradients: Double { noise / scale }
    /// The double sum, at base rate 1.
    public var ofLastIterate: Double { last / scale }

    /// The factor for all rates at which the bound is lowest.
    public var bestBase: Double { scale * (start / (noise + last)).squareRoot() }
    /// The bound there.
    public var lowest: Double { 2 * start.squareRoot() * (noise + last).squareRoot() }

    /// The bound with all rates times a factor.
    public func value(base: Double) -> Double { start * (scale / base) + (base / scale) * (noise + last) }
  }

  /// The terms of B(t), in time O(t).
  ///
  /// - Parameter t: an update, 1 ... T.
  /// - Returns: nil where there is no finite bound: at a rate of 0, and where a rate before was negative.
  public func terms(at t: Int) -> Terms? {
    guard t >= 1, t <= updates, rates[t - 1] > 0 else { return nil }
    let sums =
      switch norm {
      case .constant(let norm): sums(at: t, norms: nil, constant: norm * norm)
      case .each(let norms): sums(at: t, norms: norms, constant: 1)
      }
    let terms = Terms(
      start: distance * distance / (2 * sums.rates), noise: sums.squares / (2 * sums.rates), last: sums.last / 2,
      scale: scale)
    return terms.start.isFinite && terms.noise.isFinite && terms.last.isFinite ? terms : nil
  }

  /// B(t) with all rates times a factor; nil where there is no finite bound.
  public func value(at t: Int, base: Double = 1) -> Double? {
    guard let value = terms(at: t)?.value(base: base), value.isFinite else { return nil }
    return value
  }

  private func sums(at t: Int, norms: [Double]?, constant: Double) -> (rates: Double, squares: Double, last: Double) {
    rates.withUnsafeBufferPointer { rates in
      func square(_ index: Int, _ rate: Double) -> Double {
        guard let norms else { return rate * rate }
        let product = rate * norms[index]
        return product * product
      }
      var sum = rates[t - 1] * scale
      var squares = square(t - 1, sum)
      var last = 0.0
      var index = t - 2
      while index >= 0 {
        let rate = rates[index] * scale
        let later = sum
        sum += rate
        squares += square(index, rate)
        // One division is enough, but a product of two tiny sums would be 0.
        last += later > 1e-140 ? rate * squares / (later * sum) : (rate / later) * (squares / sum)
        index -= 1
      }
      return (sum, squares * constant, last * constant)
    }
  }
}
