/// A matrix of a few rows and columns, for rules that act on them.
struct Matrix<Scalar: TrainingScalar>: Sendable, Hashable {
  let rows: Int
  let columns: Int
  /// Row by row.
  var values: [Scalar]

  init(rows: Int, columns: Int, values: [Scalar]) {
    precondition(values.count == rows * columns, "a matrix has as many values as rows times columns")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  init(rows: Int, columns: Int, filledWith value: Scalar = 0) {
    self.init(rows: rows, columns: columns, values: [Scalar](repeating: value, count: rows * columns))
  }

  /// A multiple of the identity.
  static func diagonal(_ size: Int, _ value: Scalar) -> Matrix {
    var result = Matrix(rows: size, columns: size)
    for i in 0..<size { result[i, i] = value }
    return result
  }

  subscript(row: Int, column: Int) -> Scalar {
    @inline(__always) get { values[row * columns + column] }
    @inline(__always) set { values[row * columns + column] = newValue }
  }

  mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(inPlace: &values)
  }

  var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
    return result
  }

  /// The root of the sum of squares.
  var frobeniusNorm: Scalar { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(left.columns == right.rows, "the columns of a factor are the rows of the next")
    var result = Matrix(rows: left.rows, columns: right.columns)
    let (inner, columns) = (left.columns, right.columns)
    // Pointers, since a subscript looks at the bounds of its array for every product.
    result.values.withUnsafeMutableBufferPointer { sums in
      left.values.withUnsafeBufferPointer { factors in
        right.values.withUnsafeBufferPointer { others in
          guard let sum = sums.baseAddress, let a = factors.baseAddress, let b = others.baseAddress else { return }
          for i in 0..<left.rows {
            let line = sum + i * columns
            for k in 0..<inner {
              let factor = a[i * inner + k]
              let other = b + k * columns
              for j in 0..<columns { line[j] += factor * other[j] }
            }
          }
        }
      }
    }
    return result
  }

  /// a * self + b * other
  func combined(_ a: Scalar, _ b: Scalar, _ other: Matrix) -> Matrix {
    var result = self
    for i in values.indices { result.values[i] = a * values[i] + b * other.values[i] }
    return result
  }

  func map(_ change: (Scalar) -> Scalar) -> Matrix {
    Matrix(rows: rows, columns: columns, values: values.map(change))
  }

  /// The same in another number type.
  func converted<Other: TrainingScalar>(_ type: Other.Type) -> Matrix<Other> {
    Matrix<Other>(rows: rows, columns: columns, values: values.map { Other($0) })
  }

  /// Columns in another order.
  func selectingColumns(_ order: [Int]) -> Matrix {
    var result = self
    for i in 0..<rows { for (j, from) in order.enumerated() { result[i, j] = self[i, from] } }
    return result
  }
}

extension Matrix {
  /// Eigenvalues, ascending, and eigenvectors as columns, of a symmetric matrix.
  ///
  /// Cyclic Jacobi rotations: each makes one element beside the diagonal 0; all of them shrink quadratically, so that a
  /// handful of sweeps is enough. Small eigenvalues come out to full relative accuracy where the matrix permits it.
  /// The sign of an eigenvector is arbitrary. A matrix with NaN or infinity in it gives NaN.
  ///
  /// - Source: Golub & Van Loan, Matrix Computations, 8.5.
  func symmetricEigen() -> (values: [Scalar], vectors: Matrix) {
    precondition(rows == columns, "only square matrices have eigenvalues")
    var a = self
    var vectors = Matrix.diagonal(rows, 1)
    guard values.allSatisfy(\.isFinite) else {
      return ([Scalar](repeating: .nan, count: rows), vectors.map { _ in .nan })
    }
    for _ in 0..<60 {
      var changed = false
      for p in 0..<rows {
        for q in (p + 1)..<max(p + 1, rows) where a.rotates(p, q, &vectors) { changed = true }
      }
      if !changed { break }
    }
    let order = (0..<rows).sorted { a[$0, $0] < a[$1, $1] }
    return (order.map { a[$0, $0] }, vectors.selectingColumns(order))
  }

  /// About how many multiplications `symmetricEigen` takes: some eight sweeps over all pairs of rows and of columns.
  static func eigenWork(of side: Int) -> Double { 48 * Double(side) * Double(side) * Double(side) }

  /// Makes the elements (p, q) and (q, p) of a symmetric matrix 0; false if they count for nothing already.
  private mutating func rotates(_ p: Int, _ q: Int, _ vectors: inout Matrix) -> Bool {
    let off = self[p, q]
    let size = (abs(self[p, p]) * abs(self[q, q])).squareRoot()
    guard abs(off) > Scalar.ulpOfOne / 4 * size, abs(off) > Scalar.leastNormalMagnitude else { return false }
    let theta = (self[q, q] - self[p, p]) / (2 * off)
    let root = abs(theta) < 1 / Scalar.ulpOfOne ? (theta * theta + 1).squareRoot() : abs(theta)
    let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + root)
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    self[p, p] -= tangent * off
    self[q, q] += tangent * off
    self[p, q] = 0
    self[q, p] = 0
    for k in 0..<rows {
      if k != p, k != q {
        let (kp, kq) = (self[k, p], self[k, q])
        self[k, p] = cosine * kp - sine * kq
        self[k, q] = sine * kp + cosine * kq
        self[p, k] = self[k, p]
        self[q, k] = self[k, q]
      }
      let (vp, vq) = (vectors[k, p], vectors[k, q])
      vectors[k, p] = cosine * vp - sine * vq
      vectors[k, q] = sine * vp + cosine * vq
    }
    return true
  }

  /// A real power of a symmetric matrix, on the sizes of its eigenvalues: V |s|^power sign(s) V^T.
  ///
  /// A singular matrix has no negative power: the result isn't finite.
  func symmetricPower(_ power: Scalar) -> Matrix {
    let (values, vectors) = symmetricEigen()
    var scaled = vectors
    for j in 0..<columns {
      let factor = Scalar.power(abs(values[j]), power) * (values[j] < 0 ? -1 : 1)
      for i in 0..<rows { scaled[i, j] *= factor }
    }
    return scaled * vectors.transposed
  }

  /// The orthogonal factor Q of a square matrix A = Q R, by Householder reflections with the signs of LAPACK.
  func orthonormalBasis() -> Matrix {
    precondition(rows == columns, "the basis of a square matrix")
    var r = self
    var reflections: [(direction: [Scalar], tau: Scalar)] = []
    for k in 0..<rows {
      var below: Scalar = 0
      for i in (k + 1)..<max(k + 1, rows) { below += r[i, k] * r[i, k] }
      var direction = [Scalar](repeating: 0, count: rows)
      direction[k] = 1
      // Nothing below the diagonal: LAPACK reflects nothing, whatever the sign.
      guard below != 0 else {
        reflections.append((direction, 0))
        continue
      }
      let (larger, smaller) = (max(abs(r[k, k]), below.squareRoot()), min(abs(r[k, k]), below.squareRoot()))
      let size = larger * (1 + smaller / larger * (smaller / larger)).squareRoot()
      let beta = r[k, k] < 0 ? size : -size
      let tau = (beta - r[k, k]) / beta
      for i in (k + 1)..<rows { direction[i] = r[i, k] / (r[k, k] - beta) }
      r.reflect(direction, tau, columns: k..<columns)
      reflections.append((direction, tau))
    }
    var q = Matrix.diagonal(rows, 1)
    for (k, reflection) in reflections.enumerated().reversed() {
      q.reflect(reflection.direction, reflection.tau, columns: k..<columns)
    }
    return q
  }

  /// self - tau v (v^T self) in some columns
  private mutating func reflect(_ v: [Scalar], _ tau: Scalar, columns: Range<Int>) {
    for j in columns {
      var sum: Scalar = 0
      for i in 0..<rows { sum.addProduct(v[i], self[i, j]) }
      let amount = tau * sum
      for i in 0..<rows { self[i, j].addProduct(-v[i], amount) }
    }
  }
}

extension Tensor {
  /// The tensor with one axis multiplied by a matrix: sum over k of matrix[i, k] * self[..., k, ...].
  func multiplied(by matrix: Matrix<Scalar>, along axis: Int) -> Tensor {
    let inner = shape[(axis + 1)...].reduce(1, *)
    let count = shape[axis]
    var result = Tensor(like: self)
    for outer in 0..<(values.count / max(1, inner * count)) {
      let start = outer * count * inner
      for i in 0..<count {
        for k in 0..<count {
          let factor = matrix[i, k]
          for j in 0..<inner { result.values[start + i * inner + j] += factor * values[start + k * inner + j] }
        }
      }
    }
    return result
  }

  /// The products of the slices along an axis with each other: what each index has in common with each other one.
  func outerProduct(along axis: Int) -> Matrix<Scalar> {
    let inner = shape[(axis + 1)...].reduce(1, *)
    let count = shape[axis]
    var result = Matrix<Scalar>(rows: count, columns: count)
    for outer in 0..<(values.count / max(1, inner * count)) {
      let start = outer * count * inner
      for i in 0..<count {
        for k in 0...i {
          var sum: Scalar = 0
          for j in 0..<inner { sum += values[start + i * inner + j] * values[start + k * inner + j] }
          result[i, k] += sum
          if i != k { result[k, i] += sum }
        }
      }
    }
    return result
  }
}
