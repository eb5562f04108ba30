import LRCore
import Testing

@testable import LRTraining

@Suite("Options of data sets")
struct DataOptionTests {
  @Test("every example builds, and every declared parameter is read")
  func entries() throws {
    for entry in DataSets.catalogue.entries {
      #expect(!entry.examples.isEmpty)
      for example in entry.examples {
        let spec = try SpecParser.chain(example).phases[0]
        var arguments = try Arguments(
          spec, parameters: entry.parameters, context: RunContext(), source: example)
        _ = try entry.build(&arguments)
        #expect(arguments.unread.isEmpty, "\(entry.name): \(arguments.unread)")
      }
    }
  }

  @Test("label noise draws exactly its share of the training labels, from all classes", arguments: [0.2, 0.5, 1])
  func labelNoise(share: Double) throws {
    let clean = try DataSets.set("digits", seed: 4)
    let noisy = try DataSets.set("digits:label_noise=\(share)", seed: 4)
    #expect(noisy.train.inputs == clean.train.inputs)
    #expect(noisy.validation.targets == clean.validation.targets)
    let drawn = Int(clamping: (share * 1437).rounded())
    let changed = zip(clean.train.targets, noisy.train.targets).count { $0 != $1 }
    let words = noisy.protocolWords[1].english
    #expect(
      words == "\(drawn) of 1437 training labels drawn again from all classes, \(drawn - changed) of them unchanged")
    // A tenth stays right.
    #expect(abs(Double(changed) - 0.9 * Double(drawn)) < 4 * (0.09 * Double(drawn)).squareRoot())
    #expect(try DataSets.set("digits:label_noise=\(share)", seed: 4).train.targets == noisy.train.targets)
    #expect(try DataSets.set("digits:label_noise=\(share)", seed: 5).train.targets != noisy.train.targets)
  }

  @Test("the drawn labels are exactly as many as are rounded, seen where every one must change")
  func exactNoise() {
    for count in [1, 7, 10, 33] {
      var labels = [Double](repeating: -1, count: count)
      let noise = LabelNoise(0.25, of: &labels, classes: 3, seed: 0)
      let expected = Int(clamping: (0.25 * Double(count)).rounded())
      #expect(labels.count { $0 != -1 } == expected)
      #expect((noise.drawn, noise.unchanged) == (expected, 0))
    }
  }

  @Test("a column is standardised by its training rows; a constant one becomes 0")
  func standardized() throws {
    let set = try DataSets.set("penguins", seed: 0)
    for column in 0..<4 {
      let values = stride(from: column, to: set.train.inputs.count, by: 4).map { set.train.inputs[$0] }
      #expect(abs(values.reduce(0, +)) < 1e-9)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / Double(values.count) - 1) < 1e-12)
    }
    let digits = try DataSets.set("digits:standardize=columns", seed: 0)
    for column in [0, 32, 39] {
      #expect(stride(from: column, to: digits.train.inputs.count, by: 64).allSatisfy { digits.train.inputs[$0] == 0 })
    }
    let range = try DataSets.set("blobs:standardize=range", seed: 0)
    #expect(range.train.inputs.min() == 0)
    #expect(range.train.inputs.max() == 1)
    #expect(try DataSets.set("digits:standardize=none", seed: 0).train.inputs.max() == 16)
  }

  @Test("samples are split as all rows are")
  func samples() throws {
    let set = try DataSets.set("digits:samples=500", seed: 0)
    #expect((set.train.count, set.validation.count) == (400, 100))
    let all = try DataSets.set("digits", seed: 0)
    #expect(set.train.inputs[...] == all.train.inputs.prefix(400 * 64))
    let few = try DataSets.set("penguins:samples=10", seed: 0)
    #expect(few.train.count + few.validation.count == 10)
  }

  @Test("a class keeps a row to train on, and shares are met to a row")
  func stratified() {
    let classes = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2]
    let split = RowSplit(Array(0..<10), stratifiedBy: classes, of: 3, share: 0.4)
    #expect(split.validation.count == 4)
    #expect(!split.validation.contains(9))
    #expect(Set(split.train + split.validation).count == 10)
    let half = RowSplit(Array(0..<4), stratifiedBy: [0, 1, 0, 1], of: 2, share: 0.99)
    #expect(half.train.count == 2)
  }

  @Test("a set that memory can't hold is refused before it is made")
  func memory() throws {
    do {
      _ = try DataSets.set("strokes:samples=100000", seed: 0) { 1 << 28 }
      Issue.record("it was made")
    } catch {
      #expect(
        error.message.english
          == "'strokes' may need 1256 MB of memory, and 268 MB can be had: give fewer samples=, or raise the limit")
    }
    // Small ones don't ask.
    _ = try DataSets.set("moons", seed: 0) { 0 }
  }

  @Test(
    "wrong specs point at what is wrong",
    arguments: [
      ("digit", "digit", "unknown data set 'digit'; did you mean 'digits'? `lrplot list data` shows all"),
      ("linear:label_noise=0.2", "0.2", "label_noise= needs classes; the targets of 'linear' are numbers"),
      ("digits:samples=2000", "2000", "'samples' must be in [10, 1797], not 2000"),
      ("digits:label_noise=2", "2", "'label_noise' must be in [0, 1], not 2"),
      ("moons:standardize=maybe", "maybe", "'standardize' is one of columns, range, none, not 'maybe'"),
      ("moons+blobs", "blobs", "expected one data set; '+' joins schedules"),
      ("moons@cosine", "cosine", "a data set has no schedule: remove '@' and what follows"),
      ("moons:nois=1", "nois", "'moons' has no parameter 'nois'; did you mean 'noise'?"),
    ])
  func wrong(spec: String, place: String, message: String) {
    do {
      _ = try DataSets.set(spec, seed: 0)
      Issue.record("\(spec) is accepted")
    } catch {
      guard case .spec(let fault) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(fault.message.english == message)
      #expect(String(Array(spec)[fault.range]) == place)
    }
  }
}
