import LROptimizers

/// What moves the parameters: an optimizer of the catalogue, or the same in one vectorised pass where it is plain gradient
/// descent or plain Adam.
struct Update<Scalar: NetworkScalar> {
  private enum Rule {
    case descent(Descent)
    case adam(Moments)
    case gradient(any GradientRule<Scalar>)
    case general(any Optimizer<Scalar>)
  }

  private struct Descent {
    var settings: GradientDescentSettings
    var velocity: [[Scalar]] = []
  }

  private struct Moments {
    var settings: AdamSettings
    var beta1: Scalar
    var first: [[Scalar]] = []
    var second: [[Scalar]] = []
  }

  private var rule: Rule
  private var steps = 0

  /// - Parameter fuses: whether a faster pass may take the optimizer's place; it rounds otherwise in the last digits.
  init(_ recipe: any OptimizerRecipe, fuses: Bool) {
    if fuses, let settings = recipe as? GradientDescentSettings, settings.isPlain {
      rule = .descent(Descent(settings: settings))
    } else if fuses, let settings = recipe as? AdamSettings, settings.isPlain {
      rule = .adam(Moments(settings: settings, beta1: Scalar(settings.beta1)))
    } else {
      let optimizer = recipe.optimizer(of: Scalar.self)
      if let gradient = optimizer as? any GradientRule<Scalar> {
        rule = .gradient(gradient)
      } else {
        rule = .general(optimizer)
      }
    }
  }

  mutating func setMomentum(_ momentum: Double) {
    switch rule {
    case .descent(var descent):
      descent.settings.momentum = momentum
      rule = .descent(descent)
    case .adam(var moments):
      moments.beta1 = Scalar(momentum)
      rule = .adam(moments)
    case .gradient(var gradient):
      gradient.setMomentum(Scalar(momentum))
      rule = .gradient(gradient)
    case .general(var optimizer):
      optimizer.setMomentum(Scalar(momentum))
      rule = .general(optimizer)
    }
  }

  /// The rate of a schedule of the optimizer's own.
  var ownRate: Double? {
    switch rule {
    case .descent, .adam: nil
    case .gradient(let gradient): gradient.ownRate.map { Double($0) }
    case .general(let optimizer): optimizer.ownRate.map { Double($0) }
    }
  }

  func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
    switch rule {
    case .descent, .adam: parameters
    case .gradient(let gradient): gradient.evaluationPoint(parameters)
    case .general(let optimizer): optimizer.evaluationPoint(parameters)
    }
  }

  /// Moves the parameters once.
  ///
  /// - Parameters:
  ///   - gradients: at the parameters as they are.
  ///   - objective: the same batch at other parameters, for rules that ask; told the parameters as they are.
  mutating func step(
    _ parameters: inout [Tensor<Scalar>], _ gradients: [Tensor<Scalar>],
    on objective: ([Tensor<Scalar>]) -> Objective<Scalar>, rate: Double
  ) {
    steps += 1
    // Out of the enum and back: a second reference would copy all state.
    let taken = rule
    rule = .descent(Descent(settings: GradientDescentSettings()))
    switch consume taken {
    case .descent(var descent):
      descend(&descent, &parameters, gradients, rate)
      rule = .descent(descent)
    case .adam(var moments):
      adapt(&moments, &parameters, gradients, rate)
      rule = .adam(moments)
    case .gradient(var gradient):
      gradient.apply(gradients, to: &parameters, rate: Scalar(rate))
      rule = .gradient(gradient)
    case .general(var optimizer):
      optimizer.step(&parameters, on: objective(parameters), rate: Scalar(rate))
      rule = .general(optimizer)
    }
  }

  private func descend(
    _ descent: inout Descent, _ parameters: inout [Tensor<Scalar>], _ gradients: [Tensor<Scalar>], _ rate: Double
  ) {
    let settings = descent.settings
    let isFirst = descent.velocity.isEmpty
    if isFirst { descent.velocity = parameters.map { [Scalar](repeating: 0, count: $0.values.count) } }
    for p in parameters.indices {
      parameters[p].values.withUnsafeMutableBufferPointer { w in
        gradients[p].values.withUnsafeBufferPointer { g in
          descent.velocity[p].withUnsafeMutableBufferPointer { v in
            Scalar.kernels.descend(
              w.count, w.baseAddress, g.baseAddress, v.baseAddress, Scalar(rate), Scalar(settings.momentum),
              Scalar(settings.dampening), Scalar(settings.common.decay.amount), settings.nesterov ? 1 : 0,
              isFirst ? 1 : 0)
          }
        }
      }
    }
  }

  private func adapt(
    _ moments: inout Moments, _ parameters: inout [Tensor<Scalar>], _ gradients: [Tensor<Scalar>], _ rate: Double
  ) {
    let settings = moments.settings
    if moments.first.isEmpty {
      moments.first = parameters.map { [Scalar](repeating: 0, count: $0.values.count) }
      moments.second = moments.first
    }
    let t = Scalar(steps)
    let first = 1 - Scalar.power(moments.beta1, t)
    let root = (1 - Scalar.power(Scalar(settings.beta2), t)).squareRoot()
    let decay = settings.common.decay
    let (inside, kept): (Scalar, Scalar) =
      decay.place == .gradient ? (Scalar(decay.amount), 1) : (0, 1 - Scalar(rate * decay.amount))
    for p in parameters.indices {
      parameters[p].values.withUnsafeMutableBufferPointer { w in
        gradients[p].values.withUnsafeBufferPointer { g in
          moments.first[p].withUnsafeMutableBufferPointer { m in
            moments.second[p].withUnsafeMutableBufferPointer { v in
              Scalar.kernels.adam(
                w.count, w.baseAddress, g.baseAddress, m.baseAddress, v.baseAddress, Scalar(rate) / first,
                moments.beta1, Scalar(settings.beta2), root, Scalar(settings.epsilon), inside, kept)
            }
          }
        }
      }
    }
  }
}

extension Update {
  mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&steps)
    switch rule {
    case .descent(var descent):
      try archive.exchange(&descent.settings.momentum)
      try archive.exchange(&descent.velocity)
      rule = .descent(descent)
    case .adam(var moments):
      try archive.exchange(&moments.beta1)
      try archive.exchange(&moments.first)
      try archive.exchange(&moments.second)
      try archive.require(moments.first.count == moments.second.count)
      rule = .adam(moments)
    case .gradient(var gradient):
      try gradient.exchangeState(with: &archive)
      rule = .gradient(gradient)
    case .general(var optimizer):
      try optimizer.exchangeState(with: &archive)
      rule = .general(optimizer)
    }
  }
}

extension GradientDescentSettings {
  /// Whether it is PyTorch's SGD and nothing else.
  fileprivate var isPlain: Bool {
    !dampensFirst && !velocityHoldsRate && constantPull == 0 && !common.maximizes && common.decay.place == .gradient
  }
}

extension AdamSettings {
  /// Whether it is Adam or AdamW with epsilon outside of the root, and nothing else.
  fileprivate var isPlain: Bool {
    epsilonPlace == .outside && epsilonRoot == 0 && lookahead == Self().lookahead && !movesTwice
      && !amsgrad
      && correctsFirst && correctsSecond && !common.maximizes && common.decay.place != .weightsUnscaled
  }
}
