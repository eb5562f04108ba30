/// Elements of one SVG that follow one another and look alike: they share a group that says how they are painted.
struct SVGRun {
  private var attribute: [UInt8] = []
  /// Tags, and what follows their common attributes, without the `>` or `/>` of paths.
  private var elements: [(tag: String, rest: [UInt8])] = []

  /// Adds an element; those before it are written to `bytes` if they look different.
  ///
  /// - Parameters:
  ///   - attribute: how it is painted, inherited by whatever is in it.
  ///   - rest: all that follows in the element's markup.
  mutating func add(_ tag: String, _ attribute: [UInt8], _ rest: [UInt8], to bytes: inout [UInt8]) {
    if attribute != self.attribute { end(in: &bytes) }
    self.attribute = attribute
    elements.append((tag, rest))
  }

  /// Adds a path.
  ///
  /// - Parameter joins: whether it looks the same as a part of a path before it, as opaque lines do.
  mutating func add(path data: [UInt8], _ attribute: [UInt8], joins: Bool, to bytes: inout [UInt8]) {
    if joins, attribute == self.attribute, let last = elements.last, last.tag == Self.path {
      elements[elements.count - 1].rest.removeLast(Self.ending.count)
      elements[elements.count - 1].rest += data + Self.ending
    } else {
      add(Self.path, attribute, [UInt8](" d=\"".utf8) + data + Self.ending, to: &bytes)
    }
  }

  private static let path = "path"
  private static let ending = [UInt8]("\"/>".utf8)

  /// Writes what there is; call it before anything else is written.
  mutating func end(in bytes: inout [UInt8]) {
    guard !elements.isEmpty else { return }
    let isGroup = elements.count > 1 && !attribute.isEmpty
    if isGroup {
      bytes.append("<g")
      bytes += attribute
      bytes.append(">")
    }
    for element in elements {
      bytes.append("<\(element.tag)")
      if !isGroup { bytes += attribute }
      bytes += element.rest
    }
    if isGroup { bytes.append("</g>") }
    elements = []
    attribute = []
  }
}
