import LRCore

/// Rows of numbers with what is to be learnt from them, split into those that are trained on and those that judge.
public struct DataSet: Sendable {
  public enum Task: Sendable, Hashable {
    /// The names of the classes; a target is the number of its class, from 0.
    case classes([String])
    /// Numbers to predict, so many a row.
    case regression(outputs: Int)
  }

  public struct Rows: Sendable {
    /// Row-major, rows x features.
    public var inputs: [Double]
    /// One a row for classes, as many as outputs for a regression.
    public var targets: [Double]
    public var count: Int

    /// - Precondition: as many targets as the rows need; whether inputs are as many as the features say, the set checks.
    public init(inputs: [Double], targets: [Double], count: Int) {
      self.inputs = inputs
      self.targets = targets
      self.count = count
    }
  }

  /// As in the catalogue: `digits`.
  public var name: String
  /// Of one row: [features]; of images [channels, rows, columns]; of sequences [channels, positions].
  public var shape: [Int]
  public var task: Task
  public var train: Rows
  public var validation: Rows
  /// What each input is, where that is known; else none.
  public var inputNames: [Localized] = []
  /// How it was made, for captions: split, label noise, standardisation; short, without a full stop.
  public var protocolWords: [Localized]
  /// What those who train on it should be told.
  public var remarks: [Localized] = []

  public init(
    name: String, shape: [Int], task: Task, train: Rows, validation: Rows, protocolWords: [Localized] = []
  ) {
    let features = shape.reduce(1, *)
    precondition(train.inputs.count == train.count * features, "rows are as wide as their shape says")
    precondition(validation.inputs.count == validation.count * features, "rows are as wide as their shape says")
    self.name = name
    self.shape = shape
    self.task = task
    self.train = train
    self.validation = validation
    self.protocolWords = protocolWords
  }

  /// Numbers in a row.
  public var features: Int { shape.reduce(1, *) }

  /// Numbers that a model gives for a row: a logit for each class, or a prediction for each output.
  public var outputs: Int {
    switch task {
    case .classes(let names): names.count
    case .regression(let outputs): outputs
    }
  }
}
