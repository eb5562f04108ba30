import LRCore

/// A straight line in ten inputs.
///
///     x uniform in 0...1,  y = 1 x1 + 2 x2 + ... + 10 x10 + noise N(0, 1)
///
/// - Source: tutorial 001: 1,000 rows to train on, 100 to test.
enum LinearData {
  static let entry = DataRecipe.entry(
    "linear",
    summary: Localized("linear in 10 inputs, with noise", zh: "10 个输入的线性关系，带噪声"),
    formula: """
      x ~ U(0, 1) in 10 coordinates
      y = 1 x1 + 2 x2 + ... + 10 x10 + noise N(0, 1)
      """,
    parameters: [.noise(1, Localized("standard deviation of the target", zh: "目标的标准差"))],
    rows: .made(1100, most: 1_000_000), scaling: .none, hasClasses: false,
    source: "tutorial 001: 1,000 rows to train on, 100 to test",
    note: Localized(
      "No model gets below a mean squared error of noise^2, on average. Inputs are not scaled by default, so the weights to find are 1 to 10.",
      zh: "平均而言，任何模型的均方误差都不会低于 noise^2。输入默认不缩放，因此待求权重为 1 到 10。"),
    examples: ["linear", "linear:noise=0.1"]
  ) { (arguments: inout Arguments) throws(SpecError) in
    let noise = try arguments.number("noise")
    let samples = try arguments.integer("samples")
    return { request throws(DataSetError) in
      try .made(request, samples: samples, features: 10, validation: 1 / 11) { random in
        let inputs = (0..<10).map { _ in random.unit() }
        var target = 0.0
        for (index, input) in inputs.enumerated() { target += Double(index + 1) * input }
        return (inputs, target + noise * random.normal())
      }
    }
  }
}
