/// A real function of named variables, written as text.
///
///     x^2 + 25*y^2        0.1 * 0.5**(t // 10)        lr if t < 30 else lr * exp(-(t - 30) / 20)
///
/// Loosest first: `a if c else b`, `or`, `and`, `not`, comparisons (`< <= > >= == !=`, which chain as in `0 < t < 9`),
/// `+ -`, `* / // %`, sign, `^` or `**` (a power, from the right). `//` and `%` round down as in Python; `round` goes to
/// the even neighbour; true is 1, false is 0. Constants `pi` and `e`; functions: `Formula.functionNames`.
///
/// Evaluation is pure and never fails: where a function is undefined the value is NaN or infinite.
public struct Formula: Sendable, Hashable {
  /// The names whose values `value(at:)` takes, in that order.
  public let variables: [String]
  let tape: FormulaTape
  private let typed: String?

  /// How long a formula may be, in characters.
  public static let maximumLength = 10_000
  /// How deep brackets, signs, powers and conditions may nest.
  public static let maximumDepth = 200

  /// Parses a formula.
  ///
  /// - Parameters:
  ///   - variables: the names that it may use; they hide constants of the same name.
  ///   - offset: where `text` begins in `source`, for error messages.
  ///   - source: the whole spec; `text` itself unless given.
  /// - Throws: `SpecError` that points at the characters, with the nearest name for an unknown one.
  public init(
    _ text: String, variables: [String], offset: Int = 0, source: String? = nil
  ) throws(SpecError) {
    var parser = FormulaParser(text, variables: variables, offset: offset, source: source ?? text)
    tape = try parser.parse()
    self.variables = variables
    typed = text
  }

  init(variables: [String], tape: FormulaTape) {
    self.variables = variables
    self.tape = tape
    typed = nil
  }

  /// The formula as typed, or in the same language when it was derived; a derived one longer than 10,000 characters is
  /// cut with `…`.
  public var text: String { typed ?? tape.text(variables: variables) }

  /// The value for these values of `variables`.
  public func value(at arguments: [Double]) -> Double {
    precondition(arguments.count == variables.count, "\(variables.count) values expected")
    return arguments.withUnsafeBufferPointer { tape.value(at: $0) }
  }

  /// The value of a formula in three variables or more.
  public func value(_ x: Double, _ y: Double, _ z: Double, _ more: Double...) -> Double {
    value(at: [x, y, z] + more)
  }

  /// The value for these values of `variables`, without an array.
  public func value(at arguments: UnsafeBufferPointer<Double>) -> Double {
    precondition(arguments.count == variables.count, "\(variables.count) values expected")
    return tape.value(at: arguments)
  }

  /// The value of a formula in one variable.
  public func value(_ x: Double) -> Double {
    precondition(variables.count == 1, "\(variables.count) values expected")
    return withUnsafePointer(to: x) { tape.value(at: UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// The value of a formula in two variables.
  public func value(_ x: Double, _ y: Double) -> Double {
    precondition(variables.count == 2, "\(variables.count) values expected")
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2) { pair in
      pair[0] = x
      pair[1] = y
      return tape.value(at: UnsafeBufferPointer(pair))
    }
  }

  /// The variables that the value can depend on.
  public var usedVariables: [String] {
    let used = Set(tape.nodes.filter { $0.operation == .variable }.map { Int($0.a) })
    return variables.indices.filter { used.contains($0) }.map { variables[$0] }
  }

  /// The same formula with a variable fixed. The list of variables stays as it is.
  public func fixing(_ variable: String, at value: Double) -> Formula {
    guard let index = variables.firstIndex(of: variable) else { return self }
    var builder = FormulaBuilder(simplifies: false)
    var ids: [Int32] = []
    for node in tape.nodes {
      let fixed = node.operation == .variable && node.a == index
      ids.append(fixed ? builder.constant(value) : builder.copy(node, operands: ids))
    }
    return Formula(variables: variables, tape: builder.tape(result: ids[ids.count - 1]))
  }
}
