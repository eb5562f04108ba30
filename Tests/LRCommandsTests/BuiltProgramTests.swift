import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program as it was built, beside the tests.
enum BuiltProgram {
  /// Its path, or nil where it was not built.
  static let path: String? = {
    // The test bundle, or the helper that loads it, lies in the folder of the products or a few folders below.
    for argument in CommandLine.arguments {
      var folder = argument[...]
      for _ in 0..<5 {
        guard let slash = folder.lastIndex(of: "/") else { break }
        folder = folder[..<slash]
        let program = folder + "/lrplot"
        if access(String(program), X_OK) == 0, !isFolder(String(program)) { return String(program) }
      }
    }
    return nil
  }()

  private static func isFolder(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }

  /// Runs a shell script in the sandbox's folder, `$lrplot` being the program.
  ///
  /// - Returns: what it wrote to standard output, and its exit code.
  static func shell(_ script: String, in sandbox: Sandbox) -> (output: String, code: Int32) {
    let head = "cd '\(sandbox.folder)' && lrplot='\(path ?? "")'\n"
    guard let pipe = popen(head + script, "r") else { return ("", -1) }
    var output: [UInt8] = []
    while case let byte = fgetc(pipe), byte != EOF { output.append(UInt8(truncatingIfNeeded: byte)) }
    let status = pclose(pipe)
    return (String(decoding: output, as: UTF8.self), (status >> 8) & 0xFF)
  }
}

@Suite(
  "The built program",
  .enabled(if: BuiltProgram.path != nil, "lrplot was not built beside the tests: run `swift build` first"))
struct BuiltProgramTests {
  @Test("draws the main example and names its files")
  func mainExample() {
    let sandbox = Sandbox()
    let result = BuiltProgram.shell("\"$lrplot\" compare step exp cosine", in: sandbox)
    #expect(result.code == 0)
    #expect(result.output == "out/compare-step-exp-cosine.png\nout/compare-step-exp-cosine.svg\n")
    #expect(sandbox.names(in: "out").count == 2)
  }

  @Test("two runs of one command give the same bytes")
  func sameBytes() {
    let sandbox = Sandbox()
    let script = """
      for i in 1 2; do "$lrplot" compare step 'warmup:steps=5+cosine' -o $i.svg -o $i.png -o $i.pdf -o $i.json -q; done
      for s in svg png pdf json; do cmp 1.$s 2.$s || exit 1; done
      """
    #expect(BuiltProgram.shell(script, in: sandbox).code == 0)
  }

  @Test("fails with its exit code and an error line on standard error")
  func failure() {
    let result = BuiltProgram.shell("\"$lrplot\" compare cosin 2>&1 >/dev/null", in: Sandbox())
    #expect(result.code == 64)
    #expect(result.output.hasPrefix("error: unknown schedule 'cosin'; did you mean 'cosine'?\n"))
  }

  @Test("ends quietly when its reader goes away")
  func brokenPipe() {
    let script = """
      { "$lrplot" compare step --steps 300000 --format csv -o - 2>errors; echo $? >code; } | head -1
      sleep 0.2; cat code errors
      """
    #expect(BuiltProgram.shell(script, in: Sandbox()).output == "step,step (schedule)\n141\n")
  }

  @Test("a full disk is an error, not a crash")
  func fullDisk() {
    let result = BuiltProgram.shell("\"$lrplot\" list 2>&1 >/dev/full", in: Sandbox())
    #expect(result.code == 73)
    #expect(result.output == "error: standard output can't be written: no space left on the device\n")
  }

  @Test("where only the names of files can't be told, the files are there, and it is said")
  func namesNotTold() {
    let sandbox = Sandbox()
    let said = "error: standard output can't be written: no space left on the device\n"
    let one = BuiltProgram.shell("\"$lrplot\" compare step -o f.csv 2>&1 >/dev/full", in: sandbox)
    #expect(one.code == 73 && one.output == said + "  the file is written: f.csv\n")
    let two = BuiltProgram.shell(
      "\"$lrplot\" compare step --quiet -o f.csv -o g.csv -o - --format csv 2>&1 >/dev/full", in: sandbox)
    #expect(two.code == 73 && two.output == said + "  the files are written: f.csv, g.csv\n")
    #expect(sandbox.names() == ["f.csv", "g.csv"])
  }

  @Test("a run that the memory can't hold is refused before it begins (ulimit -v)")
  func memory() {
    let sandbox = Sandbox()
    for command in [
      "compare cosine step exp --steps 100000000 -o z.png",
      "compare cosine --epochs 100000 --steps-per-epoch 1000 -o z.csv",
      "diff cosine step --steps 100000000", "trajectory rosenbrock sgd adam --steps 9000000 -o z.png",
    ] {
      let result = BuiltProgram.shell("ulimit -v 900000; \"$lrplot\" \(command) 2>&1", in: sandbox)
      #expect(result.code == 64 && result.output.hasPrefix("error: "), "\(command): \(result.output)")
      #expect(result.output.contains("of memory, and ") && result.output.contains("give fewer --steps"))
      #expect(sandbox.names().isEmpty)
    }
  }

  @Test("a pipe that nobody writes to, and a device, are refused as data; a pipe with a writer is read")
  func pipes() {
    let sandbox = Sandbox()
    let script = """
      mkfifo silent spoken
      (ulimit -v 2000000; "$lrplot" train sgd --data csv:path=/dev/zero,target=1 2>&1; echo $?)
      "$lrplot" train sgd --data csv:path=silent,target=1 2>&1; echo $?
      seq 40 | sed 's/.*/&,&/; s/[02468]$/0/; s/[13579]$/1/' >spoken &
      "$lrplot" train sgd --data csv:path=spoken,target=2 --steps 2 -o a.csv -q >/dev/null; echo $?
      """
    #expect(
      BuiltProgram.shell(script, in: sandbox).output == """
        error: /dev/zero: not a file but a device
        65
        error: silent: nobody writes to this pipe
        65
        0

        """)
  }

  @Test("the first SIGINT stops a training after its update, says so at once, and keeps what there is")
  func interruptedTraining() {
    let sandbox = Sandbox()
    let script = """
      perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$lrplot" train sgd --steps 1000000 -o a.csv 2>errors >/dev/null &
      for i in $(seq 400); do grep -q epoch errors && break; sleep 0.05; done
      kill -INT $!; wait $!; echo $?
      grep -c 'stopping after this update; Ctrl-C again stops now' errors
      grep -c 'sgd was stopped at step' errors
      """
    #expect(BuiltProgram.shell(script, in: sandbox).output == "130\n1\n1\n")
    #expect(sandbox.names().contains("a.csv"))
  }

  @Test(
    "interrupted while it writes, it leaves the old file and nothing else", arguments: [("INT", 130), ("TERM", 143)])
  func interrupted(_ signal: String, _ code: Int32) {
    let sandbox = Sandbox()
    sandbox.write("old", to: "a.csv")
    // A shell makes its background jobs ignore SIGINT, which lrplot respects; perl gives it back.
    let script = """
      perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$lrplot" compare cosine step exp --steps 3000000 -o a.csv &
      for i in $(seq 200); do ls -A | grep -q tmp && break; sleep 0.05; done
      ls -A | grep -c tmp
      kill -\(signal) $!
      wait $!
      """
    let result = BuiltProgram.shell(script, in: sandbox)
    #expect(result.output == "1\n", "the temporary file was there when the signal came")
    #expect(result.code == code)
    #expect(sandbox.names() == ["a.csv"])
    #expect(sandbox.text("a.csv") == "old")
  }

  @Test("killed without warning, it leaves the old file whole")
  func killed() {
    let sandbox = Sandbox()
    sandbox.write("old", to: "a.csv")
    let script = """
      "$lrplot" compare cosine step exp --steps 3000000 -o a.csv 2>/dev/null &
      for i in $(seq 200); do ls -A | grep -q tmp && break; sleep 0.05; done
      kill -KILL $!; wait $! 2>/dev/null
      cat a.csv
      """
    #expect(BuiltProgram.shell(script, in: sandbox).output == "old")
    #expect(sandbox.names().count == 2)
    #expect(sandbox.names()[0].hasPrefix(".a.csv.") && sandbox.names()[0].hasSuffix(".tmp"))
  }

  @Test("writes into a FIFO and through /dev/stdout")
  func streams() {
    let script = """
      mkfifo pipe
      "$lrplot" compare cosine --steps 2 --format csv -o pipe -q >names & head -1 pipe; wait; cat names
      "$lrplot" compare cosine --steps 2 --format csv -o /dev/stdout | tail -1
      """
    #expect(BuiltProgram.shell(script, in: Sandbox()).output == "step,cosine\npipe\n2,0\n")
  }

  @Test("completes the names of schedules for a shell")
  func completion() {
    let result = BuiltProgram.shell("\"$lrplot\" ---completion compare -- positional@0 0 3 cos", in: Sandbox())
    #expect(result.output.contains("cosine"))
  }
}
