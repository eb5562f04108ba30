import LRCore
import LROptimizers

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The largest eigenvalue of a symmetric matrix that is known by its products with vectors.
///
/// The largest, not the largest in magnitude: power iteration finds the other end where the most negative one is farther
/// from 0, as at saddles. Every vector is made orthogonal to all before it, twice, so that no eigenvalue comes in copies.
///
/// - Source: Lanczos 1950; Parlett, The Symmetric Eigenvalue Problem, 1998, sections 13.1 to 13.3.
public struct Lanczos: Sendable, Hashable {
  /// It stops when |A x - lambda x| is below this share of |lambda|.
  public var tolerance: Double
  /// Products at least, from a start near eigenvectors: another one may have overtaken them. A small residual says that some
  /// eigenvalue is near, not that it is the largest.
  public var fewest: Int
  /// Products at least, from a start by chance, which may have next to nothing of the eigenvector.
  public var fewestByChance: Int
  /// Products at most.
  public var most: Int

  /// As exact as differences of gradients are.
  public static let exact = Lanczos(tolerance: 1e-9, fewest: 8, most: 300)
  /// For a figure: the error of the eigenvalue is of the order of the tolerance's square, once its eigenvector is found.
  public static let figure = Lanczos(tolerance: 1e-3, fewest: 8, fewestByChance: 24, most: 60)

  public init(tolerance: Double, fewest: Int, fewestByChance: Int? = nil, most: Int) {
    self.tolerance = tolerance
    self.fewest = fewest
    self.fewestByChance = fewestByChance ?? fewest
    self.most = most
  }

  public struct Largest: Sendable, Hashable {
    public var value: Double
    /// Of unit length, the component of largest magnitude positive.
    public var vector: [Double]
    /// What the search has of the next eigenvector; empty after one product.
    public var next: [Double]
    /// |A x - lambda x|.
    public var residual: Double
    /// Products with the matrix that were made.
    public var products: Int
  }

  /// - Parameters:
  ///   - count: rows of the matrix.
  ///   - start: where the eigenvector may be near; a tenth of chance is mixed into it. nil starts by chance.
  ///   - product: the matrix times a vector.
  /// - Returns: nil where a product isn't finite.
  public func largest(
    count: Int, near start: [Double]? = nil, seed: Int = 0, _ product: ([Double]) -> [Double]
  ) -> Largest? {
    guard count > 0 else { return nil }
    var generator = SplitMix64(stream: 0x4C61, seed: seed)
    var vector = [Double](repeating: 0, count: count)
    for i in 0..<count { vector[i] = generator.normalPair(deviation: 1).x }
    normalize(&vector)
    var fewest = fewestByChance
    if let start, start.count == count, norm(start) > 0, norm(start).isFinite {
      fewest = self.fewest
      let length = norm(start)
      for i in 0..<count { vector[i] = 0.1 * vector[i] + start[i] / length }
      normalize(&vector)
    }
    var basis: [[Double]] = []
    var diagonal: [Double] = []
    var beside: [Double] = []
    while true {
      basis.append(vector)
      var next = product(vector)
      let along = dot(next, vector)
      guard along.isFinite, norm(next).isFinite else { return nil }
      diagonal.append(along)
      let scale = norm(next)
      for _ in 0..<2 { for other in basis { subtract(dot(next, other), other, from: &next) } }
      let length = norm(next)
      let isExhausted = basis.count == count || length <= 1e-14 * scale
      let size = diagonal.count
      // The last components of the small matrix's eigenvectors say how far its eigenvalues are from being the matrix's.
      var last = [[Double](repeating: 0, count: size)]
      last[0][size - 1] = 1
      var values = diagonal
      Tridiagonal.solve(&values, beside, turning: &last)
      let top = values.indices.max { values[$0] < values[$1] } ?? 0
      let residual = isExhausted ? 0 : abs(length * last[0][top])
      let isDone = size >= fewest && residual <= tolerance * abs(values[top])
      if isExhausted || isDone || size >= most {
        return found(basis, diagonal, beside, residual)
      }
      beside.append(length)
      vector = next
      normalize(&vector)
    }
  }

  private func found(
    _ basis: [[Double]], _ diagonal: [Double], _ beside: [Double], _ residual: Double
  ) -> Largest {
    let size = diagonal.count
    var turned = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0 } }
    var values = diagonal
    Tridiagonal.solve(&values, beside, turning: &turned)
    let order = values.indices.sorted { values[$0] > values[$1] }
    func vector(_ column: Int) -> [Double] {
      var vector = [Double](repeating: 0, count: basis[0].count)
      for (row, part) in basis.enumerated() { subtract(-turned[row][column], part, from: &vector) }
      normalize(&vector)
      turnPositive(&vector)
      return vector
    }
    return Largest(
      value: values[order[0]], vector: vector(order[0]), next: size > 1 ? vector(order[1]) : [], residual: residual,
      products: size)
  }
}

/// Eigenvalues of a small symmetric matrix with nothing but the diagonal and what stands beside it.
enum Tridiagonal {
  /// Implicit QL steps: the diagonal becomes the eigenvalues, and rows of an orthogonal matrix turn along with it, so that
  /// the rows of the identity become those of the eigenvectors, one a column.
  ///
  /// - Source: Martin & Wilkinson 1968, as in EISPACK's imtql2.
  static func solve(_ values: inout [Double], _ beside: [Double], turning rows: inout [[Double]]) {
    let size = values.count
    var off = beside + [0]
    for l in 0..<size {
      for _ in 0..<80 {
        var m = l
        while m < size - 1, abs(off[m]) > 1e-16 * (abs(values[m]) + abs(values[m + 1])) { m += 1 }
        guard m > l else { break }
        var g = (values[l + 1] - values[l]) / (2 * off[l])
        var r = hypot(g, 1)
        g = values[m] - values[l] + off[l] / (g + (g >= 0 ? r : -r))
        var (s, c, p) = (1.0, 1.0, 0.0)
        var isSplit = false
        for i in stride(from: m - 1, through: l, by: -1) {
          var f = s * off[i]
          let b = c * off[i]
          r = hypot(f, g)
          off[i + 1] = r
          if r == 0 {
            values[i + 1] -= p
            off[m] = 0
            isSplit = true
            break
          }
          (s, c) = (f / r, g / r)
          g = values[i + 1] - p
          r = (values[i] - g) * s + 2 * c * b
          p = s * r
          values[i + 1] = g + p
          g = c * r - b
          for row in rows.indices {
            f = rows[row][i + 1]
            rows[row][i + 1] = s * rows[row][i] + c * f
            rows[row][i] = c * rows[row][i] - s * f
          }
        }
        if isSplit { continue }
        values[l] -= p
        off[l] = g
        off[m] = 0
      }
    }
  }
}

/// Scales to unit length, unless all is 0.
func normalize(_ vector: inout [Double]) {
  let length = norm(vector)
  guard length > 0 else { return }
  for i in vector.indices { vector[i] /= length }
}

/// Turns the sign so that the component of largest magnitude is positive.
func turnPositive(_ vector: inout [Double]) {
  guard let largest = vector.max(by: { abs($0) < abs($1) }), largest < 0 else { return }
  for i in vector.indices { vector[i] = -vector[i] }
}

private func subtract(_ factor: Double, _ other: [Double], from vector: inout [Double]) {
  vector.withUnsafeMutableBufferPointer { vector in
    other.withUnsafeBufferPointer { other in
      for i in vector.indices { vector[i] -= factor * other[i] }
    }
  }
}
