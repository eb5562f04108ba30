import LRCore
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The files that a command line reads, found without running it: what its figure depends on besides the command.
enum CommandFiles {
  /// Bytes of one file that are looked at.
  private static let largest = 64 << 20

  /// The files that a command line names: values of options, specs with a path.
  static func read(
    by words: [String], in folder: String, _ terminal: Terminal
  ) -> [(name: String, bytes: [UInt8])] {
    var names: [String] = []
    func add(_ text: Substring) {
      let name = String(text.prefix { !",()[]\"".contains($0) })
      if !name.isEmpty, !names.contains(name) { names.append(name) }
    }
    for (index, word) in words.enumerated() {
      if index > 0, words[index - 1].hasPrefix("--") { add(word[...]) }
      for start in ["=", "csv:", "mnist:"] {
        var rest = word[...]
        while let found = rest.firstRange(of: start) {
          rest = rest[found.upperBound...]
          add(rest)
        }
      }
      if word.contains("/") || word.contains(".") { add(word[...]) }
    }
    var read: [(name: String, bytes: [UInt8])] = []
    for name in names {
      let path = name.hasPrefix("/") ? name : folder + name
      var information = stat()
      guard stat(terminal.resolve(path), &information) == 0 else { continue }
      if information.st_mode & S_IFMT == S_IFREG {
        read.append((name, (try? contents(of: path, limit: largest, in: terminal)) ?? []))
      } else if information.st_mode & S_IFMT == S_IFDIR, word(name, isFolderOf: words) {
        for file in terminal.names(in: path).sorted() {
          read.append((name + "/" + file, (try? contents(of: path + "/" + file, limit: largest, in: terminal)) ?? []))
        }
      }
    }
    return read
  }

  private static func word(_ name: String, isFolderOf words: [String]) -> Bool {
    words.contains { $0.contains("dir=" + name) || $0.contains("mnist:" + name) }
  }
}
