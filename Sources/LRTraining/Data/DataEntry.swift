import LRCore

extension DataRecipe {
  /// How many rows a set has.
  enum RowCount: Sendable {
    /// Made on the spot: so many unless told, and this many at most.
    case made(Int, most: Int)
    /// There are so many.
    case stored(Int)
    /// As many as the files hold.
    case files
  }

  typealias Maker = @Sendable (DataRequest) throws(DataSetError) -> SourceRows

  /// The catalogue entry of a set: its own parameters and those that every set takes.
  ///
  /// - Parameters:
  ///   - scaling: what becomes of inputs by default.
  ///   - hasClasses: whether there are labels that can be redrawn; files decide for themselves.
  ///   - scalesTargets: whether targets can be numbers; nil where they are just if there are no classes.
  ///   - maker: from the set's own arguments, what makes the rows.
  static func entry(
    _ name: String, aliases: [String] = [], summary: Localized, formula: String, parameters: [Parameter] = [],
    rows: RowCount, scaling: InputScaling, hasClasses: Bool = true, scalesTargets: Bool? = nil, source: String,
    note: Localized? = nil,
    examples: [String], maker: @escaping @Sendable (inout Arguments) throws(SpecError) -> Maker
  ) -> CatalogueEntry<DataRecipe> {
    CatalogueEntry(
      name, aliases: aliases, summary: summary, formula: formula,
      parameters: parameters + common(rows, scaling, scalesTargets ?? !hasClasses), source: source, note: note,
      examples: examples
    ) { (arguments: inout Arguments) throws(SpecError) -> DataRecipe in
      let options = try options(&arguments, hasClasses: hasClasses)
      return DataRecipe(name: name, options: options, rows: try maker(&arguments))
    }
  }

  /// The value of `standardize=` that scales targets as well as columns.
  private static let targetsToo = "all"

  private static func common(_ rows: RowCount, _ scaling: InputScaling, _ scalesTargets: Bool) -> [Parameter] {
    let samples = Localized("rows in total, before the split", zh: "划分前的总行数")
    let count =
      switch rows {
      case .made(let count, let most):
        Parameter("samples", .integer(Bounds(10, Double(most))), .integer(count), samples)
      case .stored(let count):
        Parameter("samples", .integer(Bounds(10, Double(count))), .integer(count), samples)
      case .files:
        Parameter(
          "samples", .integer(Bounds(10, 1e9)), .none, samples + Localized("; default: all", zh: "；默认为全部"))
      }
    return [
      count,
      Parameter(
        "label_noise", .number(.unit), .number(0),
        Localized(
          "fraction of the training labels, rounded, to draw again from all classes; some stay right",
          zh: "从所有类别中重新抽取的训练标签比例（取整）；其中一部分仍会正确")),
      Parameter(
        "standardize", .choice(InputScaling.allCases.map(\.rawValue) + (scalesTargets ? [targetsToo] : [])),
        .word(scaling.rawValue),
        Localized(
          "inputs: columns (mean 0 and deviation 1 over the training rows), range (to 0...1) or none",
          zh: "输入：columns（按训练行使均值为 0、标准差为 1）、range（缩放到 0...1）或 none")
          + (scalesTargets ? Localized("; all: columns and targets", zh: "；all：列与目标") : Localized(""))),
      Parameter(
        "seed", .integer(.any), .none,
        Localized("random seed of this data set; default: that of the run", zh: "此数据集的随机种子；默认与运行相同")),
    ]
  }

  private static func options(_ arguments: inout Arguments, hasClasses: Bool) throws(SpecError) -> DataOptions {
    let noise = try arguments.number("label_noise")
    let name = arguments.spec.name
    let refusal = arguments.error(
      Localized(
        "label_noise= needs classes; the targets of '\(name)' are numbers",
        zh: "label_noise= 只用于分类；“\(name)”的目标是数值"), at: "label_noise")
    if noise > 0, !hasClasses { throw refusal }
    let word = try arguments.word("standardize")
    let scalesTargets = word == targetsToo
    let targetRefusal = arguments.error(
      Localized(
        "standardize=all needs numbers as targets; those of '\(name)' are classes: use standardize=columns",
        zh: "standardize=all 要求目标为数值，而“\(name)”的目标是类别：请用 standardize=columns"), at: "standardize")
    return DataOptions(
      labelNoise: noise, noiseRefusal: refusal, scalesTargets: scalesTargets, targetRefusal: targetRefusal,
      samples: try arguments.optionalInteger("samples"),
      scaling: scalesTargets ? .columns : InputScaling(rawValue: word) ?? .none,
      seed: try arguments.optionalInteger("seed"))
  }
}
