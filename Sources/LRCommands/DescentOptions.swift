import ArgumentParser
import LRCore
import LROptimizers

/// Where descents start, and how their rates are found.
struct DescentOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: helpText(
      "Where all start: x,y, such as -1.5,2; of a curve x (default: the surface's own).",
      zh: "共同的起点 x,y，例如 -1.5,2；曲线只需 x（默认由曲面给定）", value: "x,y"))
  var start: String?

  /// The start that was asked for; y is 0 on a curve.
  func place(isCurve: Bool) throws(Failure) -> (x: Double, y: Double)? {
    guard let text = try given(start, "--start") else { return nil }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { !$0.isWhitespace } }
    let numbers = parts.compactMap { Double($0) }.filter(\.isFinite)
    if isCurve {
      guard parts.count == 1, numbers.count == 1 else {
        throw Failure(
          usage: "--start of a curve is one finite number, such as -1.5, not '\(text)'",
          zh: "曲线的 --start 应为一个有限的数，例如 -1.5，而不是“\(text)”")
      }
      return (numbers[0], 0)
    }
    guard parts.count == 2, numbers.count == 2 else {
      throw Failure(
        usage: "--start is two finite numbers with a comma, such as -1.5,2, not '\(text)'",
        zh: "--start 应为用逗号分隔的两个有限的数，例如 -1.5,2，而不是“\(text)”")
    }
    return (numbers[0], numbers[1])
  }
}
