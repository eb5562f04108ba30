import LRCairo
import LRCore
import LRScene

/// The figure of a command that is run for it and not for files: once made, drawn in all forms that are wanted.
final class FigureCollector {
  /// Of SVG files.
  let appearances: [Appearance]
  /// Of an SVG that stands in a page, and the id of its figure.
  var part: (appearance: Appearance, id: String)?
  /// Whether a PNG is wanted.
  var wantsPNG = false
  /// Whether the numbers are wanted.
  var wantsTable = false
  /// Whether the command is only to be checked: it ends before anything takes long, and nothing is drawn.
  var onlyChecks = false
  /// In place of the description that the figure has by itself.
  var alt: String?

  /// SVG.
  var pictures: [Appearance: [UInt8]] = [:]
  var drawnPart: SVGPart?
  var png: [UInt8] = []
  /// CSV.
  var table: [UInt8] = []
  /// Of figures over epochs whose table has steps alone.
  var stepsPerEpoch: Int?
  var size = Size(0, 0)
  var name = ""
  var description = ""
  /// Whether the command came to its figure, or as far as it is checked.
  var isReached = false

  init(_ appearances: [Appearance]) { self.appearances = appearances }
}

extension Call {
  /// Ends a command that is only checked, before it begins what takes long.
  func stopIfChecking() throws(Failure) {
    guard let collector = terminal.collector, collector.onlyChecks else { return }
    collector.isReached = true
    throw Failure(.done, Localized(""))
  }
}
