import LRScene

/// A surface as opaque polygons in the order in which they are to be painted, so that the nearer cover the farther.
///
/// A ray to the eye crosses the mesh's columns in one direction and its rows in one direction. So whatever could be
/// hidden by a cell comes before it when both are passed from the far side to the near one, whatever the heights:
/// the order is exact for every height field in parallel projection. Neighbours in a row that look alike and show the
/// same side become one polygon; those cannot overlap each other, as a ray that meets a sheet twice from above has
/// passed through it from below.
struct ReliefFacets {
  struct Facet {
    /// What it is, on the page.
    var outline: [Point]
    /// What is painted: a little more where later facets will cover it, so that no gaps show between them.
    var painted: [Point]
    var tone: Tone
    var row: Int
    var columns: ClosedRange<Int>
  }

  /// Steps of the colormap and of light; underneath the surface is in shadow.
  struct Tone: Hashable {
    /// 0...`colors`
    var color: Int
    /// 0...`lights`
    var light: Int
    var isUnderside: Bool
    /// A triangle, which is painted with its border in the same colour: nobody can tell which of its sides others
    /// will cover.
    var isBordered = false
  }

  static let colors = 72
  static let lights = 32

  private(set) var facets: [Facet] = []
  private let mesh: ReliefMesh
  private let space: ReliefSpace
  private let places: [Point]
  private let colors: [Double]
  private let directionX: Int
  private let directionY: Int
  private let isLowerNear: Bool
  private let coarseness: Double

  /// How far facets reach under those that will be painted over them, in points.
  private static let overlap = 0.6

  /// - Parameters:
  ///   - colors: at each node of the mesh, 0...1.
  ///   - coarseness: so many steps of colour and light are taken as one, where forms are too small to show more.
  init(_ mesh: ReliefMesh, colors: [Double], in space: ReliefSpace, coarseness: Int = 1) {
    self.coarseness = Double(coarseness)
    self.mesh = mesh
    self.space = space
    self.colors = colors
    places = mesh.heights.indices.map { index in
      let height = mesh.heights[index]
      return space.project(
        mesh, Double(index % (mesh.columns + 1)), Double(index / (mesh.columns + 1)), height.isFinite ? height : 0)
    }
    let toward = space.toward(in: mesh)
    directionX = toward.x >= 0 ? 1 : -1
    directionY = toward.y >= 0 ? 1 : -1
    isLowerNear = toward.x - toward.y > 0
    facets.reserveCapacity(mesh.rows * mesh.columns)
    for row in 0..<mesh.rows { add(row: directionY > 0 ? row : mesh.rows - 1 - row) }
  }

  private mutating func add(row: Int) {
    var run: (tone: Tone, first: Int, last: Int)?
    for offset in 0..<mesh.columns {
      let column = directionX > 0 ? offset : mesh.columns - 1 - offset
      let far = look(column, row, isUpper: isLowerNear)
      let near = look(column, row, isUpper: !isLowerNear)
      if let far, let near, far.isUnderside == near.isUnderside, !isCut(column, row) {
        let tone = self.tone((far.color + near.color) / 2, (far.light + near.light) / 2, far.isUnderside)
        if run?.tone == tone {
          run?.last = column
        } else {
          if let run { add(run, row) }
          run = (tone, column, column)
        }
        continue
      }
      if let run { add(run, row) }
      run = nil
      // The two sides of a fold, or what is there of a cell that isn't whole.
      if let far { add(tone(far.color, far.light, far.isUnderside), column, row, isUpper: isLowerNear) }
      if let near { add(tone(near.color, near.light, near.isUnderside), column, row, isUpper: !isLowerNear) }
    }
    if let run { add(run, row) }
  }

  private func isCut(_ column: Int, _ row: Int) -> Bool {
    max(mesh[column, row], mesh[column + 1, row], mesh[column, row + 1], mesh[column + 1, row + 1]) > 1
  }

  private func place(_ column: Int, _ row: Int) -> Point { places[row * (mesh.columns + 1) + column] }

  // MARK: polygons

  /// A run of cells of one tone.
  private mutating func add(_ run: (tone: Tone, first: Int, last: Int), _ row: Int) {
    let farRow = directionY > 0 ? row : row + 1
    let nearRow = farRow + directionY
    let start = directionX > 0 ? run.first : run.first + 1
    let end = directionX > 0 ? run.last + 1 : run.last
    let isLastRow = nearRow == 0 || nearRow == mesh.rows
    var outline: [Point] = []
    var far: [Point] = []
    var near: [Point] = []
    for column in stride(from: start, through: end, by: directionX) {
      let (a, b) = (place(column, farRow), place(column, nearRow))
      far.append(a)
      outline.append(b)
      near.append(isLastRow ? b : beyond(a, b))
    }
    outline = far + outline.reversed()
    if end != 0, end != mesh.columns {
      let last = far.count - 1
      far[last] = beyond(far[last - 1], far[last])
      near[last] = beyond(near[last - 1], near[last])
    }
    if far.count > 2 {
      far = simplified(far, within: 0.04)
      near = simplified(near, within: 0.04)
    }
    facets.append(
      Facet(
        outline: outline, painted: far + near.reversed(), tone: run.tone, row: row,
        columns: min(run.first, run.last)...max(run.first, run.last)))
  }

  /// One triangle, as far as it isn't cut off.
  private mutating func add(_ tone: Tone, _ column: Int, _ row: Int, isUpper: Bool) {
    let corners =
      isUpper
      ? [(column, row), (column, row + 1), (column + 1, row + 1)]
      : [(column, row), (column + 1, row), (column + 1, row + 1)]
    var outline: [Point] = []
    for (index, corner) in corners.enumerated() {
      let next = corners[(index + 1) % 3]
      let (height, nextHeight) = (mesh[corner.0, corner.1], mesh[next.0, next.1])
      let (a, b) = (place(corner.0, corner.1), place(next.0, next.1))
      if height <= 1 { outline.append(a) }
      if (height <= 1) != (nextHeight <= 1) {
        let part = (1 - height) / (nextHeight - height)
        outline.append(Point(a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)))
      }
    }
    guard outline.count >= 3 else { return }
    var tone = tone
    tone.isBordered = true
    facets.append(Facet(outline: outline, painted: outline, tone: tone, row: row, columns: column...column))
  }

  /// `b`, moved on from `a` by the overlap, but never by more than their distance.
  private func beyond(_ a: Point, _ b: Point) -> Point {
    let (x, y) = (b.x - a.x, b.y - a.y)
    let length = (x * x + y * y).squareRoot()
    guard length > 0 else { return b }
    let part = min(1, Self.overlap / length)
    return Point(b.x + part * x, b.y + part * y)
  }

  // MARK: tones

  /// How a triangle looks; nil for a hole.
  private func look(_ column: Int, _ row: Int, isUpper: Bool) -> (color: Double, light: Double, isUnderside: Bool)? {
    let plane = mesh.plane(column, row, isUpper: isUpper)
    guard !plane.isHole else { return nil }
    let nodes = mesh.columns + 1
    let index = row * nodes + column
    let middle = (colors[index] + colors[index + nodes + 1] + colors[isUpper ? index + nodes : index + 1]) / 3
    // Upwards from the surface, in the box's own lengths.
    let normal = Space(
      -plane.alongX * Double(mesh.columns) * space.sides.z / space.sides.x,
      -plane.alongY * Double(mesh.rows) * space.sides.z / space.sides.y, 1
    ).unit
    let isUnderside = normal.dot(space.toward) < 0
    let facing = (isUnderside ? -1 : 1) * normal.dot(space.light)
    return (max(0, min(1, middle)), 0.5 + 0.5 * facing, isUnderside)
  }

  private func tone(_ color: Double, _ light: Double, _ isUnderside: Bool) -> Tone {
    func step(_ part: Double, _ count: Int) -> Int {
      Int(clamping: (part * Double(count) / coarseness).rounded() * coarseness)
    }
    return Tone(color: step(color, Self.colors), light: step(light, Self.lights), isUnderside: isUnderside)
  }
}

extension Colormap {
  /// The colour of a lit facet: deeper in the shade, paler in the light.
  func relief(_ tone: ReliefFacets.Tone) -> Paint {
    let color = color(Double(tone.color) / Double(ReliefFacets.colors))
    let light = Double(tone.light) / Double(ReliefFacets.lights) - (tone.isUnderside ? 0.22 : 0)
    func lit(_ ground: Color, shade: Color, highlight: Color) -> Color {
      // A facet that lies flat is lit by 0.9 and keeps its colour.
      light < 0.86
        ? ground.mixed(with: shade, min(0.62, (0.86 - light) * 0.85))
        : ground.mixed(with: highlight, (light - 0.86) * 1.1)
    }
    let white = Color(0xFFFFFF)
    return Paint(
      light: lit(color.mixed(with: white, 0.3), shade: Color(0x16203A), highlight: white),
      dark: lit(color.mixed(with: Color(0x0B0E12), 0.22), shade: Color(0x05080E), highlight: white))
  }
}
