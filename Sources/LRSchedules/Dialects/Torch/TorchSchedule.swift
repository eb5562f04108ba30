/// The rates that a run sees which steps one PyTorch scheduler.
///
/// Step 0 is the state after construction; each later one is one `step()` on. All rates at once are one replay of the
/// recursion, with PyTorch's own roundings; single ones come from the closed form where it is the same but for those.
struct TorchSchedule<Scheduler: TorchScheduler>: Schedule {
  /// As construction left it.
  private let group: TorchGroup
  private let scheduler: Scheduler
  /// How far an exception is looked for.
  private let horizon: Int

  init(_ scheduler: Scheduler, on group: TorchGroup, horizon: Int) {
    self.scheduler = scheduler
    self.group = group
    self.horizon = horizon
  }

  func rate(at step: Int) -> Double { group(at: step)?.rate ?? .nan }

  func momentum(at step: Int) -> Double? {
    drivesMomentum ? group(at: step)?.momentum : nil
  }

  var drivesMomentum: Bool { group.momentum != nil }

  var isReplayed: Bool {
    var group = group
    return !scheduler.jump(to: 1, on: &group)
  }

  private func group(at step: Int) -> TorchGroup? {
    var group = group
    if scheduler.jump(to: step, on: &group) { return group.failure == nil ? group : nil }
    var scheduler = scheduler
    for _ in 0..<step {
      scheduler.step(on: &group)
      if group.failure != nil { return nil }
    }
    return group
  }

  func rates(count: Int) -> [Double] { replay(count) { $0.rate } }

  func momenta(count: Int) -> [Double]? {
    drivesMomentum ? replay(count) { $0.momentum ?? .nan } : nil
  }

  /// One value of the group at steps `0..<count`, NaN after a failure.
  @inline(__always)
  private func replay(_ count: Int, _ value: (borrowing TorchGroup) -> Double) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      var group = group
      var scheduler = scheduler
      var step = 0
      while step < count, group.failure == nil {
        buffer.initializeElement(at: step, to: value(group))
        step += 1
        if step < count { scheduler.step(on: &group) }
      }
      while step < count {
        buffer.initializeElement(at: step, to: .nan)
        step += 1
      }
      initialized = count
    }
  }

  /// Found by replaying the run, where the scheduler can fail at all and doesn't know by itself when.
  var ending: Ending? {
    guard scheduler.canFail else { return nil }
    var group = group
    if scheduler.firstRisk > 0 {
      for step in scheduler.firstRisk..<max(scheduler.firstRisk, horizon + 1) {
        _ = scheduler.jump(to: step, on: &group)
        if let failure = group.failure { return Ending(lastStep: step - 1, reason: failure.words) }
      }
      return nil
    }
    var scheduler = scheduler
    for step in 0..<max(0, horizon) {
      scheduler.step(on: &group)
      if let failure = group.failure { return Ending(lastStep: step, reason: failure.words) }
    }
    return nil
  }

  func outline(until steps: Int) -> Outline { scheduler.outline(until: steps).limited() }
}
