extension Formula {
  /// The values of a formula in two variables at every pair of an `x` and a `y`, row by row: `result[row * x.count +
  /// column]` is bit for bit `value(x[column], y[row])`.
  ///
  /// Each operation runs along a whole row before the next one begins, which is many times as fast as pair by pair; what
  /// depends on x alone is computed once, what depends on y alone once a row.
  public func values(x: [Double], y: [Double]) -> [Double] {
    precondition(variables.count == 2, "\(variables.count) values expected")
    guard !x.isEmpty, !y.isEmpty else { return [] }
    return [Double](unsafeUninitializedCapacity: x.count * y.count) { result, count in
      tape.fill(result, x: x, y: y)
      count = x.count * y.count
    }
  }
}

/// What a value of a tape changes with.
private enum Dependence: UInt8 {
  case nothing, column, row, both

  func union(_ other: Dependence) -> Dependence { Dependence(rawValue: rawValue | other.rawValue) ?? .both }
}

extension FormulaTape {
  /// Columns that are computed at once: a few kB a node, so that a tape's rows stay in the cache.
  private static let width = 256

  fileprivate func fill(_ result: UnsafeMutableBufferPointer<Double>, x: [Double], y: [Double]) {
    var dependences: [Dependence] = []
    for node in nodes {
      let own: Dependence = node.operation == .variable ? (node.a == 0 ? .column : .row) : .nothing
      dependences.append(node.operands.reduce(own) { $0.union(dependences[Int($1)]) })
    }
    let once = nodes.indices.filter { dependences[$0] == .nothing || dependences[$0] == .column }
    let everyRow = nodes.indices.filter { dependences[$0] == .row || dependences[$0] == .both }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.width * nodes.count) { rows in
      guard let rows = rows.baseAddress, let out = result.baseAddress else { return }
      rows.initialize(repeating: 0, count: Self.width * nodes.count)
      for start in stride(from: 0, to: x.count, by: Self.width) {
        let count = min(Self.width, x.count - start)
        for index in once {
          let row = rows + index * Self.width
          if nodes[index].operation == .variable {
            for column in 0..<count { row[column] = x[start + column] }
          } else {
            compute(index, dependences[index], count: count, rows)
          }
        }
        for (place, value) in y.enumerated() {
          for index in everyRow {
            if nodes[index].operation == .variable {
              (rows + index * Self.width).update(repeating: value, count: count)
            } else {
              compute(index, dependences[index], count: count, rows)
            }
          }
          let last = rows + (nodes.count - 1) * Self.width
          (out + place * x.count + start).initialize(from: last, count: count)
        }
      }
    }
  }

  /// The values of a node along a row; one that is the same everywhere on it is computed once.
  private func compute(_ index: Int, _ dependence: Dependence, count: Int, _ rows: UnsafeMutablePointer<Double>) {
    let target = rows + index * Self.width
    let node = nodes[index]
    func row(_ operand: Int32) -> UnsafeMutablePointer<Double> { rows + Int(operand) * Self.width }
    if dependence == .column || dependence == .both {
      Self.fill(target, count: count, node, row)
    } else {
      Self.fill(target, count: 1, node, row)
      target.update(repeating: target[0], count: count)
    }
  }

  /// One operation along a row.
  private static func fill(
    _ target: UnsafeMutablePointer<Double>, count: Int, _ node: FormulaNode,
    _ row: (Int32) -> UnsafeMutablePointer<Double>
  ) {
    switch node.operation {
    case .constant, .variable: for i in 0..<count { target[i] = node.number }
    case .add:
      let (a, b) = (row(node.a), row(node.b))
      for i in 0..<count { target[i] = a[i] + b[i] }
    case .subtract:
      let (a, b) = (row(node.a), row(node.b))
      for i in 0..<count { target[i] = a[i] - b[i] }
    case .multiply:
      let (a, b) = (row(node.a), row(node.b))
      for i in 0..<count { target[i] = a[i] * b[i] }
    case .divide:
      let (a, b) = (row(node.a), row(node.b))
      for i in 0..<count { target[i] = a[i] / b[i] }
    case .square:
      let a = row(node.a)
      for i in 0..<count { target[i] = a[i] * a[i] }
    case .negate:
      let a = row(node.a)
      for i in 0..<count { target[i] = -a[i] }
    case .sqrt:
      let a = row(node.a)
      for i in 0..<count { target[i] = a[i].squareRoot() }
    case .select:
      let (a, b, c) = (row(node.a), row(node.b), row(node.c))
      for i in 0..<count { target[i] = a[i] != 0 ? b[i] : c[i] }
    default:
      let (a, b) = (row(node.a), row(node.b))
      for i in 0..<count { target[i] = node.operation.value(a[i], b[i]) }
    }
  }
}
