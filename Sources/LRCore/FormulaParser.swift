extension Formula {
  /// Functions and how many arguments each takes.
  static let functions: [String: (operation: FormulaOperation?, arguments: ClosedRange<Int>)] = [
    "sin": (.sin, 1...1), "cos": (.cos, 1...1), "tan": (.tan, 1...1), "exp": (.exp, 1...1), "sqrt": (.sqrt, 1...1),
    "log": (.log, 1...2), "log2": (.log2, 1...1), "log10": (.log10, 1...1), "floor": (.floor, 1...1),
    "ceil": (.ceil, 1...1), "round": (.round, 1...1), "abs": (.abs, 1...1), "sign": (.sign, 1...1),
    "tanh": (.tanh, 1...1), "sinh": (.sinh, 1...1), "cosh": (.cosh, 1...1), "atan": (.atan, 1...1),
    "min": (.minimum, 2...100), "max": (.maximum, 2...100), "pow": (.power, 2...2),
  ]

  static let constants: [String: Double] = ["pi": Double.pi, "e": 2.718281828459045]

  /// The functions that a formula may call, in alphabetical order.
  public static var functionNames: [String] { functions.keys.sorted() }
}

/// Reads one formula by precedence, writing its values as it goes.
struct FormulaParser {
  private var lexer: FormulaLexer
  private let variables: [String]
  private var builder = FormulaBuilder(simplifies: false)
  private var depth = 0
  /// What a `lambda` calls the first variable.
  private var argument: String?

  init(_ text: String, variables: [String], offset: Int, source: String) {
    lexer = FormulaLexer(text, offset: offset, source: source)
    self.variables = variables
  }

  mutating func parse() throws(SpecError) -> FormulaTape {
    try lexer.checkLength()
    try lexer.advance()
    try lambda()
    let result = try condition()
    guard case .end = lexer.token else { throw unexpected() }
    return builder.tape(result: result)
  }

  /// `lambda epoch:`, as a function of one argument begins in Python. The argument is the variable of that name, else
  /// the first.
  private mutating func lambda() throws(SpecError) {
    guard lexer.token == .name("lambda"), !variables.contains("lambda") else { return }
    try lexer.advance()
    guard case .name(let name) = lexer.token else { throw unexpected() }
    if !variables.contains(name) { argument = name }
    try lexer.advance()
    guard lexer.token == .sign(":") else {
      throw lexer.fail(
        Localized("a function of one argument was expected here: lambda step: ...", zh: "这里应为单参数函数：lambda step: …"))
    }
    try lexer.advance()
  }

  // MARK: precedence

  private enum Level {
    static let or = 1
    static let and = 2
    static let comparison = 4
    static let sum = 5
    static let product = 6
    static let sign = 7
    static let power = 8
  }

  /// `value if condition else value`
  private mutating func condition() throws(SpecError) -> Int32 {
    let value = try binary(Level.or)
    guard lexer.token == .name("if") else { return value }
    try lexer.advance()
    let condition = try binary(Level.or)
    guard lexer.token == .name("else") else {
      throw lexer.fail(
        Localized("'else' was expected here: write a if c else b", zh: "这里应为 else：写作 a if c else b"))
    }
    try lexer.advance()
    try enter()
    let other = try self.condition()
    depth -= 1
    return builder.select(condition, value, other)
  }

  /// Operations that bind at least as tightly as `minimum`.
  private mutating func binary(_ minimum: Int) throws(SpecError) -> Int32 {
    try enter()
    var left = try prefix()
    while let (sign, level) = infix, level >= minimum {
      try lexer.advance()
      switch level {
      case Level.comparison:
        left = try comparisons(from: left, by: sign)
      case Level.power:
        left = builder.apply(.power, left, try binary(Level.sign))
      default:
        let right = try binary(level + 1)
        left = combine(sign, left, right)
      }
    }
    depth -= 1
    return left
  }

  private var infix: (sign: String, level: Int)? {
    switch lexer.token {
    case .name("or"): ("or", Level.or)
    case .name("and"): ("and", Level.and)
    case .sign(let sign):
      switch sign {
      case "<", "<=", ">", ">=", "==", "!=": (sign, Level.comparison)
      case "+", "-": (sign, Level.sum)
      case "*", "/", "//", "%": (sign, Level.product)
      case "^", "**": (sign, Level.power)
      default: nil
      }
    default: nil
    }
  }

  private mutating func combine(_ sign: String, _ left: Int32, _ right: Int32) -> Int32 {
    switch sign {
    case "or": builder.select(left, left, right)
    case "and": builder.select(left, right, left)
    case "+": builder.apply(.add, left, right)
    case "-": builder.apply(.subtract, left, right)
    case "*": builder.apply(.multiply, left, right)
    case "/": builder.apply(.divide, left, right)
    case "//": builder.apply(.floorDivide, left, right)
    case "%": builder.apply(.modulo, left, right)
    case "<": builder.apply(.less, left, right)
    case "<=": builder.apply(.lessOrEqual, left, right)
    case ">": builder.apply(.less, right, left)
    case ">=": builder.apply(.lessOrEqual, right, left)
    case "==": builder.apply(.equal, left, right)
    default: builder.apply(.notEqual, left, right)
    }
  }

  /// `a < b < c` is `a < b and b < c`.
  private mutating func comparisons(from first: Int32, by sign: String) throws(SpecError) -> Int32 {
    var right = try binary(Level.sum)
    var result = combine(sign, first, right)
    while let (sign, level) = infix, level == Level.comparison {
      try lexer.advance()
      let next = try binary(Level.sum)
      let holds = combine(sign, right, next)
      result = builder.select(result, holds, result)
      right = next
    }
    return result
  }

  /// A sign, `not`, or an operand.
  private mutating func prefix() throws(SpecError) -> Int32 {
    switch lexer.token {
    case .sign("-"):
      try lexer.advance()
      return builder.apply(.negate, try binary(Level.sign))
    case .sign("+"):
      try lexer.advance()
      return try binary(Level.sign)
    case .name("not"):
      try lexer.advance()
      return builder.apply(.not, try binary(Level.comparison))
    case .number(let number):
      try lexer.advance()
      return builder.constant(number)
    case .sign("("):
      let opened = lexer.range
      try lexer.advance()
      let value = try condition()
      try close(opened)
      return value
    case .name(let name): return try named(name)
    default: throw unexpected()
    }
  }

  // MARK: names

  private mutating func named(_ name: String) throws(SpecError) -> Int32 {
    let range = lexer.range
    if ["if", "else", "and", "or"].contains(name) { throw unexpected() }
    try lexer.advance()
    if let position = variables.firstIndex(of: name) { return builder.variable(position) }
    if name == argument, !variables.isEmpty { return builder.variable(0) }
    if let function = Formula.functions[name], let operation = function.operation {
      return try call(name, operation, function.arguments, range)
    }
    if let constant = Formula.constants[name] { return builder.constant(constant) }
    let known = variables + Formula.functionNames + Formula.constants.keys.sorted()
    let near = nearest(to: name, among: known)
    let all = variables.joined(separator: ", ")
    throw lexer.fail(
      Localized(
        "unknown name '\(name)' in the formula; "
          + (near.map { "did you mean '\($0)'?" } ?? "its variables are \(all)"),
        zh: "公式中有未知的名称“\(name)”；" + (near.map { "是否想写“\($0)”？" } ?? "可用变量：\(all)")), at: range)
  }

  private mutating func call(
    _ name: String, _ operation: FormulaOperation, _ allowed: ClosedRange<Int>, _ range: Range<Int>
  ) throws(SpecError) -> Int32 {
    guard lexer.token == .sign("(") else {
      throw lexer.fail(
        Localized("'\(name)' is a function: write \(name)(...)", zh: "“\(name)”是函数：写作 \(name)(…)"), at: range)
    }
    let opened = lexer.range
    var arguments: [Int32] = []
    repeat {
      try lexer.advance()
      if arguments.isEmpty, lexer.token == .sign(")") { break }
      arguments.append(try condition())
    } while lexer.token == .sign(",")
    let end = lexer.range.upperBound
    try close(opened)
    guard allowed.contains(arguments.count) else {
      let count =
        "\(allowed.lowerBound)" + (allowed.count == 1 ? "" : allowed.upperBound > 2 ? "+" : "-\(allowed.upperBound)")
      throw lexer.fail(
        Localized(
          "'\(name)' takes \(count) argument\(count == "1" ? "" : "s"), not \(arguments.count)",
          zh: "“\(name)”需要 \(count) 个参数，而不是 \(arguments.count) 个"), at: range.lowerBound..<end)
    }
    if operation == .log, arguments.count == 2 {
      return builder.apply(.divide, builder.apply(.log, arguments[0]), builder.apply(.log, arguments[1]))
    }
    if arguments.count == 1 { return builder.apply(operation, arguments[0]) }
    var result = arguments[0]
    for argument in arguments.dropFirst() { result = builder.apply(operation, result, argument) }
    return result
  }

  // MARK: errors

  private mutating func enter() throws(SpecError) {
    depth += 1
    guard depth <= Formula.maximumDepth else {
      throw lexer.fail(
        Localized(
          "a formula may be nested \(Formula.maximumDepth) deep at most (brackets, signs, powers, conditions)",
          zh: "公式最多嵌套 \(Formula.maximumDepth) 层（括号、正负号、幂、条件）"))
    }
  }

  private mutating func close(_ opened: Range<Int>) throws(SpecError) {
    switch lexer.token {
    case .sign(")"): try lexer.advance()
    case .end:
      throw lexer.fail(Localized("'(' is never closed: ')' is missing", zh: "“(”没有闭合：缺少“)”"), at: opened)
    default: throw unexpected()
    }
  }

  private func unexpected() -> SpecError {
    switch lexer.token {
    case .end:
      return lexer.fail(
        Localized("the formula ends too early: a number, name or '(' is missing", zh: "公式不完整：缺少数、名称或“(”"))
    case .number, .sign("("):
      return lexer.fail(
        Localized("an operator is missing here: write 2*x, not 2x", zh: "这里缺少运算符：写作 2*x，而不是 2x"))
    case .name(let name):
      return lexer.fail(
        Localized(
          "unexpected '\(name)' in the formula; is an operator missing before it?", zh: "公式中“\(name)”位置不对；前面是否缺少运算符？"))
    case .sign(let sign):
      return lexer.fail(Localized("unexpected '\(sign)' in the formula", zh: "公式中“\(sign)”位置不对"))
    }
  }
}
