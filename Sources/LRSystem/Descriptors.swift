#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes all bytes, however few a call takes.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(SystemError) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
    if count < 0 {
      if errno == EINTR { continue }
      if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wait, 1, -1)
        continue
      }
      throw SystemError.last
    }
    rest = rest.dropFirst(count)
  }
}

/// The next bytes, as many as there are at once, at most 64 KiB; none at the end.
package func readSome(from descriptor: Int32) throws(SystemError) -> [UInt8] {
  var failed: SystemError?
  let capacity = 1 << 16
  let piece = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
    var count = read(descriptor, buffer.baseAddress, capacity)
    while count < 0 && errno == EINTR { count = read(descriptor, buffer.baseAddress, capacity) }
    if count < 0 { failed = SystemError.last }
    initialized = max(0, count)
  }
  if let failed { throw failed }
  return piece
}
