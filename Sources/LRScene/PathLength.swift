extension Path {
  /// The length of all its lines and curves in points; curves are measured as 16 chords.
  public var length: Double {
    var total = 0.0
    var walk = Walk()
    for element in elements { total += walk.length(of: element) }
    return total
  }

  /// Each subpath up to a share of the length of the whole path: for a path of one subpath, its first part.
  public func prefix(_ share: Double) -> Path {
    let allowed = length * share
    var cut = Path()
    var walk = Walk()
    var left = allowed
    for element in elements {
      let start = walk
      let length = walk.length(of: element)
      if case .move = element {
        cut.elements.append(element)
        left = allowed
      } else if left > 0 {
        cut.elements.append(length <= left ? element : start.part(of: element, left / length))
        left -= length
      }
    }
    return cut
  }

  /// Where a path is after some elements.
  private struct Walk {
    var start = Point(0, 0)
    var place = Point(0, 0)

    /// Goes along an element.
    mutating func length(of element: Element) -> Double {
      switch element {
      case .move(let point):
        (start, place) = (point, point)
        return 0
      case .line(let point):
        defer { place = point }
        return distance(place, point)
      case .curve(let first, let second, let end):
        var total = 0.0
        var last = place
        for index in 1...16 {
          let point = Self.point(place, first, second, end, Double(index) / 16)
          total += distance(last, point)
          last = point
        }
        place = end
        return total
      case .close:
        defer { place = start }
        return distance(place, start)
      }
    }

    /// The first part of an element that begins here.
    func part(of element: Element, _ part: Double) -> Element {
      func between(_ a: Point, _ b: Point) -> Point { Point(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part) }
      switch element {
      case .move: return element
      case .line(let point): return .line(between(place, point))
      case .close: return .line(between(place, start))
      case .curve(let first, let second, let end):
        // De Casteljau's construction; a curve's parameter goes nearly as its length on such short ones.
        let (a, b, c) = (between(place, first), between(first, second), between(second, end))
        let (d, e) = (between(a, b), between(b, c))
        return .curve(a, d, to: between(d, e))
      }
    }

    private static func point(_ a: Point, _ b: Point, _ c: Point, _ d: Point, _ t: Double) -> Point {
      let s = 1 - t
      let (w0, w1, w2, w3) = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
      return Point(w0 * a.x + w1 * b.x + w2 * c.x + w3 * d.x, w0 * a.y + w1 * b.y + w2 * c.y + w3 * d.y)
    }
  }
}

private func distance(_ a: Point, _ b: Point) -> Double {
  let (dx, dy) = (b.x - a.x, b.y - a.y)
  return (dx * dx + dy * dy).squareRoot()
}
