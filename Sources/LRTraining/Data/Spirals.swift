import LRCore

/// Arms that wind around the origin, one a class.
///
///     r uniform in 0...1,  angle = 2 pi (k / classes + turns r) + noise N(0, 1)
///     x = (r sin angle, r cos angle)
///
/// - Source: after Lang & Witbrock 1988.
enum Spirals {
  static let entry = DataRecipe.entry(
    "spirals",
    summary: Localized("arms that wind around the origin, one per class", zh: "绕原点盘旋的旋臂，每类一条"),
    formula: """
      r ~ U(0, 1), angle = 2 pi (y / classes + turns r) + noise N(0, 1)
      x = (r sin angle, r cos angle)
      """,
    parameters: [
      Parameter("classes", .integer(Bounds(2, 10)), .integer(3), Localized("number of arms", zh: "旋臂数")),
      Parameter("turns", .number(Bounds(0, 10)), .number(0.65), Localized("turns of an arm", zh: "每条旋臂的圈数")),
      .noise(0.2, Localized("standard deviation of the angle, in radians", zh: "角度的标准差（弧度）")),
    ],
    rows: .made(1000, most: 1_000_000), scaling: .columns, source: "after Lang & Witbrock 1988",
    examples: ["spirals", "spirals:classes=2,turns=1.5,noise=0.1"]
  ) { (arguments: inout Arguments) throws(SpecError) in
    let classes = try arguments.integer("classes")
    let turns = try arguments.number("turns")
    let noise = try arguments.number("noise")
    let samples = try arguments.integer("samples")
    return { request throws(DataSetError) in
      try .made(request, samples: samples, shape: [2], classes: (0..<classes).map(String.init)) { label, random in
        let radius = random.unit()
        let turn = Double(label) / Double(classes) + turns * radius
        // More than ten turns of noise are no spiral any more, and no angle that can be reduced.
        let blur = max(-1000, min(1000, noise * random.normal()))
        let (sine, cosine) = sineAndCosine(2 * Double.pi * turn + blur)
        return [radius * sine, radius * cosine]
      }
    }
  }
}
