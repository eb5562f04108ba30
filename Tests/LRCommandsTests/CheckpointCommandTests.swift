import Foundation
import LRTraining
import Testing

@testable import LRCommands

@Suite("lrplot train --save and --resume")
struct CheckpointCommandTests {
  private let short = ["--data", "blobs:samples=60", "--model", "mlp:hidden=[4]", "--batch", "8"]

  private func run(_ sandbox: Sandbox, _ words: [String], _ more: String...) -> Sandbox.Result {
    sandbox.run(["train"] + words + short + more + ["--quiet"])
  }

  private func table(_ sandbox: Sandbox, _ words: [String], _ more: String...) -> String {
    let result = sandbox.run(["train"] + words + short + more + ["--format", "csv", "-o", "-", "--quiet"])
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    return result.output
  }

  @Test("a longer run goes on from a shorter one, with the CSV of a run without a stop")
  func resumed() {
    let sandbox = Sandbox()
    let runs = ["sgd:lr=0.1,momentum=0.9@cosine:steps=30", "adam", "adam:lr=0.01"]
    let whole = table(sandbox, runs, "--steps", "21", "--repeat", "2")
    let first = run(sandbox, runs, "--steps", "9", "--repeat", "2", "--save", "out/kept")
    #expect(first.code == 0, "\(first.errors)")
    let names = sandbox.names(in: "out/kept")
    #expect(
      names == [
        "1-sgd_cosine-seed0.checkpoint", "1-sgd_cosine-seed1.checkpoint", "2-adam-seed0.checkpoint",
        "2-adam-seed1.checkpoint", "3-adam-seed0.checkpoint", "3-adam-seed1.checkpoint",
      ])
    // Named on standard output, as all files are.
    #expect(first.lines.prefix(6).map { $0 } == names.map { "out/kept/\($0)" })
    // Into the same folder, and once more without anything left to do.
    let words = ["--repeat", "2", "--resume", "out/kept", "--save", "out/kept"]
    #expect(table(sandbox, runs + words, "--steps", "21") == whole)
    #expect(table(sandbox, runs + words, "--steps", "21", "--jobs", "1") == whole)
    #expect(sandbox.names(in: "out/kept") == names)
  }

  @Test("a number may be spelled otherwise; what is no file is refused at once")
  func spelling() {
    let sandbox = Sandbox()
    #expect(run(sandbox, ["sgd:lr=0.1@exp:gamma=5e-1"], "--steps", "4", "--save", "out/kept").code == 0)
    #expect(run(sandbox, ["sgd:lr=0.10@exp:gamma=0.5"], "--steps", "4", "--resume", "out/kept").code == 0)
    #expect(run(sandbox, ["sgd:lr=0.2@exp:gamma=0.5"], "--steps", "4", "--resume", "out/kept").code == 64)
    try? FileManager.default.removeItem(atPath: sandbox.path("out/kept/1-sgd_exp-seed0.checkpoint"))
    try? FileManager.default.createSymbolicLink(
      atPath: sandbox.path("out/kept/1-sgd_exp-seed0.checkpoint"), withDestinationPath: "/dev/zero")
    let endless = run(sandbox, ["sgd:lr=0.1@exp:gamma=0.5"], "--steps", "4", "--resume", "out/kept")
    #expect(endless.code == 65 && endless.errors.contains("it is no checkpoint of lrplot"))
  }

  @Test("the JSON is that of a run without a stop")
  func json() {
    let sandbox = Sandbox()
    let words = ["sgd:lr=0.1@cosine:steps=30", "--ema", "0.9", "--accumulate", "2", "--double"] + short
    func written(_ more: String...) -> String {
      sandbox.run(["train"] + words + more + ["--format", "json", "-o", "-", "--quiet"]).output
    }
    let whole = written("--steps", "9")
    _ = written("--steps", "4", "--save", "out/kept")
    #expect(written("--steps", "9", "--resume", "out/kept") == whole && whole.contains("\"steps\": 9"))
  }

  @Test("a checkpoint of something else is refused with the reason")
  func refused() {
    let sandbox = Sandbox()
    #expect(run(sandbox, ["sgd@cosine"], "--steps", "9", "--save", "out/kept").code == 0)
    func refusal(_ run: String, _ more: [String], _ code: Int32, _ says: String) {
      // What comes last is what counts.
      let result = sandbox.run(["train", run, "--resume", "out/kept", "--quiet", "-o", "x.csv"] + more)
      #expect(result.code == code && result.error.contains(says), "\(more): \(result.code) \(result.errors)")
      #expect(result.errors.hasPrefix("error: ") && result.errors.utf8.count < 600)
      #expect(sandbox.bytes("x.csv") == nil)
    }
    let plan = short + ["--steps", "9"]
    refusal("sgd@cosine", short + ["--steps", "12"], 64, "depends on the run's length")
    refusal("sgd@cosine", short + ["--steps", "8"], 64, "9 steps")
    refusal("sgd:lr=0.2@cosine", plan, 64, "run sgd@cosine")
    refusal("sgd@cosine", Array(plan.dropLast(4)) + ["--batch", "16", "--steps", "9"], 64, "--batch 8")
    refusal("sgd@cosine", plan + ["--double"], 64, "precision single")
    refusal("sgd@cosine", plan + ["--ema", "0.9"], 64, "--ema 0.9")
    refusal("sgd@cosine", plan + ["--accumulate", "2"], 64, "--accumulate 1")
    refusal("sgd@cosine", plan + ["--scheduler-steps", "epoch"], 64, "--scheduler-steps step")
    refusal("sgd@cosine", ["--data", "blobs:samples=70"] + plan.dropFirst(2), 64, "--data blobs:samples=60")
    refusal("sgd@cosine", Array(plan.prefix(2)) + ["--model", "linear"] + plan.dropFirst(4), 64, "--model")
    refusal("sgd@cosine", plan + ["--seed", "1"], 66, "seed1.checkpoint")
    refusal("adam", plan, 66, "1-adam-seed0.checkpoint")
    refusal("sgd@cosine", plan + ["--rates", "0.1,1"], 64, "--rates")
    refusal("sgd@cosine", plan + ["--sharpness"], 64, "--sharpness")
  }

  @Test("a file that is cut off, damaged, of another version or of no kind is refused as bad data")
  func damaged() throws {
    let sandbox = Sandbox()
    #expect(run(sandbox, ["adam"], "--steps", "3", "--save", "out/kept").code == 0)
    let name = "out/kept/1-adam-seed0.checkpoint"
    let bytes = try #require(sandbox.bytes(name))
    func refusal(_ bytes: [UInt8], _ says: String) {
      sandbox.write(bytes, to: name)
      let result = run(sandbox, ["adam"], "--steps", "3", "--resume", "out/kept")
      #expect(result.code == 65 && result.error.contains(says), "\(result.code) \(result.errors)")
    }
    refusal(Array(bytes.dropLast(100)), "cut off or damaged")
    refusal([], "no checkpoint")
    refusal(Array("step,loss\n1,2\n".utf8), "no checkpoint")
    var changed = bytes
    changed[bytes.count / 2] ^= 1
    refusal(changed, "cut off or damaged")
    changed = bytes
    changed[18] = 7
    refusal(changed, "format 7")
    var checkpoint = try Checkpoint(decoding: bytes)
    checkpoint.version = "0.0.9"
    refusal(checkpoint.encoded(), "lrplot 0.0.9")
    checkpoint = try Checkpoint(decoding: bytes)
    checkpoint.state.removeLast()
    refusal(checkpoint.encoded(), "isn't one of")
    sandbox.write(bytes, to: name)
    #expect(run(sandbox, ["adam"], "--steps", "3", "--resume", "out/kept").code == 0)
  }

  @Test("data that changed since is told")
  func data() {
    let sandbox = Sandbox()
    func rows(_ last: String) -> String {
      "x,y\n" + (0..<20).map { "\($0),\($0 % 3)\n" }.joined() + "\(last),1\n"
    }
    sandbox.write(rows("21"), to: "rows.csv")
    let words = ["train", "sgd", "--data", "csv:path=rows.csv,target=y", "--steps", "3", "--quiet"]
    let first = sandbox.run(words + ["--save", "out/kept"])
    #expect(first.code == 0, "\(first.errors)")
    #expect(sandbox.run(words + ["--resume", "out/kept"]).code == 0)
    sandbox.write(rows("22"), to: "rows.csv")
    let result = sandbox.run(words + ["--resume", "out/kept"])
    #expect(result.code == 65 && result.error.contains("other rows"))
  }

  @Test("the folder of --save is made; one to resume from that isn't there is told before anything is trained")
  func folders() {
    let sandbox = Sandbox()
    #expect(run(sandbox, ["sgd", "adam"], "--steps", "3", "--save", "new/kept").code == 0)
    #expect(run(sandbox, ["sgd", "adam"], "--steps", "3", "--resume", "new/kept").code == 0)
    let swapped = run(sandbox, ["adam", "sgd"], "--steps", "3", "--resume", "new/kept")
    #expect(swapped.code == 66 && swapped.error.contains("2-adam-seed0.checkpoint holds this run"))
    #expect(run(sandbox, ["sgd"], "--steps", "3", "--resume", "nowhere").code == 66)
    #expect(run(sandbox, ["sgd"], "--steps", "3", "--save", "").code == 64)
    #expect(run(sandbox, ["sgd"], "--steps", "3", "--resume", "a\nb").code == 64)
  }
}
