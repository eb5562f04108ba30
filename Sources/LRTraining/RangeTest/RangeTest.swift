#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A learning-rate range test as a library makes it: the rates of its batches, how it smooths their losses, and when it
/// stops. Checked against fastai 2.8.12, torch-lr-finder 0.2.2 and Lightning 2.6.6.
public struct RangeTest: Sendable, Hashable {
  public enum Library: String, Sendable, Hashable, CaseIterable {
    /// `Learner.lr_find`
    case fastai
    /// `LRFinder.range_test`
    case torchLRFinder = "torch-lr-finder"
    /// `Tuner.lr_find`
    case lightning
  }

  /// How the rates rise.
  public enum Spacing: String, Sendable, Hashable, CaseIterable {
    case exponential, linear
  }

  public var library: Library
  public var start: Double
  public var end: Double
  /// The number of batches, N.
  public var count: Int
  public var spacing: Spacing
  /// The test stops where the smoothed loss is more than so many times the best; nil never stops.
  public var divergence: Double?
  /// The weight of a new loss, of torch-lr-finder; 0 smooths nothing.
  public var smoothing: Double
  /// Recorded batches that the suggestion leaves out at both ends; fastai leaves out N/10 at the start.
  public var skipStart: Int
  public var skipEnd: Int

  /// A test with the library's own settings. fastai itself has no linear rates; with them it is the same rule.
  public init(_ library: Library, from start: Double, to end: Double, count: Int, spacing: Spacing = .exponential) {
    self.library = library
    self.start = start
    self.end = end
    self.count = count
    self.spacing = spacing
    smoothing = 0.05
    switch library {
    case .fastai: (divergence, skipStart, skipEnd) = (4, max(0, count) / 10, 5)
    case .torchLRFinder: (divergence, skipStart, skipEnd) = (5, 10, 5)
    case .lightning: (divergence, skipStart, skipEnd) = (4, 10, 1)
    }
  }

  /// The rates of the batches, if nothing stops the test.
  public var rates: [Double] { (0..<max(0, count)).map(rate) }

  /// The rate of one batch, 0 ..< N.
  public func rate(of batch: Int) -> Double {
    let share =
      switch library {
      case .fastai: Double(batch) / Double(count)
      // One batch has the first rate.
      case .torchLRFinder: Double(batch) / Double(max(1, count - 1))
      // The step 1/N is left out.
      case .lightning: batch == 0 ? 0 : Double(batch + 1) / Double(count)
      }
    switch spacing {
    case .exponential: return start * pow(end / start, share)
    case .linear: return start + share * (end - start)
    }
  }

  /// What a library records of the losses of its batches, one after the other.
  public struct Monitor: Sendable {
    private let test: RangeTest
    private var mean = 0.0
    private var best = Double.infinity
    /// The smoothed loss of each batch.
    public private(set) var smoothed: [Double] = []

    public init(_ test: RangeTest) { self.test = test }

    /// Takes the loss of the next batch.
    ///
    /// - Returns: whether the library stops after it. No library stops at a loss that is NaN, which compares false.
    public mutating func add(_ loss: Double) -> Bool {
      let batch = smoothed.count
      let value: Double
      switch test.library {
      case .fastai:
        mean = 0.98 * mean + 0.02 * loss
        value = mean / (1 - pow(0.98, Double(batch + 1)))
        if value < best { best = value }
      case .torchLRFinder:
        if let last = smoothed.last {
          value = test.smoothing > 0 ? test.smoothing * loss + (1 - test.smoothing) * last : loss
          if value < best { best = value }
        } else {
          value = loss
          best = loss
        }
      case .lightning:
        mean = 0.98 * mean + 0.02 * loss
        // One more than its count: its first smoothed loss is about half of the loss.
        value = mean / (1 - pow(0.98, Double(batch + 2)))
      }
      smoothed.append(value)
      var stops = test.divergence.map { value > $0 * best } ?? false
      if test.library == .lightning {
        // The best before this batch counts, and the first batch has none.
        if batch == 0 { stops = false }
        if value < best || batch == 0 { best = value }
      }
      return stops
    }
  }

  /// What the library records where its batches have these losses: it may stop before the last one.
  public func smoothed(_ losses: [Double]) -> [Double] {
    var monitor = Monitor(self)
    for loss in losses where monitor.add(loss) { break }
    return monitor.smoothed
  }
}
