import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The memory that a run needs, held against what there is before any of it is taken: an allocation that fails can't be
/// caught, and would end the process without a word.
package struct Memory {
  /// Bytes that may still be taken; nil where nobody says.
  package var available: () -> Int?

  /// What the user may have set so low: `ulimit -v`; nil where it is the machine that has no more.
  private var limit: () -> Localized? = { nil }
  /// What limits leave of the address space, whatever is really used of it.
  private var addresses: () -> (bytes: Int?, limit: Localized?) = { (nil, nil) }

  /// That of the machine.
  package init() {
    available = { Self.ofSystem().bytes }
    limit = { Self.ofSystem().limit }
    addresses = { Self.ofLimits() }
  }

  package init(available: @escaping () -> Int?) { self.available = available }

  /// What is never asked about, so that ordinary runs read no file of the system's.
  package static let small = 64 << 20

  /// Why so much can't be had; nil where it can.
  ///
  /// - Parameters:
  ///   - bytes: what is needed at most.
  ///   - what: the subject of the message, such as "3 schedules of 100 steps".
  ///   - advice: what would be right.
  ///   - reserved: bytes of address space that are taken besides and mostly never used.
  package func refusal(of bytes: Int, reserved: Int = 0, for what: Localized, _ advice: Localized) -> Localized? {
    guard saturatingSum(bytes, reserved) > Self.small else { return nil }
    var (bytes, found) = (bytes, (available(), limit()))
    if bytes <= found.0 ?? .max {
      found = addresses()
      bytes = saturatingSum(bytes, reserved)
    }
    guard let available = found.0, bytes > available else { return nil }
    let (needed, rest) = (Self.words(bytes), Self.words(available))
    let limit = found.1.map { Localized(" under ", zh: "（受限于") + $0 + Localized("", zh: "）") } ?? Localized("")
    let left =
      available == 0
      ? Localized("nothing is left", zh: "已无可用内存") : Localized("\(rest) can be had", zh: "可用的只有 \(rest)")
    return what
      + Localized(" may need \(needed) of memory, and ", zh: "可能需要 \(needed) 内存，而") + left + limit
      + Localized(": ", zh: "：")
      + (available == 0 && found.1 != nil ? Localized("raise that limit", zh: "请放宽该限制") : advice)
  }

  /// `2.4 GB`.
  package static func words(_ bytes: Int) -> String {
    let megabytes = bytes / 1_000_000
    return megabytes < 1000 ? "\(megabytes) MB" : "\(megabytes / 1000).\(megabytes % 1000 / 100) GB"
  }

  // MARK: the system

  /// Of an address space, what the program, its fonts and a picture take.
  private static let reserve = 200 << 20

  /// The least of what the machine has left, its container allows, and `ulimit -v` and `-d` leave, and which limit that is.
  private static func ofSystem() -> (bytes: Int?, limit: Localized?) {
    var least: Int?
    var name: Localized?
    func atMost(_ bytes: Int, _ limit: Localized? = nil) {
      guard max(0, bytes) < least ?? .max else { return }
      (least, name) = (max(0, bytes), limit)
    }
    if let kilobytes = number(after: "MemAvailable:", in: "/proc/meminfo") {
      atMost(saturatingProduct(kilobytes, 1024))
    }
    for file in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
      if let bytes = number(after: "", in: file) {
        atMost(bytes - reserve, Localized("the container's limit", zh: "容器的内存限制"))
      }
    }
    let limits = ofLimits()
    if let bytes = limits.bytes { atMost(bytes, limits.limit) }
    return (least, name)
  }

  /// What `ulimit -v` and `-d` leave.
  private static func ofLimits() -> (bytes: Int?, limit: Localized?) {
    var least: (bytes: Int?, limit: Localized?) = (nil, nil)
    for (limit, taken, name) in [(addressLimit, "VmSize:", "ulimit -v"), (dataLimit, "VmData:", "ulimit -d")] {
      guard let limit else { continue }
      let used = number(after: taken, in: "/proc/self/status").map { saturatingProduct($0, 1024) } ?? 0
      let left = max(0, limit - used - reserve)
      if left < least.bytes ?? .max { least = (left, Localized(name)) }
    }
    return least
  }

  #if canImport(Glibc)
    private static var addressLimit: Int? { soft(RLIMIT_AS) }
    private static var dataLimit: Int? { soft(RLIMIT_DATA) }
    private static func soft(_ resource: __rlimit_resource) -> Int? {
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return nil }
      return limit.rlim_cur >= rlim_t(Int.max) ? nil : Int(limit.rlim_cur)
    }
  #else
    private static var addressLimit: Int? { soft(RLIMIT_AS) }
    private static var dataLimit: Int? { soft(RLIMIT_DATA) }
    private static func soft(_ resource: Int32) -> Int? {
      var limit = rlimit()
      guard getrlimit(resource, &limit) == 0 else { return nil }
      return limit.rlim_cur >= rlim_t(Int.max) ? nil : Int(limit.rlim_cur)
    }
  #endif

  /// The whole number that follows a word in a small file of the system's.
  private static func number(after word: String, in file: String) -> Int? {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    guard let bytes = try? readSome(from: descriptor) else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix(word) {
      return Int(line.dropFirst(word.count).drop { $0.isWhitespace }.prefix { $0.isWholeNumber })
    }
    return nil
  }
}
