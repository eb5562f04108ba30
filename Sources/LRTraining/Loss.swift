#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a network is trained to make small, of the rows of a batch.
///
///     mse            mean over rows and outputs of (z - y)^2
///     half_sse       mean over rows of the sum over outputs of (z - y)^2 / 2
///     bce            mean over rows and outputs of log(1 + exp(-z)) + (1 - y) z
///     cross_entropy  mean over rows of -sum q log softmax(z), q = (1 - s) one-hot + s / classes
///
/// Of classes, `mse`, `half_sse` and `bce` compare with one-hot targets; two classes may have one output for `bce`, which
/// then is the logit of the second.
///
/// - Source: PyTorch's mse_loss, binary_cross_entropy_with_logits, cross_entropy; half_sse: Cohen et al. 2021.
public enum Loss: Sendable, Hashable {
  case meanSquare
  case halfSumOfSquares
  case binaryCrossEntropy
  case crossEntropy(smoothing: Double)

  /// As specs of models write it.
  public var name: String {
    switch self {
    case .meanSquare: "mse"
    case .halfSumOfSquares: "half_sse"
    case .binaryCrossEntropy: "bce"
    case .crossEntropy: "cross_entropy"
    }
  }

  /// The loss of rows of logits, and its gradient with respect to them where `slope` is given.
  ///
  /// - Parameters:
  ///   - logits: rows x outputs.
  ///   - targets: class numbers, one a row, or values, rows x outputs.
  ///   - areClasses: whether targets are class numbers.
  func value<S: NetworkScalar>(
    _ logits: UnsafePointer<S>, _ targets: UnsafePointer<Double>, areClasses: Bool, rows: Int, outputs: Int,
    slope: UnsafeMutablePointer<S>?
  ) -> Double {
    var sum = 0.0
    let perRow = 1 / Double(rows)
    let perNumber = perRow / Double(outputs)
    for row in 0..<rows {
      let z = logits + row * outputs
      let d = slope.map { $0 + row * outputs }
      if case .crossEntropy(let smoothing) = self, areClasses {
        sum += Self.crossEntropy(z, Int(clamping: targets[row]), outputs, smoothing, perRow, d)
        continue
      }
      for k in 0..<outputs {
        let y: Double
        if areClasses {
          y = outputs == 1 ? targets[row] : (Int(clamping: targets[row]) == k ? 1 : 0)
        } else {
          y = targets[row * outputs + k]
        }
        let x = Double(z[k])
        switch self {
        case .meanSquare, .crossEntropy:
          sum += (x - y) * (x - y)
          d?[k] = S(2 * (x - y) * perNumber)
        case .halfSumOfSquares:
          sum += 0.5 * (x - y) * (x - y)
          d?[k] = S((x - y) * perRow)
        case .binaryCrossEntropy:
          sum += max(x, 0) - x * y + log1p(exp(-abs(x)))
          // Where both are near, their difference would be rounding: 1 - logistic(x) is logistic(-x).
          d?[k] = S((y == 1 ? -logistic(-x) : logistic(x) - y) * perNumber)
        }
      }
    }
    switch self {
    case .meanSquare, .binaryCrossEntropy: return sum * perNumber
    case .crossEntropy: return areClasses ? sum * perRow : sum * perNumber
    case .halfSumOfSquares: return sum * perRow
    }
  }

  @inline(__always)
  private static func crossEntropy<S: NetworkScalar>(
    _ z: UnsafePointer<S>, _ target: Int, _ classes: Int, _ smoothing: Double, _ perRow: Double,
    _ slope: UnsafeMutablePointer<S>?
  ) -> Double {
    var top = -Double.infinity
    for k in 0..<classes { top = max(top, Double(z[k])) }
    var total = 0.0
    var mean = 0.0
    for k in 0..<classes {
      let grown = exp(Double(z[k]) - top)
      slope?[k] = S(grown)
      total += grown
      mean += Double(z[k])
    }
    mean /= Double(classes)
    let logTotal = log(total) + top
    if let slope {
      let even = smoothing / Double(classes)
      for k in 0..<classes {
        slope[k] = S((Double(slope[k]) / total - even - (k == target ? 1 - smoothing : 0)) * perRow)
      }
    }
    let own = logTotal - Double(z[target])
    return smoothing == 0 ? own : (1 - smoothing) * own + smoothing * (logTotal - mean)
  }
}
