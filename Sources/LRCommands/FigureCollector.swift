import LRCairo

/// The figure of a command that is run for it and not for files: once made, drawn in as many appearances as are wanted.
final class FigureCollector {
  let appearances: [Appearance]
  /// SVG.
  var pictures: [Appearance: [UInt8]] = [:]
  var name = ""
  var description = ""

  init(_ appearances: [Appearance]) { self.appearances = appearances }
}
