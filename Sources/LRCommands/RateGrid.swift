import LRCore
import LRTraining

/// The rates of a range test, and which libraries read it.
struct RateGrid: Sendable {
  /// Of the batches.
  private(set) var rates: [Double]
  let isLogarithmic: Bool
  /// The library's test, where the run is made as a library makes it.
  private(set) var own: RangeTest?

  var count: Int { rates.count }

  /// How the losses are read: by the one library, or by each with its own settings.
  var readers: [RangeTest] {
    if let own { return [own] }
    return RangeTest.Library.allCases.map {
      RangeTest(
        $0, from: rates.first ?? 0, to: rates.last ?? 0, count: count, spacing: isLogarithmic ? .exponential : .linear)
    }
  }

  /// fastai's valley takes time with the square of their number.
  static let mostBatches = 10_000

  /// - Parameters:
  ///   - text: `--rates`.
  ///   - steps: `--steps`.
  ///   - library: `--like`.
  init(_ text: String?, steps: String?, _ library: RangeTest.Library?) throws(Failure) {
    let text = try given(text, "--rates")
    let count = try wholeNumber(steps, "--steps", 2...Self.mostBatches)
    if text != nil, count != nil {
      throw Failure(
        usage: "--rates and --steps both say how many batches there are: give one of them",
        zh: "--rates 与 --steps 都规定了批次数：请只给一个")
    }
    guard let text else {
      isLogarithmic = true
      let count = count ?? 100
      let (low, high) = library == .lightning ? (1e-8, 1.0) : (1e-7, 10)
      own = library.map { RangeTest($0, from: low, to: high, count: count) }
      rates =
        own?.rates
        ?? NumberAxis.values(from: low, to: high, count: count, isLogarithmic: true)
      return
    }
    guard let values = NumberAxis.values(text), let first = values.first, let last = values.last else {
      try NumberAxis.refuseUncounted(text, count: 100)
      throw Failure(
        usage:
          "'\(text)' is no grid of rates: log:1e-7..10:100, lin:0.01..1:50, or rising numbers above 0 such as 0.01,0.1,1; at most 1000",
        zh: "“\(text)”不是学习率网格：可写 log:1e-7..10:100、lin:0.01..1:50 或递增的正数如 0.01,0.1,1；最多 1000 个")
    }
    guard values.allSatisfy(\.isFinite), (last / first).isFinite else {
      throw Failure(
        usage: "'\(text)' goes too far: rates are at most 1e308 times the first", zh: "“\(text)”范围过大：学习率最多为首个的 1e308 倍")
    }
    isLogarithmic = !text.hasPrefix("lin:")
    guard let library else {
      rates = values
      return
    }
    guard text.hasPrefix("log:") || text.hasPrefix("lin:") else {
      throw Failure(
        usage: "--like makes the rates from two ends and a number: --rates log:1e-7..10:100, no list",
        zh: "--like 由两端与个数生成学习率：应写 --rates log:1e-7..10:100，而不是列表")
    }
    guard isLogarithmic || library != .fastai else {
      throw Failure(
        usage: "fastai's range test has no linear rates: give --rates log:LO..HI:N",
        zh: "fastai 的范围测试没有线性学习率：请用 --rates log:LO..HI:N")
    }
    let test = RangeTest(
      library, from: first, to: last, count: values.count, spacing: isLogarithmic ? .exponential : .linear)
    own = test
    rates = test.rates
    isSaid = true
  }

  /// Whether the user said where the rates begin.
  private var isSaid = false

  /// The same for one optimizer: torch-lr-finder begins at the optimizer's own rate where nothing else is said.
  func starting(for run: PlannedRun) throws(Failure) -> RateGrid {
    guard let own, own.library == .torchLRFinder, !isSaid, run.optimizer.statesRate else { return self }
    let start = run.optimizer.recipe.rate
    guard start > 0, start < own.end else {
      throw Failure(
        usage: "torch-lr-finder begins at the optimizer's own rate, \(shortest(start)), and ends at "
          + "\(shortest(own.end)): give a smaller lr, or --rates",
        zh: "torch-lr-finder 从优化器自身的学习率 \(shortest(start)) 开始，到 \(shortest(own.end)) 结束：请给出更小的 lr，或用 --rates")
    }
    var grid = self
    var test = own
    test.start = start
    grid.own = test
    grid.rates = test.rates
    return grid
  }
}

extension NumberAxis {
  /// Refuses a grid that lacks nothing but its count.
  static func refuseUncounted(_ text: String, count: Int) throws(Failure) {
    let prefix = text.hasPrefix("log:") || text.hasPrefix("lin:") ? "" : "log:"
    let whole = prefix + text + (text.hasSuffix(":") ? "" : ":") + "\(count)"
    guard text.contains(".."), values(whole) != nil else { return }
    throw Failure(
      usage: "'\(text)' does not give the number of rates: write \(whole)", zh: "“\(text)”没有给出学习率的个数：写作 \(whole)")
  }
}
