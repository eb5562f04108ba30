import LRCore

/// A catalogue entry that makes an optimizer.
public typealias OptimizerEntry = CatalogueEntry<any OptimizerRecipe>

/// One argument of an optimizer and the setting that it becomes: an adapter is a list of these.
struct Field<Settings>: Sendable {
  let parameter: Parameter
  let read: @Sendable (inout Settings, inout Arguments) throws(SpecError) -> Void

  init(
    _ parameter: Parameter, _ read: @escaping @Sendable (inout Settings, inout Arguments) throws(SpecError) -> Void
  ) {
    self.parameter = parameter
    self.read = read
  }

  /// A number; nil as fallback makes it required.
  static func number(
    _ name: String, _ path: WritableKeyPath<Settings, Double> & Sendable, _ fallback: Double?,
    in bounds: Bounds = .nonNegative, _ meaning: Localized
  ) -> Field {
    Field(Parameter(name, .number(bounds), fallback.map { .number($0) } ?? .required, meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      settings[keyPath: path] = try arguments.number(name)
    }
  }

  /// The same field; its number then is rounded to float32, as a framework's kernel holds it.
  func single(_ path: WritableKeyPath<Settings, Double> & Sendable) -> Field {
    Field(parameter) { (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      try read(&settings, &arguments)
      settings[keyPath: path] = Double(Float(settings[keyPath: path]))
    }
  }

  /// A number that may be absent.
  static func optionalNumber(
    _ name: String, _ path: WritableKeyPath<Settings, Double?> & Sendable, in bounds: Bounds = .nonNegative,
    _ meaning: Localized
  ) -> Field {
    Field(Parameter(name, .number(bounds), .none, meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      settings[keyPath: path] = try arguments.optionalNumber(name)
    }
  }

  static func integer(
    _ name: String, _ path: WritableKeyPath<Settings, Int> & Sendable, _ fallback: Int, in bounds: Bounds = .positive,
    _ meaning: Localized
  ) -> Field {
    Field(Parameter(name, .integer(bounds), .integer(fallback), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      settings[keyPath: path] = try arguments.integer(name)
    }
  }

  static func flag(
    _ name: String, _ path: WritableKeyPath<Settings, Bool> & Sendable, unlessSaid fallback: Bool = false,
    _ meaning: Localized
  ) -> Field {
    Field(Parameter(name, .flag, .flag(fallback), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      settings[keyPath: path] = try arguments.flag(name)
    }
  }

  /// One of a few words, each of which stands for a value.
  static func choice<Value: Sendable>(
    _ name: String, _ path: WritableKeyPath<Settings, Value> & Sendable, _ values: [(word: String, value: Value)],
    _ meaning: Localized
  ) -> Field {
    Field(Parameter(name, .choice(values.map(\.word)), .word(values[0].word), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      let word = try arguments.word(name)
      if let value = values.first(where: { $0.word == word })?.value { settings[keyPath: path] = value }
    }
  }

  /// As many numbers as there are settings: `betas=[0.9,0.999]`.
  static func numbers(
    _ name: String, _ paths: [WritableKeyPath<Settings, Double> & Sendable], _ fallback: [Double], in bounds: Bounds,
    _ meaning: Localized
  ) -> Field {
    Field(Parameter(name, .numbers(bounds), .numbers(fallback), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      let numbers = try arguments.numbers(name)
      guard numbers.count == paths.count else {
        let example = "[" + fallback.map(shortest).joined(separator: ",") + "]"
        throw arguments.error(
          Localized(
            "'\(name)' are \(paths.count) numbers, such as \(example)",
            zh: "“\(name)”应为 \(paths.count) 个数，例如 \(example)"),
          at: name)
      }
      for (path, number) in zip(paths, numbers) { settings[keyPath: path] = number }
    }
  }

  /// Another optimizer in brackets: `of=(adam:lr=0.01)`.
  ///
  /// - Parameter sharesRate: whether its rate is the whole optimizer's.
  static func optimizer(
    _ name: String, _ path: WritableKeyPath<Settings, any OptimizerRecipe> & Sendable,
    unlessSaid fallback: String? = nil, sharesRate: Bool = true, _ meaning: Localized
  ) -> Field {
    Field(Parameter(name, .thing, fallback.map { .word($0) } ?? .required, meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      guard let chain = try arguments.chain(name) else { preconditionFailure("\(name) is required") }
      var context = arguments.context
      if !sharesRate { context.rateToAssume = nil }
      settings[keyPath: path] = try Optimizers.build(chain, in: context)
    }
  }
}

extension CatalogueEntry where Product == any OptimizerRecipe {
  /// An entry whose arguments become settings one by one.
  ///
  /// - Parameters:
  ///   - settings: what the arguments don't say.
  ///   - check: refuses settings that don't go together, with the framework's reason.
  init<Settings: OptimizerRecipe>(
    _ name: String, aliases: [String] = [], _ settings: Settings, summary: Localized, formula: String,
    fields: [Field<Settings>], source: String, note: Localized? = nil, examples: [String]? = nil,
    origin: Origin? = nil,
    check: @escaping @Sendable (Settings, Arguments) throws(SpecError) -> Void = {
      (_, _) throws(SpecError) in
    }
  ) {
    self.init(
      name, aliases: aliases, summary: summary, formula: formula, parameters: fields.map(\.parameter), source: source,
      note: note, examples: examples ?? [name], origin: origin
    ) { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
      var made = settings
      for field in fields { try field.read(&made, &arguments) }
      try check(made, arguments)
      return made
    }
  }
}
