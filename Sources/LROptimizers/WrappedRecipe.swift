import LRCore

/// What a framework puts around any of its rules.
protocol OptimizerStage: Sendable {
  func optimizer<Scalar: TrainingScalar>(around base: any Optimizer<Scalar>) -> any Optimizer<Scalar>
}

/// A recipe with a stage around it; its rate is the base's.
struct WrappedRecipe<Stage: OptimizerStage>: WrappingRecipe {
  var inner: any OptimizerRecipe
  let wrapping: Stage

  func optimizer<Scalar: TrainingScalar>(of type: Scalar.Type) -> any Optimizer<Scalar> {
    wrapping.optimizer(around: inner.optimizer(of: type))
  }
}

extension CatalogueEntry where Product == any OptimizerRecipe {
  /// The entry with further parameters, and what they make of the recipe.
  func with(
    _ parameters: [Parameter],
    _ wrap: @escaping @Sendable (any OptimizerRecipe, inout Arguments) throws(SpecError) -> any OptimizerRecipe
  ) -> CatalogueEntry {
    var entry = self
    entry.parameters += parameters
    let rule = build
    entry.build = { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
      try wrap(try rule(&arguments), &arguments)
    }
    return entry
  }

  /// Whether the entry itself has a parameter of this name.
  func declares(_ name: String) -> Bool { parameters.contains { $0.name == name } }
}
