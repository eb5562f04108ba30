import Foundation
import LRCore
import Testing

@testable import LROptimizers

/// A row of Tests/Fixtures/optimizers.jsonl: the path that a framework's own optimizer took.
struct OptimizerRow: Sendable, CustomTestStringConvertible {
  var id: String
  var spec: String
  var surface: String
  var start: [Double]
  var path: [[Double]]
  /// How much a rounding error grows along the path.
  var sensitivity: Double
  var negates: Bool

  var testDescription: String { "\(id) \(surface) \(spec)" }

  static let all: [OptimizerRow] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/optimizers.jsonl")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { OptimizerRow(line: String($0)) }
  }()

  init?(line: String) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let id = object["id"] as? String, let framework = object["framework"] as? String,
      let name = object["name"] as? String, let arguments = object["args"] as? [String: Any],
      let surface = object["surface"] as? String, let start = object["start"] as? [Double],
      let path = object["path"] as? [[Double]], let sensitivity = object["sensitivity"] as? Double
    else { return nil }
    (self.id, self.surface, self.start, self.path, self.sensitivity) = (id, surface, start, path, sensitivity)
    negates = object["negate"] as? Bool ?? false
    var words = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.value($0.value))" }
    if let clip = object["clip"] as? [String: Any] {
      if let order = clip["norm_type"] { words.append("clip_norm_type=\(Self.value(order))") }
      if let norm = clip["max_norm"] as? Double { words.append("clip_norm=\(shortest(norm))") }
      if let limit = clip["clip_value"] as? Double { words.append("clip_value=\(shortest(limit))") }
    }
    spec = "\(framework).\(name)" + (words.isEmpty ? "" : ":" + words.joined(separator: ","))
  }

  private static func value(_ value: Any) -> String {
    switch value {
    case let number as NSNumber:
      return ["c", "B"].contains(String(cString: number.objCType))
        ? "\(number.boolValue)" : shortest(number.doubleValue)
    case let list as [Any]: return "[" + list.map { self.value($0) }.joined(separator: ",") + "]"
    default: return "\(value)"
    }
  }
}

@Suite("the frameworks' own paths")
struct OptimizerReferenceTests {
  @Test("the fixture is there")
  func rows() {
    #expect(OptimizerRow.all.count == 76)
  }

  @Test("every point of every path is met to 1e-8 times the row's sensitivity", arguments: OptimizerRow.all)
  func paths(row: OptimizerRow) throws {
    let chain = try SpecParser.chain(row.spec)
    let recipe = try Optimizers.build(chain.phases[0], of: chain)
    let surfaceChain = try SpecParser.chain(row.surface)
    let test = try Surfaces.build(surfaceChain.phases[0], of: surfaceChain, in: RunContext())
    let surface: any Surface = row.negates ? Negated(base: test.surface) : test.surface
    let path = Descent(on: surface, recipe, from: (row.start[0], row.start[1]), steps: row.path.count - 1).run(
      named: "")
    try #require(path.x.count == row.path.count)
    // The tolerance that the rows were chosen for: a rounding of one step, amplified along the path.
    let tolerance = 1e-8 * max(1, row.sensitivity * 1e-6)
    for (step, point) in row.path.enumerated() {
      let scale = max(1e-3, max(abs(point[0]), abs(point[1])))
      let error = max(abs(path.x[step] - point[0]), abs(path.y[step] - point[1])) / scale
      if error > tolerance {
        Issue.record(
          "at step \(step): (\(path.x[step]), \(path.y[step])), not (\(point[0]), \(point[1])); error \(error)")
        break
      }
    }
  }
}

private struct Negated: Surface {
  var base: any Surface
  func value(_ x: Double, _ y: Double) -> Double { -base.value(x, y) }
  func gradient(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    let gradient = base.gradient(x, y)
    return (-gradient.x, -gradient.y)
  }
  func hessian(_ x: Double, _ y: Double) -> (xx: Double, xy: Double, yy: Double) {
    let hessian = base.hessian(x, y)
    return (-hessian.xx, -hessian.xy, -hessian.yy)
  }
}
