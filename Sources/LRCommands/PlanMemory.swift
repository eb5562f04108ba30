import LRCore
import LRSystem

extension Memory {
  /// - Throws: `Failure` where so much can't be had; see `refusal`.
  func check(_ bytes: Int, reserved: Int = 0, for what: Localized, _ advice: Localized) throws(Failure) {
    if let refusal = refusal(of: bytes, reserved: reserved, for: what, advice) { throw Failure(.usage, refusal) }
  }

  /// Values of rates and momenta, over a run, in bytes.
  ///
  /// - Parameters:
  ///   - values: of one schedule; N + 1.
  ///   - evaluated: those that its own scheduler goes through, where it is stepped in another unit.
  ///   - depth: how deep schedules stand within schedules; each level holds what those within it yield.
  static func ofPlans(_ plans: Int, values: Int, evaluated: Int, depth: Int, extra: Int = 0) -> Int {
    // The rates, and once more as they are drawn.
    let kept = saturatingProduct(saturatingProduct(plans, values), 16)
    // Of the one that is evaluated: phases before they are joined, factors before they are multiplied.
    let passing = saturatingProduct(evaluated, 16 + 40 * min(depth, 1000))
    return saturatingSum(saturatingSum(kept, passing), saturatingProduct(values, extra))
  }

  /// How deep schedules stand within a schedule's spec, by its brackets.
  static func depth(of spec: String) -> Int {
    var (depth, deepest) = (0, 0)
    for byte in spec.utf8 {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: continue
      }
      deepest = max(deepest, depth)
    }
    return deepest
  }
}
