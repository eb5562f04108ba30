import Foundation
import LRCore
import Testing

/// A row of Tests/Fixtures/optimizers.jsonl: the path that a framework's own optimizer took.
struct OptimizerRow: Sendable, CustomTestStringConvertible {
  var id: String
  /// The run that says the same: an optimizer, and a schedule after `@`.
  var spec: String
  var surface: String
  /// A = row.matrices[0], B = row.matrices[1] of f(W) = |A W - B|^2 / 2, for the surface `matrix_ls`.
  var matrices: [[[Double]]]
  /// The shape of the one parameter.
  var shape: [Int]
  var start: [Double]
  /// Points as the optimizer holds them.
  var path: [[Double]]
  /// The points to judge it by, after each update, where the framework has others.
  var judged: [[Double]]?
  /// How much a rounding error grows along the path.
  var sensitivity: Double
  /// Whether float32 enters inside the framework.
  var isSinglePrecision: Bool
  var negates: Bool
  /// How often each step of L-BFGS evaluated the loss.
  var evaluations: [Int]?

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
      let name = object["name"] as? String, var arguments = object["args"] as? [String: Any],
      let surface = object["surface"] as? String, let start = object["start"] as? [Double],
      let path = object["path"] as? [[Double]], let sensitivity = object["sensitivity"] as? Double
    else { return nil }
    (self.id, self.surface, self.start, self.path, self.sensitivity) = (id, surface, start, path, sensitivity)
    negates = object["negate"] as? Bool ?? false
    evaluations = object["evaluations"] as? [Int]
    shape = object["shape"] as? [Int] ?? [start.count]
    matrices = ["A", "B"].compactMap { object[$0] as? [[Double]] }
    judged =
      object["path_eval"] as? [[Double]]
      ?? (object["path_slow"] as? [[Double]]).map { Array($0.dropFirst()) }
    isSinglePrecision =
      object["precision"] != nil || (object["note"] as? String ?? "").contains("agreement is limited to about 1e-7")
    // The rows were made on PyTorch.
    if framework == "keras", arguments["backend"] == nil { arguments["backend"] = "torch" }
    var schedule = object["scheduler"] as? [String: Any]
    if let rate = arguments["learning_rate"] as? [String: Any] {
      schedule = rate
      arguments["learning_rate"] = nil
    }
    for step in arguments.removeValue(forKey: "chain_before") as? [[String: Any]] ?? [] {
      let limits = step["args"] as? [String: Any] ?? [:]
      arguments[step["name"] as? String == "clip" ? "clip_value" : "clip_norm"] = limits.values.first
    }
    if let clip = object["clip"] as? [String: Any] {
      arguments["clip_norm_type"] = clip["norm_type"]
      arguments["clip_norm"] = clip["max_norm"]
      arguments["clip_value"] = clip["clip_value"]
    }
    if let every = object["hessian_every"] as? Int { arguments["update_period"] = every }
    spec = Self.spec(framework, name, arguments)
    if let schedule, let name = schedule["name"] as? String, let arguments = schedule["args"] as? [String: Any] {
      // What drives a rate from outside is PyTorch's, whoever made the optimizer.
      spec += "@" + Self.spec(object["scheduler"] == nil ? framework : "torch", name, arguments)
    }
  }

  private static func spec(_ framework: String, _ name: String, _ arguments: [String: Any]) -> String {
    let words = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\(value($0.value, framework))" }
    return "\(framework).\(name)" + (words.isEmpty ? "" : ":" + words.joined(separator: ","))
  }

  private static func value(_ value: Any, _ framework: String) -> String {
    switch value {
    case is NSNull: return "none"
    case let number as NSNumber:
      return ["c", "B"].contains(String(cString: number.objCType))
        ? "\(number.boolValue)" : shortest(number.doubleValue)
    case let list as [Any]: return "[" + list.map { self.value($0, framework) }.joined(separator: ",") + "]"
    case let object as [String: Any]:
      if let name = object["name"] as? String, let arguments = object["args"] as? [String: Any] {
        return "(" + spec(framework, name, arguments) + ")"
      }
      let pairs = object.sorted { (Double($0.key) ?? 0, $0.key) < (Double($1.key) ?? 0, $1.key) }
      return "{" + pairs.map { "\($0.key):\(self.value($0.value, framework))" }.joined(separator: ",") + "}"
    case let word as String where word.contains("+"): return "\"\(word)\""
    default: return "\(value)"
    }
  }
}
