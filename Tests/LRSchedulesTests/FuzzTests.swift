import LRCore
import LRSchedules
import Testing

/// A small generator with a known sequence (Steele, Lea & Flood 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite("specs at random")
struct FuzzTests {
  private static let letters = Array("abcdestpx_019.-+%:,=()[]{}\"\\@ \n余e^*/<>!²é")
  private static let values = [
    "1", "0", "-1", "0.5", "1e-3", "1e300", "5%", "150%", "3ep", "1e15", "nan", "true", "cosine", "linear", "[1,2,3]",
    "[]", "{1:2}", "(cosine)", "(warmup+step)", "\"lr*t\"", "t/(t-2)", "[(exp),(step:size=2)]", "1-sqrt", "-0.0",
    "\"\"",
    "2", "3", "0.1", "0.02", "10%", "20%", "0.9", "4", "2", "1",
  ]
  private static let entries = Schedules.catalogue.entries.map { ($0.name, $0.parameters.map(\.name), $0.examples) }

  private static let own = entries.filter { !$0.0.contains(".") }

  /// A spec of known names with values of any kind.
  private static func spec(_ random: inout SplitMix64) -> String {
    let phases = (0..<Int.random(in: 1...2, using: &random)).map { _ in
      // Every other one of lrplot's own: most of the others are refused for a required parameter.
      let pool = Bool.random(using: &random) ? own : entries
      let entry = pool[Int.random(in: 0..<pool.count, using: &random)]
      let arguments = (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in
        entry.1.randomElement(using: &random).map { "\($0)=\(values.randomElement(using: &random) ?? "1")" }
      }
      return arguments.isEmpty ? entry.0 : entry.0 + ":" + arguments.joined(separator: ",")
    }
    return phases.joined(separator: "+")
  }

  /// The text with a few characters put in, taken out, replaced or repeated.
  private static func mutated(_ text: String, _ random: inout SplitMix64) -> String {
    var characters = Array(text)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0...characters.count, using: &random)
      let letter = letters.randomElement(using: &random) ?? "x"
      switch Int.random(in: 0...4, using: &random) {
      case 0: characters.insert(letter, at: place)
      case 1: if place < characters.count { characters.remove(at: place) }
      case 2: if place < characters.count { characters[place] = letter }
      case 3:
        let count = Int.random(in: 1...60, using: &random)
        characters.insert(contentsOf: [Character](repeating: letter, count: count), at: place)
      default: characters = Array(characters.prefix(place))
      }
    }
    return String(characters)
  }

  private static func sample(_ random: inout SplitMix64) -> String {
    switch Int.random(in: 0...9, using: &random) {
    case 0:
      return String(
        (0..<Int.random(in: 0...30, using: &random)).map { _ in letters.randomElement(using: &random) ?? "x" })
    case 1...4: return spec(&random)
    case 5...6: return mutated(spec(&random), &random)
    default:
      let example = entries[Int.random(in: 0..<entries.count, using: &random)].2.randomElement(using: &random) ?? "step"
      return mutated(example, &random)
    }
  }

  @Test("25,000 random specs each are planned or refused with words and a place", arguments: [1, 2, 3, 4] as [UInt64])
  func random(seed: UInt64) {
    var random = SplitMix64(state: seed)
    let metrics: [Double] = [1, 0.5, 0.5, 0.5, .nan, 0.4]
    var planned = 0
    for index in 0..<25_000 {
      let spec = Self.sample(&random)
      let context = RunContext(
        steps: index % 17, stepsPerEpoch: index % 3 == 0 ? 4 : nil, baseRate: index % 5 == 0 ? 0 : 0.1,
        metrics: index % 4 == 0 ? metrics : nil)
      do {
        let plan = try Schedules.plan(spec, in: context)
        let kept = plan.rates.prefix((plan.ending?.lastStep ?? context.steps) + 1)
        if plan.rates.count != context.steps + 1 || !kept.allSatisfy(\.isFinite) {
          Issue.record("rates of \(spec.debugDescription)")
        }
        planned += 1
      } catch {
        if error.message.english.isEmpty || error.message.chinese.isEmpty { Issue.record("no words: \(spec)") }
        guard case .spec(let fault) = error else { continue }
        if fault.range.lowerBound < 0 || fault.range.upperBound > fault.source.count {
          Issue.record("\(fault.range) of \(spec.debugDescription)")
        }
        _ = fault.excerpt()
      }
    }
    #expect(planned > 1500, "\(planned) were planned: the generator has become too wild")
  }
}
