import LRCore

/// Series of training runs as text: `run,series,step,epoch,value`, long, one row a value, empty where it is not finite.
///
/// `group` names the parameter group of a rate where a run has several, `repeat` counts the seeds from 0 where there are
/// several.
public struct TrainingSeriesTable: Sendable {
  private let series: [TrainingSeries]
  private let hasGroups: Bool
  private let hasRepeats: Bool

  /// - Parameter groups: for each run its repeats.
  public init(_ groups: [[TrainingRecord]]) {
    series = TrainingSeries.all(groups)
    hasGroups = series.contains { $0.group != nil }
    hasRepeats = groups.contains { $0.count > 1 }
  }

  /// Gives the text in pieces of some 64 KiB, so that it never stands in memory as a whole.
  public func write<Failure: Error>(_ take: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    var bytes = Array("run,series,step,epoch,value\(hasGroups ? ",group" : "")\(hasRepeats ? ",repeat" : "")\n".utf8)
    let comma = UInt8(ascii: ",")
    var (step, epoch, value) = (NumberText(.empty), NumberText(.empty), NumberText(.empty))
    for one in series {
      let head = Array((csvField(one.run) + "," + one.name + ",").utf8)
      let tail = Array(
        ((hasGroups ? "," + csvField(one.group ?? "") : "") + (hasRepeats ? ",\(one.repetition)" : "") + "\n").utf8)
      for index in one.values.indices {
        step.set(Double(one.step(index)))
        epoch.set(one.epoch(index))
        value.set(one.values[index])
        bytes += head
        step.append(to: &bytes)
        bytes.append(comma)
        epoch.append(to: &bytes)
        bytes.append(comma)
        value.append(to: &bytes)
        bytes += tail
        guard bytes.count >= 1 << 16 else { continue }
        try take(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try take(bytes)
  }
}
