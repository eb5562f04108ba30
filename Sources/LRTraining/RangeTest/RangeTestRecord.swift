import LRCore
import Synchronization

/// A range test that was made: the loss of each batch at its rate, and what the libraries make of it.
public struct RangeTestRecord: Sendable {
  /// What a library records of the losses, and suggests.
  public struct Reading: Sendable {
    public var test: RangeTest
    /// Its smoothed losses, up to the batch after which it stops.
    public var smoothed: [Double]
    public var suggestions: [Suggested]
    /// Whether its stopping rule ended the test before the last rate.
    public var stops: Bool
    /// The smoothed losses that its rules look at.
    public var kept: Range<Int>

    public var library: RangeTest.Library { test.library }
  }

  public struct Suggested: Sendable, Hashable {
    public var rule: RateRule
    public var suggestion: RateSuggestion
  }

  /// A training run at one constant rate from the same first weights.
  public struct Check: Sendable, Hashable {
    public var rate: Double
    /// nil of a run that diverged.
    public var loss: Double?

    public init(rate: Double, loss: Double?) {
      self.rate = rate
      self.loss = loss
    }
  }

  public var name: String
  public var spec: String
  /// Of all batches that were planned.
  public var rates: [Double]
  /// The loss of each batch before its update, as far as the test went; only the last one may be not finite.
  public var losses: [Double]
  public var stepsPerEpoch: Int
  /// The update at whose end a loss, or a weight, was no longer finite.
  public var divergedAt: Int?
  /// Batches that were done when the user stopped the test; what a library stops at is in `readings`.
  public var stoppedAt: Int?
  public var readings: [Reading]
  /// By rising rate.
  public var checks: [Check] = []
  /// The validation loss before training.
  public var startLoss: Double

  /// - Parameters:
  ///   - rates: of all batches that were planned.
  ///   - tests: of the libraries that read the losses.
  public init(_ record: TrainingRecord, rates: [Double], tests: [RangeTest]) {
    name = record.name
    spec = record.spec
    self.rates = rates
    losses = record.loss
    stepsPerEpoch = record.stepsPerEpoch
    divergedAt = record.divergedAt
    stoppedAt = record.stoppedAt
    startLoss = record.evaluations.first?.loss ?? .nan
    // With weights that are not finite every later loss would be NaN, which stops no library.
    let later = record.divergedAt == nil ? 0 : rates.count - record.loss.count
    let all = record.loss + [Double](repeating: .nan, count: max(0, later))
    readings = tests.map { Reading($0, rates: rates, losses: all) }
  }

  /// The check at a rate.
  public func check(at rate: Double) -> Check? { checks.first { $0.rate == rate } }

  /// The rates that are suggested, each once, rising.
  public var suggestedRates: [Double] {
    Set(readings.flatMap(\.suggestions).compactMap(\.suggestion.rate).filter { $0 > 0 && $0.isFinite }).sorted()
  }

  /// The suggested rate whose real run ended lowest; nil where there are not two to choose from.
  public var bestSuggested: Check? {
    let made = suggestedRates.compactMap { check(at: $0) }
    return made.count > 1 ? Self.lowest(made) : nil
  }

  /// The lowest of all real runs.
  public var lowestCheck: Check? { Self.lowest(checks) }

  private static func lowest(_ checks: [Check]) -> Check? {
    checks.filter { $0.loss != nil }.min { ($0.loss ?? 0) < ($1.loss ?? 0) }
  }

  /// Rates for real runs: `count` from half a decade below the lowest suggestion to a decade above the highest and
  /// somewhat above the lowest loss, rounded to two digits, and the suggested ones themselves. Linear ones go through the whole range.
  public func ratesToCheck(_ count: Int, isLogarithmic: Bool) -> [Double] {
    guard let first = rates.first, let last = rates.last, first < last else { return suggestedRates }
    let suggested = suggestedRates
    var low = max(first, (suggested.first ?? first) / 10.0.squareRoot())
    // A suggestion may be far too low: where the test's own loss is lowest belongs to what is looked at.
    let lowest = losses.indices.filter { losses[$0].isFinite }.min { losses[$0] < losses[$1] }.map { rates[$0] }
    var high = min(last, max((suggested.last ?? last) * 10, (lowest ?? last) * 3, low * 100))
    if !isLogarithmic { (low, high) = (first, last) }
    let grid = NumberAxis.values(from: low, to: high, count: count, isLogarithmic: isLogarithmic).map { rate in
      guard let decimal = DecimalDigits(rate)?.rounded(to: 2),
        let short = Double("\(decimal.units)e\(decimal.exponent - decimal.digits.count + 1)")
      else { return rate }
      return min(last, max(first, short))
    }
    return Set(grid + suggested).sorted()
  }
}

extension RangeTestRecord.Reading {
  init(_ test: RangeTest, rates: [Double], losses: [Double]) {
    self.test = test
    smoothed = test.smoothed(losses)
    var monitor = RangeTest.Monitor(test)
    stops = losses.firstIndex { monitor.add($0) }.map { $0 + 1 < rates.count } ?? false
    let first = min(max(0, test.skipStart), smoothed.count)
    kept = first..<max(first, smoothed.count - max(0, test.skipEnd))
    let recorded = smoothed
    suggestions = RateRule.all(of: test.library).map { rule in
      .init(rule: rule, suggestion: test.suggestion(rule, rates: rates, losses: recorded))
    }
  }
}

extension TrainingSetup {
  /// Trains a run whose rates rise from batch to batch, and lets libraries read its losses.
  ///
  /// - Parameters:
  ///   - run: under the schedule of these rates.
  ///   - tests: how the libraries read.
  ///   - stopping: the library whose stopping rule ends the test; nil goes through all rates, unless the loss stops
  ///     being finite.
  /// - Throws: `TrainingError` as `train` does.
  public func rangeTest(
    of run: TrainingRun, rates: [Double], tests: [RangeTest], stopping: RangeTest? = nil,
    control: TrainingControl = TrainingControl()
  ) throws(TrainingError) -> RangeTestRecord {
    var control = control
    if let stopping {
      let monitor = SharedMonitor(stopping)
      control.isOver = { monitor.stops(after: $0) }
    }
    return RangeTestRecord(try train(run, control: control).record, rates: rates, tests: tests)
  }
}

/// A class, because the closure that asks it is shared.
private final class SharedMonitor: Sendable {
  private let monitor: Mutex<RangeTest.Monitor>
  init(_ test: RangeTest) { monitor = Mutex(RangeTest.Monitor(test)) }
  func stops(after loss: Double) -> Bool { monitor.withLock { $0.add(loss) } }
}
