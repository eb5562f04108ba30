/// How often each colour occurs in some pictures.
struct ColorCensus {
  /// By 0x00RRGGBB.
  private(set) var counts: [UInt32: Int] = [:]
  private(set) var total = 0

  /// - Parameter pixels: 0xAARRGGBB, straight; those less than half opaque don't count.
  mutating func add(_ pixels: [UInt32]) {
    var index = 0
    while index < pixels.count {
      let color = pixels[index]
      let start = index
      while index < pixels.count, pixels[index] == color { index += 1 }
      guard color >> 24 >= 128 else { continue }
      counts[color & 0xFFFFFF, default: 0] += index - start
      total += index - start
    }
  }
}

/// At most 255 colours that stand for all colours of some pictures.
///
/// The plain colours that fill a figure (pages, bands, lines) are kept exactly; shades along edges and in gradients
/// share what is left, by cutting their space where they differ most (Wan, Wong, Prusinkiewicz 1988; as in Wu 1991 the
/// variance decides). The result depends on the pictures alone.
struct ColorPalette {
  /// 0x00RRGGBB, the commonest first.
  private(set) var colors: [UInt32] = []
  /// Places found before: 0xRRGGBB and one above the place, by a hash of the colour.
  private var found = [UInt32](repeating: 0, count: 1 << 15)

  /// Colours kept exactly at most, if all don't fit.
  private static let mostPlain = 160
  /// The part of all pixels that makes a colour a plain one.
  private static let plainShare = 2e-4

  init(of census: ColorCensus) {
    let all = census.counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    guard all.count > 255 else {
      colors = all.map(\.key)
      return
    }
    let least = max(2, Int(clamping: Double(census.total) * Self.plainShare, to: 0...census.total))
    colors = all.prefix(Self.mostPlain).filter { $0.value >= least }.map(\.key)
    // Shades that nobody tells from a plain colour need no place of their own.
    let rest = all.dropFirst(colors.count).compactMap { color, count in
      colors.contains { Self.distance($0, color) <= 9 * 3 * 3 } ? nil : Shade(color, weight: Double(count))
    }
    colors += Self.divided(rest, into: 255 - colors.count)
    if colors.isEmpty { colors = [0] }
  }

  /// The place of the colour nearest to one.
  mutating func place(of color: UInt32) -> UInt8 {
    let slot = Int((color &* 2_654_435_761) >> 17)
    // A place is below 255, so that the byte is never 0 for a colour that was entered.
    if found[slot] >> 8 == color & 0xFFFFFF, found[slot] & 255 != 0 { return UInt8(found[slot] & 255) - 1 }
    var best = 0
    var least = Int.max
    for (place, candidate) in colors.enumerated() {
      let distance = Self.distance(candidate, color)
      if distance < least { (best, least) = (place, distance) }
    }
    found[slot] = (color & 0xFFFFFF) << 8 | UInt32(best + 1)
    return UInt8(best)
  }

  /// Squares of the channels' differences, weighted roughly as the eye does: 2, 4, 3.
  private static func distance(_ a: UInt32, _ b: UInt32) -> Int {
    func difference(_ shift: UInt32) -> Int { Int(a >> shift & 255) - Int(b >> shift & 255) }
    let (r, g, b) = (difference(16), difference(8), difference(0))
    return 2 * r * r + 4 * g * g + 3 * b * b
  }

  private struct Shade {
    var channels: SIMD3<Double>
    var weight: Double

    init(_ color: UInt32, weight: Double) {
      channels = SIMD3(Double(color >> 16 & 255), Double(color >> 8 & 255), Double(color & 255))
      self.weight = weight
    }
  }

  /// Shades side by side in the list, and how much they differ from their mean.
  private struct Box {
    var range: Range<Int>
    var mean = SIMD3<Double>()
    /// Weighted sums of squares.
    var spread = SIMD3<Double>()

    init(_ shades: [Shade], _ range: Range<Int>) {
      self.range = range
      var weight = 0.0
      for shade in shades[range] {
        mean += shade.channels * shade.weight
        weight += shade.weight
      }
      mean /= weight
      for shade in shades[range] {
        let off = shade.channels - mean
        spread += off * off * shade.weight
      }
    }
  }

  private static func divided(_ shades: [Shade], into count: Int) -> [UInt32] {
    guard !shades.isEmpty, count > 0 else { return [] }
    var shades = shades
    var boxes = [Box(shades, shades.indices)]
    while boxes.count < count {
      guard let place = boxes.indices.max(by: { boxes[$0].spread.sum() < boxes[$1].spread.sum() }),
        boxes[place].spread.sum() > 0
      else { break }
      let box = boxes[place]
      let axis = (0..<3).max { box.spread[$0] < box.spread[$1] } ?? 0
      // `partition` keeps no order, but always makes the same one of the same list.
      let middle = shades[box.range].partition { $0.channels[axis] > box.mean[axis] }
      guard middle > box.range.lowerBound, middle < box.range.upperBound else { break }
      boxes[place] = Box(shades, box.range.lowerBound..<middle)
      boxes.append(Box(shades, middle..<box.range.upperBound))
    }
    return boxes.map { box in
      (0..<3).reduce(0) { $0 << 8 | UInt32(Int(clamping: box.mean[$1].rounded(), to: 0...255)) }
    }
  }
}

/// A premultiplied pixel with its channels as they would be alone.
func straight(_ pixel: UInt32) -> UInt32 {
  let alpha = pixel >> 24
  guard alpha > 0, alpha < 255 else { return alpha == 0 ? 0 : pixel }
  func channel(_ shift: UInt32) -> UInt32 { min(255, ((pixel >> shift & 255) * 255 + alpha / 2) / alpha) << shift }
  return alpha << 24 | channel(16) | channel(8) | channel(0)
}
