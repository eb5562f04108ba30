import LRCore

/// The parameters that every schedule of lrplot's own takes, with one meaning everywhere.
///
///     rate(t) = scale * clamp(shape(t), min, max)
///
/// `%` in `min`, `max` and a shape's rates counts from `lr`.
enum Universal {
  static let parameters: [Parameter] = [
    Parameter(
      "lr", .rate(.nonNegative), .partOfBaseRate(1),
      Localized("base or peak rate; --lr unless given", zh: "基准（或峰值）学习率；缺省取 --lr")),
    Parameter(
      "min", .rate(.nonNegative), .none,
      Localized("never below; a shape with a natural end ends there", zh: "下限；有自然终点的形状止于此")),
    Parameter(
      "max", .rate(.nonNegative), .none,
      Localized("never above; a shape with a peak peaks there", zh: "上限；有峰的形状在此达到峰值")),
    Parameter(
      "scale", .number(.nonNegative), .number(1),
      Localized("multiplies every rate, after min and max", zh: "所有学习率的倍数，在上下限之后相乘")),
    Parameter(
      "for", .steps(.positive), .none,
      Localized("length of this phase in a chain", zh: "在串联中本阶段的长度")),
    Parameter("label", .text, .none, Localized("name in the figure", zh: "图中的名称")),
  ]
}

extension CatalogueEntry where Product == AnySchedule {
  /// The entry with the universal parameters it doesn't declare itself, and their effects.
  ///
  /// `min` and `max` clamp unless the shape has asked for them and so keeps them by itself.
  func withUniversalParameters() -> CatalogueEntry {
    var entry = self
    let own = Set(parameters.map(\.name))
    entry.parameters += Universal.parameters.filter { !own.contains($0.name) }
    let shape = build
    entry.build = { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
      var probe = arguments
      arguments.countRates(from: try probe.number("lr"))
      let schedule = try shape(&arguments)
      let adjustment = try Adjustment(&arguments)
      return adjustment.isIdentity ? schedule : schedule.adjusted(by: adjustment)
    }
    return entry
  }
}

extension Arguments {
  /// The rate that the shape starts from or peaks at: `lr`.
  mutating func base() -> Double {
    _ = raw("lr")
    return context.baseRate
  }

  /// The rate that the shape ends at: `min`, 0 unless given.
  ///
  /// - Throws: `SpecError` if it is above the base rate.
  mutating func floor() throws(SpecError) -> Double {
    let base = base()
    let floor = try optionalNumber("min") ?? 0
    guard floor <= base else { throw floorAboveBase(floor, base) }
    return floor
  }

  /// The rate that the shape ends at where it may also rise: `end`, else `min`.
  mutating func end() throws(SpecError) -> Double {
    if let end = try optionalNumber("end") { return end }
    return try floor()
  }

  /// The rate that the shape peaks at: `max`, else `lr`.
  mutating func peak() throws(SpecError) -> Double {
    let base = base()
    return try optionalNumber("max") ?? base
  }

  fileprivate func floorAboveBase(_ floor: Double, _ base: Double) -> SpecError {
    error(
      Localized(
        "'min' (\(shortest(floor))) is above the base rate (\(shortest(base))): give a smaller min or a larger lr",
        zh: "“min”（\(shortest(floor))）高于基准学习率（\(shortest(base))）：请减小 min 或增大 lr"), at: "min")
  }
}

/// What the universal parameters do to the rates of a shape.
struct Adjustment: Sendable {
  var floor: Double?
  var ceiling: Double?
  var scale: Double

  var isIdentity: Bool { floor == nil && ceiling == nil && scale == 1 }

  /// Reads what the shape hasn't read.
  ///
  /// - Throws: `SpecError` for contradictions, and for an `lr` that nothing uses.
  init(_ arguments: inout Arguments) throws(SpecError) {
    let usesBase = arguments.wasRead("lr")
    if arguments.has("lr"), !usesBase {
      throw arguments.error(
        Localized(
          "'lr' has no effect here: nothing in this '\(arguments.spec.name)' is relative to it",
          zh: "“lr”在此无效：这个“\(arguments.spec.name)”中没有与之相关的量"), at: "lr")
    }
    let keepsFloor = arguments.wasRead("min")
    let keepsCeiling = arguments.wasRead("max")
    _ = arguments.base()
    let floor = try arguments.optionalNumber("min")
    let ceiling = try arguments.optionalNumber("max")
    if let floor, let ceiling, floor > ceiling {
      throw arguments.error(
        Localized(
          "'min' (\(shortest(floor))) is above 'max' (\(shortest(ceiling)))",
          zh: "“min”（\(shortest(floor))）高于“max”（\(shortest(ceiling))）"), at: "min")
    }
    if let floor, usesBase, !keepsFloor, floor > arguments.context.baseRate {
      throw arguments.floorAboveBase(floor, arguments.context.baseRate)
    }
    self.floor = keepsFloor ? nil : floor
    self.ceiling = keepsCeiling ? nil : ceiling
    self.scale = try arguments.number("scale")
    _ = try arguments.optionalInteger("for")
    _ = try arguments.optionalWord("label")
  }

  func callAsFunction(_ rate: Double) -> Double {
    var rate = rate
    if let floor, rate < floor { rate = floor }
    if let ceiling, rate > ceiling { rate = ceiling }
    return scale * rate
  }
}
