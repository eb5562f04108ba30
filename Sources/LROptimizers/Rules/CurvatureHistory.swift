/// What L-BFGS remembers: how the gradient changed over the latest moves.
struct CurvatureHistory<Scalar: TrainingScalar>: Sendable {
  /// Moves and changes of the gradient, one after the other, oldest first.
  private var moves: [Scalar] = []
  private var changes: [Scalar] = []
  /// 1 / (change . move) of each, or 0 to leave it out.
  private var weights: [Scalar] = []
  private let size: Int

  /// - Parameter size: how many moves are remembered, at least 1.
  init(size: Int) { self.size = size }

  /// Remembers a move, and forgets the oldest where there are too many.
  mutating func append(move: [Scalar], change: [Scalar], weight: Scalar) {
    if weights.count == size {
      moves.removeFirst(move.count)
      changes.removeFirst(move.count)
      weights.removeFirst()
    }
    moves += move
    changes += change
    weights.append(weight)
  }

  /// The gradient times the approximate inverse Hessian, whose start is a multiple of the identity.
  ///
  /// - Source: Nocedal & Wright, Numerical Optimization, algorithm 7.4 (two-loop recursion).
  func direction(_ gradient: [Scalar], scale: Scalar) -> [Scalar] {
    var q = gradient
    let n = q.count
    var shares = weights
    for i in weights.indices.reversed() {
      var sum: Scalar = 0
      for k in 0..<n { sum += moves[i * n + k] * q[k] }
      shares[i] = weights[i] * sum
      for k in 0..<n { q[k] -= shares[i] * changes[i * n + k] }
    }
    for k in 0..<n { q[k] *= scale }
    for i in weights.indices {
      var sum: Scalar = 0
      for k in 0..<n { sum += changes[i * n + k] * q[k] }
      let back = shares[i] - weights[i] * sum
      for k in 0..<n { q[k] += back * moves[i * n + k] }
    }
    return q
  }

  static func dot(_ a: [Scalar], _ b: [Scalar]) -> Scalar {
    var sum: Scalar = 0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }

  mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    var count = weights.count
    try archive.exchange(&count, atMost: size)
    try archive.exchange(&weights, count: count)
    try archive.exchange(&moves, count: count * archive.count)
    try archive.exchange(&changes, count: count * archive.count)
  }
}

/// An objective seen from a point along a line through all parameters.
struct LineObjective<Scalar: TrainingScalar> {
  private let objective: Objective<Scalar>
  private let point: [Tensor<Scalar>]
  private let direction: [Scalar]
  private let sign: Scalar

  /// - Parameter sign: -1 turns an objective to be maximized into one to be minimized.
  init(_ objective: Objective<Scalar>, from point: [Tensor<Scalar>], along direction: [Scalar], sign: Scalar) {
    (self.objective, self.point, self.direction, self.sign) = (objective, point, direction, sign)
  }

  /// The point at a distance, in multiples of the direction.
  func parameters(at distance: Scalar) -> [Tensor<Scalar>] {
    var moved = point
    var k = 0
    for p in moved.indices {
      for i in moved[p].values.indices {
        moved[p].values[i] += distance * direction[k]
        k += 1
      }
    }
    return moved
  }

  /// Value, gradient and slope at a distance.
  func sample(at distance: Scalar) -> LineSample<Scalar> {
    let parameters = parameters(at: distance)
    let gradient = Self.flattened(objective.gradient(parameters), sign)
    return LineSample(
      distance: distance, value: sign * objective.value(parameters), gradient: gradient,
      slope: CurvatureHistory.dot(gradient, direction))
  }

  /// All tensors as one vector.
  static func flattened(_ tensors: [Tensor<Scalar>], _ sign: Scalar = 1) -> [Scalar] {
    var values: [Scalar] = []
    values.reserveCapacity(tensors.reduce(0) { $0 + $1.values.count })
    for tensor in tensors { for value in tensor.values { values.append(sign * value) } }
    return values
  }
}

/// What a line search knows of one distance.
struct LineSample<Scalar: TrainingScalar>: Sendable {
  var distance: Scalar
  var value: Scalar
  var gradient: [Scalar]
  /// The gradient times the direction of the line.
  var slope: Scalar
}
