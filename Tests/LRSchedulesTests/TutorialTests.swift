import Foundation
import LRCore
import LRSchedules
import Testing

/// Rows of Tests/Fixtures/tutorial-schedules.jsonl: five tutorials' own functions and formulas, evaluated.
struct TutorialRow: Sendable, CustomTestStringConvertible {
  var id: String
  var name: String
  var rates: [Double]
  /// Arguments with constants, flattened; numbers as numbers, flags as 0 and 1.
  var numbers: [String: Double]
  var lists: [String: [Double]]

  var testDescription: String { id }

  static let all: [TutorialRow] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/tutorial-schedules.jsonl")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { TutorialRow(line: String($0)) }
  }()

  init?(line: String) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let id = object["id"] as? String, let name = object["name"] as? String, let rates = object["lr"] as? [Double],
      let arguments = object["args"] as? [String: Any]
    else { return nil }
    (self.id, self.name, self.rates) = (id, name, rates)
    let flat = arguments.merging(arguments["constants"] as? [String: Any] ?? [:]) { first, _ in first }
    numbers = flat.compactMapValues { ($0 as? NSNumber)?.doubleValue }
    lists = flat.compactMapValues { $0 as? [Double] }
    if let base = object["base_lr"] as? Double { numbers["base_lr"] = base }
  }

  func number(_ name: String) -> String { shortest(numbers[name] ?? .nan) }

  /// The same curve in lrplot's own words, and the steps of its run; nil where none of them says it.
  var spec: (String, steps: Int)? {
    let total = Int(clamping: (numbers["total_epochs"] ?? 0) * (numbers["total_batches"] ?? 1))
    let warmup = Int(clamping: (numbers["warm_up"] ?? 0) * (numbers["total_batches"] ?? 1))
    let rise = warmup > 0 ? "warmup:steps=\(warmup),lr=\(number("base_lr"))+" : ""
    switch name {
    case "step_decay":
      return (
        "step:lr=\(number("initial_lrate")),gamma=\(number("drop")),size=\(number("epochs_drop")),offset=1", 120
      )
    case "exp_decay": return ("exp:lr=\(number("initial_lrate")),k=\(number("k"))", 120)
    case "cos_anneal":
      return ("cosine-restarts:lr=\(numbers["lrate_max"].map(shortest) ?? "0.1"),steps=\(number("nb_epochs"))", 120)
    case "decay_lr_poly":
      return ("\(rise)polynomial:lr=\(number("base_lr")),power=\(numbers["power"].map(shortest) ?? "1")", total)
    case "cosine_decay_schedule": return ("\(rise)cosine:lr=\(number("base_lr"))", total)
    case "decay_lr_stable":
      let stable = Int(clamping: (numbers["stable_epochs"] ?? 0) * (numbers["total_batches"] ?? 1))
      return (
        "wsd:lr=\(number("base_lr")),warmup=\(warmup),stable=\(stable),decay=\(total - warmup - stable),shape=cosine",
        total
      )
    case "GradualWarmupScheduler":
      return ("warmup:lr=\(number("base_lr")),steps=\(number("warmup_epochs"))", rates.count)
    case "cosine_annealing":
      return (
        "cosine:lr=\(number("eta_max")),min=\(number("eta_min")),steps=\(number("total_epochs")),after=rise",
        rates.count
      )
    case "warmup":
      return ("warmup:lr=\(number("init_learning_rate")),steps=\(number("warmup_steps"))", rates.count)
    case "piecewise_constant":
      // Its new value holds from the step after a boundary on.
      let boundaries = (lists["boundaries"] ?? []).map { shortest($0 + 1) }.joined(separator: ",")
      let values = (lists["values"] ?? []).map(shortest).joined(separator: ",")
      return ("piecewise:boundaries=[\(boundaries)],values=[\(values)]", rates.count)
    case "exponential_decay":
      return (
        "exp:lr=\(number("learning_rate")),rate=\(number("decay_rate")),steps=\(number("decay_steps"))", rates.count
      )
    case "natural_exp_decay":
      return ("natural-exp:lr=\(number("learning_rate")),rate=\(number("decay_rate"))", rates.count)
    case "polynomial_decay":
      return (
        "polynomial:lr=\(number("learning_rate")),end=\(number("end_learning_rate")),steps=\(number("decay_steps"))"
          + ",power=\(number("power")),cycle=\(numbers["cycle"] == 1)", rates.count
      )
    default: return nil
    }
  }
}

@Suite("the tutorials' curves")
struct TutorialTests {
  @Test("the fixture has its 45 rows, of which only the sawtooth of 001 is no plain schedule")
  func rows() {
    #expect(TutorialRow.all.count == 45)
    #expect(Set(TutorialRow.all.filter { $0.spec == nil }.map(\.name)) == ["learning_rate_decay"])
  }

  @Test("a plain schedule gives the printed values to 12 digits", arguments: TutorialRow.all.filter { $0.spec != nil })
  func values(row: TutorialRow) throws {
    let (spec, steps) = try #require(row.spec)
    let rates = try rates(spec, steps: steps)
    #expect(rates.count >= row.rates.count)
    // A value that is 0 but for rounding has no digits to compare: 1e-17 of the peak stands for 0.
    let peak = row.rates.max() ?? 0
    for (step, (ours, theirs)) in zip(rates, row.rates).enumerated() {
      #expect(abs(ours - theirs) <= max(1e-12 * abs(theirs), 1e-17 * peak), "\(spec) at \(step)")
    }
  }
}
