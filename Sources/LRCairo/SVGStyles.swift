import LRScene

/// The style sheet of one SVG: every way of filling and stroking that occurs, under a short class name.
struct SVGStyles {
  private enum Style: Hashable {
    case path(fill: Paint?, stroke: Stroke?, evenOdd: Bool)
    case halo(Paint)
  }

  private let appearance: Appearance
  private var classes: [Style: [UInt8]] = [:]
  private var rules: [UInt8] = []
  private var darkRules: [UInt8] = []
  private var count = 0

  init(_ appearance: Appearance) { self.appearance = appearance }

  /// The attribute ` class="..."` for a path; empty if SVG's defaults (filled black) are what is wanted.
  mutating func attribute(fill: Paint?, stroke: Stroke?, evenOdd: Bool = false) -> [UInt8] {
    attribute(.path(fill: fill, stroke: stroke, evenOdd: evenOdd))
  }

  /// For the outline under a label's letters.
  mutating func attribute(halo: Paint) -> [UInt8] { attribute(.halo(halo)) }

  /// The `<style>` element; empty if there is nothing to say.
  func sheet(adding others: [UInt8]) -> [UInt8] {
    guard !rules.isEmpty || !darkRules.isEmpty || !others.isEmpty else { return [] }
    var sheet: [UInt8] = []
    sheet.append("<style>")
    sheet += rules
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
    if let known = classes[style] { return known }
    let base = shape(style) + colors(style, dark: appearance == .dark)
    let dark = colors(style, dark: true)
    let followsPage = appearance == .auto && dark != colors(style, dark: false)
    var attribute: [UInt8] = []
    if !base.isEmpty || followsPage {
      let name = IDPrefix.placeholder + [UInt8](shortName(count).utf8)
      count += 1
      rules += Self.rule(name, base)
      if followsPage { darkRules += Self.rule(name, dark) }
      attribute.append(" class=\"")
      attribute += name
      attribute.append("\"")
    }
    classes[style] = attribute
    return attribute
  }

  private static func rule(_ name: [UInt8], _ declarations: [[UInt8]]) -> [UInt8] {
    guard !declarations.isEmpty else { return [] }
    return [UInt8(ascii: ".")] + name + [UInt8(ascii: "{")]
      + [UInt8](declarations.joined(separator: [UInt8(ascii: ";")])) + [UInt8(ascii: "}")]
  }

  /// What is the same on light and dark pages.
  private func shape(_ style: Style) -> [[UInt8]] {
    var declarations: [[UInt8]] = []
    func declare(_ name: String, _ write: (inout [UInt8]) -> Void) {
      var declaration = [UInt8](name.utf8)
      declaration.append(UInt8(ascii: ":"))
      write(&declaration)
      declarations.append(declaration)
    }
    switch style {
    case .halo:
      declare("stroke-linejoin") { $0.append("round") }
    case .path(let fill, let stroke, let evenOdd):
      if fill == nil { declare("fill") { $0.append("none") } }
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

  private func colors(_ style: Style, dark isDark: Bool) -> [[UInt8]] {
    switch style {
    case .halo(let paint):
      let color = paint.color(dark: isDark)
      // On the whole outline, not the stroke: the outlines of neighbours overlap.
      return Self.declarations("stroke", color, opacity: "opacity", isDefault: false)
    case .path(let fill, let stroke, _):
      var all: [[UInt8]] = []
      if let color = fill?.color(dark: isDark) {
        let isBlack = color == Color(red: 0, green: 0, blue: 0)
        let follows = appearance == .auto && fill?.light != fill?.dark
        all += Self.declarations("fill", color, opacity: "fill-opacity", isDefault: isBlack && !follows)
      }
      if let color = stroke?.paint.color(dark: isDark) {
        all += Self.declarations("stroke", color, opacity: "stroke-opacity", isDefault: false)
      }
      return all
    }
  }

  private static func declarations(
    _ property: String, _ color: Color, opacity: String, isDefault: Bool
  ) -> [[UInt8]] {
    guard !isDefault else { return [] }
    var first = [UInt8](property.utf8)
    first.append(UInt8(ascii: ":"))
    first.appendHex(color)
    let alpha = min(max(color.alpha, 0), 1)
    var second = [UInt8](opacity.utf8)
    second.append(UInt8(ascii: ":"))
    second.appendNumber(alpha, places: 3)
    return alpha == 1 ? [first] : [first, second]
  }
}

/// Stands for the prefix of ids and classes until the whole text, which the prefix is a hash of, is known.
enum IDPrefix {
  /// A control character that XML forbids, so that no text can hold it; as long as the prefix itself.
  static let mark: UInt8 = 1
  static let placeholder = [UInt8](repeating: mark, count: StableHash.nameLength)

  /// `text` with its prefix in place.
  static func resolved(_ text: [UInt8]) -> [UInt8] {
    var hash = StableHash()
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
