import LRCore
import LRTraining

/// Runs made up for figures: noisy losses that fall, in the same numbers at any time.
struct TrialRun {
  var name: String
  var steps = 460
  var stepsPerEpoch = 92
  var speed = 3.0
  var floor = 0.2
  var seed: UInt64 = 1
  var rate = 0.1
  var hasClasses = true
  var diverges: Int?
  var stops: Int?
  var groups: [String] = []
  var drivesMomentum = false

  var record: TrainingRecord {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 12345
    func noise() -> Double {
      var sum = 0.0
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        sum += Double(state >> 11) / 9_007_199_254_740_992 - 0.5
      }
      return sum
    }
    var record = TrainingRecord(
      name: name, spec: "sgd:lr=\(rate),label=\(name)", stepsPerEpoch: stepsPerEpoch, plannedSteps: steps)
    let end = diverges ?? stops ?? steps
    func ideal(_ step: Int) -> Double {
      floor + (2.35 - floor) / (1 + speed * Double(step) / Double(stepsPerEpoch) * 4)
    }
    for step in 0..<end {
      var loss = ideal(step) * (1 + 0.22 * noise())
      if let diverges, step > diverges - 12 {
        for _ in 0..<(step - diverges + 12) { loss *= 2.2 }
      }
      record.loss.append(loss)
      if hasClasses { record.accuracy.append(max(0, min(1, 1 - loss / 2.6))) }
      record.gradientNorm.append(loss * (0.8 + 0.5 * noise()) + 0.05)
      record.updateRatio.append(rate * loss * (0.03 + 0.01 * noise()))
      record.seconds.append(Double(step + 1) * 0.0004)
    }
    func rates(_ factor: Double) -> [Double] {
      (0..<end).map { rate * factor * (1 - Double($0) / Double(steps)) }
    }
    record.rates = [.init(values: rates(1))]
    for (place, group) in groups.enumerated() {
      record.rates.append(.init(group: group, values: rates(0.5 / Double(place + 1))))
    }
    if drivesMomentum { record.momentum = (0..<end).map { 0.85 + 0.1 * Double($0) / Double(steps) } }
    for step in stride(from: 0, through: end, by: stepsPerEpoch) {
      let loss = ideal(step) + 0.05 + 0.02 * Double(step) / Double(steps) + 0.02 * noise()
      record.evaluations.append(
        .init(
          step: step, loss: loss, accuracy: hasClasses ? max(0.1, 1 - loss / 2.6) : nil, seconds: Double(step) * 0.0004)
      )
    }
    if let diverges {
      record.divergedAt = diverges
      record.loss.append(.infinity)
      record.evaluations.append(.init(step: end, loss: .nan, accuracy: hasClasses ? 0.1 : nil, seconds: 0.1))
    }
    record.stoppedAt = stops
    return record
  }

  static let three = [
    TrialRun(name: "sgd:lr=0.1@step", speed: 2, floor: 0.25, seed: 1).record,
    TrialRun(name: "sgd:lr=0.1@cosine", speed: 3, floor: 0.2, seed: 2).record,
    TrialRun(name: "adam", speed: 5, floor: 0.28, seed: 3).record,
  ]
  static let diverging = [three[0], three[1], TrialRun(name: "sgd:lr=3", seed: 4, rate: 3, diverges: 60).record]
  static let many = (1...14).map {
    TrialRun(name: "run \($0)", speed: Double($0), floor: 0.2 + 0.01 * Double($0), seed: UInt64($0)).record
  }
  static let seeds = [2, 4].map { speed in
    (1...4).map { seed in
      TrialRun(name: "speed \(speed).0", speed: Double(speed), seed: UInt64(seed + speed * 100)).record
    }
  }
  static let protocolLines = [
    Localized(
      "digits:label_noise=0.2 (1437 to train, 360 to validate) · mlp:hidden=[64,64] · batch 16 · seed 0",
      zh: "digits:label_noise=0.2（训练 1437，验证 360）· mlp:hidden=[64,64] · 批量大小 16 · 随机种子 0")
  ]
}
