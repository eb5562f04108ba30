import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// CosineAnnealingWarmRestarts: half cosines from the base rate, each `growth` times as long as the one before.
struct TorchWarmRestarts: TorchRule {
  var state = TorchState()
  private let first: Int
  private let growth: Int
  private let floor: Double
  /// `T_cur` and `T_i`: epochs in this cycle, and its length.
  private var place: Place
  /// How far `step(epoch)` goes on each time; nil for `step()`.
  private let stride: Double?
  private var strides = 0

  private struct Place {
    var done: Double
    var length: Double
  }

  init(first: Int, growth: Int, floor: Double, stride: Double?, on group: inout TorchGroup) {
    self.first = first
    self.growth = growth
    self.floor = floor
    self.stride = stride
    place = Place(done: 0, length: Double(first))
    attach(to: &group)
  }

  func nextRate(in group: inout TorchGroup) -> Double { rate(at: place) }

  private func rate(at place: Place) -> Double {
    floor + (state.base - floor) * (1 + cos(Double.pi * place.done / place.length)) / 2
  }

  mutating func step(on group: inout TorchGroup) {
    if state.epoch < 0 {
      // PyTorch's `step()` goes to epoch 0 then, however far an outer scheduler has undone it.
      state.epoch = 0
      place = Place(done: 0, length: Double(first))
    } else if stride != nil {
      strides += 1
      place = placeByLogarithm(at: time(of: strides))
    } else {
      state.epoch += 1
      place.done += 1
      if place.done >= place.length {
        place.done = fmod(place.done, place.length)
        place.length *= Double(growth)
      }
    }
    group.rate = rate(at: place)
  }

  func jump(to step: Int, on group: inout TorchGroup) -> Bool {
    group.rate = rate(at: stride == nil ? place(at: step) : placeByLogarithm(at: time(of: step)))
    return true
  }

  /// Where steps of 1 get to.
  private func place(at epoch: Int) -> Place {
    if growth == 1 { return Place(done: Double(epoch % first), length: Double(first)) }
    var place = Place(done: Double(epoch), length: Double(first))
    while place.done >= place.length {
      place.done -= place.length
      place.length *= Double(growth)
    }
    return place
  }

  /// The argument of the n-th `step(epoch + i / iterations)`, rounded as Python rounds that sum.
  private func time(of count: Int) -> Double {
    guard let stride else { return Double(count) }
    let iterations = (1 / stride).rounded()
    guard stride < 1, iterations <= 1e9, abs(iterations * stride - 1) < 1e-9 else { return Double(count) * stride }
    let parts = Int(clamping: iterations)
    return Double(count / parts) + Double(count % parts) / iterations
  }

  /// Where `step(epoch)` gets to. The logarithm may fall one short of a cycle that begins right there; PyTorch then
  /// is at that cycle's bottom, and so is this.
  private func placeByLogarithm(at time: Double) -> Place {
    let length = Double(first)
    if time < length { return Place(done: time, length: length) }
    if growth == 1 { return Place(done: fmod(time, length), length: length) }
    let growth = Double(growth)
    let cycle = (log(time / length * (growth - 1) + 1) / log(growth)).rounded(.towardZero)
    let factor = pow(growth, cycle)
    return Place(done: time - length * (factor - 1) / (growth - 1), length: length * factor)
  }

  func outline(until steps: Int) -> Outline {
    CosineRestartsSchedule(
      base: state.base, floor: floor, period: Double(first) / (stride ?? 1), growth: Double(growth), decay: 1,
      cycles: nil
    ).outline(until: steps)
  }

  private static func make(
    _ arguments: inout Arguments, _ stride: Double?, _ group: inout TorchGroup
  ) throws(SpecError) -> TorchWarmRestarts {
    let first = try arguments.torchWhole("T_0", atLeast: 1, "Expected positive integer T_0")
    let growth = try arguments.torchWhole("T_mult", atLeast: 1, "Expected integer T_mult >= 1")
    return TorchWarmRestarts(
      first: first, growth: growth, floor: try arguments.number("eta_min"), stride: stride, on: &group)
  }

  static let definition = TorchClass(
    "CosineAnnealingWarmRestarts",
    summary: Localized("half cosines down to eta_min, each starting anew", zh: "余弦退火到 eta_min，周期性热重启"),
    formula: """
      rate(t) = eta_min + (lr - eta_min) * (1 + cos(pi T_cur / T_i)) / 2
      T_cur epochs since restart i = 0, 1, ..., T_i = T_0 * T_mult^i
      """,
    parameters: [
      Parameter("T_0", .steps(.any), .required, Localized("epochs of the first cycle", zh: "首个周期的轮数")),
      Parameter("T_mult", .integer(.any), .integer(1), Localized("growth of the cycles, whole", zh: "周期的增长倍数，整数")),
      Parameter("eta_min", .rate(.any), .number(0), Localized("rate at the bottom", zh: "最低学习率")),
    ],
    extras: [
      Parameter(
        "epoch_step", .number(.positive), .none,
        Localized(
          "how far step(epoch) goes each time, 0.25 for four batches an epoch; step() without",
          zh: "每次 step(epoch) 前进的轮数，如每轮四个批次取 0.25；不给则用 step()"))
    ],
    note: Localized(
      "The restart has lr itself, so eta_min is never quite reached by whole epochs. step(epoch) finds its cycle by a logarithm, which can miss a restart.",
      zh: "重启那一轮即为 lr，因此整轮数到不了 eta_min。step(epoch) 以对数求周期，可能错过一次重启。"),
    examples: [
      "torch.CosineAnnealingWarmRestarts:T_0=10,T_mult=2", "torch.CosineAnnealingWarmRestarts:T_0=5,epoch_step=0.25",
    ], nearest: "cosine-restarts",
    difference: Localized("T_mult is whole, the cycles never end", zh: "T_mult 为整数，周期永不终止"),
    make: { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchWarmRestarts in
      try make(&arguments, nil, &group)
    },
    alone: { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> AnySchedule in
      try arguments.refuseResuming()
      let restarts = try make(&arguments, try arguments.optionalNumber("epoch_step"), &group)
      return .fixed(TorchSchedule(restarts, on: group, horizon: arguments.context.horizon))
    })
}
