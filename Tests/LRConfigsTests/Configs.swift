import Foundation
import LRConfigs
import LRCore

/// The schedule that a text describes.
func schedule(
  _ text: String, file: String = "config.yaml", run: StatedRun = StatedRun()
) throws(ConfigError) -> ConfiguredSchedule {
  try Configuration.schedule(in: Array(text.utf8), file: file, run: run)
}

/// The spec of a file of Tests/Fixtures/configs.
func described(_ name: String, run: StatedRun = StatedRun()) throws -> ConfiguredSchedule {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  let file = folder.appendingPathComponent("Fixtures/configs").appendingPathComponent(name)
  return try Configuration.schedule(in: Array(try Data(contentsOf: file)), file: name, run: run)
}

/// What is said about a text that is refused; nil if it isn't.
func fault(_ text: String, file: String = "config.yaml", run: StatedRun = StatedRun()) -> String? {
  do {
    _ = try schedule(text, file: file, run: run)
    return nil
  } catch {
    return error.message.english
  }
}
