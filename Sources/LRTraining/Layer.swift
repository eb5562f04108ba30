/// One layer of a network; images are [channel][row][column], sequences images of one row.
public enum Layer: Sendable, Hashable {
  /// y = x W^T + b, W [outputs][inputs].
  case dense(inputs: Int, outputs: Int)
  case convolution(Convolution)
  case maxPool(MaxPool)
  case activation(Activation, width: Int)
  /// Each number is 0 with this probability and the others grow by 1 / (1 - p), in training alone.
  case dropout(Double, width: Int)

  /// Numbers that come in for a row.
  public var inputs: Int {
    switch self {
    case .dense(let inputs, _): inputs
    case .convolution(let convolution): convolution.channels * convolution.rows * convolution.columns
    case .maxPool(let pool): pool.channels * pool.rows * pool.columns
    case .activation(_, let width), .dropout(_, let width): width
    }
  }

  /// Numbers that go out for a row.
  public var outputs: Int {
    switch self {
    case .dense(_, let outputs): outputs
    case .convolution(let convolution): convolution.filters * convolution.outRows * convolution.outColumns
    case .maxPool(let pool): pool.channels * pool.outRows * pool.outColumns
    case .activation(_, let width), .dropout(_, let width): width
    }
  }

  /// The shapes of its weights and biases; nil where it has none.
  public var shapes: (weight: [Int], bias: [Int])? {
    switch self {
    case .dense(let inputs, let outputs): ([outputs, inputs], [outputs])
    case .convolution(let c):
      (
        c.isSequence
          ? [c.filters, c.channels, c.kernelColumns]
          : [c.filters, c.channels, c.kernelRows, c.kernelColumns], [c.filters]
      )
    default: nil
    }
  }

  /// Numbers that one output is made of.
  var fanIn: Int {
    switch self {
    case .dense(let inputs, _): inputs
    case .convolution(let c): c.patch
    default: 0
    }
  }

  /// Numbers that one input goes into.
  var fanOut: Int {
    switch self {
    case .dense(_, let outputs): outputs
    case .convolution(let c): c.filters * c.kernelRows * c.kernelColumns
    default: 0
    }
  }
}

/// A correlation of an image with filters, as frameworks call a convolution; the padding is 0.
public struct Convolution: Sendable, Hashable {
  public var channels: Int
  public var rows: Int
  public var columns: Int
  public var filters: Int
  public var kernelRows: Int
  public var kernelColumns: Int
  public var padRows: Int
  public var padColumns: Int
  public var stride: Int
  /// Whether it is one-dimensional: one row, and kernels without rows.
  public var isSequence: Bool

  /// Over images.
  public init(
    channels: Int, rows: Int, columns: Int, filters: Int, kernel: Int, padding: Int = 0, stride: Int = 1
  ) {
    self.channels = channels
    self.rows = rows
    self.columns = columns
    self.filters = filters
    (kernelRows, kernelColumns) = (kernel, kernel)
    (padRows, padColumns) = (padding, padding)
    self.stride = stride
    isSequence = false
  }

  /// Over sequences.
  public init(channels: Int, positions: Int, filters: Int, kernel: Int, padding: Int = 0, stride: Int = 1) {
    self.init(
      channels: channels, rows: 1, columns: positions, filters: filters, kernel: kernel, padding: padding,
      stride: stride)
    (kernelRows, padRows) = (1, 0)
    isSequence = true
  }

  public var outRows: Int { (rows + 2 * padRows - kernelRows) / stride + 1 }
  public var outColumns: Int { (columns + 2 * padColumns - kernelColumns) / stride + 1 }
  /// Numbers of a patch.
  var patch: Int { channels * kernelRows * kernelColumns }
  /// Places of a filter.
  var places: Int { outRows * outColumns }
}

/// The largest of each window; what doesn't fill one is left out.
public struct MaxPool: Sendable, Hashable {
  public var channels: Int
  public var rows: Int
  public var columns: Int
  public var windowRows: Int
  public var windowColumns: Int

  public init(channels: Int, rows: Int, columns: Int, window: Int) {
    self.channels = channels
    self.rows = rows
    self.columns = columns
    (windowRows, windowColumns) = (rows == 1 ? 1 : window, window)
  }

  public var outRows: Int { rows / windowRows }
  public var outColumns: Int { columns / windowColumns }
}
