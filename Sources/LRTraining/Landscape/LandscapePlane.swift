import LRCore

/// A plane through weights with its losses, and the paths of runs on it.
public struct LandscapePlane: Sendable {
  /// How its directions were chosen.
  public enum Kind: Sendable, Hashable {
    /// Two filter-normalised random directions. Paths are not drawn there: in so many dimensions a random direction is
    /// nearly orthogonal to any path, which would shrink to a point.
    case random(seed: Int)
    /// The two principal components of all paths, with the share of variance of each.
    case paths(shares: [Double])
  }

  /// A run's way over the plane.
  public struct Path: Sendable, Hashable {
    public var name: String
    /// Updates that were made before each point.
    public var steps: [Int]
    public var points: [[Double]]
    /// The loss at the weights themselves.
    public var trueLosses: [Double]
    /// The loss at the nearest point of the plane through the origin.
    public var projectedLosses: [Double]

    public init(
      name: String, steps: [Int], points: [[Double]], trueLosses: [Double], projectedLosses: [Double]
    ) {
      self.name = name
      self.steps = steps
      self.points = points
      self.trueLosses = trueLosses
      self.projectedLosses = projectedLosses
    }
  }

  /// Weights along a run.
  public struct Trail: Sendable {
    public var name: String
    public var steps: [Int]
    public var weights: [[Double]]

    public init(name: String, steps: [Int], weights: [[Double]]) {
      self.name = name
      self.steps = steps
      self.weights = weights
    }
  }

  public var kind: Kind
  public var grid: LossGrid
  public var paths: [Path]
  /// The run at whose end the origin lies.
  public var originName: String
  /// The loss there.
  public var originLoss: Double

  public init(kind: Kind, grid: LossGrid, paths: [Path], originName: String, originLoss: Double) {
    self.kind = kind
    self.grid = grid
    self.paths = paths
    self.originName = originName
    self.originLoss = originLoss
  }
}

extension TrainingSetup {
  /// The loss around weights, on two filter-normalised random directions.
  ///
  /// - Parameters:
  ///   - reach: how far the plane goes each way, in lengths of the directions.
  ///   - count: lines of the grid each way; odd, so that the origin is one of its points.
  ///   - jobs: lines of the grid that are evaluated at a time.
  /// - Returns: nil where it was interrupted.
  public func randomPlane(
    around weights: [Double], of name: String, seed: Int = 0, reach: Double = 1, count: Int = 41, jobs: Int = 1,
    control: TrainingControl = TrainingControl()
  ) throws(TrainingError) -> LandscapePlane? {
    let batch = try landscapeBatch()
    let directions = (0..<2).map {
      FilterNormalisation.apply(
        to: FilterNormalisation.random($0, count: weights.count, seed: seed), at: weights, of: network)
    }
    let axis = Self.axis(from: -reach, to: reach, count: count)
    let grid = grid(from: weights, directions[0], directions[1], x: axis, y: axis, jobs: jobs, control)
    return grid.map {
      LandscapePlane(
        kind: .random(seed: seed), grid: $0, paths: [], originName: name, originLoss: batch.loss(weights))
    }
  }

  /// The loss on the plane that the paths of runs lie in best, with the paths on it. The origin is the first run's end.
  ///
  /// - Parameters:
  ///   - margin: how far the grid goes beyond the paths, as a share of their extent.
  ///   - jobs: losses that are found at a time.
  /// - Returns: nil where it was interrupted.
  public func pathPlane(
    _ trails: [LandscapePlane.Trail], margin: Double = 0.25, count: Int = 41, jobs: Int = 1,
    control: TrainingControl = TrainingControl()
  ) throws(TrainingError) -> LandscapePlane? {
    guard let first = trails.first, let origin = first.weights.last else { return nil }
    let batch = try landscapeBatch()
    let plane = try PathPlane(origin: origin, paths: trails.map(\.weights))
    let (along, across) = (plane.components[0], plane.components[1])
    var paths: [LandscapePlane.Path] = []
    for (trail, points) in zip(trails, plane.coordinates) {
      let weights = trail.weights
      guard let own = losses(weights.count, jobs: jobs, control, { $0.loss(weights[$1]) }),
        let projected = losses(
          points.count, jobs: jobs, control,
          { $0.loss(from: origin, along, across, x: points[$1][0], y: points[$1][1]) })
      else { return nil }
      paths.append(
        LandscapePlane.Path(
          name: trail.name, steps: trail.steps, points: points, trueLosses: own, projectedLosses: projected))
    }
    var all: [[Double]] = [[0, 0]]
    for path in plane.coordinates { all += path }
    // Both axes have one unit, so the shorter side has three fifths of the longer one's extent: less would be a strip.
    let extents = (0..<2).map { k in (low: all.map { $0[k] }.min() ?? 0, high: all.map { $0[k] }.max() ?? 0) }
    let longest = extents.reduce(0) { max($0, $1.high - $1.low) }
    let axes = extents.map { low, high in
      let half = max(high - low, 0.6 * longest) * (0.5 + margin)
      return Self.axis(from: (low + high) / 2 - half, to: (low + high) / 2 + half, count: count)
    }
    let grid = grid(from: origin, along, across, x: axes[0], y: axes[1], jobs: jobs, control)
    return grid.map {
      LandscapePlane(
        kind: .paths(shares: plane.shares), grid: $0, paths: paths, originName: first.name,
        originLoss: batch.loss(origin))
    }
  }

  /// Contours need no more than Float has, unless all is to be exact.
  private func landscapeBatch() throws(TrainingError) -> any LossOfWeights {
    switch precision {
    case .single: try FullBatch<Float>(self)
    case .double: try FullBatch<Double>(self)
    }
  }

  /// nil where it was interrupted.
  func grid(
    from origin: [Double], _ along: [Double], _ across: [Double], x: [Double], y: [Double], jobs: Int = 1,
    _ control: TrainingControl = TrainingControl()
  ) -> LossGrid? {
    losses(x.count * y.count, jobs: jobs, control) {
      $0.loss(from: origin, along, across, x: x[$1 % x.count], y: y[$1 / x.count])
    }.map { losses in
      LossGrid(x: x, y: y, losses: y.indices.map { Array(losses[$0 * x.count..<($0 + 1) * x.count]) })
    }
  }

  /// Losses 0 ..< count, some at a time; nil where that was interrupted.
  private func losses(
    _ count: Int, jobs: Int, _ control: TrainingControl, _ loss: @escaping @Sendable (any LossOfWeights, Int) -> Double
  ) -> [Double]? {
    let jobs = max(1, min(jobs, count))
    // Each thread has a network of its own.
    let parts: [[Double]?] = SideBySide.map(jobs, jobs: jobs) { part in
      guard let batch = try? landscapeBatch() else { return nil }
      var losses: [Double] = []
      for index in stride(from: part, to: count, by: jobs) {
        guard !control.isInterrupted() else { return nil }
        losses.append(loss(batch, index))
      }
      return losses
    }
    var all = [Double](repeating: .nan, count: count)
    for (part, losses) in parts.enumerated() {
      guard let losses else { return nil }
      for (place, loss) in losses.enumerated() { all[part + place * jobs] = loss }
    }
    return all
  }

  private static func axis(from low: Double, to high: Double, count: Int) -> [Double] {
    let last = max(1, count - 1)
    return (0...last).map { low + (high - low) * Double($0) / Double(last) }
  }
}

/// The loss of all rows in either number type.
protocol LossOfWeights {
  func loss(_ weights: [Double]) -> Double
  func loss(from origin: [Double], _ along: [Double], _ across: [Double], x: Double, y: Double) -> Double
}

extension FullBatch: LossOfWeights {}
