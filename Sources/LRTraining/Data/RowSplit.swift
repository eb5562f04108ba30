/// Which rows are trained on and which judge, each in the order in which they stand in the set.
struct RowSplit: Sendable, Hashable {
  var train: [Int]
  var validation: [Int]

  /// The last `validation` rows of an order judge.
  ///
  /// - Precondition: 0 < `validation` < the count of the order.
  init(_ order: [Int], validation: Int) {
    train = Array(order.dropLast(validation))
    self.validation = Array(order.suffix(validation))
  }

  /// Of every class the same share judges, as nearly as whole rows allow: the rows that `share` of all leaves over after
  /// rounding down go to the classes with the largest remainders, the first ones where they are equal. A class keeps at
  /// least one row to train on.
  ///
  /// - Parameters:
  ///   - order: of all rows; it decides which rows of a class are taken, the last ones.
  ///   - classes: of each row, from 0.
  init(_ order: [Int], stratifiedBy classes: [Int], of count: Int, share: Double) {
    var sizes = [Int](repeating: 0, count: count)
    for row in order { sizes[classes[row]] += 1 }
    let most = sizes.map { max(0, $0 - 1) }
    let exact = sizes.map { share * Double($0) }
    var taken = zip(exact, most).map { min($1, Int(clamping: $0.rounded(.down))) }
    let all = min(most.reduce(0, +), max(1, Int(clamping: (share * Double(order.count)).rounded())))
    var left = all - taken.reduce(0, +)
    let byRemainder = (0..<count).sorted {
      let (a, b) = (exact[$0] - exact[$0].rounded(.down), exact[$1] - exact[$1].rounded(.down))
      return a == b ? $0 < $1 : a > b
    }
    for name in byRemainder where left > 0 && taken[name] < most[name] {
      taken[name] += 1
      left -= 1
    }
    train = []
    validation = []
    for row in order.reversed() {
      let name = classes[row]
      if taken[name] > 0 {
        taken[name] -= 1
        validation.append(row)
      } else {
        train.append(row)
      }
    }
    train.reverse()
    validation.reverse()
  }

  /// So many of `count` rows that `share` of them is nearest, but at least one, and not all.
  static func validationCount(of count: Int, share: Double) -> Int {
    max(1, min(count - 1, Int(clamping: (share * Double(count)).rounded())))
  }
}
