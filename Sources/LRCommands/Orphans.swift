import LRCore
import LRSystem
import LRTraining

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Pictures that `embed` once drew and no text shows any more.
struct Orphans {
  /// As the user would write them.
  let paths: [String]

  private static let mark = Array("<!-- drawn by lrplot embed -->\n".utf8)

  /// Whether the head of a file has the mark.
  static func isMarked(_ head: [UInt8]) -> Bool { place(of: mark, in: head) != nil }

  /// The picture with a mark that tells it from others in its folder.
  static func marked(_ picture: [UInt8]) -> [UInt8] {
    guard let place = place(of: Array("<svg".utf8), in: picture) else { return picture }
    return picture[..<place] + mark + picture[place...]
  }

  /// - Parameter documents: whose pictures' folders are looked through. A picture is shown by any text near it, also by
  ///   those that this call is not about.
  init(of documents: [EmbeddedDocument], _ terminal: Terminal) {
    var shown: Set<String> = []
    var folders: [String] = []
    for document in documents {
      let folder = document.folder + document.pictures
      if !folders.contains(folder) { folders.append(folder) }
      for one in document.charts { shown.formUnion(one.names.map { document.folder + $0 }) }
    }
    var orphans: [String] = []
    for folder in folders {
      let made = terminal.names(in: folder).filter { name in
        let path = folder + "/" + name
        return name.hasSuffix(".svg") && !shown.contains(path)
          && (try? contents(of: path, limit: 400, in: terminal)).flatMap { place(of: Self.mark, in: $0) } != nil
      }
      guard !made.isEmpty else { continue }
      let texts = Self.texts(below: Self.root(above: folder, terminal), terminal, depth: 0)
      orphans += made.filter { name in !texts.contains { place(of: Array(name.utf8), in: $0.bytes) != nil } }
        .map { folder + "/" + $0 }
    }
    paths = orphans.sorted()
  }

  /// Where texts may stand that show a folder's pictures: the repository that it lies in, else the folder above it.
  private static func root(above folder: String, _ terminal: Terminal) -> String {
    var root = folder + "/.."
    for _ in 0..<12 {
      if terminal.names(in: root).contains(".git") { return root }
      root += "/.."
    }
    return folder + "/.."
  }

  /// The text near a folder of pictures, other than one, that embeds a picture; nil where there is none. A text that only
  /// names it has no end mark.
  static func text(showing name: String, near folder: String, but own: String, _ terminal: Terminal) -> String? {
    let own = FileIdentity(own, in: terminal.directory)
    let name = Array(name.utf8)
    let mark = Array("/lrplot".utf8)
    let suffixes = [".md", ".markdown", ".mdx", ".rst", ".rest", ".html", ".htm", ".xhtml"]
    return texts(below: root(above: folder, terminal), terminal, depth: 0).first { text in
      suffixes.contains { text.path.hasSuffix($0) } && place(of: mark, in: text.bytes) != nil
        && place(of: name, in: text.bytes) != nil && FileIdentity(text.path, in: terminal.directory) != own
    }?.path
  }

  /// Suffixes of files that hold pictures, data or programs and show none of a text's pictures.
  private static let noTexts: Set = [
    "svg", "png", "jpg", "jpeg", "gif", "webp", "pdf", "zip", "gz", "tar", "xz", "bin", "o", "a", "so", "pyc", "npy",
    "npz", "pt", "safetensors", "woff", "woff2", "ttf", "otf", "mp4", "webm", "ico",
  ]

  /// Texts that may show pictures: all files of a modest size but those whose suffix says otherwise.
  private static func texts(below folder: String, _ terminal: Terminal, depth: Int) -> [(path: String, bytes: [UInt8])]
  {
    guard depth < 8 else { return [] }
    var found: [(path: String, bytes: [UInt8])] = []
    for name in terminal.names(in: folder)
    where ![".git", "node_modules"].contains(name) && !name.hasPrefix(".build") {
      let path = folder + "/" + name
      if terminal.isFolder(path) {
        found += texts(below: path, terminal, depth: depth + 1)
      } else if !noTexts.contains(name.split(separator: ".").last.map { $0.lowercased() } ?? "") {
        if let bytes = try? regularContents(of: path, limit: 4 << 20, in: terminal) { found.append((path, bytes)) }
      }
    }
    return found
  }
}

extension Terminal {
  /// What a folder holds; nothing where it can't be read.
  func names(in folder: String) -> [String] {
    Folder.names(resolve(folder.isEmpty ? "." : folder)).sorted()
  }

  func isFolder(_ path: String) -> Bool {
    var information = stat()
    return lstat(resolve(path), &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a file could be removed.
  func remove(_ path: String) -> Bool { unlink(resolve(path)) == 0 }
}
