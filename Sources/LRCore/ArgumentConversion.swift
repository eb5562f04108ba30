/// How values as typed become what a parameter takes.
extension Arguments {
  /// The value as typed; nil where it is absent, or `none` (`None`, `null`) for a parameter that takes no such word.
  func given(_ name: String) -> Spec.Value? {
    guard let value = spec.arguments.first(where: { $0.key == name })?.value else { return nil }
    guard case .word(let word) = value.kind, ["none", "None", "null"].contains(word) else { return value }
    switch parameters[name]?.type {
    case .choice(let words) where words.contains(word): return value
    case .text, .formula: return value
    default: return nil
    }
  }

  func chain(_ value: Spec.Value, _ name: String) throws(SpecError) -> Chain {
    switch value.kind {
    case .chain(let chain): return chain
    case .word(let word):
      let spec = Spec(name: word, nameRange: value.range, arguments: [], range: value.range)
      return Chain(phases: [spec], source: source, range: value.range)
    default:
      throw wrongType(
        name, value, Localized("a schedule in brackets, such as (cosine:min=1e-5)", zh: "括号内的调度，例如 (cosine:min=1e-5)"))
    }
  }

  /// The number that a value is for this parameter, within its bounds.
  func number(_ value: Spec.Value, as parameter: Parameter) throws(SpecError) -> Double {
    let bounds: Bounds
    let number: Double
    switch parameter.type {
    case .steps(let range), .stepList(let range):
      bounds = range
      number = try steps(value)
      _ = try whole(number, at: value.range, parameter.name)
    case .integer(let range):
      bounds = range
      number = try plain(value, parameter.name)
      _ = try whole(number, at: value.range, parameter.name)
    case .rate(let range), .rates(let range):
      bounds = range
      if case .percent(let percent) = value.kind {
        number = percent / 100 * context.baseRate
      } else {
        number = try plain(value, parameter.name)
      }
    case .number(let range), .numbers(let range):
      bounds = range
      if case .percent(let percent) = value.kind {
        number = percent / 100
      } else {
        number = try plain(value, parameter.name)
      }
    default:
      bounds = .any
      number = try plain(value, parameter.name)
    }
    return try check(number, in: bounds, of: value, parameter.name)
  }

  func check(_ number: Double, in bounds: Bounds, of value: Spec.Value, _ name: String) throws(SpecError) -> Double {
    guard bounds.contains(number) else {
      throw fail(
        Localized(
          "'\(name)' must be \(bounds.words.english), not \(value.text)",
          zh: "“\(name)”必须\(bounds.words.chinese)，而不是 \(value.text)"), value.range)
    }
    return number
  }

  func plain(_ value: Spec.Value, _ name: String) throws(SpecError) -> Double {
    if case .number(let number) = value.kind { return number }
    if case .word(let word) = value.kind, ["nan", "inf", "-inf", "infinity", "-infinity"].contains(word.lowercased()) {
      throw fail(
        Localized("'\(name)' must be a finite number, not \(word)", zh: "“\(name)”必须是有限的数，而不是 \(word)"), value.range)
    }
    throw wrongType(name, value, Localized("a number", zh: "数"))
  }

  /// A value in steps: a number, `5%` of the run (rounded, at least 1 unless 0%), or `30ep`.
  func steps(_ value: Spec.Value) throws(SpecError) -> Double {
    switch value.kind {
    case .percent(let percent):
      let steps = (percent / 100 * Double(context.runSteps ?? context.steps)).rounded()
      return percent > 0 ? max(1, steps) : steps
    case .epochs(let epochs):
      guard let stepsPerEpoch = context.stepsPerEpoch else {
        throw fail(
          Localized(
            "'\(value.text)' counts epochs, but their length is unknown: give --epochs and --steps-per-epoch",
            zh: "“\(value.text)”以轮计，但每轮步数未知：请给出 --epochs 与 --steps-per-epoch"), value.range)
      }
      return (epochs * Double(stepsPerEpoch)).rounded()
    default: return try plain(value, "steps")
    }
  }

  func whole(_ number: Double, at range: Range<Int>, _ name: String) throws(SpecError) -> Int {
    guard number == number.rounded(), abs(number) <= 1e15 else {
      throw fail(
        Localized(
          "'\(name)' is a whole number of at most 15 digits, not \(shortest(number))",
          zh: "“\(name)”应为不超过 15 位的整数，而不是 \(shortest(number))"), range)
    }
    return Int(clamping: number)
  }
}

extension Double {
  /// A part of a run, rounded up to whole steps (a third of 100 is 34, so that three thirds cover it), at least 1.
  init(part: Double, of steps: Int) {
    self = Swift.max(1, (part * Double(steps) - 1e-9).rounded(.up))
  }
}

extension Spec.Value {
  /// A quoted number as the number: keys of JSON objects are texts.
  var unquoted: Spec.Value {
    guard case .text(let text, _) = kind, let number = decimalNumber(text) else { return self }
    return Spec.Value(kind: .number(number), range: range, text: text)
  }
}
