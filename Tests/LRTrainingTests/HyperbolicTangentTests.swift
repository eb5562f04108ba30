import Foundation
import Testing

@testable import LRTraining

@Suite("tanh of many numbers")
struct HyperbolicTangentTests {
  @Test("is the library's within some units in the last place, from the smallest to the largest numbers")
  func values() {
    var x: [Double] = [0, 0.3466, 0.17328, 19.99, 20.01, 1e300, .infinity, .leastNonzeroMagnitude]
    for power in stride(from: -300.0, through: 2, by: 0.05) { x.append(pow(10, power)) }
    for i in 0...40_000 { x.append(Double(i) / 1000) }
    x += x.map { -$0 }
    var y = [Double](repeating: .nan, count: x.count)
    Double.kernels.tanh(x.count, x, &y)
    for (x, y) in zip(x, y) { #expect(abs(y - tanh(x)) <= 4 * tanh(x).ulp, "\(x)") }
  }

  @Test("keeps signs of zero and what isn't a number")
  func special() {
    var y: [Double] = [1, 1, 1]
    Double.kernels.tanh(3, [-0.0, .nan, -.infinity], &y)
    #expect(y[0] == 0 && y[0].sign == .minus && y[1].isNaN && y[2] == -1)
    var single: [Float] = [0, 0]
    Float.kernels.tanh(2, [0.5, .nan], &single)
    #expect(single[0] == Float(tanh(0.5)) && single[1].isNaN)
  }
}
