import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A rule that suggests a learning rate from a range test.
public enum RateRule: String, Sendable, Hashable, CaseIterable {
  /// fastai: two thirds into the longest falling part.
  case valley
  /// fastai: where, from the right, the slopes 15 batches apart become alike.
  case slide
  /// fastai: a tenth of the rate with the lowest loss.
  case minimum
  /// fastai: the steepest fall over the logarithm of the rate.
  case steep
  /// torch-lr-finder: the steepest fall over the batches.
  case steepest
  /// Lightning: the steepest fall over the rate itself.
  case suggestion

  public var library: RangeTest.Library {
    switch self {
    case .valley, .slide, .minimum, .steep: .fastai
    case .steepest: .torchLRFinder
    case .suggestion: .lightning
    }
  }

  /// The rules of a library.
  public static func all(of library: RangeTest.Library) -> [RateRule] { allCases.filter { $0.library == library } }
}

/// What a rule says about a range test.
public enum RateSuggestion: Sendable, Hashable {
  /// - `index`: of the recorded batch, among all of them.
  case found(index: Int, rate: Double)
  /// The library returns no rate.
  case nothing(Localized)
  /// The library stops with this error.
  case failed(error: String, Localized)

  public var rate: Double? {
    if case .found(_, let rate) = self { rate } else { nil }
  }
}

extension RangeTest {
  /// What a rule of the library suggests from what it recorded, after leaving out what the library leaves out.
  ///
  /// - Parameters:
  ///   - rates: of the recorded batches, and perhaps more.
  ///   - losses: smoothed as the library smooths them, an element for each recorded batch.
  public func suggestion(_ rule: RateRule, rates: [Double], losses: [Double]) -> RateSuggestion {
    let recorded = min(rates.count, losses.count)
    let first = min(max(0, skipStart), recorded)
    var last = max(first, recorded - max(0, skipEnd))
    switch rule.library {
    case .fastai:
      last = losses[first..<last].firstIndex { $0.isNaN } ?? last
    case .torchLRFinder:
      // Two are needed for a slope.
      let needed = skipStart + skipEnd + 2
      if recorded < needed {
        return .failed(
          error: "RuntimeError: Need at least \(needed) iterations to suggest a learning rate. Got \(recorded)",
          Localized(
            "needs at least \(needed) batches, and there are \(recorded)", zh: "至少需要 \(needed) 个批次，而只有 \(recorded) 个"))
      }
    case .lightning:
      // Python's [a:-0] is empty.
      if skipEnd == 0 { last = first }
    }
    let places = Array(first..<last)
    return rule.suggest(
      places: rule == .suggestion ? places.filter { losses[$0].isFinite } : places, rates: rates, losses: losses)
  }
}

extension RateRule {
  /// The rule on all batches, with none left out.
  public func suggestion(rates: [Double], losses: [Double]) -> RateSuggestion {
    suggest(places: Array(0..<min(rates.count, losses.count)), rates: rates, losses: losses)
  }

  /// - Parameter places: the batches that are looked at.
  fileprivate func suggest(places: [Int], rates: [Double], losses: [Double]) -> RateSuggestion {
    let (x, y) = (places.map { rates[$0] }, places.map { losses[$0] })
    func found(_ index: Int) -> RateSuggestion {
      let rate = rates[places[index]]
      return .found(index: places[index], rate: self == .minimum ? rate / 10 : rate)
    }
    switch self {
    case .valley:
      guard !y.isEmpty else {
        return tooFew(y.count, 1, "IndexError: index 0 is out of bounds for dimension 0 with size 0")
      }
      let index = valleyIndex(of: y)
      return found(index < 0 ? index + y.count : index)
    case .slide:
      guard y.count > 1 else { return tooFew(y.count, 16, tooSmallForSlope) }
      guard y.count >= 16 else {
        return tooFew(y.count, 16, "IndexError: index -16 is out of bounds for dimension 0 with size \(y.count)")
      }
      return found(slideIndex(of: y))
    case .minimum:
      guard let index = firstLowest(y) else { return tooFew(y.count, 1, emptyMinimum) }
      return found(index)
    case .steep:
      let slopes = zip(zip(y, y.dropFirst()), zip(x, x.dropFirst())).map { losses, rates in
        (losses.1 - losses.0) / (log(rates.1) - log(rates.0))
      }
      guard let index = firstLowest(slopes) else { return tooFew(y.count, 2, emptyMinimum) }
      return found(index)
    case .steepest:
      guard y.count > 1, let index = firstLowest(slopes(of: y)) else { return tooFew(y.count, 2, tooSmallForSlope) }
      return found(index)
    case .suggestion:
      guard y.count > 1, let index = firstLowest(slopes(of: y, over: x)) else {
        return .nothing(
          Localized(
            "fewer than 2 finite losses are left to compute a slope", zh: "剩余的有限损失不足 2 个，无法计算斜率"))
      }
      return found(index)
    }
  }

  private func tooFew(_ count: Int, _ needed: Int, _ error: String) -> RateSuggestion {
    .failed(
      error: error,
      Localized(
        "needs at least \(needed) \(needed == 1 ? "loss" : "losses"), and \(count) are left after trimming",
        zh: "至少需要 \(needed) 个损失，而裁去两端之后只剩 \(count) 个"))
  }
}

private let tooSmallForSlope =
  "ValueError: Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required."
private let emptyMinimum = "IndexError: argmin(): Expected reduction dim 0 to have non-zero size."

/// The first of the smallest values; the first NaN is smaller than every number, as in NumPy and PyTorch.
func firstLowest(_ values: [Double]) -> Int? {
  guard var lowest = values.indices.first else { return nil }
  for index in values.indices {
    if values[index].isNaN { return index }
    if values[index] < values[lowest] { lowest = index }
  }
  return lowest
}

/// `np.gradient`: half the difference of the neighbours, one-sided at both ends.
func slopes(of values: [Double]) -> [Double] {
  let last = values.count - 1
  return values.indices.map { index in
    switch index {
    case 0: values[1] - values[0]
    case last: values[last] - values[last - 1]
    default: (values[index + 1] - values[index - 1]) / 2
    }
  }
}

/// `torch.gradient` with uneven spacing: exact for parabolas inside, one-sided at both ends.
func slopes(of values: [Double], over places: [Double]) -> [Double] {
  let last = values.count - 1
  return values.indices.map { index in
    if index == 0 { return (values[1] - values[0]) / (places[1] - places[0]) }
    if index == last { return (values[last] - values[last - 1]) / (places[last] - places[last - 1]) }
    let left = places[index] - places[index - 1]
    let right = places[index + 1] - places[index]
    let (before, here, after) = (values[index - 1], values[index], values[index + 1])
    return (left * left * after - right * right * before + (right * right - left * left) * here)
      / (left * right * (left + right))
  }
}

/// The index that fastai's valley takes, which may be -1.
private func valleyIndex(of losses: [Double]) -> Int {
  // The length of the longest falling subsequence that ends at each loss.
  var lengths = [Int](repeating: 1, count: losses.count)
  var (start, end) = (0, 0)
  for i in losses.indices.dropFirst() {
    for j in 0..<i {
      if losses[i] < losses[j], lengths[i] < lengths[j] + 1 { lengths[i] = lengths[j] + 1 }
      if lengths[end] < lengths[i] {
        end = i
        start = end - lengths[end]
      }
    }
  }
  // Thirds of (end - start), both cut to whole numbers.
  return start + (end - start) / 3 + (end - start) / 6
}

/// The index that fastai's slide takes.
private func slideIndex(of losses: [Double]) -> Int {
  let slopes = slopes(of: losses)
  var (right, left) = (losses.count - 1, losses.count - 16)
  var index = left
  while left >= 0, abs(slopes[right] - slopes[left]) > 0.005 {
    index = left
    right -= 1
    left -= 1
  }
  return index
}
