import LRScene

/// How the paths and letters of one SVG are painted.
///
/// Presentation attributes say it as on a light page, so that the picture looks right where its style sheet is dropped:
/// by the Content-Security-Policy of a page that it stands in, by a sanitiser. The sheet holds only what differs on a
/// dark page. No element has a `style` attribute, which such a policy forbids as well.
struct SVGStyles {
  private enum Style: Hashable {
    case path(fill: Paint?, stroke: Stroke?, evenOdd: Bool)
    case halo(Paint)
  }

  /// A property, as the name of an attribute and in a style sheet, and its value.
  private struct Declaration: Equatable {
    var name: String
    var value: [UInt8]
  }

  private let appearance: Appearance
  /// Whether the picture stands in a page that has the rules: classes are then named by what they say, so that all
  /// pictures share them, and follow the page's `color-scheme`.
  private let isPart: Bool
  /// Of a part: what its classes say, by their names.
  private(set) var rules: [String: String] = [:]
  private var attributes: [Style: [UInt8]] = [:]
  /// By what they declare: styles that differ in their width alone have one class.
  private var classes: [[UInt8]: [UInt8]] = [:]
  private var darkRules: [UInt8] = []

  init(_ appearance: Appearance, isPart: Bool = false) {
    self.appearance = appearance
    self.isPart = isPart
  }

  /// What elements of the picture's body have unless they say otherwise. A page may set the same properties for all
  /// its pictures (`svg{fill:currentColor}`), which they would inherit.
  static let defaults =
    " fill=\"none\" stroke=\"none\" stroke-width=\"1\" stroke-linecap=\"butt\" stroke-linejoin=\"miter\""

  /// The attributes of a path, each with a blank before it; empty for one that is neither filled nor stroked.
  mutating func attribute(fill: Paint?, stroke: Stroke?, evenOdd: Bool = false) -> [UInt8] {
    attribute(.path(fill: fill, stroke: stroke, evenOdd: evenOdd))
  }

  /// For the outline under a label's letters.
  mutating func attribute(halo: Paint) -> [UInt8] { attribute(.halo(halo)) }

  /// The `<style>` element; empty if there is nothing to say.
  func sheet(adding others: [UInt8]) -> [UInt8] {
    guard !darkRules.isEmpty || !others.isEmpty else { return [] }
    var sheet: [UInt8] = []
    sheet.append("<style>")
    if !darkRules.isEmpty {
      sheet.append("@media (prefers-color-scheme:dark){")
      sheet += darkRules
      sheet.append("}")
    }
    sheet += others
    sheet.append("</style>")
    return sheet
  }

  private mutating func attribute(_ style: Style) -> [UInt8] {
    if let known = attributes[style] { return known }
    let colors = Self.colors(style, dark: appearance == .dark)
    var attribute: [UInt8] = []
    if appearance == .auto, isPart {
      attribute += sharedClass(Self.sharedRule(style))
    } else if appearance == .auto {
      let dark = Self.colors(style, dark: true).filter { !colors.contains($0) }
      if !dark.isEmpty { attribute += className(dark) }
    }
    for declaration in colors + Self.shape(style) {
      // A colour without one is opaque already.
      if declaration.name.hasSuffix("opacity"), declaration.value == [UInt8(ascii: "1")] { continue }
      attribute.append(" \(declaration.name)=\"")
      attribute += declaration.value
      attribute.append("\"")
    }
    attributes[style] = attribute
    return attribute
  }

  /// The attribute ` class="..."` of what is painted otherwise on a dark page.
  private mutating func className(_ declarations: [Declaration]) -> [UInt8] {
    let body = [UInt8](
      declarations.map { [UInt8]($0.name.utf8) + [UInt8(ascii: ":")] + $0.value }.joined(
        separator: [UInt8(ascii: ";")]))
    if let known = classes[body] { return known }
    let name = IDPrefix.placeholder + [UInt8](shortName(classes.count).utf8)
    darkRules += [UInt8(ascii: ".")] + name + [UInt8(ascii: "{")] + body + [UInt8(ascii: "}")]
    let attribute = [UInt8](" class=\"".utf8) + name + [UInt8(ascii: "\"")]
    classes[body] = attribute
    return attribute
  }

  /// The attribute ` class="..."` of a rule that all pictures of a page may use; empty for none.
  private mutating func sharedClass(_ rule: String) -> [UInt8] {
    guard !rule.isEmpty else { return [] }
    var hash = StableHash()
    hash.add([UInt8](rule.utf8))
    let name = "c" + String(decoding: hash.name, as: UTF8.self)
    rules[name] = rule
    return [UInt8](" class=\"\(name)\"".utf8)
  }

  /// The two colours as one declaration each, `fill:light-dark(#fff,#12161c)`; where the opacity differs too, it is in
  /// the colours.
  private static func sharedRule(_ style: Style) -> String {
    func rule(_ property: String, _ paint: Paint, opacity: String) -> String? {
      let (light, dark) = (paint.light, paint.dark)
      guard light != dark else { return nil }
      let sameOpacity = light.alpha == dark.alpha
      func text(_ color: Color) -> String {
        var bytes: [UInt8] = []
        bytes.appendHex(color)
        let hex = String(decoding: bytes, as: UTF8.self)
        guard !sameOpacity else { return hex }
        let long = hex.count == 4 ? "#" + hex.dropFirst().map { "\($0)\($0)" }.joined() : hex
        let alpha = String(steps(min(max(color.alpha, 0), 1), perUnit: 255), radix: 16)
        return long + (alpha.count < 2 ? "0" + alpha : alpha)
      }
      return "\(property):light-dark(\(text(light)),\(text(dark)))" + (sameOpacity ? "" : ";\(opacity):1")
    }
    switch style {
    case .halo(let paint): return rule("stroke", paint, opacity: "opacity") ?? ""
    case .path(let fill, let stroke, _):
      return [
        fill.flatMap { rule("fill", $0, opacity: "fill-opacity") },
        stroke.flatMap { rule("stroke", $0.paint, opacity: "stroke-opacity") },
      ].compactMap(\.self).joined(separator: ";")
    }
  }

  /// What is the same on light and dark pages.
  private static func shape(_ style: Style) -> [Declaration] {
    var declarations: [Declaration] = []
    func declare(_ name: String, _ write: (inout [UInt8]) -> Void) {
      var value: [UInt8] = []
      write(&value)
      declarations.append(Declaration(name: name, value: value))
    }
    switch style {
    case .halo:
      declare("stroke-linejoin") { $0.append("round") }
    case .path(let fill, let stroke, let evenOdd):
      if evenOdd, fill != nil { declare("fill-rule") { $0.append("evenodd") } }
      guard let stroke else { break }
      if steps(stroke.width, perUnit: 100) != 100 { declare("stroke-width") { $0.appendNumber(stroke.width) } }
      switch stroke.cap {
      case .butt: break
      case .round: declare("stroke-linecap") { $0.append("round") }
      case .square: declare("stroke-linecap") { $0.append("square") }
      }
      switch stroke.join {
      case .miter: break
      case .round: declare("stroke-linejoin") { $0.append("round") }
      case .bevel: declare("stroke-linejoin") { $0.append("bevel") }
      }
      if stroke.dash.contains(where: { $0 > 0 }) {
        declare("stroke-dasharray") { bytes in
          for (index, length) in stroke.dash.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: " ")) }
            bytes.appendNumber(length)
          }
        }
      }
    }
    return declarations
  }

  private static func colors(_ style: Style, dark isDark: Bool) -> [Declaration] {
    switch style {
    case .halo(let paint):
      // On the whole outline, not the stroke: the outlines of neighbours overlap.
      return declarations("stroke", paint.color(dark: isDark), opacity: "opacity")
    case .path(let fill, let stroke, _):
      return (fill.map { declarations("fill", $0.color(dark: isDark), opacity: "fill-opacity") } ?? [])
        + (stroke.map { declarations("stroke", $0.paint.color(dark: isDark), opacity: "stroke-opacity") } ?? [])
    }
  }

  private static func declarations(_ property: String, _ color: Color, opacity: String) -> [Declaration] {
    var value: [UInt8] = []
    value.appendHex(color)
    var alpha: [UInt8] = []
    alpha.appendNumber(min(max(color.alpha, 0), 1), places: 3)
    return [Declaration(name: property, value: value), Declaration(name: opacity, value: alpha)]
  }
}

/// Stands for the prefix of ids and classes until the whole text, which the prefix is a hash of, is known.
enum IDPrefix {
  /// A control character that XML forbids, so that no text can hold it; as long as the prefix itself.
  static let mark: UInt8 = 1
  static let placeholder = [UInt8](repeating: mark, count: StableHash.nameLength)

  /// `text` with its prefix in place.
  ///
  /// - Parameter salt: makes two prefixes of the same text differ, on a page that holds it twice.
  static func resolved(_ text: [UInt8], salt: String = "") -> [UInt8] {
    var hash = StableHash()
    hash.add([UInt8](salt.utf8))
    hash.add(text)
    let name = hash.name
    var text = text
    var place = 0
    for index in text.indices where text[index] == mark {
      text[index] = name[place % name.count]
      place += 1
    }
    return text
  }
}
