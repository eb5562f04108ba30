import LRCore
import LROptimizers

/// What a network is like, before the data says how wide its ends are.
public struct ModelRecipe: Sendable {
  enum Body: Sendable, Hashable {
    /// Hidden widths; none is a linear model.
    case dense([Int])
    /// Filters of two convolutions.
    case convolutions(filters: [Int], kernel: Int, padding: Int, stride: Int, pool: Int)
  }

  var body: Body
  public var activation = Activation.relu
  public var initialization = Initialization.he
  public var dropout = 0.0
  /// nil follows the data.
  public var loss: Loss?
  public var smoothing = 0.0
  /// Whether two classes have one output.
  var isLogistic = false
  /// The width at which muP is the standard parametrization; nil is the standard one at any width.
  public var baseWidth: Int?

  /// The widths of the hidden layers, where the model is of such.
  public var hidden: [Int]? {
    if case .dense(let widths) = body { widths } else { nil }
  }

  /// The same with other hidden widths, in the standard parametrization or, from a base width, under muP.
  public func withHidden(_ widths: [Int]) -> ModelRecipe {
    var recipe = self
    recipe.body = .dense(widths)
    return recipe
  }

  /// Numbers that may be trained: what is more doesn't fit the memory of a short run.
  static let mostWeights = 100_000_000

  /// The network for a data set.
  ///
  /// - Throws: `TrainingError` where the data doesn't suit the model, or the weights are too many.
  public func plan(for data: DataSet) throws(TrainingError) -> NetworkPlan {
    var classes: Int?
    if case .classes(let names) = data.task { classes = names.count }
    let loss = try loss(classes)
    var outputs = data.outputs
    if isLogistic {
      guard classes == 2 else {
        throw TrainingError(
          Localized(
            "logistic tells two classes apart, and \(data.name) has \(classes.map { "\($0)" } ?? "none"): linear has an output for each",
            zh: "logistic 只区分两类，而 \(data.name) 有 \(classes.map { "\($0)" } ?? "零") 类：linear 每类一个输出"))
      }
      outputs = 1
    }
    var layers: [Layer] = []
    var width = data.features
    switch body {
    case .dense(let hidden):
      for next in hidden {
        layers.append(.dense(inputs: width, outputs: next))
        layers.append(.activation(activation, width: next))
        if dropout > 0 { layers.append(.dropout(dropout, width: next)) }
        width = next
      }
    case .convolutions(let filters, let kernel, let padding, let stride, let pool):
      let isSequence = data.shape.count < 3
      var channels = data.shape.count > 1 ? data.shape[0] : 1
      var rows = isSequence ? 1 : data.shape[1]
      var columns = data.shape[data.shape.count - 1]
      for count in filters {
        let convolution =
          isSequence
          ? Convolution(
            channels: channels, positions: columns, filters: count, kernel: kernel, padding: padding, stride: stride)
          : Convolution(
            channels: channels, rows: rows, columns: columns, filters: count, kernel: kernel, padding: padding,
            stride: stride)
        let small =
          columns + 2 * convolution.padColumns < kernel || rows + 2 * convolution.padRows < convolution.kernelRows
        guard !small, convolution.outColumns > 0, convolution.outRows > 0 else { throw tooSmall(data) }
        layers.append(.convolution(convolution))
        layers.append(
          .activation(activation, width: count * convolution.outRows * convolution.outColumns))
        let pooling = MaxPool(channels: count, rows: convolution.outRows, columns: convolution.outColumns, window: pool)
        guard pooling.outColumns > 0, pooling.outRows > 0 else { throw tooSmall(data) }
        if pool > 1 { layers.append(.maxPool(pooling)) }
        (channels, rows, columns) =
          pool > 1 ? (count, pooling.outRows, pooling.outColumns) : (count, convolution.outRows, convolution.outColumns)
      }
      width = channels * rows * columns
      if dropout > 0 { layers.append(.dropout(dropout, width: width)) }
    }
    layers.append(.dense(inputs: width, outputs: outputs))
    var plan = NetworkPlan(layers: layers, loss: loss)
    if let baseWidth, let width = hidden?.first { plan = plan.under(MuP(baseWidth: baseWidth, width: width)) }
    let count = layers.reduce(0.0) { sum, layer in
      sum + (layer.shapes.map { $0.weight.reduce(1.0) { $0 * Double($1) } } ?? 0)
    }
    guard count <= Double(Self.mostWeights) else {
      var error = TrainingError(
        Localized(
          "the model would have \(shortest(count)) weights, and a short run takes at most \(Self.mostWeights)",
          zh: "该模型将有 \(shortest(count)) 个权重，短时训练最多 \(Self.mostWeights) 个"))
      error.isTooLarge = true
      throw error
    }
    return plan
  }

  private func tooSmall(_ data: DataSet) -> TrainingError {
    let shape = data.shape.map { "\($0)" }.joined(separator: "x")
    return TrainingError(
      Localized(
        "the rows of \(data.name) (\(shape)) are too small for these convolutions: a smaller kernel, or padding, would do",
        zh: "\(data.name) 的样本（\(shape)）太小，容不下这些卷积：请减小 kernel 或增加 padding"))
  }

  private func loss(_ classes: Int?) throws(TrainingError) -> Loss {
    let loss = try unsmoothedLoss(classes)
    if smoothing > 0 {
      guard case .crossEntropy = loss else {
        throw TrainingError(
          Localized(
            "label_smoothing goes with cross_entropy, and the loss here is \(loss.name)",
            zh: "label_smoothing 与 cross_entropy 同用，而此处的损失是 \(loss.name)"))
      }
    }
    return loss
  }

  private func unsmoothedLoss(_ classes: Int?) throws(TrainingError) -> Loss {
    if case .crossEntropy? = loss, classes == nil {
      throw TrainingError(
        Localized(
          "cross_entropy is of classes, and the data has numbers: use mse", zh: "cross_entropy 用于分类，而数据是回归：请用 mse"))
    }
    if loss == .binaryCrossEntropy, classes == nil {
      throw TrainingError(
        Localized("bce is of classes, and the data has numbers: use mse", zh: "bce 用于分类，而数据是回归：请用 mse"))
    }
    switch loss {
    case .crossEntropy?: return .crossEntropy(smoothing: smoothing)
    case let given?: return given
    case nil:
      return classes == nil ? .meanSquare : isLogistic ? .binaryCrossEntropy : .crossEntropy(smoothing: smoothing)
    }
  }
}
