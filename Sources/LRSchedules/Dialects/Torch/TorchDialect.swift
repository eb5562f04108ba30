import LRCore

/// The schedulers of PyTorch 2.13: all of `torch.optim.lr_scheduler`, and `torch.optim.swa_utils.SWALR`.
///
/// They are recursions on the optimizer's current rate, so that they can be stepped together; each is a small value
/// that acts on a `TorchGroup`, constructed in the order in which Python would construct it.
enum TorchDialect {
  /// Those that act on the group by themselves; all but ReduceLROnPlateau, which listens.
  static let classes: [TorchClass] = [
    TorchLambda.definition, TorchMultiplicative.definition, TorchStep.definition, TorchMultiStep.definition,
    TorchConstant.definition, TorchLinear.definition, TorchExponential.definition, TorchPolynomial.definition,
    TorchCosine.definition, TorchWarmRestarts.definition, TorchCyclic.definition, TorchOneCycle.definition,
    TorchAveraging.definition, TorchChained.definition, TorchSequential.definition,
  ]

  static let entries: [CatalogueEntry<AnySchedule>] = classes.map(\.entry) + [TorchPlateau.entry]
}
