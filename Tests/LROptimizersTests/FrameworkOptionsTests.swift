import LRCore
import Testing

@testable import LROptimizers

@Suite("options that a framework has for all its optimizers")
struct FrameworkOptionsTests {
  /// Norms 5 and 12, together 13.
  private let gradients = [Tensor([3.0, -4.0]), Tensor(shape: [], values: [12.0])]

  private func clipped(_ clipping: Clipping) -> [Tensor<Double>] {
    var copy = gradients
    clipping.apply(to: &copy)
    return copy
  }

  @Test("clipping by norm takes all parameters together, or each by itself")
  func norms() {
    let whole = clipped(Clipping(norm: 6.5))
    #expect(whole == [Tensor([1.5, -2]), Tensor(shape: [], values: [6])])
    let each = clipped(Clipping(normOfEach: 6))
    #expect(each == [Tensor([3, -4]), Tensor(shape: [], values: [6])])
    #expect(clipped(Clipping(norm: 13)) == gradients)
  }

  @Test("PyTorch divides by norm + 1e-6, Keras on PyTorch in float32, the others exactly")
  func styles() {
    let torch = clipped(Clipping(norm: 1, style: .torch))[1].values[0]
    #expect(torch == 12 * (1 / (13 + 1e-6)))
    #expect(clipped(Clipping(norm: 1))[1].values[0] == 12 * (1.0 / 13))
    #expect(clipped(Clipping(norm: 1, style: .keras(inSingle: true)))[1].values[0] == 12 * Double(Float(1.0 / 13)))
    #expect(clipped(Clipping(norm: 1, style: .keras(inSingle: false)))[1].values[0] == 12 * (1.0 / 13))
    #expect(clipped(Clipping(style: .keras(inSingle: true), normOfEach: 1))[0].values[0] == 3 * (1.0 / 5))
  }

  @Test("other norms: the sum of sizes, the largest component")
  func orders() {
    #expect(clipped(Clipping(norm: 9.5, order: 1)) == [Tensor([1.5, -2]), Tensor(shape: [], values: [6])])
    #expect(clipped(Clipping(norm: 6, order: .infinity)) == [Tensor([1.5, -2]), Tensor(shape: [], values: [6])])
  }

  @Test("components are limited to an interval, and what is no number stays so")
  func ranges() {
    #expect(clipped(Clipping(range: -1...4)) == [Tensor([3, -1]), Tensor(shape: [], values: [4])])
    var broken = [Tensor([Double.nan])]
    Clipping(range: -1...1).apply(to: &broken)
    #expect(broken[0].values[0].isNaN)
  }

  @Test("clip_norm is the framework's own way of clipping")
  func ownWay() throws {
    for (spec, factor) in [("torch.Adagrad", 1 / (13 + 1e-6)), ("optax.adagrad", 1.0 / 13), ("adagrad", 1.0 / 13)] {
      // A large epsilon makes Adagrad nearly linear in the gradient: enough to see the factor.
      let rate = spec == "optax.adagrad" ? "learning_rate" : "lr"
      let settings = ":\(rate)=1e9,eps=\(spec == "optax.adagrad" ? "1e18" : "1e9")"
      let start = [Tensor([0.0, 0]), Tensor(shape: [], values: [0.0])]
      let moved = try walk(spec + settings + ",clip_norm=1", from: start, gradients: [[[3, -4], [12]]])
      #expect(abs(moved[1].values[0] + 12 * factor) < 1e-8)
    }
  }

  @Test("Keras gathers gradients, moves once by their mean, and counts groups")
  func accumulation() throws {
    let spec = "keras.Adam:learning_rate=0.1"
    let start = [Tensor([1.0])]
    let slopes = [[[1.0]], [[3.0]], [[-2.0]], [[1.0]]]
    let gathered = spec + ",gradient_accumulation_steps=2"
    #expect(try walk(gathered, from: start, gradients: Array(slopes.prefix(1))) == start)
    #expect(
      try walk(gathered, from: start, gradients: slopes)
        == walk(spec, from: start, gradients: [[[2.0]], [[-0.5]]]))
  }

  @Test("Keras' mean of the weights is what is judged, and takes their place when asked to")
  func averaging() throws {
    let slope = Objective<Double>(value: { _ in 0 }, gradient: { _ in [Tensor([1.0])] })
    var optimizer = try recipe("keras.Adam:use_ema=true,ema_momentum=0.75,ema_overwrite_frequency=3")
      .optimizer(of: Double.self)
    var point = [Tensor([0.0])]
    var judged: [Double] = []
    for _ in 0..<2 {
      optimizer.step(&point, on: slope, rate: 1)
      judged.append(optimizer.evaluationPoint(point)[0].values[0])
    }
    #expect(abs(judged[0] + 1) < 1e-5)
    #expect(abs(judged[1] - (0.75 * -1 + 0.25 * -2)) < 1e-5)
    #expect(abs(point[0].values[0] + 2) < 1e-5)
    optimizer.step(&point, on: slope, rate: 1)
    #expect(point == optimizer.evaluationPoint(point))
  }

  @Test("Keras decays weights apart from the gradient, by default only AdamW")
  func kerasDecay() throws {
    let flat = [[[0.0]]]
    let start = [Tensor([1.0])]
    #expect(
      try walk("keras.Adamax:learning_rate=0.5,weight_decay=0.1", from: start, gradients: flat)[0].values == [0.95])
    #expect(try walk("keras.Adamax:learning_rate=0.5", from: start, gradients: flat)[0].values == [1])
    #expect(try walk("keras.AdamW:learning_rate=0.5", from: start, gradients: flat)[0].values == [0.998])
  }

  @Test("Paddle clips first and then adds the penalty, whose kinds are written as its objects")
  func paddle() throws {
    let start = [Tensor([2.0, -2.0])]
    func moved(_ options: String) throws -> [Double] {
      // Its epsilon makes the step nearly the gradient.
      try walk("paddle.Adagrad:learning_rate=1e9,epsilon=1e9,\(options)", from: start, gradients: [[[3, 4]]])[0].values
    }
    for (options, expected) in [
      ("weight_decay=0.5", [-2.0, -5]), ("weight_decay=(L2Decay:coeff=0.5)", [-2, -5]),
      ("weight_decay=(paddle.L1Decay:coeff=0.5)", [-1.5, -5.5]),
      ("grad_clip=(ClipGradByGlobalNorm:clip_norm=1)", [1.4, -2.8]),
      ("grad_clip=(ClipGradByNorm:clip_norm=1),weight_decay=0.5", [0.4, -1.8]),
      ("grad_clip=(ClipGradByValue:max=3.5,min=3.25)", [-1.25, -5.5]),
      ("grad_clip=none,weight_decay=none", [-1, -6]),
    ] {
      for (ours, theirs) in zip(try moved(options), expected) { #expect(abs(ours - theirs) < 1e-6, "\(options)") }
    }
  }

  @Test(
    "what Keras and Paddle refuse is an error at that argument",
    arguments: [
      ("keras.Adam:clipnorm=1,clipvalue=1", 32), ("keras.Adam:gradient_accumulation_steps=1", 39),
      ("keras.Adam:use_ema=true,ema_momentum=1.5", 37), ("keras.Adam:ema_overwrite_frequency=0", 35),
      ("paddle.Adam:grad_clip=1", 22), ("paddle.Adam:grad_clip=(ClipGrad:max=1)", 22),
      ("paddle.Adam:grad_clip=(ClipGradByValue:max=-1)", 43),
      ("paddle.Adam:grad_clip=(ClipGradByValue:max=1,min=2)", 49),
      ("paddle.Adam:weight_decay=(L3Decay:coeff=1)", 25), ("paddle.Adam:weight_decay=(L1Decay:coef=1)", 34),
    ])
  func refusals(spec: String, column: Int) throws {
    let error = #expect(throws: SpecError.self) { try recipe(spec) }
    #expect(error?.range.lowerBound == column)
  }
}
