import LRCore

/// Every schedule that a spec can name.
public enum Schedules {
  /// lrplot's own schedules; the dialects of frameworks follow with dotted names.
  public static let catalogue = Catalogue<AnySchedule>(
    kind: Localized("schedule", zh: "调度"), modules: Dialect.modules, own + Dialect.entries)

  /// Plain names: one clear meaning each, defaults scaled to the run, the universal parameters.
  static let own: [CatalogueEntry<AnySchedule>] = [
    ConstantSchedule.entry,
    StepSchedule.entry,
    MultistepSchedule.entry,
    PiecewiseSchedule.entry,
    LinearSchedule.entry,
    ExponentialSchedule.entry,
    NaturalExponentialSchedule.entry,
    InverseTimeSchedule.entry,
    PolynomialSchedule.entry,
    CosineSchedule.entry,
    CosineRestartsSchedule.entry,
    CyclicSchedule.entry,
    OneCycleSchedule.entry,
    InverseSquareRootSchedule.entry,
    NoamSchedule.entry,
    WarmupStableDecaySchedule.entry,
    TriStageSchedule.entry,
    WarmupSchedule.entry,
    HyperbolicTangentSchedule.entry,
    LogarithmicSchedule.entry,
    RexSchedule.entry,
    RangeTestSchedule.entry,
    FormulaSchedule.entry,
    ProductSchedule.entry,
    HeldSchedule.entry,
    PlateauSchedule.entry,
  ].map { $0.withUniversalParameters() }

  /// The schedule that a chain of phases describes.
  ///
  /// Every phase starts at its local step 0, at its own base rate. It lasts for `for=`, else for what it takes by
  /// itself (a warm-up), else for an equal share of what the others leave. The last phase runs to the end and beyond.
  ///
  /// - Throws: `SpecError` for an unknown name, a wrong argument, or phases that leave nothing of the run for another.
  public static func build(_ chain: Chain, in context: RunContext) throws(SpecError) -> AnySchedule {
    try Assembly(chain, in: context).schedule
  }

  /// The steps of a run that each phase of a chain has; the step after the last is left out.
  ///
  /// - Throws: `SpecError` where the chain can't be built.
  public static func spans(of chain: Chain, in context: RunContext) throws(SpecError) -> [Range<Int>] {
    try Assembly(chain, in: context).spans
  }

  /// Whether a chain's rates come with a momentum; false where it can't be built.
  public static func driveMomentum(_ chain: Chain, in context: RunContext) -> Bool {
    guard case .fixed(let schedule) = try? build(chain, in: context) else { return false }
    return schedule.drivesMomentum
  }
}
