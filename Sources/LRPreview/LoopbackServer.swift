import Dispatch
import FlyingFox
import FlyingSocks
import LRCore
import LRReports
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension PageServer {
  /// FlyingFox at the loopback address.
  package static let loopback = PageServer { port, answer, ready throws(ReportError) in
    let fault = Mutex<String?>(nil)
    let finished = DispatchSemaphore(value: 0)
    let start = Start()
    Task.detached {
      do {
        let server = HTTPServer(
          address: try sockaddr_in.inet(ip4: "127.0.0.1", port: port), logger: .disabled,
          handler: ClosureHTTPHandler { request in response(to: request, answer) })
        Task {
          try? await server.waitUntilListening()
          if case .ip4(_, let port)? = await server.listeningAddress {
            start.isListening = true
            ready(port)
          }
        }
        try await server.run()
      } catch {
        fault.withLock { $0 = words(for: error) }
      }
      finished.signal()
    }
    finished.wait()
    if let words = fault.withLock({ $0 }) {
      // The port was free: descriptors ran out later, or the like.
      guard !start.isListening else {
        throw ReportError(
          Localized("the preview stopped, it can't accept connections: \(words)", zh: "预览已停止，无法接受连接：\(words)"))
      }
      throw ReportError(
        Localized(
          "port \(port) of 127.0.0.1 can't be listened to (\(words)): another program may have it; --port 0 takes a free one",
          zh: "无法监听 127.0.0.1 的 \(port) 端口（\(words)）：可能已被占用；--port 0 可任选空闲端口"))
    }
  }

  private static func words(for error: any Error) -> String {
    let text = "\(error)"
    if text.contains("errno: 98") { return "address already in use" }
    return text.contains("errno: 24") ? "too many open files" : text
  }

  private static func response(to request: HTTPRequest, _ answer: Answer) -> HTTPResponse {
    let made = answer(
      PageRequest(method: request.method.rawValue, path: request.path, host: request.headers[.host] ?? ""))
    return HTTPResponse(
      statusCode: HTTPStatusCode(made.status, phrase: made.status == 200 ? "OK" : "Error"),
      headers: [.contentType: made.type, .cacheControl: "no-store", HTTPHeader("X-Content-Type-Options"): "nosniff"],
      body: .init(made.body))
  }
}

/// Whether a server came as far as to listen.
private final class Start: Sendable {
  private let state = Mutex(false)

  var isListening: Bool {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
