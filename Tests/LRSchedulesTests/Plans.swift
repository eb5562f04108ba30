import LRCore
import LRSchedules

/// The plan of a spec over a run.
func plan(
  _ spec: String, steps: Int = 100, lr: Double = 0.1, stepsPerEpoch: Int? = nil, metrics: [Double]? = nil
) throws(PlanError) -> RatePlan {
  try Schedules.plan(
    spec, in: RunContext(steps: steps, stepsPerEpoch: stepsPerEpoch, baseRate: lr, metrics: metrics))
}

/// The rates of steps 0...`steps`.
func rates(
  _ spec: String, steps: Int = 100, lr: Double = 0.1, metrics: [Double]? = nil
) throws(PlanError) -> [Double] {
  try plan(spec, steps: steps, lr: lr, metrics: metrics).rates
}

/// The spec error that planning ends with, or nil.
func fault(_ spec: String, steps: Int = 100, lr: Double = 0.1, metrics: [Double]? = nil) -> SpecError? {
  do {
    _ = try plan(spec, steps: steps, lr: lr, metrics: metrics)
    return nil
  } catch {
    guard case .spec(let fault) = error else { return nil }
    return fault
  }
}

extension SpecError {
  /// The characters that the error points at.
  var underlined: String {
    let characters = Array(source)
    return String(characters[range.clamped(to: 0..<characters.count)])
  }
}

/// Whether two rates agree to a relative tolerance.
func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
  a == b || abs(a - b) <= tolerance * max(abs(a), abs(b))
}

/// The first step at which two curves differ, with both values.
func firstDifference(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-12) -> String? {
  for (step, (x, y)) in zip(a, b).enumerated() where !near(x, y, tolerance) { return "step \(step): \(x), \(y)" }
  return nil
}
