import LRCore
import LROptimizers

/// The plane that the paths of runs lie in best: the two principal components of all their points.
///
/// The eigenvectors of the points' small matrix of products are found in place of those of the weights' large covariance.
///
/// - Source: Lorch 2016; Li et al. 2018, section 7.
public struct PathPlane: Sendable {
  /// From where coordinates count.
  public var origin: [Double]
  /// Of unit length, the component of largest magnitude positive.
  public var components: [[Double]]
  /// The share of the points' variance along each.
  public var shares: [Double]
  /// Along each, as of a sample: over the points less one.
  public var variances: [Double]
  /// Of each run, of each point: <w - origin, component>, which is not centred.
  public var coordinates: [[[Double]]]

  /// - Throws: `TrainingError` where no path moves, and where OpenBLAS isn't installed.
  public init(origin: [Double], paths: [[[Double]]]) throws(TrainingError) {
    let library = try MatrixLibrary.required()
    let width = origin.count
    let count = paths.reduce(0) { $0 + $1.count }
    var points: [Double] = []
    points.reserveCapacity(count * width)
    for path in paths {
      for point in path {
        precondition(point.count == width, "a point has as many weights as the origin")
        for i in 0..<width { points.append(point[i] - origin[i]) }
      }
    }
    var centred = points
    for i in 0..<width {
      var mean = 0.0
      for p in 0..<count { mean += points[p * width + i] }
      mean /= Double(max(1, count))
      for p in 0..<count { centred[p * width + i] -= mean }
    }
    let products = Self.products(centred, count, width, library)
    let total = (0..<count).reduce(0) { $0 + products[$1 * count + $1] }
    guard count > 1, total > 0, total.isFinite else {
      throw TrainingError(
        total.isFinite
          ? Localized(
            "the paths don't move, so there is no plane that they lie in", zh: "路径没有移动，因此没有它们所在的平面")
          : Localized(
            "a run diverged, so its path lies in no plane: take a smaller rate",
            zh: "有训练发散，其路径不在任何平面内：请减小学习率"))
    }
    self.origin = origin
    components = []
    shares = []
    variances = []
    coordinates = []
    var found: [[Double]] = []
    let method = Lanczos(tolerance: 1e-13, fewest: 4, most: min(count, 200))
    for number in 0..<2 {
      // What was found before is taken out, so that an eigenvalue that comes twice is found twice.
      let eigen = method.largest(count: count, seed: number) { vector in
        let inside = Self.outside(found, vector)
        let product = (0..<count).map { row in dot(Array(products[row * count..<(row + 1) * count]), inside) }
        return Self.outside(found, product)
      }
      let value = max(0, eigen?.value ?? 0)
      var component = [Double](repeating: 0, count: width)
      if let eigen, value > 1e-13 * total {
        found.append(eigen.vector)
        for p in 0..<count { for i in 0..<width { component[i] += eigen.vector[p] * centred[p * width + i] } }
      } else {
        // A straight path: any direction across it does.
        component = FilterNormalisation.random(2, count: width, seed: 0)
      }
      for _ in 0..<2 {
        component = Self.outside(components, component)
        normalize(&component)
      }
      turnPositive(&component)
      components.append(component)
      shares.append(value / total)
      variances.append(value / Double(count - 1))
    }
    var place = 0
    for path in paths {
      coordinates.append(
        path.indices.map { index in
          let start = (place + index) * width
          return components.map { dot($0, Array(points[start..<start + width])) }
        })
      place += path.count
    }
  }

  /// The products of all points with all.
  private static func products(_ points: [Double], _ count: Int, _ width: Int, _ library: MatrixLibrary) -> [Double] {
    var products = [Double](repeating: 0, count: count * count)
    let product = Double.product(library)
    points.withUnsafeBufferPointer { points in
      products.withUnsafeMutableBufferPointer { products in
        guard let x = points.baseAddress, let c = products.baseAddress else { return }
        Double.multiply(
          product, transposingA: false, transposingB: true, m: count, n: count, k: width, alpha: 1, a: x, b: x, beta: 0,
          c: c)
      }
    }
    return products
  }

  /// What is left of a vector without its parts along others, which are orthogonal and of unit length.
  private static func outside(_ others: [[Double]], _ vector: [Double]) -> [Double] {
    var vector = vector
    for other in others {
      let along = dot(vector, other)
      for i in vector.indices { vector[i] -= along * other[i] }
    }
    return vector
  }
}
