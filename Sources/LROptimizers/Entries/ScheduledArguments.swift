import LRCore
import LRSchedules

/// Arguments that may be schedules, where the framework takes one.
extension CatalogueEntry where Product == any OptimizerRecipe {
  /// The entry whose `learning_rate=(...)`, and what else its framework lets a schedule drive, may be schedules.
  ///
  /// A schedule is evaluated by the rule's own count of updates; its first value is the setting that is checked.
  func withScheduledArguments() -> CatalogueEntry {
    let driven = drivenArguments
    guard !driven.isEmpty else { return self }
    var entry = self
    for index in parameters.indices where driven.keys.contains(parameters[index].name) {
      entry.parameters[index].meaning =
        parameters[index].meaning + Localized("; or a schedule in brackets", zh: "；也可为括号内的调度")
    }
    let rule = build
    entry.build = { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
      var made = ScheduledRecipe(inner: GradientDescentSettings())
      for argument in arguments.spec.arguments {
        guard let setting = driven[argument.key], case .chain(let chain) = argument.value.kind else { continue }
        switch (try Schedules.build(chain, in: arguments.context), setting) {
        case (.fixed(let schedule), .setting(let setting)):
          made.settings.append((setting, schedule))
          arguments.replace(argument.key, by: schedule.rate(at: 0))
        case (.fixed(let schedule), .rate):
          made.plan = schedule
          arguments.replace(argument.key, by: schedule.rate(at: 0))
        case (.listening(let schedule), .rate) where origin?.framework == "paddle":
          made.feedback = schedule
          arguments.replace(argument.key, by: schedule.rate)
        case (.listening, _): throw arguments.error(Self.listens, at: argument.key)
        }
      }
      let recipe = try rule(&arguments)
      guard made.drivesRate || !made.settings.isEmpty else { return recipe }
      made.inner = recipe
      return made
    }
    return entry
  }

  /// The arguments that take a schedule, and what each drives.
  fileprivate var drivenArguments: [String: Driven] {
    let local = name.split(separator: ".", maxSplits: 1).last.map(String.init) ?? name
    switch origin?.framework {
    case "keras", "paddle": return ["learning_rate": .rate]
    case "optax":
      var driven: [String: Driven] = [:]
      // These multiply by the number itself; the schedule-free ones only know their own warm-up.
      let fixed: Set = ["sm3", "rprop", "optimistic_adam", "schedule_free_sgd", "schedule_free_adamw"]
      if !fixed.contains(local) { driven[local == "polyak_sgd" ? "scaling" : "learning_rate"] = .rate }
      switch local {
      case "adadelta", "adamw", "nadamw", "adamaxw", "adan", "lion", "lars", "lamb":
        driven["weight_decay"] = .setting(.decay)
      case "adafactor": driven["weight_decay_rate"] = .setting(.decay)
      case "ademamix":
        driven["alpha"] = .setting(.alpha)
        driven["b3"] = .setting(.slowShare)
      case "simplified_ademamix": driven["alpha"] = .setting(.alpha)
      case "muon": driven["adam_learning_rate"] = .setting(.othersRate)
      default: break
      }
      return driven.filter { declares($0.key) }
    default: return [:]
    }
  }

  /// Refuses a schedule as the rate where the framework takes none, and says where it belongs.
  func checkRate(of spec: Spec, in source: String) throws(SpecError) {
    for argument in spec.arguments where ["lr", "learning_rate"].contains(argument.key) {
      guard case .chain(let chain) = argument.value.kind, drivenArguments[argument.key] == nil, declares(argument.key)
      else { continue }
      throw SpecError(
        Localized(
          "\(spec.name) takes no schedule as \(argument.key): write it after '@', as in \(spec.name)@\(chain.text)",
          zh: "\(spec.name) 的 \(argument.key) 不接受调度：请写在“@”之后，如 \(spec.name)@\(chain.text)"),
        in: source, at: argument.value.range)
    }
  }

  private static var listens: Localized {
    Localized(
      "a schedule that listens can't be an argument here: write it after '@'", zh: "依赖监控指标的调度不能用作参数：请写在“@”之后")
  }
}

/// What a schedule that is an argument drives.
private enum Driven {
  case rate
  case setting(DrivenSetting)
}
