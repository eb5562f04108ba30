import LRCore
import LRSchedules

extension Source {
  /// The call that a spec of the framework's own dialect is, with its arguments as given.
  func dialectCall(of framework: Framework) throws(CodeError) -> Proposal? {
    guard chain.phases.count == 1, let spec = chain.phases.first, spec.name.hasPrefix(framework.rawValue + ".") else {
      return nil
    }
    let pace = context.stepsPerSchedulerStep
    if pace > 1, !framework.canHold(spec) || plan.metrics != nil { return nil }
    do throws(SpecError) {
      var reader = DialectReader(
        framework: framework, context: pace > 1 ? context.paced(every: pace) : context, source: chain.source)
      let call = try reader.call(spec)
      var proposal = Proposal(
        call: call, baseRate: reader.baseRate ?? context.baseRate, momentum: plan.momentum?.first)
      proposal.every = pace
      return proposal
    } catch {
      throw .plan(.spec(error))
    }
  }
}

extension Framework {
  /// Whether a program can step this schedule once in several steps: its loop is what does it, where the loop does nothing
  /// else with it.
  fileprivate func canHold(_ spec: Spec) -> Bool {
    switch self {
    case .torch: !spec.arguments.contains { ["swa_start", "before", "epoch_step"].contains($0.key) }
    case .paddle, .transformers: true
    case .keras, .optax, .timm: false
    }
  }
}

/// Reads specs of one dialect as calls.
private struct DialectReader {
  let framework: Framework
  let context: RunContext
  let source: String
  /// The optimizer's rate, if one of the schedules takes it from there.
  private(set) var baseRate: Double?

  init(framework: Framework, context: RunContext, source: String) {
    self.framework = framework
    self.context = context
    self.source = source
  }

  /// The spec under its whole name: in a schedule of the framework's, its others may stand without it.
  private func whole(_ spec: Spec) -> Spec {
    let dotted = framework.rawValue + "." + spec.name
    guard !spec.name.hasPrefix(framework.rawValue + "."), Schedules.catalogue[dotted] != nil else { return spec }
    var spec = spec
    spec.name = dotted
    return spec
  }

  mutating func call(_ spec: Spec) throws(SpecError) -> Call {
    let spec = whole(spec)
    guard spec.name.hasPrefix(framework.rawValue + ".") else {
      throw SpecError(
        Localized(
          "only \(framework.title)'s own schedules can stand in one of them", zh: "其中只能嵌套 \(framework.title) 自己的调度"),
        in: source, at: spec.nameRange)
    }
    let entry = try Schedules.catalogue.entry(for: spec, in: source)
    var arguments = try Arguments(
      spec, parameters: entry.parameters, ignoring: entry.ignored, context: context, source: source)
    // `lr` is no argument of these frameworks' schedules: it is the optimizer's.
    let shared = ["lr", "for", "label"]
    if entry.parameters.contains(where: { $0.name == "lr" }), baseRate == nil { baseRate = try arguments.number("lr") }
    var given: [Call.Argument] = []
    for argument in spec.arguments where !shared.contains(argument.key) {
      guard let parameter = entry.parameters.first(where: { $0.name == argument.key }) else { continue }
      let value = try literal(argument.value, parameter, &arguments)
      given.append(.init(name: argument.key, value: value))
    }
    return Call(name: entry.name, arguments: given)
  }

  private mutating func literal(
    _ value: Spec.Value, _ parameter: Parameter, _ arguments: inout Arguments
  ) throws(SpecError) -> Literal {
    switch value.kind {
    case .percent, .epochs: return .time(try arguments.number(parameter.name))
    case .word(let word):
      switch (parameter.type, word) {
      case (.choice, _), (.text, _): return .text(word)
      case (.formula, _): return try function(word, at: value.range.lowerBound, parameter)
      case (_, "none"), (_, "None"), (_, "null"): return .none
      case (.flag, _): return .flag(try arguments.flag(parameter.name))
      default: return try plain(value)
      }
    case .text(let text, let offset):
      if case .formula = parameter.type { return try function(text, at: offset, parameter) }
      return .text(text)
    case .number(let number):
      switch parameter.type {
      case .flag: return .flag(try arguments.flag(parameter.name))
      case .steps, .integer, .stepList: return .time(number)
      case .formula: return try function(value.text, at: value.range.lowerBound, parameter)
      case .any: return try plain(value)
      default: return .number(number)
      }
    case .list(let items):
      switch parameter.type {
      case .stepList:
        return .list(try arguments.integers(parameter.name).map { .integer($0) })
      case .numbers, .rates: return .list(try arguments.numbers(parameter.name).map { .number($0) })
      default: return .list(try list(items))
      }
    default: return try plain(value)
    }
  }

  private mutating func list(_ items: [Spec.Value]) throws(SpecError) -> [Literal] {
    var literals: [Literal] = []
    for item in items { literals.append(try plain(item)) }
    return literals
  }

  /// A value by its own form.
  private mutating func plain(_ value: Spec.Value) throws(SpecError) -> Literal {
    switch value.kind {
    case .number(let number):
      return value.text.contains { ".eE".contains($0) } ? .number(number) : .time(number)
    case .percent(let percent): return .number(percent / 100)
    case .epochs(let epochs): return .time((epochs * Double(context.stepsPerEpoch ?? 1)).rounded())
    case .word(let word):
      switch word {
      case "true", "True": return .flag(true)
      case "false", "False": return .flag(false)
      case "none", "None", "null": return .none
      default:
        let isName = [word, framework.rawValue + "." + word].contains { Schedules.catalogue[$0]?.origin != nil }
        return isName ? try nested(word) : .text(word)
      }
    case .text(let text, _): return decimalNumber(text).map { Literal.time($0) } ?? .text(text)
    case .list(let items): return .list(try list(items))
    case .map(let pairs):
      var result: [Literal.Pair] = []
      for pair in pairs { result.append(.init(key: try plain(pair.key), value: try plain(pair.value))) }
      return .map(result)
    case .chain(let chain):
      guard chain.phases.count == 1 else {
        throw SpecError(
          Localized(
            "phases joined by + are lrplot's own: \(framework.title) joins schedules by one of its classes",
            zh: "用 + 连接的阶段是 lrplot 自有的写法：\(framework.title) 用自己的类来连接"), in: source, at: value.range)
      }
      return .call(try call(chain.phases[0]))
    }
  }

  private mutating func nested(_ name: String) throws(SpecError) -> Literal {
    .call(try call(try SpecParser.chain(name).phases[0]))
  }

  /// A formula as Python's lambda.
  private func function(_ text: String, at offset: Int, _ parameter: Parameter) throws(SpecError) -> Literal {
    guard case .formula(let variables) = parameter.type else { return .text(text) }
    let formula = try Formula(text, variables: variables, offset: offset, source: source)
    let variable = variables.first ?? "epoch"
    return .function(variable, formula: text, python: FormulaText(style: .math).text(formula, time: "t"))
  }
}
