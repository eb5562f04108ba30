/// Writes the `d` of an SVG path as briefly as it can be said: whole multiples of a grid step, relative commands,
/// no needless zero, blank or repeated letter; points on a straight way are left out.
///
/// All arithmetic is on whole numbers, so that roundings do not add up along a path.
struct PathDataWriter {
  /// How many grid steps make one unit of the output: 100 writes two decimals, 1 whole numbers.
  let stepsPerUnit: Int
  private(set) var bytes: [UInt8] = []

  /// How far, in steps, a control point may be moved so that a curve can be written as smooth continuation.
  private let smoothness: Int
  private var command: UInt8 = 0
  private var isAfterCommand = false
  private var lastHadPoint = false
  private var x = 0
  private var y = 0
  private var start = (x: 0, y: 0)
  private var control: (x: Int, y: Int)?
  private var pending = (dx: 0, dy: 0)
  private var hasDrawn = true
  /// Whether the subpath has a line of no length, which is a dot if its caps are round.
  private var hasDot = false

  init(stepsPerUnit: Int, smoothness: Int = 0) {
    self.stepsPerUnit = stepsPerUnit
    self.smoothness = smoothness
  }

  mutating func move(_ toX: Int, _ toY: Int, relative: Bool = false) {
    finishSubpath()
    if relative {
      put("m")
      number(toX - x)
      number(toY - y)
    } else {
      put("M")
      number(toX)
      number(toY)
    }
    command = 0
    (x, y) = (toX, toY)
    start = (toX, toY)
    control = nil
    hasDrawn = false
    hasDot = false
  }

  /// Starts at a point that somebody else writes.
  mutating func begin(_ atX: Int, _ atY: Int) {
    (x, y) = (atX, atY)
    start = (atX, atY)
    hasDrawn = false
  }

  mutating func line(_ toX: Int, _ toY: Int) {
    let (fromX, fromY) = (x + pending.dx, y + pending.dy)
    let (dx, dy) = (toX - fromX, toY - fromY)
    control = nil
    guard dx != 0 || dy != 0 else {
      hasDot = true
      return
    }
    let straight = pending.dx &* dy == pending.dy &* dx
    let onward = pending.dx &* dx &+ pending.dy &* dy >= 0
    if !(straight && onward) { flush() }
    pending.dx += dx
    pending.dy += dy
  }

  mutating func curve(_ x1: Int, _ y1: Int, _ x2: Int, _ y2: Int, _ toX: Int, _ toY: Int) {
    flush()
    let reflected = control.map { (x: 2 * x - $0.x, y: 2 * y - $0.y) } ?? (x: x, y: y)
    if abs(reflected.x - x1) <= smoothness, abs(reflected.y - y1) <= smoothness, control != nil {
      use("s")
    } else {
      use("c")
      number(x1 - x)
      number(y1 - y)
    }
    number(x2 - x)
    number(y2 - y)
    number(toX - x)
    number(toY - y)
    control = (x2, y2)
    (x, y) = (toX, toY)
    hasDrawn = true
  }

  mutating func close() {
    // Closing draws the way back by itself.
    if x + pending.dx == start.x, y + pending.dy == start.y, hasDrawn { pending = (0, 0) }
    flush()
    put("z")
    command = 0
    (x, y) = start
    control = nil
    hasDrawn = true
  }

  /// Writes what was held back; call it once after the last element.
  mutating func finish() { finishSubpath() }

  private mutating func finishSubpath() {
    flush()
    if !hasDrawn, hasDot {
      put("h")
      number(0)
      hasDrawn = true
    }
  }

  private mutating func flush() {
    let (dx, dy) = pending
    guard dx != 0 || dy != 0 else { return }
    pending = (0, 0)
    if dy == 0 {
      use("h")
      number(dx)
    } else if dx == 0 {
      use("v")
      number(dy)
    } else {
      use("l")
      number(dx)
      number(dy)
    }
    x += dx
    y += dy
    control = nil
    hasDrawn = true
  }

  private mutating func put(_ letter: Unicode.Scalar) {
    bytes.append(UInt8(ascii: letter))
    command = UInt8(ascii: letter)
    isAfterCommand = true
  }

  /// The letter, unless it is still in force.
  private mutating func use(_ letter: Unicode.Scalar) {
    if command != UInt8(ascii: letter) { put(letter) }
  }

  private mutating func number(_ steps: Int) {
    let whole = Int(steps.magnitude) / stepsPerUnit
    let rest = Int(steps.magnitude) % stepsPerUnit
    let beginsWithPoint = whole == 0 && rest != 0
    if !isAfterCommand, steps >= 0, !(beginsWithPoint && lastHadPoint) { bytes.append(UInt8(ascii: " ")) }
    bytes.appendSteps(steps, perUnit: stepsPerUnit)
    isAfterCommand = false
    lastHadPoint = rest != 0
  }
}

extension [UInt8] {
  /// `-0.50` as `-.5`; `perUnit` is a power of ten.
  mutating func appendSteps(_ steps: Int, perUnit: Int) {
    let whole = steps.magnitude / UInt(perUnit)
    var rest = steps.magnitude % UInt(perUnit)
    if steps < 0 { append(UInt8(ascii: "-")) }
    if whole > 0 || rest == 0 { appendDigits(whole) }
    guard rest > 0 else { return }
    append(UInt8(ascii: "."))
    var place = UInt(perUnit) / 10
    while rest > 0 {
      append(UInt8(ascii: "0") + UInt8(rest / place))
      rest %= place
      place /= 10
    }
  }

  private mutating func appendDigits(_ value: UInt) {
    if value >= 10 { appendDigits(value / 10) }
    append(UInt8(ascii: "0") + UInt8(value % 10))
  }

  /// A number rounded to `places` decimals.
  mutating func appendNumber(_ value: Double, places: Int = 2) {
    var perUnit = 1
    for _ in 0..<places { perUnit *= 10 }
    appendSteps(steps(value, perUnit: perUnit), perUnit: perUnit)
  }
}

extension [UInt8] {
  /// Two numbers as the arguments of `translate`.
  mutating func appendPair(_ x: Double, _ y: Double, places: Int = 2) {
    appendNumber(x, places: places)
    if y >= 0 || -y < 0.5 / (places == 0 ? 1 : 100) { append(UInt8(ascii: " ")) }
    appendNumber(y, places: places)
  }
}

/// `value` in whole grid steps. Values beyond `limit` stop there: nothing is seen so far away, and twice the square of
/// the default, in hundredths, still fits an `Int`. What is not a number is 0.
func steps(_ value: Double, perUnit: Int, limit: Double = 1_000_000) -> Int {
  guard !value.isNaN else { return 0 }
  return Int(exactly: (min(max(value, -limit), limit) * Double(perUnit)).rounded()) ?? 0
}
