import LRCore

/// Every data set that a spec can name.
public enum DataSets {
  public static let catalogue = Catalogue<DataRecipe>(
    kind: Localized("data set", zh: "数据集"), listing: "data",
    [
      Digits.entry,
      Penguins.entry,
      MNIST1D.entry,
      Strokes.entry,
      Spirals.entry,
      Moons.entry,
      Blobs.entry,
      LinearData.entry,
      RegressionData.entry,
      MNISTFiles.entry,
      CSVFile.entry,
    ])

  /// The recipe that a spec names.
  ///
  /// - Throws: `SpecError` for an unknown name, a wrong argument, a second phase, or a schedule.
  public static func recipe(_ source: String) throws(SpecError) -> DataRecipe {
    let run = try SpecParser.run(source)
    if let schedule = run.schedule {
      throw SpecError(
        Localized("a data set has no schedule: remove '@' and what follows", zh: "数据集没有调度：请删去“@”及其后的内容"),
        in: source, at: schedule.range)
    }
    guard run.subject.phases.count == 1 else {
      throw SpecError(
        Localized("expected one data set; '+' joins schedules", zh: "数据集只能有一个；“+”用于连接调度"),
        in: source, at: run.subject.phases[1].nameRange)
    }
    return try build(run.subject.phases[0], of: run.subject)
  }

  /// The recipe of one spec of a chain.
  public static func build(
    _ spec: Spec, of chain: Chain, in context: RunContext = RunContext()
  ) throws(SpecError) -> DataRecipe {
    let entry = try catalogue.entry(for: spec, in: chain.source)
    var arguments = try Arguments(spec, parameters: entry.parameters, context: context, source: chain.source)
    return try entry.build(&arguments)
  }

  /// The error for a file's path in the place of a spec.
  private static func pathHint(_ source: String, in folder: String) -> SpecError? {
    let path = String(source.prefix { $0 != "," })
    guard catalogue[String(path.prefix { $0 != ":" })] == nil else { return nil }
    let lower = path.lowercased()
    let isTable = [".csv", ".tsv", ".csv.gz", ".tsv.gz", ".txt"].contains(where: lower.hasSuffix)
    guard isTable || DataFile.exists(path, in: folder) else { return nil }
    let quoted = path.contains { ")]}'\"".contains($0) } ? "..." : path
    return SpecError(
      Localized(
        "'\(path)' is a path, and data is a spec: write csv:path=\(quoted),target=COLUMN",
        zh: "“\(path)”是路径，而数据应写成 SPEC：csv:path=\(quoted),target=列名"), in: source, at: 0..<path.count)
  }

  /// The data set that a spec names.
  ///
  /// - Parameters:
  ///   - seed: used unless the spec has `seed=`.
  ///   - folder: where relative paths begin; empty for the working directory.
  ///   - largest: what a target that is a number may be at most, as it is trained on.
  ///   - available: bytes of memory that may still be taken; nil where nobody knows. Asked for large sets alone.
  public static func set(
    _ spec: String, seed: Int, in folder: String = "", largest: Double = .infinity,
    available: @escaping () -> Int? = { nil }
  ) throws(DataSetError) -> DataSet {
    let recipe: DataRecipe
    do throws(SpecError) { recipe = try self.recipe(spec) } catch { throw .spec(pathHint(spec, in: folder) ?? error) }
    return try recipe.make(seed: seed, in: folder, largest: largest, available: available)
  }
}
