/// The path of a descent over two coordinates: N updates make N + 1 points.
public struct Trajectory: Sendable, Hashable {
  public var name: String
  public var spec: String?
  public var x: [Double]
  public var y: [Double]
  /// The loss at each point.
  public var loss: [Double]
  /// The rate that the update from each point used; one fewer than points.
  public var rates: [Double]
  /// The first update after which a coordinate or the loss wasn't finite; the path ends before it.
  public var divergedAt: Int?
  /// Whether the path ended where the loss isn't defined, instead of growing without bound.
  public var leftDomain = false
  /// Why the path ends before the run does, where nothing diverged: its schedule has no learning rate from there on.
  public var stop: Localized?
  /// Which of the optimizer's points these are, where it has several.
  public var point: Localized?

  public init(
    name: String, spec: String? = nil, x: [Double] = [], y: [Double] = [], loss: [Double] = [], rates: [Double] = [],
    divergedAt: Int? = nil
  ) {
    self.name = name
    self.spec = spec
    self.x = x
    self.y = y
    self.loss = loss
    self.rates = rates
    self.divergedAt = divergedAt
  }
}
