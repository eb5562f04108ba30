/// Losses on a plane through weights, at the crossings of a grid.
public struct LossGrid: Sendable, Hashable {
  public var x: [Double]
  public var y: [Double]
  /// A row for each y, a column for each x.
  public var losses: [[Double]]

  public init(x: [Double], y: [Double], losses: [[Double]]) {
    self.x = x
    self.y = y
    self.losses = losses
  }
}

extension FullBatch {
  /// The loss of all rows at `origin` + x `along` + y `across`.
  public func loss(from origin: [Double], _ along: [Double], _ across: [Double], x: Double, y: Double) -> Double {
    var point = origin
    point.withUnsafeMutableBufferPointer { point in
      along.withUnsafeBufferPointer { along in
        across.withUnsafeBufferPointer { across in
          for i in point.indices { point[i] += x * along[i] + y * across[i] }
        }
      }
    }
    return loss(point)
  }
}
