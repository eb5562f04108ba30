import LRTraining
import Testing

@Suite(
  "The built worker",
  .enabled(if: BuiltProgram.path != nil, "lrplot was not built beside the tests: run `swift build` first"))
struct WorkerTests {
  @Test("writes the series that train writes, byte for byte")
  func series() {
    let sandbox = Sandbox()
    let words = "sgd:lr=0.1@cosine adam --epochs 2 --batch 128 --ema 0.9 --data digits:label_noise=0.2"
    let script = """
      "$lrplot" train \(words) -o train.csv > names && "$lrplot-worker" \(words) -o worker.csv &&
      cmp train.csv worker.csv && "$lrplot-worker" \(words) --jobs 1 | cmp - train.csv && wc -l < worker.csv
      """
    let result = BuiltProgram.shell(script, in: sandbox)
    #expect(result.code == 0)
    // Losses, accuracies, rates, norms and ratios of 12 x 2 updates, and three evaluations of two numbers each.
    #expect(result.output.trimmingSpaces == "\(1 + 2 * (5 * 24 + 6))")
  }

  @Test(
    "refuses with lrplot's exit codes",
    arguments: [
      ("sgd:lr=x", 64), ("", 64), ("sgd --bogus", 64), ("sgd --epochs 2 --steps 3", 64), ("sgd --seed", 64),
      ("sgd --ema 1", 64), ("sgd --data mnist:dir=nowhere", 66), ("sgd --model logistic", 65),
      ("sgd -o no/file.csv", 73),
    ])
  func refusals(words: String, code: Int) {
    let result = BuiltProgram.shell(
      "\"$lrplot-worker\" \(words) 2> error; code=$?; cat error; exit $code", in: Sandbox())
    #expect(Int(result.code) == code)
    #expect(words.isEmpty || result.output.hasPrefix("error: "))
  }

  #if os(Linux)
    @Test("needs nothing that draws")
    func libraries() {
      let result = BuiltProgram.shell("ldd \"$lrplot-worker\"", in: Sandbox())
      #expect(result.output.contains("libc.so"))
      for name in ["cairo", "pango", "glib-2", "png", "yaml", "Foundation"] {
        #expect(!result.output.contains(name), "\(name)")
      }
    }
  #endif
}

extension String {
  fileprivate var trimmingSpaces: String { String(filter { !$0.isWhitespace }) }
}
