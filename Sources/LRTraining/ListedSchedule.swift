import LRSchedules

/// A rate of its own for each update; the last one stays. 0 of none.
struct ListedSchedule: Schedule {
  var values: [Double]

  func rate(at step: Int) -> Double { values.isEmpty ? 0 : values[min(step, values.count - 1)] }
}
