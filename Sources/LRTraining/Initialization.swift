import LRCore
import LROptimizers

/// How weights start.
///
///     he      normal, standard deviation sqrt(2 / fan-in); biases 0
///     xavier  uniform within sqrt(6 / (fan-in + fan-out)); biases 0
///     torch   uniform within 1 / sqrt(fan-in), biases too: the default of PyTorch's layers
///     mup     that of torch, in a network under muP
///
/// A network under muP draws the same numbers in the same order; each is then scaled to the spread that it has at the base
/// width, times the factor of its role (`MuP.initialScale`).
///
/// - Source: He et al. 2015; Glorot & Bengio 2010; torch.nn.Linear.reset_parameters.
public enum Initialization: String, Sendable, Hashable, CaseIterable {
  case he, xavier, torch, mup

  /// The weights and biases of all layers. Each number follows from the seed and its place alone.
  public func parameters(of plan: NetworkPlan, seed: Int) -> [Tensor<Double>] {
    var tensors: [Tensor<Double>] = []
    var generator = SplitMix64(stream: 1, seed: seed)
    for layer in plan.layers {
      guard let shapes = layer.shapes else { continue }
      let fanIn = Double(max(1, layer.fanIn))
      let fanOut = Double(max(1, layer.fanOut))
      func tensor(_ shape: [Int], _ draw: (inout SplitMix64) -> Double) -> Tensor<Double> {
        Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in draw(&generator) })
      }
      switch self {
      case .he:
        let deviation = (2 / fanIn).squareRoot()
        tensors.append(tensor(shapes.weight) { $0.normalPair(deviation: deviation).x })
        tensors.append(Tensor(shape: shapes.bias, values: [Double](repeating: 0, count: shapes.bias[0])))
      case .xavier:
        let bound = (6 / (fanIn + fanOut)).squareRoot()
        tensors.append(tensor(shapes.weight) { (2 * $0.unit() - 1) * bound })
        tensors.append(Tensor(shape: shapes.bias, values: [Double](repeating: 0, count: shapes.bias[0])))
      case .torch, .mup:
        let bound = 1 / fanIn.squareRoot()
        tensors.append(tensor(shapes.weight) { (2 * $0.unit() - 1) * bound })
        tensors.append(tensor(shapes.bias) { (2 * $0.unit() - 1) * bound })
      }
    }
    if let rule = plan.parametrization { scale(&tensors, of: plan, by: rule) }
    return tensors
  }

  private func scale(_ tensors: inout [Tensor<Double>], of plan: NetworkPlan, by rule: MuP) {
    guard rule.ratio != 1 else { return }
    let layers = plan.layers.filter { $0.shapes != nil }
    for place in tensors.indices {
      let (layer, count) = (layers[place / 2], layers.count)
      let role = MuP.Role(layer: place / 2, of: count, isBias: place % 2 == 1)
      guard role != .fixed else { continue }
      let base = (
        in: place / 2 == 0 ? layer.fanIn : rule.baseWidth, out: place / 2 == count - 1 ? layer.fanOut : rule.baseWidth
      )
      let factor =
        rule.initialScale(role) * spread(base.in, base.out) / spread(layer.fanIn, layer.fanOut)
      guard factor != 1 else { continue }
      for i in tensors[place].values.indices { tensors[place].values[i] *= factor }
    }
  }

  /// What the initial values of a dense layer are in proportion to.
  private func spread(_ fanIn: Int, _ fanOut: Int) -> Double {
    switch self {
    case .xavier: 1 / Double(max(1, fanIn + fanOut)).squareRoot()
    case .he, .torch, .mup: 1 / Double(max(1, fanIn)).squareRoot()
    }
  }
}

extension SplitMix64 {
  /// One of several sequences of one seed that have nothing in common.
  init(stream: UInt64, seed: Int) {
    var mixed = SplitMix64(state: UInt64(bitPattern: Int64(seed)))
    mixed = SplitMix64(state: mixed.next() ^ (stream &* 0xD134_2543_DE82_EF95))
    self.init(state: mixed.next())
  }
}
