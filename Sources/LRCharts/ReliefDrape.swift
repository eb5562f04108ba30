import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lays lines on a surface and tells what of them is seen.
struct ReliefDrape {
  /// A place on the surface.
  struct Place {
    /// In cells of the mesh.
    var x: Double
    var y: Double
    /// Which point of the line this is, with parts between.
    var index: Double
    /// On the page.
    var point: Point
  }

  /// A piece of a line that is seen or hidden as a whole.
  struct Run {
    var places: [Place]
    var isVisible: Bool

    var points: [Point] { places.map(\.point) }
  }

  let mesh: ReliefMesh
  let space: ReliefSpace
  private let toward: Space

  init(_ mesh: ReliefMesh, in space: ReliefSpace) {
    self.mesh = mesh
    self.space = space
    toward = space.toward(in: mesh)
  }

  /// Where a place on the plane lies on the page; nil outside the mesh, in holes and where the surface is cut off.
  func place(_ x: Double, _ y: Double, index: Double = 0) -> Place? {
    let height = mesh.height(x, y)
    return height <= 1 ? Place(x: x, y: y, index: index, point: space.project(mesh, x, y, height)) : nil
  }

  func isVisible(_ place: Place) -> Bool { mesh.isVisible(place.x, place.y, toward: toward) }

  /// The pieces of a line in its order, cut at the mesh's border, at holes, and where it goes out of sight.
  ///
  /// - Parameters:
  ///   - line: in cells; what is not a number ends it.
  ///   - distance: how often it is looked whether the line is seen, in points; what is hidden or seen for less may be
  ///     overlooked, while a change that is found is found exactly.
  func runs(_ line: [Point], every distance: Double = 2) -> [Run] {
    pieces(line).flatMap { split($0, every: distance) }
  }

  // MARK: onto the surface

  /// The line on the surface: straight over every triangle.
  private func pieces(_ line: [Point]) -> [[Place]] {
    var pieces: [[Place]] = []
    var piece: [Place] = []
    func end() {
      if piece.count > 1 { pieces.append(piece) }
      piece = []
    }
    // What can't be told apart on the page needs no walk over the mesh.
    let tolerance = 0.05 * Double(max(mesh.columns, mesh.rows)) / max(1, space.scale)
    var reached: Int?
    for (a, b) in thinned(line, within: tolerance) {
      if a != reached { end() }
      reached = b
      guard let part = clipped(line[a], line[b]) else {
        end()
        continue
      }
      let (start, vector) = (line[a], Point(line[b].x - line[a].x, line[b].y - line[a].y))
      let shares = b > a + 1 ? shares(line[a...b]) : []
      func at(_ place: Double) -> Place? {
        let x = max(0, min(Double(mesh.columns), start.x + vector.x * place))
        let y = max(0, min(Double(mesh.rows), start.y + vector.y * place))
        return self.place(x, y, index: Double(a) + (shares.isEmpty ? place : position(place, in: shares)))
      }
      if part.lowerBound > 0 { end() }
      if piece.isEmpty, let first = at(part.lowerBound) { piece.append(first) }
      let origin = (x: start.x + vector.x * part.lowerBound, y: start.y + vector.y * part.lowerBound)
      var walk = MeshWalk(from: origin, along: (vector.x, vector.y), until: part.upperBound - part.lowerBound)
      var last = part.lowerBound
      while let step = walk.next() {
        let here = part.lowerBound + step
        defer { last = here }
        if let place = at(here) {
          // The edge of a hole lies on an edge of the mesh; that of a cut between two.
          if piece.isEmpty, here > last, let edge = edge(from: here, to: last, at) { piece.append(edge) }
          piece.append(place)
        } else {
          if !piece.isEmpty, let edge = edge(from: last, to: here, at) { piece.append(edge) }
          end()
        }
      }
      if part.upperBound < 1 { end() }
    }
    end()
    return pieces
  }

  /// How far along its way each point of a line is, 0...1.
  private func shares(_ line: ArraySlice<Point>) -> [Double] {
    var along = [0.0]
    along.reserveCapacity(line.count)
    var last = line[line.startIndex]
    for point in line.dropFirst() {
      along.append(along[along.count - 1] + hypot(point.x - last.x, point.y - last.y))
      last = point
    }
    let all = along[along.count - 1]
    return all > 0 && all.isFinite ? along.map { $0 / all } : along.indices.map { Double($0) / Double(along.count - 1) }
  }

  /// Between which two shares a share lies, with parts.
  private func position(_ share: Double, in shares: [Double]) -> Double {
    var (low, high) = (0, shares.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if shares[middle] <= share { low = middle } else { high = middle }
    }
    let way = shares[high] - shares[low]
    return Double(low) + (way > 0 ? max(0, min(1, (share - shares[low]) / way)) : 0)
  }

  /// The last place on the way from one that exists to one that doesn't.
  private func edge(from inside: Double, to outside: Double, _ at: (Double) -> Place?) -> Place? {
    var (inside, outside) = (inside, outside)
    var found: Place?
    for _ in 0..<24 {
      let middle = (inside + outside) / 2
      if let place = at(middle) {
        found = place
        inside = middle
      } else {
        outside = middle
      }
    }
    return found
  }

  /// Pairs of neighbours of the line without those that lie between others.
  private func thinned(_ line: [Point], within tolerance: Double) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    var first = 0
    while first < line.count {
      guard line[first].x.isFinite, line[first].y.isFinite else {
        first += 1
        continue
      }
      var last = first
      while last + 1 < line.count, line[last + 1].x.isFinite, line[last + 1].y.isFinite { last += 1 }
      let kept = simplifiedIndices(Array(line[first...last]), within: tolerance)
      for (a, b) in zip(kept, kept.dropFirst()) { pairs.append((first + a, first + b)) }
      first = last + 1
    }
    return pairs
  }

  /// The part of a segment within the mesh's border.
  ///
  /// - Source: Liang & Barsky, "A new concept and method for line clipping" (1984).
  private func clipped(_ a: Point, _ b: Point) -> ClosedRange<Double>? {
    var (enter, leave) = (0.0, 1.0)
    for (start, change, size) in [
      (a.x, b.x - a.x, Double(mesh.columns)), (a.y, b.y - a.y, Double(mesh.rows)),
    ] {
      guard change != 0 else {
        if start < 0 || start > size { return nil }
        continue
      }
      let (p, q) = (-start / change, (size - start) / change)
      enter = max(enter, min(p, q))
      leave = min(leave, max(p, q))
    }
    return enter < leave ? enter...leave : nil
  }

  // MARK: out of sight

  private func split(_ piece: [Place], every distance: Double) -> [Run] {
    guard let first = piece.first, let end = piece.last else { return [] }
    var runs: [Run] = []
    var run = Run(places: [first], isVisible: isVisible(first))
    // What was passed since the last look.
    var passed: [Place] = []
    var from = first
    var walked = 0.0
    func look(_ place: Place) {
      let sees = isVisible(place)
      if sees != run.isVisible {
        // The first place on the other side, then the point between it and the one before.
        var (low, high) = (0, passed.count - 1)
        while low < high {
          let middle = (low + high) / 2
          if isVisible(passed[middle]) == sees { high = middle } else { low = middle + 1 }
        }
        let before = low > 0 ? passed[low - 1] : from
        let change = turn(before, passed[low], whereSeen: sees)
        run.places += passed[..<low] + [change]
        runs.append(run)
        run = Run(places: [change] + passed[low...], isVisible: sees)
      } else {
        run.places += passed
      }
      from = place
      passed.removeAll(keepingCapacity: true)
      walked = 0
    }
    for (a, b) in zip(piece, piece.dropFirst()) {
      // A long piece over one triangle may go behind something and come out again.
      let length = hypot(b.point.x - a.point.x, b.point.y - a.point.y)
      let count = Int(clamping: (length / distance).rounded(.up), to: 1...20_000)
      for number in 1...count {
        let to = number == count ? b : between(a, b, Double(number) / Double(count))
        passed.append(to)
        walked += length / Double(count)
        if walked >= distance { look(to) }
      }
    }
    if !passed.isEmpty { look(end) }
    runs.append(run)
    return joined(runs)
  }

  private func between(_ a: Place, _ b: Place, _ part: Double) -> Place {
    Place(
      x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part, index: a.index + (b.index - a.index) * part,
      point: Point(a.point.x + (b.point.x - a.point.x) * part, a.point.y + (b.point.y - a.point.y) * part))
  }

  /// Where between two places the line comes into or out of sight.
  private func turn(_ a: Place, _ b: Place, whereSeen sees: Bool) -> Place {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<9 {
      let middle = (low + high) / 2
      if isVisible(between(a, b, middle)) == sees { high = middle } else { low = middle }
    }
    return between(a, b, (low + high) / 2)
  }

  /// Without blinks: what changes for less than half a point along a rim stays as it was.
  private func joined(_ runs: [Run]) -> [Run] {
    var joined: [Run] = []
    for run in runs {
      let isBlink =
        zip(run.places, run.places.dropFirst())
        .reduce(0) { $0 + hypot($1.0.point.x - $1.1.point.x, $1.0.point.y - $1.1.point.y) } < 0.5
      if let last = joined.indices.last, isBlink || joined[last].isVisible == run.isVisible {
        joined[last].places += run.places.dropFirst()
      } else {
        joined.append(run)
      }
    }
    return joined
  }
}
