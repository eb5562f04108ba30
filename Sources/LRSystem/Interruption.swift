import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Temporary files that are being written, removed when the user interrupts.
///
/// A class because the thread that waits for signals and the thread that writes share it.
public final class UnfinishedFiles: Sendable {
  private let paths = Mutex<Set<FilePath>>([])

  /// Whether a first SIGINT is only noted, by whom it is to be answered with what there is.
  private let deferral = Mutex<Deferral>(Deferral())

  private struct Deferral {
    var defers = false
    var came = false
    /// Called at once when SIGINT comes, on the thread that waits for signals.
    var announce: @Sendable () -> Void = {}
  }

  /// Whether what is being made is no longer wanted, which is answered as an interruption is.
  private let isUnwanted: @Sendable () -> Bool

  public init() { isUnwanted = { false } }

  package init(isUnwanted: @escaping @Sendable () -> Bool) { self.isUnwanted = isUnwanted }

  /// From now on a first SIGINT is noted and ends nothing; a second one ends the process as ever.
  ///
  /// - Parameter announce: tells the user that it came; called only where standard error takes bytes, so that a reader who
  ///   sleeps doesn't keep a second SIGINT from being heard.
  package func deferInterruption(announce: @escaping @Sendable () -> Void = {}) {
    deferral.withLock { $0 = Deferral(defers: true, announce: announce) }
  }

  /// SIGINT ends the process again.
  package func endDeferral() { deferral.withLock { $0.defers = false } }

  /// Whether SIGINT came while it was deferred, or nobody wants the work any more.
  package var isInterrupted: Bool { deferral.withLock(\.came) || isUnwanted() }

  /// Whether SIGINT, which has come, is answered by someone else.
  fileprivate func isDeferred() -> Bool {
    let announce: (@Sendable () -> Void)? = deferral.withLock { state in
      guard state.defers, !state.came else { return nil }
      state.came = true
      return state.announce
    }
    guard let announce else { return false }
    var output = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    if poll(&output, 1, 0) == 1, output.revents & Int16(POLLOUT) != 0 { announce() }
    return true
  }

  package func add(_ path: FilePath) {
    paths.withLock { _ = $0.insert(path) }
  }

  /// Does what ends a temporary file's life, which no interruption can then disturb.
  package func end<Result>(_ path: FilePath, by action: () -> Result) -> Result {
    paths.withLock { set in
      let result = action()
      set.remove(path)
      return result
    }
  }

  /// Removes them all, for good: whoever comes to `end` one of them afterwards waits until the process is gone.
  fileprivate func removeAll(thenExit code: Int32) -> Never {
    paths.withLock { set in
      for path in set { _ = path.withCString { unlink($0) } }
      _exit(code)
    }
  }

  /// From now on SIGINT, SIGTERM, SIGHUP and SIGQUIT remove the unfinished files and end the process with 128 + the signal.
  ///
  /// They are blocked in every thread and awaited in one of its own, so that no thread of a library can catch them at
  /// a wrong moment. A signal that was ignored when lrplot started (`nohup`, jobs in the background) stays ignored.
  /// SIGPIPE and SIGXFSZ are ignored: a closed pipe and a limit of size show as errors of the write.
  package func watchSignals() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    var awaited = sigset_t()
    sigemptyset(&awaited)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] where !isIgnored(number) { sigaddset(&awaited, number) }
    pthread_sigmask(SIG_BLOCK, &awaited, nil)
    let watch = Unmanaged.passRetained(Watch(files: self, awaited: awaited))
    #if canImport(Glibc)
      var thread = pthread_t()
      let started = pthread_create(&thread, nil, { argument in watchForever(argument) }, watch.toOpaque())
    #else
      var thread: pthread_t?
      let started = pthread_create(&thread, nil, { argument in watchForever(argument) }, watch.toOpaque())
    #endif
    // Without the thread nobody would hear the signals: let them end the process as usual.
    if started != 0 { pthread_sigmask(SIG_UNBLOCK, &awaited, nil) }
  }
}

private final class Watch: Sendable {
  let files: UnfinishedFiles
  let awaited: sigset_t

  init(files: UnfinishedFiles, awaited: sigset_t) {
    self.files = files
    self.awaited = awaited
  }
}

private func isIgnored(_ number: Int32) -> Bool {
  var action = sigaction()
  guard sigaction(number, nil, &action) == 0 else { return false }
  #if canImport(Glibc)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  #else
    return unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  #endif
}

private func watchForever(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let watch = Unmanaged<Watch>.fromOpaque(argument).takeRetainedValue()
  var awaited = watch.awaited
  var number: Int32 = 0
  repeat {
    while sigwait(&awaited, &number) != 0 {}
  } while number == SIGINT && watch.files.isDeferred()
  watch.files.removeAll(thenExit: 128 + number)
}
