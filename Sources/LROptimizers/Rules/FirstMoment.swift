/// How the mean of the gradients looks ahead (Nesterov).
public enum Lookahead: Sendable, Hashable {
  /// The mean as it is: Adam.
  case none
  /// By the same share at every step: optax.
  case constant
  /// By b1 (1 - 0.96^(t * decay) / 2), a share that grows with time: Dozat, PyTorch (decay 0.004), Keras (decay 1).
  case growing(decay: Double)
}

/// The running mean of the gradients, corrected for its start at 0, and what a look ahead makes of it.
///
///     m = b1 m + (1 - b1) g
///     none:      m / (1 - b1^t)
///     constant:  b1 m / (1 - b1^(t+1)) + (1 - b1) g / (1 - b1^t)
///     growing:   u' m / (1 - P u') + (1 - u) g / (1 - P),   u = b1 (1 - 0.96^(t decay) / 2), u' at t + 1, P = product
///                of all u so far
///
/// - Source: Kingma & Ba 2015; Dozat 2016; PyTorch NAdam; optax scale_by_adam (nesterov).
struct FirstMoment<Scalar: TrainingScalar>: Sendable {
  /// The parts of the mean and of the gradient in the way to go.
  struct Shares: Sendable {
    var mean: Scalar
    var gradient: Scalar = 0
  }

  var beta: Scalar
  private let lookahead: Lookahead
  private let corrects: Bool
  private var product: Scalar = 1
  /// The next step's `growth`, found by the one before it.
  private var nextGrowth: Scalar?

  init(_ beta: Double, _ lookahead: Lookahead, corrects: Bool = true) {
    self.beta = Scalar(beta)
    self.lookahead = lookahead
    self.corrects = corrects
  }

  mutating func shares(at step: Int) -> Shares {
    switch lookahead {
    case .none: return Shares(mean: corrects ? 1 / weight(step) : 1)
    case .constant: return Shares(mean: beta / weight(step + 1), gradient: (1 - beta) / weight(step))
    case .growing(let decay):
      let (growth, nextGrowth) = (nextGrowth ?? growth(step, decay), growth(step + 1, decay))
      self.nextGrowth = nextGrowth
      let (now, next) = (beta * growth, beta * nextGrowth)
      product *= now
      return Shares(mean: next / (1 - product * next), gradient: (1 - now) / (1 - product))
    }
  }

  @inline(__always)
  func update(_ mean: inout Scalar, _ gradient: Scalar) { mean += (1 - beta) * (gradient - mean) }

  /// Takes the gradient into the mean; the way to go.
  @inline(__always)
  func updated(_ mean: inout Scalar, _ gradient: Scalar, _ shares: Shares) -> Scalar {
    update(&mean, gradient)
    return shares.mean * mean + shares.gradient * gradient
  }

  /// The sum of the weights of all gradients in the mean.
  private func weight(_ step: Int) -> Scalar { 1 - Scalar.power(beta, Scalar(step)) }

  /// What a growing share is of b1.
  private func growth(_ step: Int, _ decay: Double) -> Scalar {
    1 - Scalar.power(0.96, Scalar(step) * Scalar(decay)) / 2
  }

  mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta)
    try archive.exchange(&product)
    try archive.exchange(&nextGrowth)
  }
}
