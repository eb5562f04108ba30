import LRCore

/// Every surface that a spec can name.
public enum Surfaces {
  public static let catalogue = Catalogue<TestSurface>(
    kind: Localized("surface", zh: "曲面"),
    [
      Sphere.entry,
      IllConditionedQuadratic.entry,
      Rosenbrock.entry,
      Beale.entry,
      Booth.entry,
      Matyas.entry,
      Himmelblau.entry,
      Rastrigin.entry,
      Ackley.entry,
      StyblinskiTang.entry,
      GoldsteinPrice.entry,
      McCormick.entry,
      ThreeHumpCamel.entry,
      SixHumpCamel.entry,
      Easom.entry,
      Levy13.entry,
      Branin.entry,
      Eggholder.entry,
      Schwefel.entry,
      Griewank.entry,
      DropWave.entry,
      CrossInTray.entry,
      HolderTable.entry,
      Bukin6.entry,
      MonkeySaddle.entry,
      HyperbolicSaddle.entry,
      Bohachevsky.entry,
      Michalewicz.entry,
      FormulaSurface.entry,
      Curve.entry,
    ].map { $0.withNoise() })

  /// The surface that a spec names.
  public static func build(_ spec: Spec, of chain: Chain, in context: RunContext) throws(SpecError) -> TestSurface {
    let entry = try catalogue.entry(for: spec, in: chain.source)
    var arguments = try Arguments(spec, parameters: entry.parameters, context: context, source: chain.source)
    return try entry.build(&arguments)
  }
}
