/// The candidate nearest to a mistyped word, or nil if none is near enough to be meant.
///
/// Case is ignored; a transposition, insertion, deletion or substitution each cost 1 (optimal string alignment);
/// a candidate may cost at most a third of its length, or share a prefix of three letters.
public func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  let typed = Array(word.lowercased().unicodeScalars.prefix(64))
  var best: (cost: Int, name: String)?
  for candidate in candidates {
    let letters = Array(candidate.lowercased().unicodeScalars)
    let limit = max(1, max(letters.count, typed.count) / 3)
    let sharesStart = typed.count >= 3 && letters.starts(with: typed)
    // The cost is at least the difference in length.
    guard abs(letters.count - typed.count) <= limit || sharesStart else { continue }
    let cost = alignmentCost(typed, letters)
    guard cost <= limit || sharesStart else { continue }
    if best.map({ cost < $0.cost }) ?? true { best = (cost, candidate) }
  }
  return best?.name
}

private func alignmentCost(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  var row = last
  for i in 1...a.count {
    row[0] = i
    for j in 1...b.count {
      let same = a[i - 1] == b[j - 1]
      row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], beforeLast[j - 2] + 1)
      }
    }
    (beforeLast, last, row) = (last, row, beforeLast)
  }
  return last[b.count]
}
