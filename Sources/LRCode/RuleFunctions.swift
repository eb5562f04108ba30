import LRSchedules

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A rule as functions of the step: `rate`, and whatever it calls.
///
/// The functions hold beyond the run too, except where a phase of a chain never gets so far.
struct RuleFunctions {
  /// In the order in which they may call each other; `rate` is last.
  private(set) var functions: [StepFunction] = []
  /// Those that listen, by the number of their `Expression.listener`.
  private(set) var listeners: [Listener] = []

  /// A plateau and the steps whose metrics it hears.
  struct Listener: Hashable {
    var base: Double
    var settings: Rule.Plateau
    var steps: Range<Int>
  }

  /// - Parameter name: what the main function is called.
  init(_ rule: Rule, name: String = "rate") {
    let body = expression(rule.normalized, 0..<Int.max)
    functions.append(StepFunction(name: name, body: body))
  }

  /// The rates of steps 0...steps.
  func rates(through steps: Int) -> [Double] {
    let evaluation = Evaluation(functions)
    return (0...steps).map(evaluation.value)
  }

  /// - Parameter steps: where in the run the rule is asked; its own step 0 is the first of them.
  private mutating func expression(_ rule: Rule, _ steps: Range<Int>) -> Expression {
    switch rule {
    case .clamped(let rule, let floor, let ceiling):
      var rate = inline(rule, steps, at: .time)
      if let ceiling { rate = .min(rate, .number(ceiling)) }
      if let floor { rate = .max(rate, .number(floor)) }
      return rate
    case .held(let rule, let every):
      let end = steps.upperBound == Int.max ? Int.max : (steps.upperBound + every - 1) / every
      return inline(rule, 0..<end, at: Expression.time.floorDivided(by: .integer(every)))
    case .scaled(let rule, let scale): return .product([.number(scale), inline(rule, steps, at: .time)])
    case .product(let coefficient, let factors):
      var parts: [Expression] = [.number(coefficient)]
      for factor in factors { parts.append(inline(factor, steps, at: .time)) }
      return .product(parts)
    case .joined(let phases, let starts):
      var values: [Expression] = []
      for (index, phase) in phases.enumerated() {
        let start = steps.lowerBound + starts[index]
        let end =
          index + 1 < phases.count ? min(steps.upperBound, steps.lowerBound + starts[index + 1]) : steps.upperBound
        let shifted = starts[index] == 0 ? Expression.time : .time - .integer(starts[index])
        values.append(inline(phase, start..<max(start, end), at: shifted))
      }
      var cases: [Expression.Case] = []
      for (index, start) in starts.enumerated().dropFirst() {
        cases.append(.init(condition: .time < .integer(start), value: values[index - 1]))
      }
      return .cases(cases, otherwise: values[values.count - 1])
    case .plateau(let base, let settings):
      listeners.append(Listener(base: base, settings: settings, steps: steps))
      return .listener(listeners.count - 1)
    default: return ShapeFormula(length: steps.count).expression(rule)
    }
  }

  /// The rule as a part of another, in a function of its own where it has statements.
  private mutating func inline(_ rule: Rule, _ steps: Range<Int>, at time: Expression) -> Expression {
    let body = expression(rule, steps)
    if body.isInline, time == .time || body.canShift { return body.substituting(time) }
    let stem = rule.functionName
    var name = stem
    var number = 1
    while functions.contains(where: { $0.name == name }) {
      number += 1
      name = "\(stem)_\(number)"
    }
    functions.append(StepFunction(name: name, body: body))
    return .function(name, time)
  }
}

extension Rule {
  /// What a function for this rule is called.
  fileprivate var functionName: String {
    switch self {
    case .constant: "constant"
    case .step: "step"
    case .multistep: "multistep"
    case .piecewise: "piecewise"
    case .linear: "linear"
    case .exponential: "exponential"
    case .inverseTime: "inverse_time"
    case .polynomial: "polynomial"
    case .cosine: "cosine"
    case .cosineRestarts: "cosine_restarts"
    case .cyclic: "cyclic"
    case .oneCycle: "one_cycle"
    case .inverseSquareRoot: "inverse_sqrt"
    case .noam: "noam"
    case .warmupStableDecay: "wsd"
    case .triStage: "tri_stage"
    case .warmup: "warmup"
    case .hyperbolicTangent: "tanh_decay"
    case .logarithmic: "log_decay"
    case .rex: "rex"
    case .rangeTest: "range_test"
    case .formula: "formula"
    case .product: "product"
    case .joined: "chain"
    case .clamped: "clamped"
    case .scaled: "scaled"
    case .held: "held"
    case .plateau: "plateau"
    }
  }

  /// The momentum that the rule drives, as a function of the step; nil if it drives none, or only in parts.
  var momentum: StepFunction? {
    switch normalized {
    case .clamped(let rule, _, _), .scaled(let rule, _): return rule.momentum
    case .cyclic(_, _, let up, let down, let fade, let range?):
      let rule = Rule.cyclic(
        bottom: range.upperBound, peak: range.lowerBound, up: up, down: down, fade: fade, momentum: nil)
      return RuleFunctions(rule, name: "momentum").functions.last
    case .oneCycle(var legs, let cosine, true):
      for index in legs.indices {
        (legs[index].firstRate, legs[index].lastRate) = (legs[index].firstMomentum, legs[index].lastMomentum)
      }
      return RuleFunctions(.oneCycle(legs, cosine: cosine, drivesMomentum: false), name: "momentum").functions.last
    default: return nil
    }
  }
}
