import LRCore

/// A data set before its rows are made: the checked arguments of a spec.
public struct DataRecipe: Sendable {
  /// As in the catalogue.
  public var name: String
  var options: DataOptions
  var rows: @Sendable (DataRequest) throws(DataSetError) -> SourceRows

  /// The rows, split, with labels redrawn and inputs scaled.
  ///
  /// - Parameters:
  ///   - seed: used unless the spec has `seed=`.
  ///   - folder: where relative paths begin; empty for the working directory.
  ///   - available: bytes of memory that may still be taken; nil where nobody knows. Asked for large sets alone.
  public func make(
    seed: Int, in folder: String = "", available: @escaping () -> Int? = { nil }
  ) throws(DataSetError) -> DataSet {
    let seed = options.seed ?? seed
    let source = try rows(
      DataRequest(name: name, seed: seed, samples: options.samples, folder: folder, available: available))
    var train = source.rows(source.split.train)
    var validation = source.rows(source.split.validation)
    var words = [
      Localized(
        "\(train.count) training and \(validation.count) validation rows (",
        zh: "训练 \(train.count) 行，验证 \(validation.count) 行（") + source.splitWords + Localized(")", zh: "）")
    ]
    if options.labelNoise > 0 {
      guard case .classes(let names) = source.task else { throw .spec(options.noiseRefusal) }
      let noise = LabelNoise(options.labelNoise, of: &train.targets, classes: names.count, seed: seed)
      words.append(noise.words)
    }
    let scaling = options.scaling.fitted(to: train, width: source.shape.reduce(1, *), range: source.range)
    scaling.apply(to: &train.inputs)
    scaling.apply(to: &validation.inputs)
    words.append(scaling.words)
    var set = DataSet(
      name: name, shape: source.shape, task: source.task, train: train, validation: validation, protocolWords: words)
    set.inputNames = source.inputNames
    return set
  }
}

/// What rows are made for.
struct DataRequest {
  /// Of the set, for messages.
  var name: String
  var seed: Int
  /// Rows in all; nil for all that there are.
  var samples: Int?
  var folder: String
  var available: () -> Int?

  /// Holds the memory that so many rows take, twice while they are split, against what there is.
  func approve(rows: Int, features: Int) throws(DataSetError) {
    let values = rows.multipliedReportingOverflow(by: 2 * 8 * (features + 1))
    let bytes = values.overflow ? Int.max : values.partialValue
    guard bytes > 64 << 20, let rest = available(), bytes > rest else { return }
    throw .data(
      "'\(name)' may need \(bytes >> 20) MiB of memory, and \(rest >> 20) MiB can be had: give fewer samples=",
      zh: "“\(name)”可能需要 \(bytes >> 20) MiB 内存，而可用的只有 \(rest >> 20) MiB：请减少 samples=")
  }

  func random(for purpose: RandomSource.Purpose) -> RandomSource { RandomSource(seed: seed, for: purpose) }
}

/// The arguments that every set takes.
struct DataOptions: Sendable {
  var labelNoise: Double
  /// The error where labels can't be redrawn, for there are no classes.
  var noiseRefusal: SpecError
  /// nil for all rows that there are.
  var samples: Int?
  var scaling: InputScaling
  /// nil where the run's seed is used.
  var seed: Int?
}
