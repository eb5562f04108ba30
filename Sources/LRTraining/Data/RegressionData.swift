import LRCore

/// A smooth, curved function of five inputs, among five that mean nothing.
///
///     x uniform in 0...1,  y = (10 sin(pi x1 x2) + 20 (x3 - 1/2)^2 + 10 x4 + 5 x5 - 14.4) / 5 + noise N(0, 1)
///
/// - Source: Friedman 1991, centred and divided by its deviation.
enum RegressionData {
  static let entry = DataRecipe.entry(
    "regression", aliases: ["friedman"],
    summary: Localized("a curved function of 5 of 10 inputs", zh: "10 个输入中 5 个的非线性函数"),
    formula: """
      x ~ U(0, 1) in 10 coordinates
      y = (10 sin(pi x1 x2) + 20 (x3 - 1/2)^2 + 10 x4 + 5 x5 - 14.4) / 5 + noise N(0, 1)
      """,
    parameters: [.noise(0.2, Localized("standard deviation of the target", zh: "目标的标准差"))],
    rows: .made(1000, most: 1_000_000), scaling: .columns, hasClasses: false,
    source: "Friedman 1991, centred and divided by 5",
    note: Localized(
      "The last five inputs have no influence. The best possible mean squared error is noise^2, on average.",
      zh: "后五个输入没有影响。平均而言，可能的最小均方误差为 noise^2。"),
    examples: ["regression", "regression:noise=0"]
  ) { (arguments: inout Arguments) throws(SpecError) in
    let noise = try arguments.number("noise")
    let samples = try arguments.integer("samples")
    return { request throws(DataSetError) in
      try .made(request, samples: samples, features: 10, validation: 0.2) { random in
        let x = (0..<10).map { _ in random.unit() }
        let wave = 10 * sineAndCosine(Double.pi * x[0] * x[1]).sine
        let bowl = 20 * (x[2] - 0.5) * (x[2] - 0.5)
        return (x, (wave + bowl + 10 * x[3] + 5 * x[4] - 14.4) / 5 + noise * random.normal())
      }
    }
  }
}
