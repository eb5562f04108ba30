import LRScene

/// A figure's panels in sections, each laid out as a figure of its own in its part of the body.
struct PanelSections {
  private let parts: [(grid: PanelGrid, body: Rect)]

  init(_ whole: PanelGrid, _ direction: Chart.Direction, _ sections: [Chart.Section], in body: Rect) {
    precondition(
      sections.reduce(0) { $0 + $1.count } == whole.chart.panels.count, "sections have as many panels as the figure")
    let gap = (direction == .across ? 18 : 10) * whole.type.factor
    let free = (direction == .across ? body.width : body.height) - gap * Double(sections.count - 1)
    let total = sections.reduce(0) { $0 + $1.weight }
    var place = direction == .across ? body.x : body.y
    var first = 0
    var parts: [(PanelGrid, Rect)] = []
    for section in sections {
      var chart = whole.chart
      chart.panels = Array(chart.panels[first..<(first + section.count)])
      chart.arrangement = section.arrangement
      let length = max(20, free * section.weight / total)
      let part =
        direction == .across
        ? Rect(x: place, y: body.y, width: length, height: body.height)
        : Rect(x: body.x, y: place, width: body.width, height: length)
      var grid = PanelGrid(chart: chart, type: whole.type, measurer: whole.measurer)
      if direction == .across { grid.labelShare = 0.5 }
      parts.append((grid, part))
      place += length + gap
      first += section.count
    }
    self.parts = parts
  }

  /// The widest labels of a section, and whether those of every section fit.
  var directLabels: (width: Double, fit: Bool)? {
    var width = 0.0
    var fit = true
    for part in parts where part.grid.hasEndLabels {
      guard let labels = part.grid.directLabels(in: part.body) else { return nil }
      width = max(width, labels.width)
      fit = fit && labels.fit
    }
    return (width, fit)
  }

  /// - Parameter hasLabels: whether lines are named at their ends, each section taking the room that it needs.
  func nodes(hasLabels: Bool) -> [Node] {
    parts.flatMap { part in
      let room = hasLabels && part.grid.hasEndLabels ? part.grid.directLabels(in: part.body)?.width ?? 0 : 0
      return part.grid.nodes(in: part.body, rightRoom: room)
    }
  }
}
