/// What a browser asked for.
package struct PageRequest: Sendable {
  package var method: String
  /// Without the query.
  package var path: String
  /// The `Host` header; empty if there was none.
  package var host: String

  package init(method: String, path: String, host: String) {
    self.method = method
    self.path = path
    self.host = host
  }
}

package struct PageResponse: Sendable {
  package var status: Int
  package var type: String
  package var body: [UInt8]

  package init(status: Int, type: String, body: [UInt8]) {
    self.status = status
    self.type = type
    self.body = body
  }

  package init(status: Int, text: String) {
    self.init(status: status, type: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
  }
}

/// What shows pages to browsers of this machine: handed to the commands by the program that has it.
package struct PageServer: Sendable {
  package typealias Answer = @Sendable (PageRequest) -> PageResponse

  /// Listens at 127.0.0.1 until the process ends.
  ///
  /// - Parameters: the port, 0 for any that is free; what answers; what is called with the port once it listens.
  /// - Throws: `ReportError` where the port is taken.
  package var run:
    @Sendable (UInt16, @escaping Answer, @escaping @Sendable (UInt16) -> Void) throws(ReportError) -> Void

  package init(
    run:
      @escaping @Sendable (UInt16, @escaping Answer, @escaping @Sendable (UInt16) -> Void) throws(ReportError) -> Void
  ) {
    self.run = run
  }
}
