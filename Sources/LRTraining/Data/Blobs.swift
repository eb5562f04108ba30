import LRCore

/// Normal clouds around centres that are drawn by the seed.
///
///     centres uniform in -10...10 in every coordinate,  x = centre of the class + deviation N(0, 1)
///
/// - Source: as scikit-learn's make_blobs.
enum Blobs {
  static let entry = DataRecipe.entry(
    "blobs",
    summary: Localized("normal clouds around random centres", zh: "围绕随机中心的正态点云"),
    formula: """
      centre of each class ~ U(-10, 10) per coordinate
      x = centre + noise N(0, 1)
      """,
    parameters: [
      Parameter("classes", .integer(Bounds(2, 100)), .integer(3), Localized("number of clouds", zh: "点云数")),
      Parameter("features", .integer(Bounds(1, 100)), .integer(2), Localized("coordinates", zh: "坐标数")),
      .noise(1, Localized("standard deviation of each coordinate", zh: "各坐标的标准差")),
    ],
    rows: .made(1000, most: 1_000_000), scaling: .columns, source: "as scikit-learn's make_blobs",
    examples: ["blobs", "blobs:classes=5,noise=2"]
  ) { (arguments: inout Arguments) throws(SpecError) in
    let classes = try arguments.integer("classes")
    let features = try arguments.integer("features")
    let noise = try arguments.number("noise")
    let samples = try arguments.integer("samples")
    return { request throws(DataSetError) in
      var centres: [[Double]] = []
      return try .made(request, samples: samples, shape: [features], classes: (0..<classes).map(String.init)) {
        label, random in
        if centres.isEmpty {
          centres = (0..<classes).map { _ in (0..<features).map { _ in random.uniform(-10...10) } }
        }
        return centres[label].map { $0 + noise * random.normal() }
      }
    }
  }
}
