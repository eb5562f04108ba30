import LRCore

extension Parameter {
  /// What may be given, in words.
  var typeWords: Localized {
    switch type {
    case .number(let bounds): Localized("number", zh: "数") + within(bounds)
    case .rate(let bounds): Localized("rate", zh: "学习率") + within(bounds)
    case .steps(let bounds): Localized("steps", zh: "步数") + within(bounds)
    case .integer(let bounds): Localized("integer", zh: "整数") + within(bounds)
    case .flag: Localized("true or false", zh: "true 或 false")
    case .choice(let words): Localized(words.joined(separator: " | "))
    case .text: Localized("text", zh: "文本")
    case .formula(let variables):
      Localized("formula of ", zh: "公式，变量 ") + Localized(variables.joined(separator: ", "))
    case .numbers(let bounds): Localized("[numbers]", zh: "[数列]") + within(bounds)
    case .rates(let bounds): Localized("[rates]", zh: "[学习率列]") + within(bounds)
    case .stepList(let bounds): Localized("[steps]", zh: "[步数列]") + within(bounds)
    case .schedule: Localized("(schedule)", zh: "(调度)")
    case .schedules: Localized("[(schedule), ...]", zh: "[(调度), …]")
    case .stepMap: Localized("{step: number, ...}", zh: "{步: 数, …}")
    case .thing: Localized("(spec)", zh: "(规格)")
    case .any(let form): Localized(form)
    }
  }

  /// The value when nothing is given, in words.
  var fallbackWords: Localized {
    switch fallback {
    case .required: Localized("required", zh: "必填")
    case .none: Localized("-")
    case .number(let number): Localized(shortest(number))
    case .integer(let integer): Localized(String(integer))
    case .flag(let flag): Localized(flag ? "true" : "false")
    case .word(let word): Localized(word)
    case .text(let text): Localized("\"\(text)\"")
    case .partOfRun(let part): Self.percent(part, places: 100) + Localized(" of the run", zh: " 全程")
    case .numbers(let numbers): Localized("[" + numbers.map(shortest).joined(separator: ",") + "]")
    case .partsOfRun(let parts):
      Localized("[" + parts.map { Self.percent($0, places: 100).english }.joined(separator: ",") + "]")
    case .partOfBaseRate(let part):
      part == 1 ? Localized("--lr") : Localized("\(shortest(part)) x --lr")
    }
  }

  /// What the number counts, if it counts anything.
  var unit: String? {
    switch type {
    case .steps, .stepList: "step"
    case .rate, .rates: "rate"
    default: nil
    }
  }

  /// One word for the type, for programs.
  var typeName: String {
    switch type {
    case .number: "number"
    case .rate: "rate"
    case .steps: "steps"
    case .integer: "integer"
    case .flag: "flag"
    case .choice: "choice"
    case .text: "text"
    case .formula: "formula"
    case .numbers: "numbers"
    case .rates: "rates"
    case .stepList: "step-list"
    case .schedule: "schedule"
    case .schedules: "schedules"
    case .stepMap: "step-map"
    case .thing: "thing"
    case .any: "any"
    }
  }

  func json(in language: Language) -> JSON {
    var members: [(String, JSON)] = [("name", .string(name)), ("type", .string(typeName))]
    if case .choice(let words) = type { members.append(("choices", .array(words.map { .string($0) }))) }
    members += [
      ("form", .string(typeWords.text(in: language))),
      ("default", fallbackJSON),
      ("unit", .optional(unit)),
      ("meaning", .string(meaning.text(in: language))),
    ]
    return .object(members)
  }

  /// The default as a value where it is one, else as it would be typed.
  private var fallbackJSON: JSON {
    switch fallback {
    case .required, .none: .null
    case .number(let number): .number(number)
    case .integer(let integer): .integer(integer)
    case .flag(let flag): .bool(flag)
    case .word(let word), .text(let word): .string(word)
    case .partOfRun(let part): .string(Self.percent(part).english)
    case .numbers(let numbers): .array(numbers.map { .number($0) })
    case .partsOfRun(let parts): .array(parts.map { .string(Self.percent($0).english) })
    case .partOfBaseRate(let part): .string(Self.percent(part).english)
    }
  }

  private static func percent(_ part: Double, places: Double = 1e9) -> Localized {
    Localized(shortest((part * 100 * places).rounded() / places) + "%")
  }

  private func within(_ bounds: Bounds) -> Localized {
    bounds == .any ? Localized("") : Localized(" ") + bounds.symbols
  }
}

extension Bounds {
  /// The interval in signs: `> 0`, `0..1`.
  fileprivate var symbols: Localized {
    switch (lower.isFinite, upper.isFinite) {
    case (true, false): Localized((openLower ? "> " : ">= ") + shortest(lower))
    case (false, true): Localized((openUpper ? "< " : "<= ") + shortest(upper))
    default:
      Localized((openLower ? "(" : "[") + shortest(lower) + ", " + shortest(upper) + (openUpper ? ")" : "]"))
    }
  }
}
