import LRCore

/// Three species of penguins by four measurements, embedded.
///
/// The split is a fixed shuffle by `SplitMix64(state: 2014)`, of which a fifth of each species judges.
///
/// - Source: Gorman, Williams & Fraser 2014; palmerpenguins (Horst, Hill & Gorman 2020), CC0.
enum Penguins {
  static let entry = DataRecipe.entry(
    "penguins",
    summary: Localized("three species of penguins by four measurements", zh: "三种企鹅，四项测量值"),
    formula: "x: bill length and depth, flipper length (mm), body mass (g); y: Adelie, Chinstrap, Gentoo",
    rows: .stored(count), scaling: .columns,
    source: "Gorman, Williams & Fraser 2014; palmerpenguins, Horst, Hill & Gorman 2020, CC0",
    note: Localized(
      "342 of the 344 rows: two have no measurements. A fifth of each species validates, by a fixed shuffle.",
      zh: "344 行中的 342 行：有两行没有测量值。按固定的打乱顺序，每个物种的五分之一用于验证。"),
    examples: ["penguins", "penguins:standardize=none"]
  ) { (_: inout Arguments) throws(SpecError) in
    { request throws(DataSetError) in rows(request.samples ?? count) }
  }

  static let count = 342
  private static let species = ["Adelie", "Chinstrap", "Gentoo"]

  private static let measurements = [
    Localized("bill length", zh: "喙长"), Localized("bill depth", zh: "喙高"), Localized("flipper length", zh: "鳍长"),
    Localized("body mass", zh: "体重"),
  ]

  private static func rows(_ samples: Int) -> SourceRows {
    var inputs: [Double] = []
    var labels: [Int] = []
    let tables = [PenguinMeasurements.adelie, PenguinMeasurements.chinstrap, PenguinMeasurements.gentoo]
    for (label, table) in tables.enumerated() {
      for (index, number) in table.split(whereSeparator: { " ;\n".contains($0) }).enumerated() {
        guard let value = Double(number) else { preconditionFailure("the table holds numbers") }
        // Bills are written in tenths.
        inputs.append(index % 4 < 2 ? value / 10 : value)
        if index % 4 == 0 { labels.append(label) }
      }
    }
    var random = SplitMix64(state: 2014)
    let order = Array(random.order(of: labels.count).prefix(samples))
    return SourceRows(
      shape: [4], task: .classes(species), inputs: inputs, targets: labels.map(Double.init),
      split: RowSplit(order, stratifiedBy: labels, of: species.count, share: 0.2),
      splitWords: Localized("fixed shuffle, stratified", zh: "固定打乱、分层"),
      inputNames: measurements)
  }
}
