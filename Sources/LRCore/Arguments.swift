/// The arguments of one spec, checked against the parameters that its entry declares.
///
/// Each accessor gives the argument, or the declared fallback, or throws a `SpecError` that points at the characters.
/// Unknown keys are refused on creation; `unread` names declared parameters that the builder never asked for, so that
/// a test can prove that no option is parsed and ignored.
public struct Arguments {
  public internal(set) var spec: Spec
  public private(set) var context: RunContext
  /// The whole text, for messages.
  public let source: String
  let parameters: [String: Parameter]
  private let order: [String]
  private var read: Set<String> = []

  /// - Parameter ignoring: arguments that are accepted besides, whatever they are, and that nothing reads.
  /// - Throws: `SpecError` for a key that no parameter has, naming the nearest one.
  public init(
    _ spec: Spec, parameters: [Parameter], ignoring ignored: [String] = [], context: RunContext, source: String
  ) throws(SpecError) {
    self.spec = spec
    self.context = context
    self.source = source
    self.order = parameters.map(\.name)
    self.parameters = Dictionary(parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for argument in spec.arguments where self.parameters[argument.key] == nil && !ignored.contains(argument.key) {
      let near = nearest(to: argument.key, among: order)
      let all = order.joined(separator: ", ")
      let english =
        near.map { "did you mean '\($0)'?" } ?? (order.isEmpty ? "it takes none" : "it takes \(all)")
      let chinese = near.map { "是否想写“\($0)”？" } ?? (order.isEmpty ? "它不接受参数" : "可用参数：\(all)")
      throw SpecError(
        Localized(
          "'\(spec.name)' has no parameter '\(argument.key)'; \(english)",
          zh: "“\(spec.name)”没有参数“\(argument.key)”；\(chinese)"), in: source, at: argument.keyRange)
    }
  }

  /// Declared parameters that no accessor has been asked for, in declared order.
  public var unread: [String] { order.filter { !read.contains($0) } }

  /// Whether the user gave this argument.
  public func has(_ name: String) -> Bool { spec.arguments.contains { $0.key == name } }

  /// Whether a builder has asked for this parameter.
  public func wasRead(_ name: String) -> Bool { read.contains(name) }

  /// Takes a number in place of an argument's value, which keeps its place and its text.
  public mutating func replace(_ name: String, by number: Double) {
    guard let index = spec.arguments.firstIndex(where: { $0.key == name }) else { return }
    spec.arguments[index].value.kind = .number(number)
  }

  /// From now on, `%` of a rate and parts of the base rate count from `rate`.
  public mutating func countRates(from rate: Double) { context.baseRate = rate }

  // MARK: single values

  /// A number, checked against the declared bounds.
  public mutating func number(_ name: String) throws(SpecError) -> Double {
    guard let number = try optionalNumber(name) else { throw missing(name) }
    return number
  }

  /// A number, or nil where it is absent and the fallback is `.none`.
  public mutating func optionalNumber(_ name: String) throws(SpecError) -> Double? {
    let parameter = declared(name)
    guard let value = given(name) else {
      switch parameter.fallback {
      case .number(let number): return number
      case .integer(let integer): return Double(integer)
      case .partOfBaseRate(let part): return part * context.baseRate
      case .partOfRun(let part): return Double(part: part, of: context.steps)
      case .none: return nil
      case .required: throw missing(name)
      default: preconditionFailure("\(name) has no numeric fallback")
      }
    }
    return try number(value, as: parameter)
  }

  /// A whole number, checked against the declared bounds.
  public mutating func integer(_ name: String) throws(SpecError) -> Int {
    guard let integer = try optionalInteger(name) else { throw missing(name) }
    return integer
  }

  public mutating func optionalInteger(_ name: String) throws(SpecError) -> Int? {
    guard let number = try optionalNumber(name) else { return nil }
    return try whole(number, at: given(name)?.range ?? spec.nameRange, name)
  }

  public mutating func flag(_ name: String) throws(SpecError) -> Bool {
    let parameter = declared(name)
    guard let value = given(name) else {
      switch parameter.fallback {
      case .flag(let flag): return flag
      case .required: throw missing(name)
      default: preconditionFailure("\(name) has no flag as fallback")
      }
    }
    switch value.kind {
    case .word("true"), .word("True"), .word("yes"), .number(1): return true
    case .word("false"), .word("False"), .word("no"), .number(0): return false
    default: throw wrongType(name, value, Localized("true or false", zh: "true 或 false"))
    }
  }

  /// One word of the declared choices, or a text.
  public mutating func word(_ name: String) throws(SpecError) -> String {
    guard let word = try optionalWord(name) else { throw missing(name) }
    return word
  }

  public mutating func optionalWord(_ name: String) throws(SpecError) -> String? {
    let parameter = declared(name)
    guard let value = given(name) else {
      switch parameter.fallback {
      case .word(let word), .text(let word): return word
      case .none: return nil
      case .required: throw missing(name)
      default: preconditionFailure("\(name) has no word as fallback")
      }
    }
    let text: String
    switch value.kind {
    case .word(let word): text = word
    case .text(let quoted, _): text = quoted
    case .number, .percent, .epochs: text = value.text
    default: throw wrongType(name, value, Localized("a word", zh: "一个词"))
    }
    guard case .choice(let choices) = parameter.type, !choices.contains(text) else { return text }
    let all = choices.joined(separator: ", ")
    let near = nearest(to: text, among: choices)
    throw fail(
      Localized(
        "'\(name)' is one of \(all), not '\(text)'" + (near.map { "; did you mean '\($0)'?" } ?? ""),
        zh: "“\(name)”应为 \(all) 之一，而不是“\(text)”" + (near.map { "；是否想写“\($0)”？" } ?? "")), value.range)
  }

  /// The text of a formula and where its first character stands in `source`.
  public mutating func formula(_ name: String) throws(SpecError) -> (text: String, offset: Int)? {
    let parameter = declared(name)
    guard let value = given(name) else {
      switch parameter.fallback {
      case .text(let text): return (text, spec.nameRange.lowerBound)
      case .none: return nil
      case .required: throw missing(name)
      default: preconditionFailure("\(name) has no formula as fallback")
      }
    }
    switch value.kind {
    case .text(let text, let offset): return (text, offset)
    case .word, .number: return (value.text, value.range.lowerBound)
    default: throw wrongType(name, value, Localized("a formula", zh: "公式"))
    }
  }

  // MARK: lists

  public mutating func numbers(_ name: String) throws(SpecError) -> [Double] {
    guard let numbers = try optionalNumbers(name) else { throw missing(name) }
    return numbers
  }

  public mutating func optionalNumbers(_ name: String) throws(SpecError) -> [Double]? {
    let parameter = declared(name)
    guard let value = given(name) else {
      switch parameter.fallback {
      case .numbers(let numbers): return numbers
      case .partsOfRun(let parts): return parts.map { Double(part: $0, of: context.steps) }
      case .none: return nil
      case .required: throw missing(name)
      default: preconditionFailure("\(name) has no list as fallback")
      }
    }
    guard case .list(let items) = value.kind else {
      return [try number(value, as: parameter)]
    }
    var numbers: [Double] = []
    for item in items { numbers.append(try number(item, as: parameter)) }
    return numbers
  }

  public mutating func integers(_ name: String) throws(SpecError) -> [Int] {
    let numbers = try numbers(name)
    var integers: [Int] = []
    for (position, number) in numbers.enumerated() {
      var range = given(name)?.range ?? spec.nameRange
      if case .list(let items)? = given(name)?.kind { range = items[position].range }
      integers.append(try whole(number, at: range, name))
    }
    return integers
  }

  /// `{step: number}`, in the order given.
  public mutating func stepMap(_ name: String) throws(SpecError) -> [(step: Int, value: Double)]? {
    let parameter = declared(name)
    guard let value = given(name) else {
      if case .none = parameter.fallback { return nil }
      throw missing(name)
    }
    guard case .map(let pairs) = value.kind else {
      throw wrongType(name, value, Localized("a map such as {25:0.3,50:0.3}", zh: "形如 {25:0.3,50:0.3} 的映射"))
    }
    var result: [(step: Int, value: Double)] = []
    for pair in pairs {
      let step = try whole(try steps(pair.key.unquoted), at: pair.key.range, name)
      result.append((step, try number(pair.value, as: Parameter(name, .number(.any), .required, parameter.meaning))))
    }
    return result
  }

  /// A schedule or another thing in brackets, or a bare name; a word as fallback is the name of one.
  public mutating func chain(_ name: String) throws(SpecError) -> Chain? {
    let parameter = declared(name)
    guard let value = given(name) else {
      switch parameter.fallback {
      case .none: return nil
      case .word(let word): return try SpecParser.chain(word)
      default: throw missing(name)
      }
    }
    return try chain(value, name)
  }

  public mutating func chains(_ name: String) throws(SpecError) -> [Chain] {
    _ = declared(name)
    guard let value = given(name) else { throw missing(name) }
    guard case .list(let items) = value.kind else { return [try chain(value, name)] }
    var chains: [Chain] = []
    for item in items { chains.append(try chain(item, name)) }
    return chains
  }

  /// The value as parsed, for entries that check it themselves.
  public mutating func raw(_ name: String) -> Spec.Value? {
    _ = declared(name)
    return given(name)
  }

  private mutating func declared(_ name: String) -> Parameter {
    guard let parameter = parameters[name] else { preconditionFailure("\(spec.name) declares no parameter \(name)") }
    read.insert(name)
    return parameter
  }

  // MARK: errors

  /// An error at the value of this argument, or at the entry's name when it wasn't given.
  public func error(_ message: Localized, at name: String) -> SpecError {
    fail(message, spec.arguments.first { $0.key == name }?.value.range ?? spec.nameRange)
  }

  func fail(_ message: Localized, _ range: Range<Int>) -> SpecError {
    SpecError(message, in: source, at: range)
  }

  private func missing(_ name: String) -> SpecError {
    fail(
      Localized("'\(spec.name)' needs \(name)=...", zh: "“\(spec.name)”缺少 \(name)=…")
        + (parameters[name].map { Localized(" (", zh: "（") + $0.meaning + Localized(")", zh: "）") } ?? Localized("")),
      spec.nameRange)
  }

  func wrongType(_ name: String, _ value: Spec.Value, _ expected: Localized) -> SpecError {
    fail(
      Localized(
        "'\(name)' is \(expected.english), not \(value.text)", zh: "“\(name)”应为\(expected.chinese)，而不是 \(value.text)"),
      value.range)
  }
}
