import LRScene
import Testing

@Suite("bounded numbers")
struct BoundedNumberTests {
  @Test(
    "a number beyond the bounds becomes the bound",
    arguments: [
      (2.9, 2), (-2.9, 0), (99.0, 10), (1e300, 10), (-1e300, 0), (.infinity, 10), (-.infinity, 0), (.nan, 0),
      (10.9, 10),
    ])
  func clamps(number: Double, whole: Int) {
    #expect(Int(clamping: number, to: 0...10) == whole)
  }

  @Test("NaN becomes the bound nearest to 0")
  func nan() {
    #expect(Int(clamping: .nan, to: 3...10) == 3)
    #expect(Int(clamping: .nan, to: -10 ... -3) == -3)
    #expect(Int(clamping: .infinity, to: .min ... .max) == .max)
  }
}
