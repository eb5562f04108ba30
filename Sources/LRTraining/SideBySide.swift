import CTraining
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Work on several processors: pieces that don't depend on one another, whose results are in the order of the pieces.
public enum SideBySide {
  /// Processors that this process may use.
  public static var processors: Int { Int(lrplot_processors()) }

  /// Results of pieces 0 ..< count, of which at most `jobs` are made at a time.
  public static func map<Result: Sendable>(
    _ count: Int, jobs: Int, _ make: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    let work = Work(count: count, make)
    var threads: [Thread] = []
    // One is this thread.
    for _ in 1..<max(1, min(jobs, count)) { if let thread = Thread({ work.run() }) { threads.append(thread) } }
    work.run()
    for thread in threads { thread.join() }
    return work.results
  }

  private final class Work<Result: Sendable>: Sendable {
    private struct State {
      var next = 0
      var results: [Int: Result] = [:]
    }

    private let state = Mutex(State())
    private let count: Int
    private let make: @Sendable (Int) -> Result

    init(count: Int, _ make: @escaping @Sendable (Int) -> Result) {
      self.count = count
      self.make = make
    }

    func run() {
      while let piece = take() {
        let result = make(piece)
        state.withLock { $0.results[piece] = result }
      }
    }

    private func take() -> Int? {
      state.withLock { state in
        guard state.next < count else { return nil }
        state.next += 1
        return state.next - 1
      }
    }

    var results: [Result] { state.withLock { state in (0..<count).compactMap { state.results[$0] } } }
  }

  /// A thread of the system.
  private struct Thread {
    private final class Body: Sendable {
      let run: @Sendable () -> Void
      init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    #if canImport(Glibc)
      private var thread = pthread_t()
    #else
      private var thread: pthread_t?
    #endif

    init?(_ run: @escaping @Sendable () -> Void) {
      let body = Unmanaged.passRetained(Body(run))
      #if canImport(Glibc)
        let started = pthread_create(&thread, nil, { runThread($0) }, body.toOpaque())
      #else
        let started = pthread_create(&thread, nil, { runThread($0) }, body.toOpaque())
      #endif
      guard started == 0 else {
        body.release()
        return nil
      }
    }

    func join() {
      #if canImport(Glibc)
        pthread_join(thread, nil)
      #else
        if let thread { pthread_join(thread, nil) }
      #endif
    }

    fileprivate static func run(_ pointer: UnsafeMutableRawPointer) {
      Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run()
    }
  }

  fileprivate static func runBody(of pointer: UnsafeMutableRawPointer) { Thread.run(pointer) }
}

private func runThread(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let pointer { SideBySide.runBody(of: pointer) }
  return nil
}
