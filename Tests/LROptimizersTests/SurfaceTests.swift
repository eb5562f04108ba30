import Foundation
import LRCore
import LROptimizers
import Testing

/// A row of Tests/Fixtures/surfaces.jsonl: values, gradients and Hessians by automatic differentiation.
struct SurfaceRow: Sendable, CustomTestStringConvertible {
  var name: String
  var points: [[Double]]
  var values: [Double]
  var gradients: [[Double]]
  var hessians: [[[Double]]]
  var minima: [[Double]]
  var domain: [[Double]]

  var testDescription: String { name }

  static let all: [SurfaceRow] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/surfaces.jsonl")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { SurfaceRow(line: String($0)) }
  }()

  init?(line: String) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let name = object["name"] as? String, let points = object["points"] as? [[Double]],
      let values = object["f"] as? [Double], let gradients = object["grad"] as? [[Double]],
      let hessians = object["hess"] as? [[[Double]]], let minima = object["minima"] as? [[Double]],
      let domain = object["domain"] as? [[Double]]
    else { return nil }
    (self.name, self.points, self.values) = (name, points, values)
    (self.gradients, self.hessians, self.minima, self.domain) = (gradients, hessians, minima, domain)
  }
}

@Suite("Surfaces")
struct SurfaceTests {
  func surface(_ spec: String) throws -> TestSurface {
    let chain = try SpecParser.chain(spec)
    return try Surfaces.build(chain.phases[0], of: chain, in: RunContext())
  }

  @Test("a surface sampled on a grid has the values of its points, to the last bit")
  func sampled() throws {
    for entry in Surfaces.catalogue.entries where !["formula", "curve"].contains(entry.name) {
      let surface = try surface(entry.name)
      let (x, y) = surface.window
      let grid = surface.surface.sampled(columns: 9, rows: 7, x: x, y: y)
      #expect(grid.values.count == 63)
      for row in 0..<7 {
        for column in 0..<9 {
          let point = (grid.x(at: Double(column)), grid.y(at: Double(row)))
          #expect(grid[column, row] == surface.surface.value(point.0, point.1), "\(entry.name)")
        }
      }
      #expect(grid.x(at: 8) == x.upperBound && grid.y(at: 0) == y.lowerBound)
    }
  }

  @Test("the fixture has its 28 surfaces")
  func rows() {
    #expect(SurfaceRow.all.count == 28)
  }

  @Test("values, gradients and Hessians are those of automatic differentiation", arguments: SurfaceRow.all)
  func values(row: SurfaceRow) throws {
    let test = try surface(row.name)
    func expect(_ ours: Double, _ theirs: Double, _ what: String, scale: Double) {
      #expect(abs(ours - theirs) <= 1e-10 * max(1, scale), "\(what): \(ours), not \(theirs)")
    }
    for (index, point) in row.points.enumerated() {
      let (x, y) = (point[0], point[1])
      let gradient = test.surface.gradient(x, y)
      let hessian = test.surface.hessian(x, y)
      let theirs = row.gradients[index]
      let matrix = row.hessians[index]
      expect(test.surface.value(x, y), row.values[index], "f", scale: abs(row.values[index]))
      let slope = theirs.map(abs).max() ?? 0
      expect(gradient.x, theirs[0], "df/dx", scale: slope)
      expect(gradient.y, theirs[1], "df/dy", scale: slope)
      let bend = matrix.joined().map(abs).max() ?? 0
      expect(hessian.xx, matrix[0][0], "fxx", scale: bend)
      expect(hessian.xy, matrix[0][1], "fxy", scale: bend)
      expect(hessian.yy, matrix[1][1], "fyy", scale: bend)
    }
    #expect(test.minima.count == row.minima.count)
    for (ours, theirs) in zip(test.minima, row.minima) {
      expect(ours.x, theirs[0], "minimum", scale: 1e-4)
      expect(ours.y, theirs[1], "minimum", scale: 1e-4)
    }
    // Rosenbrock's is moved up: its domain cuts off the valley in which descents start.
    guard row.name != "rosenbrock" else { return }
    #expect(test.window.x == row.domain[0][0]...row.domain[0][1])
    #expect(test.window.y == row.domain[1][0]...row.domain[1][1])
  }

  @Test("every surface starts inside its window, above its minimum", arguments: Surfaces.catalogue.entries.map(\.name))
  func starts(name: String) throws {
    let own = ["formula": "formula:f=x^2+25*y^2", "curve": "curve:f=x^2"]
    let test = try surface(own[name] ?? name)
    guard !test.isCurve else { return #expect(test.window.x.contains(test.start.x)) }
    #expect(test.window.x.contains(test.start.x) && test.window.y.contains(test.start.y))
    for minimum in test.minima {
      #expect(
        test.surface.value(test.start.x, test.start.y) > test.surface.value(minimum.x, minimum.y))
    }
  }

  @Test("a formula of one's own has exact derivatives, and its faults are underlined")
  func own() throws {
    let test = try surface("formula:f=x^2+25*y^2")
    #expect(test.surface.gradient(1, 2) == (2, 100))
    #expect(throws: SpecError.self) { try surface("formula:f=x^2+z") }
  }
}
