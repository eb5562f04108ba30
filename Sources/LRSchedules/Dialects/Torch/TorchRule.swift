/// A scheduler that is one rule: the next rate from the epoch and the group, as `get_lr` of an `LRScheduler`.
protocol TorchRule: TorchScheduler {
  var state: TorchState { get set }
  /// `get_lr()` at `state.epoch`.
  mutating func nextRate(in group: inout TorchGroup) -> Double
  /// `_get_closed_form_lr()` at epoch 0, or `get_lr()` for a rule without closed form.
  mutating func firstRate(in group: inout TorchGroup) -> Double
}

/// What every `LRScheduler` keeps.
struct TorchState: Sendable {
  /// `last_epoch`
  var epoch = -1
  /// `_step_count`
  var count = 0
  /// Whether the step is a constructor's, `_is_initial`.
  var isInitial = false
  /// `base_lrs[0]`
  var base = 0.0
}

extension TorchRule {
  /// What `LRScheduler.__init__` does.
  mutating func attach(to group: inout TorchGroup) {
    let initial = group.initialRate ?? group.rate
    group.initialRate = initial
    state.base = initial
    initialStep(on: &group)
  }

  mutating func initialStep(on group: inout TorchGroup) {
    state.count = 0
    state.isInitial = true
    step(on: &group)
    state.isInitial = false
  }

  mutating func step(on group: inout TorchGroup) {
    state.count += 1
    state.epoch += 1
    let rate = nextRate(in: &group)
    group.rate = rate
  }

  mutating func restart(on group: inout TorchGroup) {
    state.epoch = 0
    let rate = firstRate(in: &group)
    group.rate = rate
  }

  mutating func undo() { state.epoch -= 1 }

  mutating func firstRate(in group: inout TorchGroup) -> Double { nextRate(in: &group) }
}

extension Double {
  /// The whole number that this is, if it is one that PyTorch's integer arithmetic and ours treat alike.
  var asWhole: Int? { self == rounded() && abs(self) <= 1e15 ? Int(clamping: self) : nil }

  /// The first step that isn't before this time, within a run.
  func step(within steps: Int) -> Int {
    self >= Double(steps) ? steps : Int(clamping: max(0, rounded(.up)))
  }
}

extension [Double] {
  /// Python's `bisect_right`, also on a list that isn't sorted.
  func bisectRight(_ value: Double) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if value < self[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
