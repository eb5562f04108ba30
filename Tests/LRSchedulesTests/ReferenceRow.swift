import Foundation
import LRCore
import LRSchedules
import Testing

/// A row of a file in Tests/Fixtures: what a framework's own code computed, and the spec that says the same.
struct ReferenceRow: Sendable, CustomTestStringConvertible {
  var id: String
  var spec: String
  var baseRate: Double?
  var rates: [Double]
  var momentum: [Double]?
  var metrics: [Double]?
  /// The framework's error after the last rate.
  var raises: String?

  var testDescription: String { "\(id) \(spec.prefix(100))" }

  static let all = rows(of: "schedules.jsonl")

  /// The rows of a file in Tests/Fixtures.
  static func rows(of name: String) -> [ReferenceRow] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/" + name)
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { ReferenceRow(line: String($0)) }
  }

  init?(line: String) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let id = object["id"] as? String, let framework = object["framework"] as? String,
      let name = object["name"] as? String, let rates = object["lr"] as? [Double],
      var arguments = object["args"] as? [String: Any]
    else { return nil }
    self.id = id
    self.rates = rates
    baseRate = (object["base_lr"] as? NSNumber)?.doubleValue
    momentum = object["momentum"] as? [Double]
    metrics = object["metrics"] as? [Double]
    raises = object["raises"] as? String
    // What stands beside the arguments in a row is an argument of the spec.
    for key in ["before", "swa_start"] where object[key] != nil { arguments[key] = object[key] }
    if let epochs = object["epochs"] as? [Double], epochs.count > 1 { arguments["epoch_step"] = epochs[1] - epochs[0] }
    spec = Self.spec(framework, name, arguments)
  }

  private static func spec(_ framework: String, _ name: String, _ arguments: [String: Any]) -> String {
    let words = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\(value($0.value, framework))" }
    return "\(framework).\(name)" + (words.isEmpty ? "" : ":" + words.joined(separator: ","))
  }

  private static func value(_ value: Any, _ framework: String) -> String {
    switch value {
    case is NSNull: return "none"
    case let number as NSNumber:
      return isFlag(number) ? "\(number.boolValue)" : shortest(number.doubleValue)
    case let text as String:
      let isWord = text.allSatisfy { $0.isLetter || $0 == "_" || $0 == "-" } && !text.isEmpty
      return isWord ? text : "\"\(text)\""
    case let list as [Any]: return "[" + list.map { self.value($0, framework) }.joined(separator: ",") + "]"
    case let object as [String: Any]:
      if let name = object["name"] as? String, let arguments = object["args"] as? [String: Any] {
        return "(" + spec(framework, name, arguments) + ")"
      }
      let pairs = object.sorted { (Double($0.key) ?? 0, $0.key) < (Double($1.key) ?? 0, $1.key) }
      return "{" + pairs.map { "\($0.key):\(self.value($0.value, framework))" }.joined(separator: ",") + "}"
    default: return "\(value)"
    }
  }

  /// JSON's `true` and `false` become numbers of C's `char`.
  private static func isFlag(_ number: NSNumber) -> Bool { ["c", "B"].contains(String(cString: number.objCType)) }
}
