import LRCore

/// When a training loop steps its scheduler, where an optimizer step takes several micro-batches or devices.
///
/// The run's steps are optimizer steps. What is meant is that the scheduler is stepped once with each of them. Stepped in
/// another unit, it is at step t * k when the optimizer is at step t, and has done with a run of N after N / k.
///
/// Source: Accelerate, scheduler.py (`AcceleratedScheduler.step`); the rest is arithmetic.
public struct Stepping: Sendable, Hashable {
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    /// Once a micro-batch: `accumulation` times an optimizer step.
    case micro
    /// Once an optimizer step.
    case optimizer
    /// By Accelerate, without `split_batches`: once a device at each optimizer step, and not while gradients are
    /// accumulated.
    case accelerate
  }

  public var unit: Unit
  /// Micro-batches in an optimizer step; 1 or more.
  public var accumulation: Int
  /// Processes that train together; 1 or more.
  public var devices: Int

  public init(_ unit: Unit, accumulation: Int = 1, devices: Int = 1) {
    self.unit = unit
    self.accumulation = accumulation
    self.devices = devices
  }

  /// Once an optimizer step, as schedules are meant.
  public static let meant = Stepping(.optimizer)

  /// Steps of the scheduler in an optimizer step.
  public var factor: Int {
    switch unit {
    case .optimizer: 1
    case .micro: accumulation
    case .accelerate: devices
    }
  }

  /// The optimizer step at which a schedule of `steps` steps has come to its end.
  public func end(of steps: Int) -> Int { (steps + factor - 1) / factor }

  /// The farthest that the count of a scheduler's steps comes in a run.
  func reach(of steps: Int) -> Int { steps * (unit == .accelerate ? accumulation - 1 + devices : factor) }

  /// The pace of a chain's schedule.
  ///
  /// Accelerate doesn't step torch's OneCycleLR beyond its end, where it would raise; it counts the steps without a
  /// step of the optimizer, too (`adjust_scheduler`), so that with accumulation it stops early.
  func pace(of chain: Chain, _ schedule: any Schedule) -> Pace {
    var pace = Pace(times: factor)
    if unit == .accelerate, chain.phases.count == 1, chain.phases[0].name == "torch.OneCycleLR",
      let total = schedule.ending?.lastStep
    {
      pace.last = lastStep(of: total)
    }
    return pace
  }

  /// How far a scheduler that has a `total_steps` is stepped: its count begins at 1, rises by `accumulation - 1` before
  /// and by 1 with each of `devices` steps, which are taken while it is at most `total`.
  func lastStep(of total: Int) -> Int {
    let idle = accumulation - 1
    // Optimizer steps after which the count still allows all of the next one's.
    let whole = max(0, (total - idle - devices) / (idle + devices) + (total - idle - devices >= 0 ? 1 : 0))
    let left = total - idle - whole * (idle + devices)
    return whole * devices + min(max(left, 0), devices)
  }
}
