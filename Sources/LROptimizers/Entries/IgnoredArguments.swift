import LRCore

/// Arguments that frameworks take and that change no number, so that pasted calls are understood.
extension CatalogueEntry where Product == any OptimizerRecipe {
  func withIgnoredArguments() -> CatalogueEntry {
    var entry = self
    entry.ignored = withoutEffect.filter { !declares($0) }
    return entry
  }

  /// How the work is done and what things are called; of precision, what isn't modelled.
  private var withoutEffect: [String] {
    let local = name.split(separator: ".", maxSplits: 1).last.map(String.init) ?? name
    switch origin?.framework {
    case "torch":
      switch local {
      case "LBFGS", "Muon": return ["params"]
      case "Adafactor": return ["params", "foreach"]
      case "SGD", "Adagrad": return ["params", "foreach", "differentiable", "fused"]
      case "Adam", "AdamW": return ["params", "foreach", "capturable", "differentiable", "fused"]
      default: return ["params", "foreach", "capturable", "differentiable"]
      }
    case "keras":
      // `decay` of old programs is dropped by Keras 3 with a warning; what a Muon leaves to Adam isn't on a surface.
      return ["name", "loss_scale_factor", "decay"] + (local == "Muon" ? ["exclude_layers", "exclude_embeddings"] : [])
    case "optax":
      return ["mu_dtype", "accumulator_dtype", "dtype_momentum", "state_dtype"].filter { argument in
        switch argument {
        case "accumulator_dtype": local == "sgd"
        case "dtype_momentum": local == "adafactor"
        case "state_dtype": local.hasPrefix("schedule_free")
        default: Self.keepsMean.contains(local)
        }
      } + (local == "sam" ? ["batch_axis_name"] : [])
    case "paddle":
      return ["parameters", "name", "multi_precision"]
        + (["Momentum", "Adam"].contains(local) ? ["use_multi_tensor"] : [])
        + (["Adam", "AdamW"].contains(local) ? ["lazy_mode"] : [])
    case "pytorch_optimizer": return ["params", "foreach"]
    case "torch_optimizer": return ["params"]
    default: return []
    }
  }

  /// Those of optax whose first moment may be kept in another format.
  private static var keepsMean: Set<String> {
    [
      "adam", "adamw", "nadam", "nadamw", "amsgrad", "lion", "optimistic_adam", "optimistic_adam_v2", "ademamix",
      "adopt", "muon",
    ]
  }
}
