import LRCharts
import LRCore
import LRScene

/// Low figures have room for few panels: what is left out is told to whoever asked for the figure.
extension Chart {
  /// Panels that may stand one below the other, each with its name, its ticks and a plot that shows something.
  static func panelsThatFit(_ size: Size) -> Int { max(1, Int(clamping: (size.height - 90) / 95, to: 1...20)) }

  /// Leaves out panels of a stack for which the figure is too low.
  ///
  /// - Parameter names: of all panels, in order.
  mutating func leaveOutPanels(named names: [String]) {
    let room = Self.panelsThatFit(size)
    guard panels.count > room else { return }
    tellLeftOut(Array(names.dropFirst(room)))
    panels = Array(panels.prefix(room))
  }

  mutating func tellLeftOut(_ names: [String]) {
    guard !names.isEmpty else { return }
    let shown = "\(shortest(size.width))x\(shortest(size.height))"
    remarks.append(
      Localized(
        "at \(shown) there is no room for the panel\(names.count == 1 ? "" : "s") \(names.joined(separator: ", ")): a larger --size shows them",
        zh: "\(shown) 放不下以下子图：\(names.joined(separator: "、"))；增大 --size 即可显示"))
  }
}
