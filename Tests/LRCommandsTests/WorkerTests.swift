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
      ("sgd -o no/file.csv", 73), ("sgd -o a.svg", 64), ("sgd -o \"$(printf '\\377.csv')\"", 64),
      ("sgd --accumulate 100", 64),
      ("sgd -o ''", 64),
    ])
  func refusals(words: String, code: Int) {
    let result = BuiltProgram.shell(
      "\"$lrplot-worker\" \(words) 2> error; code=$?; cat error; exit $code", in: Sandbox())
    #expect(Int(result.code) == code)
    #expect(result.output.hasPrefix("error: "))
  }

  @Test("gives the notes that train gives on data and optimizers, and exits with 130 after SIGINT, with what there is")
  func notes() {
    let sandbox = Sandbox()
    sandbox.write("x,y\n" + (0..<40).map { "\($0),\(1000.5 * Double($0))\n" }.joined(), to: "wide.csv")
    let script = """
      "$lrplot-worker" sgd --data csv:wide.csv,target=y --steps 2 -o a.csv 2>&1 >/dev/null | grep -c standardize=all
      perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$lrplot-worker" sgd --steps 400000 -o b.csv 2>errors >/dev/null &
      sleep 0.7; for i in 1 2 3; do kill -INT $! 2>/dev/null && break; sleep 0.3; done
      wait $!; echo $?
      """
    #expect(BuiltProgram.shell(script, in: sandbox).output == "1\n130\n")
  }

  @Test("follows links, writes to devices directly, and looks at the place before it trains")
  func places() {
    let sandbox = Sandbox()
    let script = """
      ln -s real.csv link.csv; mkfifo pipe; w="$lrplot-worker sgd --steps 2"
      $w -o link.csv && test -L link.csv && test -f real.csv || exit 1
      cat pipe > got & $w -o pipe && wait && cmp got real.csv && test -p pipe || exit 2
      $w -o /dev/null && test -c /dev/null || exit 3
      $w -o . 2> error; test $? = 73 || exit 4
      $w --steps 9000000 2> error; test $? = 64 || exit 5
      "$lrplot-worker" sgd --steps 9000000 -o no/x.csv 2> error; test $? = 73 || exit 6
      "$lrplot-worker" sgd --model logistic -o kept.csv 2> error; test $? = 65 && test ! -e kept.csv || exit 7
      { $w -o -; echo $? > code; } | true; test "$(cat code)" = 141 || exit 8
      ls -A | grep -c tmp
      """
    let result = BuiltProgram.shell(script, in: sandbox)
    #expect(result.output == "0\n")
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
