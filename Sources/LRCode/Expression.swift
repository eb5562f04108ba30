import LRCore

/// A number as a function of the step `t`, to be written in any language.
///
/// Shallow by construction: nesting follows the brackets of a spec, and what may be long (cases, milestones, factors) is a
/// list.
indirect enum Expression: Hashable, Sendable {
  case integer(Int)
  case number(Double)
  case pi
  /// The step.
  case time
  /// A local name bound around this.
  case name(String)
  case infix(Operator, Expression, Expression)
  case call(Function, [Expression])
  /// How many of these increasing numbers are at most `t`.
  case count([Int])
  /// The first case whose condition holds.
  case cases([Case], otherwise: Expression)
  case binding(String, Expression, in: Expression)
  /// A function written beside this one.
  case function(String, Expression)
  /// A factor each.
  case product([Expression])
  /// The formula at `t`, which must be the function's own.
  case formula(Formula, horizon: Double, stepsPerEpoch: Double)
  /// The rate of the n-th listener.
  case listener(Int)

  struct Case: Hashable, Sendable {
    var condition: Condition
    var value: Expression
  }

  struct Condition: Hashable, Sendable {
    enum Comparison: String {
      case less = "<"
      case lessOrEqual = "<="
    }
    var left: Expression
    var comparison: Comparison
    var right: Expression
  }

  enum Operator: String {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case floorOver = "//"
    case power = "**"
  }

  enum Function: String { case cos, exp, log1p, sqrt, floor, ceil, min, max }
}

// What the writers of rules say in Swift is what is written in Python.
func + (a: Expression, b: Expression) -> Expression { b.isZero ? a : a.isZero ? b : .infix(.plus, a, b) }
func - (a: Expression, b: Expression) -> Expression { b.isZero ? a : .infix(.minus, a, b) }
func * (a: Expression, b: Expression) -> Expression { b.isOne ? a : a.isOne ? b : .infix(.times, a, b) }
func / (a: Expression, b: Expression) -> Expression { b.isOne ? a : .infix(.over, a, b) }
func < (a: Expression, b: Expression) -> Expression.Condition { .init(left: a, comparison: .less, right: b) }
func <= (a: Expression, b: Expression) -> Expression.Condition { .init(left: a, comparison: .lessOrEqual, right: b) }

extension Expression: ExpressibleByIntegerLiteral {
  init(integerLiteral value: Int) { self = .integer(value) }

  /// A whole number as such, for times.
  static func time(_ value: Double) -> Expression {
    value == value.rounded() && abs(value) < 1e15 ? .integer(Int(clamping: value)) : .number(value)
  }

  var isZero: Bool { self == .integer(0) || self == .number(0) }
  fileprivate var isOne: Bool { self == .integer(1) || self == .number(1) }

  /// The quotient rounded down.
  func floorDivided(by other: Expression) -> Expression { .infix(.floorOver, self, other) }
  func raised(to power: Expression) -> Expression { power.isOne ? self : .infix(.power, self, power) }

  static func cos(_ x: Expression) -> Expression { .call(.cos, [x]) }
  static func exp(_ x: Expression) -> Expression { .call(.exp, [x]) }
  static func sqrt(_ x: Expression) -> Expression { .call(.sqrt, [x]) }
  static func min(_ a: Expression, _ b: Expression) -> Expression { .call(.min, [a, b]) }
  static func max(_ a: Expression, _ b: Expression) -> Expression { .call(.max, [a, b]) }

  /// Whether it can stand within another: no statements of its own.
  var isInline: Bool {
    switch self {
    case .cases, .binding, .formula: false
    default: true
    }
  }

  /// The same with something else for the step.
  func substituting(_ time: Expression) -> Expression {
    switch self {
    case .time: time
    case .infix(let sign, let a, let b): .infix(sign, a.substituting(time), b.substituting(time))
    case .call(let function, let arguments): .call(function, arguments.map { $0.substituting(time) })
    case .function(let name, let argument): .function(name, argument.substituting(time))
    case .product(let factors): .product(factors.map { $0.substituting(time) })
    default: self
    }
  }

  /// Whether `substituting` reaches every step in it.
  var canShift: Bool {
    switch self {
    case .count, .cases, .binding, .formula: false
    case .infix(_, let a, let b): a.canShift && b.canShift
    case .call(_, let arguments), .product(let arguments): arguments.allSatisfy(\.canShift)
    default: true
    }
  }
}

/// A function of the step.
struct StepFunction: Hashable, Sendable {
  var name: String
  var body: Expression
}
