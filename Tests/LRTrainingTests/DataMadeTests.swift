import LRCore
import Testing

@testable import LRTraining

@Suite("Data made on the spot")
struct DataMadeTests {
  @Test(
    "sizes, shapes and splits",
    arguments: [
      ("mnist1d", [1, 40], 4000, 1000, 10), ("strokes", [1, 28, 28], 1600, 400, 10), ("spirals", [2], 800, 200, 3),
      ("moons", [2], 800, 200, 2), ("blobs:classes=4,features=3", [3], 800, 200, 4), ("linear", [10], 1000, 100, 1),
      ("regression", [10], 800, 200, 1),
    ])
  func sizes(spec: String, shape: [Int], train: Int, validation: Int, outputs: Int) throws {
    let set = try DataSets.set(spec, seed: 0)
    #expect(set.shape == shape)
    #expect((set.train.count, set.validation.count) == (train, validation))
    #expect(set.outputs == outputs)
    #expect((set.train.inputs + set.validation.inputs + set.train.targets).allSatisfy { $0.isFinite })
  }

  @Test("the same seed makes the same rows, another one others", arguments: DataSets.catalogue.entries.map(\.name))
  func seeds(name: String) throws {
    guard !["mnist", "csv", "digits", "penguins"].contains(name) else { return }
    let spec = name + ":samples=50"
    let (a, b) = (try DataSets.set(spec, seed: 1), try DataSets.set(spec, seed: 1))
    #expect(a.train.inputs == b.train.inputs)
    #expect(a.validation.targets == b.validation.targets)
    #expect(try DataSets.set(spec, seed: 2).train.inputs != a.train.inputs)
    #expect(try DataSets.set(spec + ",seed=1", seed: 2).train.inputs == a.train.inputs)
    #expect((a.train.count, a.validation.count) == (name == "linear" ? (45, 5) : (40, 10)))
  }

  /// Sums of a few sets, so that they stay what they are on every machine.
  @Test(
    "numbers never change",
    arguments: [
      ("spirals:samples=20", 0x6BD8_7E4D_45CA_00C9), ("moons:samples=20", 0x3CFF_A764_33E5_DC84),
      ("blobs:samples=20", 0xD159_C384_BF45_9929), ("linear:samples=20", 0x1E93_FB4F_CE80_D432),
      ("regression:samples=20", 0xFA38_D228_44D4_B143), ("mnist1d:samples=20", 0x281B_0FBF_7EEE_17C5),
      ("strokes:samples=20", 0x4D71_24CD_B28F_059C),
      ("penguins:label_noise=0.3", 0x4619_3DF0_1CEC_66FD),
    ])
  func fingerprints(spec: String, hash: UInt64) throws {
    let set = try DataSets.set(spec, seed: 5)
    let values = set.train.inputs + set.train.targets + set.validation.inputs + set.validation.targets
    let found = values.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ $1.bitPattern) &* 0x100_0000_01B3 }
    #expect(found == hash, "\(spec) \(found)")
  }

  @Test("classes are as many rows each")
  func balance() throws {
    let set = try DataSets.set("strokes:samples=100", seed: 0)
    let labels = set.train.targets + set.validation.targets
    #expect((0...9).allSatisfy { label in labels.count { $0 == Double(label) } == 10 })
  }

  @Test("the templates of mnist1d are those of its package")
  func templates() {
    let templates = MNIST1D.templates
    #expect(templates.count == 10)
    let expected: [(Int, Int, Double)] = [
      (0, 1, 0.23693955110363696), (1, 1, -0.36986336072765463), (2, 5, 0.03984095364447979),
      (3, 2, 0.40089186286863665),
      (4, 5, -0.42399915200254396), (5, 6, 0.1238562244445265), (6, 4, -0.4738791022072739), (7, 3, 0.2958906885821236),
      (8, 7, -0.26726124191242445), (9, 10, -0.20008168266626036),
    ]
    for (digit, place, value) in expected { #expect(abs(templates[digit][place] - value) < 1e-15) }
    #expect(templates.allSatisfy { $0[0] == 0 && $0[11] == 0 })
  }

  @Test("mnist1d as a whole has mean 0, deviation 1 and neighbours as alike as its package's")
  func mnist1d() throws {
    let set = try DataSets.set("mnist1d", seed: 42)
    let all = set.train.inputs + set.validation.inputs
    let count = Double(all.count)
    #expect(abs(all.reduce(0, +) / count) < 1e-12)
    #expect(abs(all.reduce(0) { $0 + $1 * $1 } / count - 1) < 1e-12)
    // 0.819 there.
    var (products, squares) = (0.0, 0.0)
    for row in stride(from: 0, to: all.count, by: 40) {
      for place in row..<row + 39 {
        products += all[place] * all[place + 1]
        squares += (all[place] * all[place] + all[place + 1] * all[place + 1]) / 2
      }
    }
    #expect(abs(products / squares - 0.819) < 0.01)
    // Its quantiles, of five seeds.
    let sorted = all.sorted()
    for (part, value) in [(0.01, -2.793), (0.25, -0.547), (0.5, 0.014), (0.75, 0.569), (0.99, 2.738)] {
      #expect(abs(sorted[Int(clamping: part * count)] - value) < 0.04, "\(part)")
    }
    #expect((-6.5...(-3.8)).contains(all.min() ?? 0))
    #expect((3.8...6.5).contains(all.max() ?? 0))
  }

  @Test("linear without noise is the sum of 1 x1 to 10 x10, not scaled")
  func linear() throws {
    let set = try DataSets.set("linear:noise=0", seed: 3)
    for row in 0..<set.train.count {
      let inputs = set.train.inputs[row * 10..<row * 10 + 10]
      #expect(inputs.allSatisfy { (0..<1).contains($0) })
      let sum = inputs.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element }
      #expect(abs(sum - set.train.targets[row]) < 1e-12)
    }
    let noisy = try DataSets.set("linear:samples=11000", seed: 3)
    var squares = 0.0
    for row in 0..<noisy.train.count {
      let inputs = noisy.train.inputs[row * 10..<row * 10 + 10]
      let error = noisy.train.targets[row] - inputs.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element }
      squares += error * error
    }
    #expect(abs(squares / Double(noisy.train.count) - 1) < 0.05)
  }

  @Test("regression is centred, with a deviation near 1")
  func regression() throws {
    let targets = try DataSets.set("regression:samples=20000,noise=0", seed: 0).train.targets
    let mean = targets.reduce(0, +) / Double(targets.count)
    #expect(abs(mean) < 0.03)
    #expect(abs(targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(targets.count) - 0.95) < 0.05)
  }

  @Test("spirals without noise lie on their arms; moons on half circles")
  func curves() throws {
    let spirals = try DataSets.set("spirals:noise=0,turns=0,classes=4,standardize=none", seed: 0)
    for row in 0..<spirals.train.count {
      let (x, y) = (spirals.train.inputs[2 * row], spirals.train.inputs[2 * row + 1])
      let right = [
        y >= 0 && abs(x) < 1e-15, x >= 0 && abs(y) < 1e-15, y <= 0 && abs(x) < 1e-15, x <= 0 && abs(y) < 1e-15,
      ]
      #expect(right[Int(clamping: spirals.train.targets[row])])
    }
    let moons = try DataSets.set("moons:noise=0,standardize=none", seed: 0)
    for row in 0..<moons.train.count {
      let (x, y) = (moons.train.inputs[2 * row], moons.train.inputs[2 * row + 1])
      let (dx, dy) = moons.train.targets[row] == 0 ? (x, y) : (1 - x, 0.5 - y)
      #expect(abs(dx * dx + dy * dy - 1) < 1e-14)
      #expect(dy >= 0)
    }
  }

  @Test("strokes are ink within 0...1, more of it with a wider pen")
  func strokes() throws {
    let thin = try DataSets.set("strokes:samples=50,width=1.2", seed: 0).train.inputs
    let wide = try DataSets.set("strokes:samples=50,width=4", seed: 0).train.inputs
    #expect((thin + wide).allSatisfy { (0...1).contains($0) })
    #expect(wide.reduce(0, +) > 2 * thin.reduce(0, +))
    for row in stride(from: 0, to: thin.count, by: 784) { #expect(thin[row..<row + 784].reduce(0, +) > 10) }
  }
}
