import LRCore

/// Two half circles that reach into each other.
///
///     angle uniform in 0...pi
///     class 0: x = (cos angle, sin angle),  class 1: x = (1 - cos angle, 1/2 - sin angle);  both + noise N(0, 1)
///
/// - Source: as scikit-learn's make_moons.
enum Moons {
  static let entry = DataRecipe.entry(
    "moons",
    summary: Localized("two interleaving half circles", zh: "两个交错的半圆"),
    formula: """
      angle ~ U(0, pi)
      class 0: x = (cos angle, sin angle) + noise N(0, 1)
      class 1: x = (1 - cos angle, 1/2 - sin angle) + noise N(0, 1)
      """,
    parameters: [.noise(0.2, Localized("standard deviation of each coordinate", zh: "各坐标的标准差"))],
    rows: .made(1000, most: 1_000_000), scaling: .columns, source: "as scikit-learn's make_moons",
    examples: ["moons", "moons:noise=0.1"]
  ) { (arguments: inout Arguments) throws(SpecError) in
    let noise = try arguments.number("noise")
    let samples = try arguments.integer("samples")
    return { request throws(DataSetError) in
      try .made(request, samples: samples, shape: [2], classes: ["0", "1"]) { label, random in
        let (sine, cosine) = sineAndCosine(Double.pi * random.unit())
        let (x, y) = label == 0 ? (cosine, sine) : (1 - cosine, 0.5 - sine)
        return [x + noise * random.normal(), y + noise * random.normal()]
      }
    }
  }
}
