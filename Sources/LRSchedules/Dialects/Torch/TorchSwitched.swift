/// The loop of weight averaging: after epoch i, `after` is stepped if i > start, else `before`.
struct TorchSwitched: TorchScheduler {
  private var before: (any TorchScheduler)?
  private var after: TorchAveraging
  private let start: Double
  private var epoch = 0

  init(before: (any TorchScheduler)?, after: TorchAveraging, start: Double) {
    self.before = before
    self.after = after
    self.start = start
  }

  mutating func step(on group: inout TorchGroup) {
    if Double(epoch) > start {
      after.step(on: &group)
    } else {
      before?.step(on: &group)
    }
    epoch += 1
  }

  // No list has it as a member, so that nothing of this is ever asked for.
  mutating func initialStep(on group: inout TorchGroup) { step(on: &group) }
  mutating func restart(on group: inout TorchGroup) { epoch = 0 }
  mutating func undo() { epoch -= 1 }

  var canFail: Bool { before?.canFail ?? false }

  func outline(until steps: Int) -> Outline {
    // The last epoch whose step is `before`'s ends with a step, and one more epoch begins at its rate.
    let handover = start < 0 ? 0 : (start.rounded(.down) + 1).step(within: steps)
    var outline = Outline()
    if let before, handover > 0 {
      outline.append(before.outline(until: handover), from: 0, until: handover, isLast: handover == steps)
    }
    if handover > 0, handover < steps { outline.events.append(.init(.handover, at: handover)) }
    outline.append(after.outline(until: steps - handover), from: handover, until: steps, isLast: true)
    return outline
  }
}

/// The same loop with a ReduceLROnPlateau first, which is stepped with the epoch's metric.
struct TorchPlateauBefore: FeedbackSchedule {
  private var plateau: PlateauSchedule
  private var averaging: TorchAveraging
  private var group: TorchGroup
  private let start: Double
  private var epoch = 0

  init(_ settings: PlateauSchedule.Settings, _ averaging: TorchAveraging, start: Double, on group: TorchGroup) {
    plateau = PlateauSchedule(base: group.rate, settings: settings)
    self.averaging = averaging
    self.group = group
    self.start = start
  }

  var rate: Double { group.rate }

  mutating func advance(metric: Double?) {
    if Double(epoch) > start {
      averaging.step(on: &group)
    } else {
      plateau.advance(metric: metric)
      group.rate = plateau.rate
    }
    epoch += 1
  }

  var outline: Outline {
    var outline = plateau.outline
    let handover = start < 0 ? 0 : (start.rounded(.down) + 1).step(within: epoch)
    guard handover < epoch else { return outline }
    if handover > 0 { outline.events.append(.init(.handover, at: handover)) }
    outline.append(averaging.outline(until: epoch - handover), from: handover, until: epoch, isLast: true)
    return outline
  }
}
