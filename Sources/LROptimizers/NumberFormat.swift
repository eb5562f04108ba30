/// The format that a framework holds or computes a part of a rule in, whatever the parameters' own is.
public enum NumberFormat: Sendable, Hashable {
  /// The parameters' own.
  case full
  /// IEEE binary32.
  case single
  /// The upper half of binary32: 8 bits of significand.
  case bfloat16

  /// The nearest number of the format, ties to even.
  @inline(__always)
  func rounded<Scalar: TrainingScalar>(_ value: Scalar) -> Scalar {
    switch self {
    case .full: return value
    case .single: return Scalar(Float(value))
    case .bfloat16: return Scalar(Self.bfloat16(Float(value)))
    }
  }

  /// Rounds through single precision, as conversions of wider numbers do.
  static func bfloat16(_ value: Float) -> Float {
    guard value.isFinite else { return value }
    let bits = value.bitPattern
    let odd = (bits >> 16) & 1
    return Float(bitPattern: (bits &+ 0x7FFF &+ odd) & 0xFFFF_0000)
  }

  /// The mean of values.
  func mean<Scalar: TrainingScalar>(of values: [Scalar]) -> Scalar {
    switch self {
    case .single: return Scalar(Self.lanedSum(values.map { Float($0) }) / Float(values.count))
    case .full, .bfloat16: return rounded(values.reduce(0, +) / Scalar(values.count))
    }
  }

  /// A sum in single precision by eight and four running sums, the order in which PyTorch's kernel adds.
  private static func lanedSum(_ values: [Float]) -> Float {
    func fourSums(from start: Int, by stride: Int, count: Int) -> Float {
      let whole = count / 4 * 4
      var sums = [Float](repeating: 0, count: 4)
      for i in 0..<whole { sums[i % 4] += values[start + i * stride] }
      for i in whole..<count { sums[0] += values[start + i * stride] }
      return sums[0] + sums[1] + sums[2] + sums[3]
    }
    guard values.count >= 8 else { return fourSums(from: 0, by: 1, count: values.count) }
    let groups = values.count / 8
    var total = values[(groups * 8)...].reduce(0, +)
    for lane in 0..<8 { total += fourSums(from: lane, by: 8, count: groups) }
    return total
  }
}
