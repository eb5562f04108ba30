import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where values stand on an axis: a map from the domain to 0...1.
///
/// A logarithmic scale may carry a band for 0: the lowest part of the axis, cut off by a break mark, in which every
/// value that has no logarithm stands.
public struct AxisScale: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case linear, logarithmic }

  public let kind: Kind
  /// Finite, `lower < upper`; positive when logarithmic.
  public let domain: ClosedRange<Double>
  /// Whether the lowest part stands for 0 (logarithmic only).
  public let showsZero: Bool

  /// The share of the axis that the band for 0 takes, and where the break mark stands in it.
  public static let zeroBand = 0.09

  /// A scale that covers `values`, widened where they are all alike.
  public init(_ kind: Kind, covering values: ClosedRange<Double>, showsZero: Bool = false) {
    self.kind = kind
    self.showsZero = showsZero && kind == .logarithmic
    let limit = Double.greatestFiniteMagnitude
    var low = max(-limit, min(limit, values.lowerBound))
    var high = max(-limit, min(limit, values.upperBound))
    switch kind {
    case .linear:
      let magnitude = max(abs(low), abs(high))
      if high - low <= magnitude * 1e-14 || high == low {
        // A constant: room on both sides, so that the line stands in the middle.
        let room = magnitude == 0 ? 1 : max(magnitude * 0.1, .leastNonzeroMagnitude)
        low -= room
        high += room
      }
      low = max(low, -limit)
      high = min(high, limit)
    case .logarithmic:
      low = max(low, .leastNonzeroMagnitude)
      high = max(high, low)
      if high / low < 1 + 1e-12 {
        low = max(low / 2, .leastNonzeroMagnitude)
        high = min(high * 2, limit)
      }
    }
    domain = low...high
  }

  /// 0 at the lower end of the axis, 1 at the upper; beyond that outside the domain, at most a billion axes away.
  public func unit(_ value: Double) -> Double {
    let unit = exactUnit(value)
    return unit.isNaN ? unit : max(-Self.farthest, min(Self.farthest, unit))
  }

  /// Farther away from an axis than this nothing can be told apart, and pictures have no such coordinates.
  private static let farthest = 1e9

  private func exactUnit(_ value: Double) -> Double {
    switch kind {
    case .linear: return domain.part(of: value)
    case .logarithmic:
      let part =
        value > 0
        ? (log10(value) - log10(domain.lowerBound)) / (log10(domain.upperBound) - log10(domain.lowerBound))
        : -.infinity
      guard showsZero else { return part.isFinite ? part : -10 }
      return part < 0 ? (value > 0 ? Self.zeroBand * max(0, 1 + part) : 0) : Self.zeroBand + (1 - Self.zeroBand) * part
    }
  }

  /// Whether the value lies in the domain (or is 0 on a scale that shows it).
  public func covers(_ value: Double) -> Bool {
    domain.contains(value) || (showsZero && value <= 0)
  }
}
