import LRCore
import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A mark on an axis: where, and what stands beside it (nothing beside a minor one).
public struct Tick: Sendable, Hashable {
  public var value: Double
  public var label: RichText?

  public init(_ value: Double, _ label: RichText?) {
    self.value = value
    self.label = label
  }
}

/// The marks of an axis and, where labels leave out a common factor, its power of ten.
public struct TickSet: Sendable, Hashable {
  public var ticks: [Tick]
  /// Labels times 10 to this power are the values.
  public var exponent: Int

  public init(_ ticks: [Tick], exponent: Int = 0) {
    self.ticks = ticks
    self.exponent = exponent
  }
}

/// How the numbers of an axis are written.
public enum TickStyle: Sendable, Hashable {
  /// Decimals; very large and very small values share a power of ten.
  case plain
  /// Whole numbers with k, M, G.
  case count
}

extension AxisScale {
  /// At most about `count` labelled ticks.
  public func ticks(atMost count: Int, style: TickStyle = .plain) -> TickSet {
    switch kind {
    case .linear: linearTicks(in: domain, atMost: max(2, count), style: style)
    case .logarithmic: logarithmicTicks(in: domain, atMost: max(2, count), zero: showsZero, style: style)
    }
  }
}

/// The smallest of 1, 2, 5, 10, ... times a power of ten that is at least `raw`, as mantissa and exponent.
///
/// - Precondition: `raw` is positive, finite, and not so small that it has lost digits.
func niceStep(_ raw: Double) -> (mantissa: Int, exponent: Int) {
  var exponent = decimalExponent(raw)
  let part = raw / pow(10, Double(exponent))
  for mantissa in [1, 2, 5] where part <= Double(mantissa) * (1 + 1e-9) { return (mantissa, exponent) }
  exponent += 1
  return (1, exponent)
}

func linearTicks(in domain: ClosedRange<Double>, atMost count: Int, style: TickStyle) -> TickSet {
  let largest = max(abs(domain.lowerBound), abs(domain.upperBound))
  guard largest > 0 else { return TickSet([]) }
  // Numbers so small that they have few digits are counted in units of 10^-300, where they have all of theirs; and no
  // step is smaller than the smallest number.
  let shift = largest < 1e-290 ? 300 : 0
  let (low, high) = (domain.lowerBound * power10(shift), domain.upperBound * power10(shift))
  let raw = max(high / Double(count) - low / Double(count), .leastNonzeroMagnitude * power10(shift))
  guard raw > 0, raw.isFinite else { return TickSet([]) }
  var (mantissa, exponent) = niceStep(raw)
  exponent -= shift
  // Counts beyond these have no name.
  let counts = style == .count && largest < 1e15
  if counts, exponent < 0 { (mantissa, exponent) = (1, 0) }
  // Indices count in steps; multiplying integers keeps 0.3 from becoming 0.30000000000000004.
  let step = Double(mantissa) * power10(exponent + shift)
  let first = ceil(low / step - 1e-9)
  let last = floor(high / step + 1e-9)
  guard last >= first, last - first < 1000 else { return TickSet([]) }
  let indices = stride(from: first, through: last, by: 1)
  if counts {
    let (unit, suffix) = countUnit(largest)
    return TickSet(
      indices.map { index in
        let value = decimal(index * Double(mantissa), exponent)
        let digits = max(0, unit - exponent)
        return Tick(
          value, RichText(value == 0 ? "0" : fixed(index * Double(mantissa), exponent - unit, digits) + suffix))
      })
  }
  let magnitude = DecimalDigits(largest)?.exponent ?? 0
  let shared = magnitude < -3 || magnitude >= 6 ? magnitude : 0
  let digits = max(0, shared - exponent)
  let ticks = indices.map { index in
    let units = index * Double(mantissa)
    return Tick(decimal(units, exponent), RichText(units == 0 ? "0" : fixed(units, exponent - shared, digits)))
  }
  return TickSet(ticks.filter { $0.value.isFinite }, exponent: shared)
}

/// Decades, thinned where there are many, with 2 and 5 between them where there are few; plain ticks within a decade.
func logarithmicTicks(
  in domain: ClosedRange<Double>, atMost count: Int, zero: Bool, style: TickStyle = .plain
) -> TickSet {
  let low = log10(domain.lowerBound)
  let high = log10(domain.upperBound)
  let first = Int(clamping: ceil(low - 1e-9), to: -400...400)
  let last = Int(clamping: floor(high + 1e-9), to: -400...400)
  let decades = last - first + 1
  var ticks: [Tick] = zero ? [Tick(0, "0")] : []
  if high - low < 0.9 {
    var inner = linearTicks(in: domain, atMost: count, style: .plain)
    inner.ticks = ticks + inner.ticks
    return inner
  }
  let every = max(1, (decades + count - 1) / count)
  let between = decades >= 1 && every == 1 && 3 * decades <= count
  // Around 1 readers know the decimals better: 0.05, 0.1, 0.2; and counts at any rate: 1, 10, 100.
  let isPlain =
    domain.lowerBound >= 0.00999 && domain.upperBound <= (style == .count ? 10_001 : 1001)
    && (domain.upperBound >= 0.999 || domain.lowerBound > 0.05)
  func label(_ mantissa: Int, _ decade: Int) -> RichText {
    isPlain ? quantityLabel(decimal(Double(mantissa), decade)) : powerLabel(mantissa, decade)
  }
  for decade in (first - 1)...(last + 1) {
    for mantissa in 1...9 {
      let value = decimal(Double(mantissa), decade)
      // The smallest numbers have no digits for all of these.
      guard value > ticks.last?.value ?? 0, value.isFinite, value >= domain.lowerBound * (1 - 1e-9),
        value <= domain.upperBound * (1 + 1e-9)
      else { continue }
      let major = mantissa == 1 && (decade - first) % every == 0
      if major {
        ticks.append(Tick(value, label(1, decade)))
      } else if between && (mantissa == 2 || mantissa == 5) {
        ticks.append(Tick(value, label(mantissa, decade)))
      } else if every == 1 || (mantissa == 1 && decades <= 40) {
        // Of more decades the lines would be a grey ground.
        ticks.append(Tick(value, nil))
      }
    }
  }
  return TickSet(ticks)
}

/// `10⁻³`, `2×10⁻³`; 1 and 10 as they are.
func powerLabel(_ mantissa: Int, _ exponent: Int) -> RichText {
  if exponent == 0 { return RichText("\(mantissa)") }
  if exponent == 1 { return RichText("\(mantissa * 10)") }
  let power = RichText("10") + .superscript(exponent < 0 ? "−\(-exponent)" : "\(exponent)")
  return mantissa == 1 ? power : RichText("\(mantissa)×") + power
}

/// A quantity in words as short as its three significant digits allow: `0.1`, `0.0316`, `1.5×10⁻⁵`.
public func quantityLabel(_ value: Double, digits: Int = 3) -> RichText {
  guard value != 0, let decimal = DecimalDigits(value)?.rounded(to: digits) else {
    return RichText(value == 0 ? "0" : value > 0 ? "∞" : value < 0 ? "−∞" : "NaN")
  }
  let sign = value < 0 ? "−" : ""
  let (units, kept, exponent) = (Double(decimal.units), decimal.digits.count, decimal.exponent)
  if exponent >= -3 && exponent < 5 {
    let places = max(0, kept - 1 - exponent)
    return RichText(sign + fixed(units, exponent - kept + 1, places).replacingMinus())
  }
  let power = RichText("10") + .superscript(exponent < 0 ? "−\(-exponent)" : "\(exponent)")
  if units == 1 { return RichText(sign) + power }
  return RichText(sign + fixed(units, 1 - kept, kept - 1) + "×") + power
}

/// A count with thousands apart by thin spaces from five digits on: `9000`, `10 000`.
public func countLabel(_ count: Int) -> String {
  let digits = String(abs(count))
  guard digits.count > 4 else { return (count < 0 ? "−" : "") + digits }
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "\u{2009}" }
    text.append(digit)
  }
  return (count < 0 ? "−" : "") + text
}

private func countUnit(_ largest: Double) -> (exponent: Int, suffix: String) {
  switch largest {
  case 1e12...: (12, "T")
  case 1e9...: (9, "G")
  case 1e6...: (6, "M")
  case 1e4...: (3, "k")
  default: (0, "")
  }
}

/// The power of ten of the first digit; -400 of 0.
func decimalExponent(_ value: Double) -> Int { Int(clamping: floor(log10(value)), to: -400...400) }

func power10(_ exponent: Int) -> Double { pow(10, Double(exponent)) }

/// `units * 10^exponent`, dividing for negative exponents so that 3 * 10^-1 is 0.3.
func decimal(_ units: Double, _ exponent: Int) -> Double {
  if exponent >= 0 { return units * power10(exponent) }
  return exponent > -300 ? units / power10(-exponent) : units / power10(300) / power10(-exponent - 300)
}

/// `units * 10^exponent` with exactly `digits` decimals; exact as `units` is whole.
func fixed(_ units: Double, _ exponent: Int, _ digits: Int) -> String {
  let scaled = (units * power10(exponent + digits)).rounded()
  guard abs(scaled) < 9e15 else { return decimal(units, exponent).description }
  let whole = Int(clamping: abs(scaled))
  var text = String(whole)
  if digits > 0 {
    if text.count <= digits { text = String(repeating: "0", count: digits - text.count + 1) + text }
    text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
  }
  return (scaled < 0 ? "−" : "") + text
}

extension String {
  fileprivate func replacingMinus() -> String { String(map { $0 == "-" ? "−" : $0 }) }
}
