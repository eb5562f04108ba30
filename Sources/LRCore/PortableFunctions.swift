// Functions whose library versions may differ between systems in the last place, made of operations that IEEE 754 rounds
// correctly.

/// ln x for a positive, finite x, within a few units in the last place.
///
/// x = 2^k m with m near 1;  ln m = 2 artanh s = 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1), |s| < 0.18.
package func naturalLogarithm(_ x: Double) -> Double {
  var exponent = Double(x.exponent)
  var mantissa = x.significand
  if mantissa > 1.4142135623730951 {
    mantissa /= 2
    exponent += 1
  }
  let s = (mantissa - 1) / (mantissa + 1)
  let square = s * s
  var sum = 0.0
  for power in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(power) }
  return exponent * 0.6931471805599453 + 2 * s * sum
}

/// sin x and cos x for |x| < 1e5, within a few units of 1e-16.
///
/// x less the nearest multiple of pi/2, whose value is subtracted in three parts, by Taylor's series.
package func sineAndCosine(_ x: Double) -> (sine: Double, cosine: Double) {
  let quarter = (x * 0.6366197723675814).rounded()
  let r = ((x - quarter * 0x1.921fb544p0) - quarter * 0x1.0b4611a6p-34) - quarter * 0x1.3198a2e037073p-69
  let square = r * r
  var (sine, cosine) = (1.0, 1.0)
  for n in stride(from: 18.0, through: 2, by: -2) {
    sine = 1 - square / (n * (n + 1)) * sine
    cosine = 1 - square / (n * (n - 1)) * cosine
  }
  sine *= r
  switch Int(clamping: quarter) & 3 {
  case 0: return (sine, cosine)
  case 1: return (cosine, -sine)
  case 2: return (-sine, -cosine)
  default: return (-cosine, sine)
  }
}
