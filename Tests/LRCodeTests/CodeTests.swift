import Foundation
import LRCore
import Testing

@testable import LRCode

/// A schedule and the frameworks that it is written for; the programs are kept in Tests/Fixtures/code.
///
/// `LRPLOT_RECORD=1` writes them anew and fails. `scripts/check-code` runs programs where the frameworks are installed
/// and holds their rates against lrplot's.
struct WrittenCode: Sendable, CustomTestStringConvertible {
  var name: String
  var spec: String
  var framework: Framework

  var testDescription: String { "\(name)-\(framework.rawValue)" }

  static let specs: [(name: String, spec: String)] = [
    ("step", "step:size=30,gamma=0.1"), ("exp", "exp"), ("cosine", "cosine"),
    ("warmup-cosine", "warmup:steps=5+cosine:min=1e-5"), ("wsd", "wsd"), ("one-cycle", "one-cycle"),
    ("torch-step", "torch.StepLR:step_size=30"),
  ]

  static let all: [WrittenCode] = specs.flatMap { name, spec in
    Framework.allCases.map { WrittenCode(name: name, spec: spec, framework: $0) }
  }

  /// The program, or the reason why there is none.
  func text() -> String {
    do throws(CodeError) {
      return try Code(
        spec, for: framework, in: RunContext(), command: "lrplot code '\(spec)' --for \(framework.rawValue)"
      ).text
    } catch {
      return "# none: \(error)\n"
    }
  }
}

@Suite("Schedules as code")
struct CodeTests {
  @Test("a program is the one that was recorded", arguments: WrittenCode.all)
  func recorded(code: WrittenCode) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/code/\(code.testDescription).py")
    let text = code.text()
    if ProcessInfo.processInfo.environment["LRPLOT_RECORD"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(code.testDescription)")
      return
    }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)))
  }

  @Test("a program for Keras asks JAX for double precision before Keras is imported, and says what stays single")
  func precision() throws {
    let text = WrittenCode(name: "", spec: "cosine", framework: .keras).text()
    let setting = try #require(text.range(of: "os.environ.setdefault(\"JAX_ENABLE_X64\", \"1\")"))
    let module = try #require(text.range(of: "import keras"))
    let system = try #require(text.range(of: "import os"))
    #expect(system.upperBound < setting.lowerBound && setting.upperBound < module.lowerBound)
    #expect(text.contains("its cosines stay float32 on JAX and PyTorch"))
    #expect(!WrittenCode(name: "", spec: "cosine", framework: .torch).text().contains("import os"))
  }

  @Test("what a framework has of its own is used where it is equal")
  func native() {
    #expect(WrittenCode(name: "", spec: "step:size=30,gamma=0.1", framework: .torch).text().contains("StepLR("))
    #expect(WrittenCode(name: "", spec: "cosine", framework: .torch).text().contains("CosineAnnealingLR("))
    #expect(WrittenCode(name: "", spec: "torch.StepLR:step_size=30", framework: .torch).text().contains("step_size=30"))
  }
}
