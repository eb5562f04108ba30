import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Functions that call each other, evaluated: what is about to be written is what the schedule is, or isn't written.
struct Evaluation {
  private let functions: [String: Expression]
  private let main: Expression

  /// The last function is the one that is asked.
  init(_ functions: [StepFunction]) {
    self.functions = Dictionary(functions.map { ($0.name, $0.body) }, uniquingKeysWith: { _, last in last })
    main = functions[functions.count - 1].body
  }

  func value(at step: Int) -> Double { value(main, Double(step), [:]) }

  private func value(_ expression: Expression, _ t: Double, _ names: [String: Double]) -> Double {
    switch expression {
    case .integer(let integer): return Double(integer)
    case .number(let number): return number
    case .pi: return Double.pi
    case .time: return t
    case .name(let name): return names[name] ?? .nan
    case .infix(let sign, let a, let b):
      let (x, y) = (value(a, t, names), value(b, t, names))
      switch sign {
      case .plus: return x + y
      case .minus: return x - y
      case .times: return x * y
      case .over: return x / y
      case .floorOver: return FormulaOperation.floorDivide.value(x, y)
      case .power: return pow(x, y)
      }
    case .call(let function, let arguments):
      let x = value(arguments[0], t, names)
      switch function {
      case .cos: return cos(x)
      case .exp: return exp(x)
      case .log1p: return log1p(x)
      case .sqrt: return x.squareRoot()
      case .floor: return x.rounded(.down)
      case .ceil: return x.rounded(.up)
      case .min: return Swift.min(x, value(arguments[1], t, names))
      case .max: return Swift.max(x, value(arguments[1], t, names))
      }
    case .count(let numbers): return Double(numbers.count { Double($0) <= t })
    case .cases(let cases, let otherwise):
      for one in cases {
        let (x, y) = (value(one.condition.left, t, names), value(one.condition.right, t, names))
        if one.condition.comparison == .less ? x < y : x <= y { return value(one.value, t, names) }
      }
      return value(otherwise, t, names)
    case .binding(let name, let bound, let body):
      var names = names
      names[name] = value(bound, t, names)
      return value(body, t, names)
    case .function(let name, let argument):
      guard let body = functions[name] else { return .nan }
      return value(body, value(argument, t, names), [:])
    case .product(let factors): return factors.reduce(1) { $0 * value($1, t, names) }
    case .formula(let formula, let horizon, let stepsPerEpoch):
      return formula.value(at: [t, horizon, t / horizon, t / stepsPerEpoch, 0])
    case .listener: return .nan
    }
  }
}

/// Whether two runs of rates are the same: to 1e-9 of each rate, or to a rounding error of the largest one where they
/// pass through zero.
func agree(_ a: [Double], _ b: [Double], from first: Int = 0) -> Bool {
  guard a.count == b.count else { return false }
  let largest = a.reduce(0) { Swift.max($0, abs($1)) }
  for step in Swift.min(first, a.count)..<a.count {
    if a[step].isNaN && b[step].isNaN { continue }
    let bound = Swift.max(1e-9 * Swift.max(abs(a[step]), abs(b[step])), 1e-14 * largest)
    if !(abs(a[step] - b[step]) <= bound) { return false }
  }
  return true
}
