import LRCore

extension TestSurface {
  /// The catalogue entry of a surface that is given by a formula.
  ///
  /// - Precondition: the formula is right; a test builds every entry.
  static func entry(
    _ name: String, aliases: [String] = [], summary: Localized, formula text: String,
    window: (x: ClosedRange<Double>, y: ClosedRange<Double>), minima: [(x: Double, y: Double)],
    start: (x: Double, y: Double), note: Localized? = nil, source: String
  ) -> CatalogueEntry<TestSurface> {
    CatalogueEntry(
      name, aliases: aliases, summary: summary, formula: "f(x, y) = \(text)", parameters: [], source: source,
      note: note, examples: [name]
    ) { (_: inout Arguments) throws(SpecError) -> TestSurface in
      let formula = try Formula(text, variables: ["x", "y"])
      return TestSurface(FormulaSurface(formula), window: window, minima: minima, start: start)
    }
  }
}

extension CatalogueEntry where Product == TestSurface {
  /// The entry with `noise` and `seed`, which mean the same for every surface.
  func withNoise() -> CatalogueEntry {
    var entry = self
    entry.parameters += [
      Parameter(
        "noise", .number(.nonNegative), .number(0),
        Localized(
          "standard deviation of Gaussian noise on the gradient, one vector a step, the same for every optimizer",
          zh: "梯度高斯噪声的标准差；每步一个向量，各优化器相同")),
      Parameter("seed", .integer(.any), .integer(0), Localized("of the noise", zh: "噪声的随机种子")),
    ]
    let plain = build
    entry.build = { (arguments: inout Arguments) throws(SpecError) -> TestSurface in
      var surface = try plain(&arguments)
      let deviation = try arguments.number("noise")
      let seed = try arguments.integer("seed")
      if deviation > 0 { surface.noise = GradientNoise(deviation: deviation, seed: seed) }
      return surface
    }
    return entry
  }
}

extension FormulaSurface {
  /// A surface of the user's own: `formula:f=x^2+25*y^2`.
  static let entry = CatalogueEntry<TestSurface>(
    "formula", summary: Localized("any formula in x and y", zh: "任意关于 x 与 y 的公式"), formula: "f(x, y) = ...",
    parameters: [
      Parameter("f", .formula(variables: ["x", "y"]), .required, Localized("the formula", zh: "公式")),
      Parameter(
        "size", .number(.positive), .number(5),
        Localized("half the width of the window around the origin", zh: "以原点为中心的窗口半宽")),
    ],
    source: "lrplot",
    note: Localized(
      "Gradient and Hessian come from the formula by differentiation, exactly.", zh: "梯度与海森矩阵由公式求导精确得到。"),
    examples: ["formula:f=x^2+25*y^2"]
  ) { (arguments: inout Arguments) throws(SpecError) -> TestSurface in
    guard let given = try arguments.formula("f") else { preconditionFailure("f is required") }
    let formula = try Formula(given.text, variables: ["x", "y"], offset: given.offset, source: arguments.source)
    let size = try arguments.number("size")
    return TestSurface(
      FormulaSurface(formula), window: (-size...size, -size...size), minima: [], start: (-0.8 * size, 0.4 * size))
  }
}
