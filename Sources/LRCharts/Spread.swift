/// Centres as near as possible to the desired ones (least squares) such that boxes of these sizes, in the same order,
/// don't overlap and stay within the bounds.
///
/// Boxes that don't fit together are squeezed evenly over the whole range.
///
/// - Parameters:
///   - desired: in ascending order.
/// - Source: pool adjacent violators (Ayer et al. 1955), on positions less the room of the boxes before.
func spread(_ desired: [Double], sizes: [Double], within bounds: ClosedRange<Double>) -> [Double] {
  guard !desired.isEmpty else { return [] }
  let room = bounds.upperBound - bounds.lowerBound
  let total = sizes.reduce(0, +)
  guard total <= room else {
    var edge = bounds.lowerBound
    return sizes.map { size in
      let share = size / total * room
      defer { edge += share }
      return edge + share / 2
    }
  }
  // Left edges less everything to the left: these must not decrease.
  var before = 0.0
  var offsets: [Double] = []
  var pools: [(sum: Double, count: Int)] = []
  for (center, size) in zip(desired, sizes) {
    offsets.append(before)
    pools.append((center - size / 2 - before, 1))
    before += size
    while pools.count > 1 {
      let last = pools[pools.count - 1]
      let previous = pools[pools.count - 2]
      guard previous.sum / Double(previous.count) > last.sum / Double(last.count) else { break }
      pools.removeLast(2)
      pools.append((previous.sum + last.sum, previous.count + last.count))
    }
  }
  var centers: [Double] = []
  for pool in pools {
    let level = min(max(pool.sum / Double(pool.count), bounds.lowerBound), bounds.upperBound - total)
    for _ in 0..<pool.count {
      let index = centers.count
      centers.append(level + offsets[index] + sizes[index] / 2)
    }
  }
  return centers
}
