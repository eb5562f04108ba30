import LRCore

/// Training labels that were drawn again from all classes.
struct LabelNoise: Sendable, Hashable {
  /// Labels that were drawn.
  let drawn: Int
  /// Those of them that are what they were.
  let unchanged: Int
  private let rows: Int

  /// Draws exactly `share` of the labels, rounded to whole rows.
  init(_ share: Double, of labels: inout [Double], classes: Int, seed: Int) {
    var random = RandomSource(seed: seed, for: .labels)
    rows = labels.count
    drawn = Int(clamping: (share * Double(labels.count)).rounded())
    var same = 0
    for row in random.order(of: labels.count).prefix(drawn) {
      let label = Double(random.below(classes))
      if label == labels[row] { same += 1 }
      labels[row] = label
    }
    unchanged = same
  }

  var words: Localized {
    Localized(
      "\(drawn) of \(rows) training labels drawn again from all classes, \(unchanged) of them unchanged",
      zh: "\(rows) 个训练标签中有 \(drawn) 个从所有类别中重新抽取，其中 \(unchanged) 个未变")
  }
}
