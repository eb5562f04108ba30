import LRCore

/// A loss over two coordinates, with exact derivatives.
public protocol Surface: Sendable {
  func value(_ x: Double, _ y: Double) -> Double
  /// (df/dx, df/dy)
  func gradient(_ x: Double, _ y: Double) -> (x: Double, y: Double)
  /// (d2f/dx2, d2f/dxdy, d2f/dy2)
  func hessian(_ x: Double, _ y: Double) -> (xx: Double, xy: Double, yy: Double)
  /// The values at every pair of an `x` and a `y`, row by row: what `value` gives, perhaps sooner.
  func values(x: [Double], y: [Double]) -> [Double]
}

extension Surface {
  public func values(x: [Double], y: [Double]) -> [Double] { y.flatMap { y in x.map { value($0, y) } } }

  /// Samples at the nodes of a regular grid.
  ///
  /// - Precondition: 2 columns and 2 rows at least.
  public func sampled(
    columns: Int, rows: Int, x: ClosedRange<Double>, y: ClosedRange<Double>
  ) -> ScalarGrid {
    ScalarGrid(columns: columns, rows: rows, x: x, y: y, all: values)
  }
}

/// A surface given by a formula in x and y; its derivatives come from the formula by differentiation.
public struct FormulaSurface: Surface, Hashable {
  public let formula: Formula
  private let dx: Formula
  private let dy: Formula
  private let dxx: Formula
  private let dxy: Formula
  private let dyy: Formula

  /// - Parameter formula: in the variables x and y, in this order.
  public init(_ formula: Formula) {
    precondition(formula.variables == ["x", "y"], "a surface's formula has the variables x and y")
    self.formula = formula
    dx = formula.derivative("x")
    dy = formula.derivative("y")
    dxx = dx.derivative("x")
    dxy = dx.derivative("y")
    dyy = dy.derivative("y")
  }

  public func value(_ x: Double, _ y: Double) -> Double { formula.value(x, y) }
  public func values(x: [Double], y: [Double]) -> [Double] { formula.values(x: x, y: y) }
  public func gradient(_ x: Double, _ y: Double) -> (x: Double, y: Double) { (dx.value(x, y), dy.value(x, y)) }
  public func hessian(_ x: Double, _ y: Double) -> (xx: Double, xy: Double, yy: Double) {
    (dxx.value(x, y), dxy.value(x, y), dyy.value(x, y))
  }
}

/// A surface with what a figure of it needs.
public struct TestSurface: Sendable {
  public var surface: any Surface
  /// The part of the plane that is usually shown.
  public var window: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  /// Global minimizers, to the last digit of Double.
  public var minima: [(x: Double, y: Double)]
  /// A start from which descents are instructive.
  public var start: (x: Double, y: Double)
  /// Whether the loss depends on x alone. Then y is the loss itself: `window.y` is what the curve takes within
  /// `window.x`, and the y of `start` is 0.
  public var isCurve = false
  /// What descents meet instead of the exact gradient.
  public var noise: GradientNoise?

  public init(
    _ surface: any Surface, window: (x: ClosedRange<Double>, y: ClosedRange<Double>),
    minima: [(x: Double, y: Double)], start: (x: Double, y: Double)
  ) {
    self.surface = surface
    self.window = window
    self.minima = minima
    self.start = start
  }

  /// A loss over x alone.
  public init(curve: Curve, window: ClosedRange<Double>, start: Double) {
    let losses = (0...512).map {
      curve.formula.value(window.lowerBound + (window.upperBound - window.lowerBound) * Double($0) / 512)
    }
    .filter(\.isFinite)
    let low = losses.min() ?? 0
    self.init(curve, window: (window, low...max(losses.max() ?? 1, low)), minima: [], start: (start, 0))
    isCurve = true
  }

  /// The lowest loss, where it is known.
  public var lowest: Double? {
    minima.map { surface.value($0.x, $0.y) }.min()
  }
}
