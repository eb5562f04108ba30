import LRCore

/// mmengine's plateau rule and what it has heard; it works on a rate that others may change too.
struct MMEnginePlateau: Sendable {
  var factor: Double
  var patience: Double
  var threshold: Double
  var isRelative: Bool
  var wantsMore: Bool
  var cooldown: Int
  var floor: Double
  var smallest: Double
  /// In epochs.
  var window: Range<Int>
  private var best: Double
  private var badEpochs = 0
  private var cooldownLeft = 0

  init(
    factor: Double, patience: Double, threshold: Double, isRelative: Bool, wantsMore: Bool, cooldown: Int,
    floor: Double, smallest: Double, window: Range<Int>
  ) {
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.isRelative = isRelative
    self.wantsMore = wantsMore
    self.cooldown = cooldown
    self.floor = floor
    self.smallest = smallest
    self.window = window
    // mmengine's worst value is a thousand million, not infinity.
    best = wantsMore ? -1e9 : 1e9
  }

  /// Hears the metric of the epoch that has ended as the `epoch`th, from 1. Whether it lowered the rate.
  mutating func hear(_ metric: Double, epoch: Int, rate: inout Double) -> Bool {
    guard window.contains(epoch) else { return false }
    if improves(metric) {
      best = metric
      badEpochs = 0
    } else {
      badEpochs += 1
    }
    if cooldownLeft > 0 {
      cooldownLeft -= 1
      badEpochs = 0
    }
    guard Double(badEpochs) > patience else { return false }
    cooldownLeft = cooldown
    badEpochs = 0
    let reduced = max(rate * factor, floor)
    guard rate - reduced > smallest else { return false }
    rate = reduced
    return true
  }

  private func improves(_ metric: Double) -> Bool {
    switch (wantsMore, isRelative) {
    case (false, true): metric < best * (1 - threshold)
    case (false, false): metric < best - threshold
    case (true, true): metric > best * (threshold + 1)
    case (true, false): metric > best + threshold
    }
  }
}

/// mmengine's schedulers on one optimizer, some of which listen: those step last, when an epoch's metric is known.
struct MMEngineListeners: FeedbackSchedule {
  private let fixed: MMEngineSchedule
  private var plateaus: [MMEnginePlateau]
  /// Iterations of an epoch.
  private let stride: Int
  private(set) var rate: Double
  private var time = 0
  private var events: [Outline.Event] = []

  init(_ fixed: MMEngineSchedule, plateaus: [MMEnginePlateau], stride: Int) {
    self.fixed = fixed
    self.plateaus = plateaus
    self.stride = stride
    rate = fixed.first
  }

  mutating func advance(metric: Double?) {
    time += 1
    rate = fixed.next(rate, at: time)
    guard let metric, time % stride == 0 else { return }
    for index in plateaus.indices where plateaus[index].hear(metric, epoch: time / stride, rate: &rate) {
      if events.count < Outline.eventLimit { events.append(.init(.reduction, at: time)) }
    }
  }

  var ending: Ending? { fixed.ending }

  var outline: Outline {
    var outline = fixed.outline(until: time)
    outline.events = (outline.events + events).sorted { $0.step < $1.step }
    return outline
  }
}
