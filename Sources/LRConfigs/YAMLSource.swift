import CYAML

/// The events of a YAML text, in order: libyaml's parser and the bytes that it reads, owned.
struct YAMLSource: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private let isReady: Bool

  init(_ text: [UInt8]) {
    // A byte order mark, as some editors write it; libyaml counts it as a column of the first key.
    let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text[...]
    bytes = .allocate(capacity: text.count)
    _ = bytes.initialize(from: text)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    isReady = yaml_parser_initialize(parser) == 1
    if isReady {
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }
  }

  deinit {
    if isReady { yaml_parser_delete(parser) }
    parser.deinitialize(count: 1)
    parser.deallocate()
    bytes.deallocate()
  }

  /// The next event; after the last one, `streamEnd` for ever.
  func next() throws(YAMLProblem) -> YAMLEvent {
    guard isReady else { throw YAMLProblem(words: "out of memory", line: 1) }
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else {
      let problem = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
      return try refuse(problem)
    }
    defer { yaml_event_delete(&event) }
    return YAMLEvent(event)
  }

  private func refuse(_ problem: String) throws(YAMLProblem) -> YAMLEvent {
    throw YAMLProblem(words: problem, line: Int(parser.pointee.problem_mark.line) + 1)
  }
}

/// What libyaml says about a text that it can't read.
struct YAMLProblem: Error {
  var words: String
  var line: Int
}

/// A piece of a document.
struct YAMLEvent {
  var kind: Kind
  /// From 1.
  var line: Int
  var anchor: String?
  /// Written out in full: `!!int` is `tag:yaml.org,2002:int`.
  var tag: String?

  /// What `!!` stands for.
  static let standardTag = "tag:yaml.org,2002:"

  enum Kind {
    case documentStart
    case scalar(String, quoted: Bool)
    case alias(String)
    case listStart
    case mapStart
    /// Of a list or a map.
    case end
    case streamEnd
    case other
  }

  init(_ event: yaml_event_t) {
    line = Int(event.start_mark.line) + 1
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      kind = .scalar(String(decoding: text, as: UTF8.self), quoted: scalar.style != YAML_PLAIN_SCALAR_STYLE)
      anchor = scalar.anchor.map { Self.text($0) }
      tag = scalar.tag.map { Self.text($0) }
    case YAML_ALIAS_EVENT:
      kind = .alias(event.data.alias.anchor.map { Self.text($0) } ?? "")
    case YAML_SEQUENCE_START_EVENT:
      kind = .listStart
      anchor = event.data.sequence_start.anchor.map { Self.text($0) }
      tag = event.data.sequence_start.tag.map { Self.text($0) }
    case YAML_MAPPING_START_EVENT:
      kind = .mapStart
      anchor = event.data.mapping_start.anchor.map { Self.text($0) }
      tag = event.data.mapping_start.tag.map { Self.text($0) }
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .end
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT: kind = .streamEnd
    default: kind = .other
    }
  }

  private static func text(_ pointer: UnsafeMutablePointer<UInt8>) -> String { String(cString: pointer) }
}
