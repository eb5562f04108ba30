import LRScene

/// What facets cover, by samples of the page: which of them are seen at all, and which may be painted together.
struct ReliefCover {
  /// Facets of one tone, painted at once.
  struct Layer {
    var tone: ReliefFacets.Tone
    var facets: [ReliefFacets.Facet]
  }

  private let origin: Point
  private let columns: Int
  private let rows: Int
  /// Points to a sample.
  private let pitch: Double
  /// The number of the layer that was painted last, plus 1.
  private var layers: [Int32]
  private var crossings: [Double] = []

  /// - Parameter frame: everything lies within.
  init(_ frame: Rect, pitch: Double = 0.75) {
    self.pitch = pitch
    origin = Point(frame.minX - 2 * pitch, frame.minY - 2 * pitch)
    columns = Int(clamping: frame.width / pitch, to: 0...40_000) + 5
    rows = Int(clamping: frame.height / pitch, to: 0...40_000) + 5
    layers = Array(repeating: 0, count: columns * rows)
  }

  /// Facets without those that others hide with all that is around them, gathered into few layers.
  ///
  /// A facet joins an earlier layer of its tone if nothing that was painted since lies under it; so the picture stays
  /// as it was.
  static func layers(_ facets: [ReliefFacets.Facet], in frame: Rect) -> [Layer] {
    var cover = ReliefCover(frame)
    var seen: [Int] = []
    for index in facets.indices.reversed() where cover.hide(facets[index].outline) { seen.append(index) }
    cover = ReliefCover(frame)
    var layers: [Layer] = []
    var known: [ReliefFacets.Tone: Int] = [:]
    for index in seen.reversed() {
      let facet = facets[index]
      let under = cover.top(facet.outline)
      let layer: Int
      if let last = known[facet.tone], last + 1 >= under {
        layer = last
        layers[layer].facets.append(facet)
      } else {
        layer = layers.count
        layers.append(Layer(tone: facet.tone, facets: [facet]))
        known[facet.tone] = layer
      }
      cover.paint(facet.outline, layer: Int32(layer + 1))
    }
    return layers
  }

  /// From the nearest facet to the farthest: false if what was covered before holds this one and what is around it.
  private mutating func hide(_ outline: [Point]) -> Bool {
    let box = samples(around: outline)
    for row in box.rows {
      for index in row * columns + box.columns.lowerBound...row * columns + box.columns.upperBound
      where layers[index] == 0 {
        paint(outline, layer: 1)
        return true
      }
    }
    return false
  }

  private mutating func paint(_ outline: [Point], layer: Int32) {
    scan(outline) { layers, samples in
      for index in samples { layers[index] = layer }
    }
  }

  /// The highest layer under a facet.
  private mutating func top(_ outline: [Point]) -> Int {
    var top: Int32 = 0
    scan(outline) { layers, samples in
      for index in samples { top = max(top, layers[index]) }
    }
    return Int(top)
  }

  private mutating func scan(_ outline: [Point], _ visit: (inout [Int32], ClosedRange<Int>) -> Void) {
    for row in samples(around: outline).rows {
      let y = origin.y + (Double(row) + 0.5) * pitch
      crossings.removeAll(keepingCapacity: true)
      var previous = outline[outline.count - 1]
      for point in outline {
        if (previous.y <= y) != (point.y <= y) {
          crossings.append(previous.x + (y - previous.y) / (point.y - previous.y) * (point.x - previous.x))
        }
        previous = point
      }
      if crossings.count > 2 { crossings.sort() }
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        let (a, b) = (min(crossings[pair], crossings[pair + 1]), max(crossings[pair], crossings[pair + 1]))
        let first = index(((a - origin.x) / pitch - 0.5).rounded(.up), columns)
        let last = index(((b - origin.x) / pitch - 0.5).rounded(.down), columns)
        if first <= last { visit(&layers, row * columns + first...row * columns + last) }
      }
    }
  }

  /// The samples in a polygon's box and one beyond.
  private func samples(around outline: [Point]) -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
    var (low, high) = (Point(.infinity, .infinity), Point(-.infinity, -.infinity))
    for point in outline {
      low = Point(min(low.x, point.x), min(low.y, point.y))
      high = Point(max(high.x, point.x), max(high.y, point.y))
    }
    return (
      index((low.x - origin.x) / pitch - 1.5, columns)...index((high.x - origin.x) / pitch + 0.5, columns),
      index((low.y - origin.y) / pitch - 1.5, rows)...index((high.y - origin.y) / pitch + 0.5, rows)
    )
  }

  private func index(_ place: Double, _ count: Int) -> Int { Int(clamping: place, to: 0...count - 1) }
}
