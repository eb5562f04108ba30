import LRCore

@testable import LROptimizers

/// One optimizer tried on parameters of several shapes.
struct Trial {
  let entry: OptimizerEntry
  let example: String

  init(_ name: String) throws {
    entry = try Optimizers.catalogue.entry(for: SpecParser.chain(name).phases[0], in: name)
    example = entry.examples.first ?? name
  }

  /// Where the steps led: every value of every parameter, held and judged, after each step.
  struct Path: Equatable {
    var points: [[Double]]
    var shapes: [[Int]]
    var isFinite: Bool { points.allSatisfy { $0.allSatisfy(\.isFinite) } }
    /// After the first step.
    var first: [Double] { points[0] }
  }

  /// Arguments whose value doesn't count, here or ever.
  static let without: Set<String> = [
    // The framework takes them and makes no use of them; their notes say so.
    "paddle.Momentum rescale_grad", "pytorch_optimizer.ScheduleFreeSGD eps",
    "keras.Adafactor relative_step",
    // It counts only without relative_step, where it is required.
    "torch_optimizer.Adafactor lr",
    // Only a search that fails meets them.
    "optax.lbfgs stepsize_precision", "optax.lbfgs approx_dec_rtol",
    // A Hessian that is known isn't estimated.
    "pytorch_optimizer.SophiaH num_samples", "pytorch_optimizer.SophiaH hessian_distribution",
    // The gradient's length cancels.
    "keras.Lion backend", "optax.lars clip_norm", "optax.lars clip_norm_type", "optax.fromage clip_norm",
    "optax.fromage clip_norm_type",
  ]

  /// Rules that look at signs alone, which no limit on sizes changes here.
  static let signs: Set<String> = [
    "signsgd", "tiger", "optax.lion", "keras.Lion", "rprop", "optax.sign_sgd", "optax.rprop", "torch.Rprop",
    "paddle.Rprop",
    "pytorch_optimizer.SignSGD", "pytorch_optimizer.Tiger",
  ]

  /// Whether another value of the argument must lead elsewhere.
  func counts(_ parameter: String) -> Bool {
    let limits: Set = ["clip_norm", "clip_norm_type", "clip_value", "clipvalue", "grad_clip"]
    if limits.contains(parameter), Self.signs.contains(entry.name) { return false }
    return !Self.without.contains("\(entry.name) \(parameter)")
  }

  /// Values for arguments that only some values make a difference of.
  static let values: [String: String] = [
    "backend": "torch", "weight_decay": "0.15", "grad_clip": "(ClipGradByGlobalNorm:clip_norm=0.05)",
    "etas": "[0.4,1.3]",
    "step_sizes": "[1e-6,0.02]", "learning_rate_range": "[1e-6,0.02]", "max_step_size": "0.02", "delta": "5",
    "init_step": "[distance,0.1]", "warmup_steps": "4", "t0": "3", "clamp_value": "0.5", "variant": "\"sps+\"",
    "max_precondition_dim": "2", "longest_axis": "2", "t_alpha_beta3": "10", "ademamix warmup": "10",
    "optax.momo learning_rate": "0.01", "optax.momo_adam learning_rate": "5", "optax.fromage min_norm": "5",
    "min_dim_size_to_factor": "2", "eps2": "2", "torch_optimizer.Adafactor eps2": "[0.1,2]", "epsilon_2": "2",
    "min_scale": "2", "clip_value": "0.02",
    "clipvalue": "0.02", "clip_norm": "0.02", "lbfgs max_eval": "1", "max_linesearch_steps": "1",
    "slope_rtol": "0.9", "lbfgs line_search": "none", "torch.LBFGS line_search_fn": "none",
    "pytorch_optimizer.SOAP precondition_1d": "false", "relative_step": "false",
    "pytorch_optimizer.AdaFactor relative_step": "true", "sync": "3", "alpha": "0.3",
  ]

  /// What an argument needs beside it to make a difference.
  static let company: [String: String] = [
    "backend": "global_clipnorm=0.05", "clip_norm_type": "clip_norm=0.05", "dampening": "momentum=0.9",
    "nesterov": "momentum=0.9", "nu": "momentum=0.9",
    "weight_decouple": "weight_decay=0.1", "decoupled_weight_decay": "weight_decay=0.1",
    "decouple_weight_decay": "weight_decay=0.1", "weight_decay_type": "weight_decay=0.1",
    "fixed_decay": "weight_decay=0.1,weight_decouple=true", "ema_momentum": "use_ema=true", "points": "use_ema=true",
    "ema_overwrite_frequency": "use_ema=true", "weight_lr_power": "warmup_steps=4", "safeguard_warmup": "lr=0.5",
    "n_sma_threshold": "rectify=true", "degenerated_to_sgd": "rectify=true", "max_grad_norm": "pre_norm=true",
    "always_adapt": "lamb_weight_decay=0", "lower_bound": "learning_rate=5", "adapt_lower_bound": "learning_rate=5",
    "factored": "min_dim_size_to_factor=2", "clip": "lr=0.2,betas=[0.9,0.2]", "use_clipping": "b2=0.2",
    "pytorch_optimizer.AdaFactor eps2": "scale_parameter=true",
    "pytorch_optimizer.AdaFactor warmup_init": "relative_step=true", "pytorch_optimizer.SGDP eps": "delta=5",
    "torch_optimizer.SGDP eps": "delta=5",
    "torch_optimizer.Adafactor relative_step": "lr=0.05", "optax.polyak_sgd variant": "f_min=2",
    "optax.sam reset_state": "adv_optimizer=(optax.sgd:learning_rate=0.05,momentum=0.9),sync_period=3",
    "pytorch_optimizer.SophiaH fixed_decay": "lr=0.5,weight_decay=0.1",
    "pytorch_optimizer.Lookahead pullback_momentum": "optimizer=(torch.SGD:lr=0.01,momentum=0.9)",
    "optax.lookahead reset_state": "fast_optimizer=(optax.sgd:learning_rate=0.01,momentum=0.9)",
    "keras.ScheduleFreeAdamW points": "", "torch.ASGD t0": "points=eval", "torch.ASGD points": "t0=3",
    "wd_ratio": "weight_decay=0.1,delta=5",
  ]

  /// The example without and with an argument, each with what that needs beside it.
  func specs(setting name: String, to value: String) -> (plain: String, changed: String) {
    var words = example.split(separator: ":", maxSplits: 1).map(String.init)
    var arguments = words.count > 1 ? Self.split(words[1]) : []
    words = [words[0]]
    let company = Self.company["\(entry.name) \(name)"] ?? Self.company[name] ?? ""
    for word in Self.split(company) {
      let key = word.split(separator: "=")[0]
      guard entry.parameters.contains(where: { $0.name == key }), key != name else { continue }
      arguments.removeAll { $0.hasPrefix(key + "=") }
      arguments.append(word)
    }
    let rest = arguments.filter { !$0.hasPrefix(name + "=") }
    func spec(_ arguments: [String]) -> String {
      words[0] + (arguments.isEmpty ? "" : ":" + arguments.joined(separator: ","))
    }
    return (spec(arguments), spec(rest + ["\(name)=\(value)"]))
  }

  private static func split(_ text: String) -> [String] {
    var parts: [String] = []
    var depth = 0
    var word = ""
    for character in text {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append(word)
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? parts : parts + [word]
  }

  /// A value that isn't the default.
  func otherValue(of parameter: Parameter) -> String? {
    if let value = Self.values["\(entry.name) \(parameter.name)"] ?? Self.values[parameter.name] { return value }
    switch (parameter.type, parameter.fallback) {
    case (.flag, .flag(let value)): return "\(!value)"
    case (.choice(let words), .word(let word)): return words.first { $0 != word }
    case (.number(let bounds), let fallback):
      var usual: Double?
      if case .number(let number) = fallback { usual = number }
      let base = usual ?? 0
      let tries = [abs(base) < 1e-4 ? 0.3 : base * 0.7, base * 1.5, base * 3, 0.02, 0.3, 0.6, 2, 5]
      return tries.first { $0 != 0 && $0 != usual && bounds.contains($0) }.map { shortest($0) }
    case (.integer(let bounds), let fallback):
      var usual: Int?
      if case .integer(let number) = fallback { usual = number }
      return [(usual ?? 1) > 9 ? 4 : (usual ?? 1) + 1, (usual ?? 3) - 1, 2, 3].first {
        $0 != usual && bounds.contains(Double($0))
      }
      .map { "\($0)" }
    case (.numbers, .numbers(let list)):
      return "[" + list.map { shortest($0 == 0 ? 0.1 : $0 * 0.8) }.joined(separator: ",") + "]"
    case (.thing, _): return "(adam:lr=0.02)"
    default:
      return parameter.name.contains("coeff") ? "[3,-4,1.8]" : "[0.1,0.2]"
    }
  }

  /// The declared arguments that the recipe's maker never asked for.
  func unread(_ spec: String) throws -> [String] {
    let chain = try SpecParser.run(spec).subject
    var arguments = try Arguments(
      chain.phases[0], parameters: entry.parameters, context: RunContext(), source: chain.source)
    _ = try entry.build(&arguments)
    return arguments.unread
  }

  /// nil where the optimizer refuses the shapes.
  func path<Scalar: TrainingScalar>(of type: Scalar.Type, _ spec: String, steps: Int = 24) throws -> Path? {
    let recipe = try Optimizers.build(SpecParser.run(spec).subject)
    var parameters: [Tensor<Scalar>] = [
      Tensor(shape: [3, 2], values: [0.9, -1.2, 0.4, 1.5, -0.3, 0.8]), Tensor([1.1, -0.6]),
    ]
    if recipe.refusal(ofShape: [2]) != nil { parameters.removeLast() }
    guard parameters.allSatisfy({ recipe.refusal(ofShape: $0.shape) == nil }) else { return nil }
    var optimizer = recipe.optimizer(of: type)
    var points: [[Double]] = []
    for _ in 0..<steps {
      optimizer.step(&parameters, on: .bowls(), rate: Scalar(recipe.rate))
      points.append(
        (parameters + optimizer.evaluationPoint(parameters)).flatMap { $0.values.map { Double($0) } })
    }
    return Path(points: points, shapes: parameters.map(\.shape))
  }
}

extension Objective {
  /// Double wells that are joined by their sum: sum (w^2 - 1)^2 / 4 + (sum w - 1)^2 / 20.
  static func bowls() -> Objective {
    func total(_ w: [Tensor<Scalar>]) -> Scalar { w.reduce(0) { $1.values.reduce($0, +) } - 1 }
    return Objective(
      value: { w in
        w.reduce(total(w) * total(w) / 20) { $1.values.reduce($0) { $0 + ($1 * $1 - 1) * ($1 * $1 - 1) / 4 } }
      },
      gradient: { w in
        let pull = total(w) / 10
        return w.map { Tensor(shape: $0.shape, values: $0.values.map { $0 * ($0 * $0 - 1) + pull }) }
      },
      hessianDiagonal: { w in
        w.map { Tensor(shape: $0.shape, values: $0.values.map { 3 * $0 * $0 - 1 + 0.1 }) }
      })
  }
}

extension [Double] {
  func isClose(to other: [Double], within tolerance: Double) -> Bool {
    count == other.count && zip(self, other).allSatisfy { abs($0 - $1) <= tolerance * Swift.max(1, abs($1)) }
  }
}
