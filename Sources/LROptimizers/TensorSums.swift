extension TrainingScalar {
  /// -1, 0 or 1; not a number stays that.
  @inline(__always)
  var signValue: Self { self > 0 ? 1 : self < 0 ? -1 : self == 0 ? 0 : self }
}

/// The sum of products over all tensors of two lists of the same shapes.
func dot<Scalar: TrainingScalar>(_ first: [Tensor<Scalar>], _ second: [Tensor<Scalar>]) -> Scalar {
  var sum: Scalar = 0
  for p in first.indices {
    for i in first[p].values.indices { sum += first[p].values[i] * second[p].values[i] }
  }
  return sum
}

/// The sum of the squares of differences over all tensors of two lists of the same shapes.
func squaredDistance<Scalar: TrainingScalar>(_ first: [Tensor<Scalar>], _ second: [Tensor<Scalar>]) -> Scalar {
  var sum: Scalar = 0
  for p in first.indices {
    for i in first[p].values.indices {
      let difference = first[p].values[i] - second[p].values[i]
      sum += difference * difference
    }
  }
  return sum
}

extension CommonSettings {
  /// The gradients that a rule sees: turned where it climbs, with coupled decay; decoupled decay is applied.
  func seen<Scalar: TrainingScalar>(
    _ gradients: [Tensor<Scalar>], at parameters: inout [Tensor<Scalar>], rate: Scalar
  ) -> [Tensor<Scalar>] {
    guard maximizes || decay.amount != 0 else { return gradients }
    var seen = gradients
    let sign: Scalar = maximizes ? -1 : 1
    for p in seen.indices {
      for i in seen[p].values.indices {
        seen[p].values[i] = decay.applied(
          to: &parameters[p].values[i], gradient: sign * gradients[p].values[i], rate: rate)
      }
    }
    return seen
  }
}

/// Moves parameters against directions, each times a factor.
func move<Scalar: TrainingScalar>(
  _ parameters: inout [Tensor<Scalar>], by factor: Scalar, against directions: [Tensor<Scalar>]
) {
  for p in parameters.indices {
    for i in parameters[p].values.indices { parameters[p].values[i] -= factor * directions[p].values[i] }
  }
}
