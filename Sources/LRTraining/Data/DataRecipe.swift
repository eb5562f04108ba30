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
  ///   - largest: what a target that is a number may be at most, as it is trained on.
  ///   - available: bytes of memory that may still be taken; nil where nobody knows. Asked for large sets alone.
  public func make(
    seed: Int, in folder: String = "", largest: Double = .infinity, available: @escaping () -> Int? = { nil }
  ) throws(DataSetError) -> DataSet {
    let seed = options.seed ?? seed
    let source = try rows(
      DataRequest(
        name: name, seed: seed, samples: options.samples, folder: folder, available: available,
        largest: options.scalesTargets ? .infinity : largest))
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
    var remarks: [Localized] = []
    if options.scalesTargets {
      guard case .regression(let outputs) = source.task else { throw .spec(options.targetRefusal) }
      words.append(Self.standardiseTargets(of: &train, &validation, outputs: outputs))
    } else if source.judgesTargets, let deviation = Self.unusualDeviation(of: train.targets) {
      words.append(
        Localized("targets not scaled (standard deviation \(deviation))", zh: "目标未缩放（标准差 \(deviation)）"))
      remarks.append(
        Localized(
          "the targets' standard deviation is \(deviation), and default learning rates suit about 1: add standardize=all to the data",
          zh: "目标的标准差为 \(deviation)，而默认学习率适合约 1：请在数据中加上 standardize=all"))
    }
    if validation.count < Self.fewRows, Double(validation.count) < 0.1 * Double(train.count) {
      remarks.append(
        Localized(
          "only \(validation.count) of \(train.count + validation.count) rows judge: their loss says little; give a larger test=",
          zh: "\(train.count + validation.count) 行中只有 \(validation.count) 行用于验证，其损失说明不了什么：请增大 test="))
    }
    var set = DataSet(
      name: name, shape: source.shape, task: source.task, train: train, validation: validation, protocolWords: words)
    set.inputNames = source.inputNames
    set.remarks = remarks
    return set
  }

  /// Fewer validation rows than these need a remark where they could be more.
  private static let fewRows = 10

  /// Gives each output mean 0 and deviation 1 over the training rows.
  private static func standardiseTargets(
    of train: inout DataSet.Rows, _ validation: inout DataSet.Rows, outputs: Int
  ) -> Localized {
    let rows = DataSet.Rows(inputs: train.targets, targets: [], count: train.count)
    let scaling = InputScaling.columns.fitted(to: rows, width: outputs, range: nil)
    scaling.apply(to: &train.targets)
    scaling.apply(to: &validation.targets)
    guard outputs == 1, let mean = scaling.shift.first, let deviation = scaling.factor.first else {
      return Localized("targets standardised by the training rows", zh: "目标按训练行标准化")
    }
    return Localized(
      "target standardised (mean \(digits(mean, 4)), deviation \(digits(deviation, 4)))",
      zh: "目标已标准化（均值 \(digits(mean, 4))，标准差 \(digits(deviation, 4))）")
  }

  /// The deviation of targets, written, where it is far from 1; nil elsewhere.
  private static func unusualDeviation(of targets: [Double]) -> String? {
    let rows = DataSet.Rows(inputs: targets, targets: [], count: targets.count)
    guard let deviation = InputScaling.columns.fitted(to: rows, width: 1, range: nil).factor.first,
      deviation > 10 || (deviation < 0.1 && deviation > 0)
    else { return nil }
    return digits(deviation, 3)
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
  /// What a target may be at most.
  var largest = Double.infinity

  /// Holds the memory that so many rows take, twice while they are split, against what there is.
  func approve(rows: Int, features: Int) throws(DataSetError) {
    let values = rows.multipliedReportingOverflow(by: 2 * 8 * (features + 1))
    let bytes = values.overflow ? Int.max : values.partialValue
    guard bytes > 64 << 20, let rest = available(), bytes > rest else { return }
    let (needed, left) = (bytes / 1_000_000, rest / 1_000_000)
    throw .tooLarge(
      DataError(
        Localized(
          "'\(name)' may need \(needed) MB of memory, and \(left) MB can be had: give fewer samples=, or raise the limit",
          zh: "“\(name)”可能需要 \(needed) MB 内存，而可用的只有 \(left) MB：请减少 samples= 或放宽限制")))
  }

  func random(for purpose: RandomSource.Purpose) -> RandomSource { RandomSource(seed: seed, for: purpose) }
}

/// The arguments that every set takes.
struct DataOptions: Sendable {
  var labelNoise: Double
  /// The error where labels can't be redrawn, for there are no classes.
  var noiseRefusal: SpecError
  /// Whether targets are standardised as well as inputs.
  var scalesTargets: Bool
  /// The error where targets can't be, for they are classes.
  var targetRefusal: SpecError
  /// nil for all rows that there are.
  var samples: Int?
  var scaling: InputScaling
  /// nil where the run's seed is used.
  var seed: Int?
}
