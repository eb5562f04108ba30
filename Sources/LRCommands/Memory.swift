import LRCore
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The memory that a run needs, held against what there is before any of it is taken: an allocation that fails can't be
/// caught, and would end the process without a word.
struct Memory {
  /// Bytes that may still be taken; nil where nobody says.
  var available: () -> Int? = Memory.ofSystem

  /// What is never asked about, so that ordinary runs read no file of the system's.
  static let small = 64 << 20

  /// - Parameters:
  ///   - bytes: what is needed at most.
  ///   - what: the subject of the message, such as "3 schedules of 100 steps".
  ///   - advice: what would be right.
  func check(_ bytes: Int, for what: Localized, _ advice: Localized) throws(Failure) {
    guard bytes > Self.small, let available = available(), bytes > available else { return }
    let (needed, rest) = (Self.words(bytes), Self.words(available))
    throw Failure(
      .usage,
      what
        + Localized(
          " may need \(needed) of memory, and \(rest) can be had: ", zh: "可能需要 \(needed) 内存，而可用的只有 \(rest)：") + advice)
  }

  /// Values of rates and momenta, over a run, in bytes.
  ///
  /// - Parameters:
  ///   - values: of one schedule; N + 1.
  ///   - evaluated: those that its own scheduler goes through, where it is stepped in another unit.
  ///   - depth: how deep schedules stand within schedules; each level holds what those within it yield.
  static func ofPlans(_ plans: Int, values: Int, evaluated: Int, depth: Int, extra: Int = 0) -> Int {
    // The rates, and once more as they are drawn.
    let kept = product(product(plans, values), 16)
    // Of the one that is evaluated: phases before they are joined, factors before they are multiplied.
    let passing = product(evaluated, 16 + 40 * min(depth, 1000))
    return sum(sum(kept, passing), product(values, extra))
  }

  /// How deep schedules stand within a schedule's spec, by its brackets.
  static func depth(of spec: String) -> Int {
    var (depth, deepest) = (0, 0)
    for byte in spec.utf8 {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: continue
      }
      deepest = max(deepest, depth)
    }
    return deepest
  }

  static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max : product
  }

  static func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  /// `2.4 GB`.
  static func words(_ bytes: Int) -> String {
    let megabytes = bytes / 1_000_000
    return megabytes < 1000 ? "\(megabytes) MB" : "\(megabytes / 1000).\(megabytes % 1000 / 100) GB"
  }

  // MARK: the system

  /// Of an address space, what the program, its fonts and a picture take.
  private static let reserve = 200 << 20

  /// The least of what the machine has left, its container allows, and `ulimit -v` and `-d` leave.
  static func ofSystem() -> Int? {
    var least: Int?
    func atMost(_ bytes: Int) { least = min(least ?? .max, max(0, bytes)) }
    if let kilobytes = number(after: "MemAvailable:", in: "/proc/meminfo") { atMost(product(kilobytes, 1024)) }
    for file in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
      if let bytes = number(after: "", in: file) { atMost(bytes - reserve) }
    }
    for (limit, taken) in [(addressLimit, "VmSize:"), (dataLimit, "VmData:")] {
      guard let limit else { continue }
      let used = number(after: taken, in: "/proc/self/status").map { product($0, 1024) } ?? 0
      atMost(limit - used - reserve)
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
      return Int(line.dropFirst(word.count)[...].trimmed.prefix { $0.isWholeNumber })
    }
    return nil
  }
}
