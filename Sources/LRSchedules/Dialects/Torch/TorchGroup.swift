/// What the optimizer's one parameter group holds that PyTorch's schedulers read and write.
struct TorchGroup: Sendable {
  /// `lr`
  var rate: Double
  /// `initial_lr`, the base of every scheduler; the first one that is constructed sets it.
  var initialRate: Double?
  /// `momentum` (or beta1), once a scheduler drives it.
  var momentum: Double?
  /// `base_momentum` and `max_momentum`.
  var lowMomentum = 0.0
  var highMomentum = 0.0
  /// `max_lr` and `min_lr` of OneCycleLR.
  var peakRate = 0.0
  var finalRate = 0.0
  /// `swa_lr` of SWALR.
  var averagingRate = 0.0
  /// What PyTorch raised; nothing after it counts.
  var failure: TorchFailure?

  init(rate: Double) { self.rate = rate }
}

/// An exception that a step or a construction ends with.
enum TorchFailure: Sendable, Hashable {
  case division
  case wholeDivision
  case modulo
  case wholeQuotient
  case negativePower
  case tooManySteps(Int, of: Int)
  /// A ChainedScheduler or SequentialLR that a SequentialLR should restart: they have no `get_lr`.
  case chainedRestart
  case sequentialRestart

  /// The exception's own words.
  var words: String {
    switch self {
    case .division: "ZeroDivisionError: float division by zero"
    case .wholeDivision: "ZeroDivisionError: division by zero"
    case .modulo: "ZeroDivisionError: integer modulo by zero"
    case .wholeQuotient: "ZeroDivisionError: integer division or modulo by zero"
    case .negativePower: "ZeroDivisionError: 0.0 cannot be raised to a negative power"
    case .tooManySteps(let step, let total):
      "Tried to step \(step) times. The specified number of total steps is \(total)"
    case .chainedRestart: "NotImplementedError: a ChainedScheduler has no get_lr() to restart it by at a milestone"
    case .sequentialRestart: "NotImplementedError: a SequentialLR has no get_lr() to restart it by at a milestone"
    }
  }
}

/// A scheduler of `torch.optim`, acting on the group as PyTorch's does: step by step from the group's current values.
///
/// A value stands for a scheduler that has been constructed on the group already.
protocol TorchScheduler: Sendable {
  /// `step()`
  mutating func step(on group: inout TorchGroup)
  /// `_initial_step()`: what the constructor ends with, and SequentialLR repeats for the member that begins.
  mutating func initialStep(on group: inout TorchGroup)
  /// `_update_lr(0)`: what SequentialLR does to the member whose milestone has come.
  mutating func restart(on group: inout TorchGroup)
  /// `recursive_undo()` of SequentialLR: one epoch back, the rate untouched.
  mutating func undo()

  /// Brings the group from the state after construction to epoch `step` at once, where the rule alone in a run needs
  /// no replay and comes to the same but for rounding; false if it has to be replayed.
  func jump(to step: Int, on group: inout TorchGroup) -> Bool
  /// Whether a step may ever raise.
  var canFail: Bool { get }
  /// The first epoch whose step may raise, alone in a run, where `jump` tells whether it does; else 0.
  var firstRisk: Int { get }
  /// What the rule means in epochs 0...steps.
  func outline(until steps: Int) -> Outline
}

extension TorchScheduler {
  func jump(to step: Int, on group: inout TorchGroup) -> Bool { false }
  var canFail: Bool { false }
  var firstRisk: Int { 0 }
  func outline(until steps: Int) -> Outline { Outline() }
}
