import LRSystem
import Testing

@testable import LRCommands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("leftover files")
struct LeftoverFilesTests {
  /// No process has this number: it is above every limit of Linux and macOS.
  private static let gone: pid_t = 2_000_000_000

  private func age(_ path: String, by seconds: Int) {
    var times = [timeval(tv_sec: time(nil) - seconds, tv_usec: 0), timeval(tv_sec: time(nil) - seconds, tv_usec: 0)]
    utimes(path, &times)
  }

  @Test("the next run removes what a killed one left an hour ago, and nothing else")
  func sweeps() {
    let sandbox = Sandbox()
    let old = [
      ".f.png.lrplot-2000000000-1a2b.tmp", ".lrplot-2000000000-1.lrplot-2000000000-ffffffff.tmp",
      ".a b.lrplot-2000000000-0.tmp",
    ]
    let kept = [
      ".f.png.2000000000-1a2b.tmp", "f.png.lrplot-2000000000-1a2b.tmp", ".f.png.lrplot-2000000000-1a2b.tmp2",
      ".f.png.lrplot-\(getpid())-1a2b.tmp", ".f.png.lrplot-1-1a2b.tmp", ".f.png.lrplot--5-1a2b.tmp",
      ".f.png.lrplot-2000000000-.tmp",
      ".f.png.lrplot-2000000000-123456789.tmp", ".lrplot-2000000000-1a2b.tmp", ".f.lrplot-99999999999999999999-1.tmp",
      ".f.lrplot-2000000000-1-2.tmp", ".f.lrplot-+2000000000-1.tmp", ".f.lrplot-2000000000-1G.tmp",
    ]
    for name in old + kept {
      sandbox.write("x", to: name)
      age(sandbox.path(name), by: 7200)
    }
    sandbox.write("x", to: ".young.lrplot-2000000000-1.tmp")
    sandbox.write("mine", to: "target")
    age(sandbox.path("target"), by: 7200)
    symlink("target", sandbox.path(".link.lrplot-2000000000-1.tmp"))
    link(sandbox.path("target"), sandbox.path(".twin.lrplot-2000000000-1.tmp"))
    sandbox.makeFolder(".folder.lrplot-2000000000-1.tmp")
    age(sandbox.path(".folder.lrplot-2000000000-1.tmp"), by: 7200)
    let before = Set(sandbox.names())
    #expect(sandbox.run("compare", "step", "-o", "f.csv").code == 0)
    #expect(before.subtracting(sandbox.names()) == Set(old))
    #expect(sandbox.text("target") == "mine")
  }

  @Test("a name tells its process, for names of any length, and no character is cut")
  func names() throws {
    for stem in ["f.png", String(repeating: "学", count: 84), String(repeating: "é", count: 127), "\u{1F389}"] {
      let name = LeftoverFiles.name(for: Array(stem.utf8), of: 4321)
      #expect(name.count <= 255)
      #expect(String(validating: name, as: UTF8.self) != nil)
      #expect(LeftoverFiles.process(ofName: name) == 4321)
    }
  }
}
