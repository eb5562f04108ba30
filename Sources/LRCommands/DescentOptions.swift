import ArgumentParser
import LRCore
import LROptimizers

/// Where descents start, and how their rates are found.
struct DescentOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: helpText(
      "Where all start: x,y, such as -1.5,2; of a curve x (default: the surface's own).",
      zh: "共同起点 x,y，如 -1.5,2；曲线只需 x", value: "x,y"))
  var start: String?

  @Flag(
    help: helpText(
      "Find each optimizer's best rate on a log grid; a spec with lr= keeps it.", zh: "在对数网格上寻找最佳学习率；有 lr= 的不变")
  )
  var tune = false

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Descents of each optimizer for --tune (default: 21).", zh: "--tune 为每个优化器尝试的次数（默认 21）", value: "n"))
  var budget: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Ends of the grid of --tune (default: 1e-5,10).", zh: "--tune 的网格两端（默认 1e-5,10）", value: "a,b"))
  var tuneRange: String?

  /// How rates are to be found, if they are.
  ///
  /// - Parameter baseRate: `--lr`, which leaves nothing to find.
  func tuning(baseRate: Double?) throws(Failure) -> Tuning? {
    let budget = try wholeNumber(budget, "--budget", 2...1000)
    let range = try interval(tuneRange, "--tune-range")
    guard tune else {
      if let option = budget != nil ? "--budget" : range != nil ? "--tune-range" : nil {
        throw Failure(usage: "\(option) is about --tune: give that as well", zh: "\(option) 用于 --tune：请同时给出 --tune")
      }
      return nil
    }
    guard baseRate == nil else {
      throw Failure(
        usage: "--lr and --tune exclude each other: --tune looks for the rates",
        zh: "--lr 与 --tune 不能同时使用：--tune 会自行寻找学习率")
    }
    if let range, range.lowerBound <= 0 {
      throw Failure(
        usage: "--tune-range is of positive rates, not \(shortest(range.lowerBound)),\(shortest(range.upperBound))",
        zh: "--tune-range 的学习率须为正，而不是 \(shortest(range.lowerBound)),\(shortest(range.upperBound))")
    }
    return Tuning(budget: budget ?? 21, range: range ?? Tuning.standardRange)
  }

  /// The start that was asked for; y is 0 on a curve.
  func place(isCurve: Bool) throws(Failure) -> (x: Double, y: Double)? {
    guard let text = try given(start, "--start") else { return nil }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { !$0.isWhitespace } }
    let numbers = parts.compactMap { decimalNumber($0) }
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
