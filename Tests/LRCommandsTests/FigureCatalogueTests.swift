import Foundation
import LRFigures
import Testing

@Suite("The catalogue of figures")
struct FigureCatalogueTests {
  /// What a command draws: the subcommand, and the options that ask for another figure of it.
  private static func kind(of words: [String]) -> String {
    let options = [
      "--bound", "--facet", "--stepped-by", "--draw", "--view", "--rates", "--sharpness", "--cooldown", "--transfer",
    ]
    // The rates of a range test are its own.
    let asked = options.filter { words.contains($0) && !(words[0] == "find-lr" && $0 == "--rates") }
    return ([words[0]] + asked).joined(separator: " ")
  }

  private static func words(of command: String) -> [String] {
    command.split(separator: " ").map(String.init).filter { $0 != "lrplot" }
  }

  private static let lines: [String] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/figures.txt")
    return ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
  }()

  @Test("has every kind of figure that is drawn elsewhere")
  func kinds() {
    let known = Set(FigureEntry.all.map { Self.kind(of: Self.words(of: $0.command)) })
    #expect(!Self.lines.isEmpty && known.count == FigureEntry.all.count)
    for line in Self.lines { #expect(known.contains(Self.kind(of: Self.words(of: line))), "\(line)") }
  }

  @Test("every example is drawn", arguments: FigureEntry.all.map(\.command))
  func drawn(_ command: String) throws {
    let words = Self.words(of: command)
    let quick: [String] =
      switch words[0] {
      case "trajectory": ["--steps", "10"]
      // Five cooldowns take three steps each.
      case "train": ["--steps", "20", "--model", "mlp:hidden=[4]"]
      case "find-lr": ["--steps", "30", "--check-steps", "3", "--model", "mlp:hidden=[4]"]
      case "landscape": ["--steps", "4", "--grid", "5", "--model", "mlp:hidden=[4]"]
      default: []
      }
    let target = words.contains("-o") ? [] : ["-o", "figure.svg"]
    let sandbox = Sandbox()
    let result = sandbox.run(words + quick + target)
    // 1 says that two schedules differ.
    #expect(result.code == 0 || (words[0] == "diff" && result.code == 1), "\(result.errors)")
    let name = try #require((words + target).last { $0.hasSuffix(".svg") || $0.hasSuffix(".png") })
    let file = try Data(contentsOf: URL(fileURLWithPath: sandbox.folder + "/" + name))
    #expect(file.count > 2000)
  }
}
