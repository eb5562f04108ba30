import LROptimizers
import Testing

@testable import LRTraining

/// A row of Tests/Fixtures/landscape.jsonl: directions, planes and losses of a small network, as the authors' code,
/// scikit-learn and PyTorch have them.
struct LandscapeRow: Sendable, CustomTestStringConvertible {
  struct Plane: Sendable {
    var components: [[Double]]
    var shares: [Double]
    var variances: [Double]
    var coordinates: [[[Double]]]
    var projected: [[Double]]
    var x: [Double]
    var y: [Double]
    var grid: [[Double]]
  }

  var id: String
  var setup: TrainingSetup
  var weights: [Double]
  var directions: [[Double]]
  var normalised: [[Double]]
  var axis: [Double]
  var grid: [[Double]]
  var paths: [[[Double]]]
  var losses: [[Double]]
  var plane: Plane

  var testDescription: String { id }

  static let all: [LandscapeRow] = fixture("landscape.jsonl").compactMap { LandscapeRow($0) }
  static let lines = fixture("landscape.jsonl").count

  init?(_ row: [String: Any]) {
    guard let id = row["id"] as? String, let layers = row["layers"] as? [Int], let name = row["loss_fn"] as? String,
      let data = row["data"] as? [String: Any], let x = data["x"] as? [[Double]],
      let directions = row["directions"] as? [[Double]], let normalised = row["filter_normalised"] as? [[Double]],
      let grid = row["grid"] as? [[Double]], let paths = row["paths"] as? [[[Double]]],
      let losses = row["path_loss"] as? [[Double]], let pca = row["pca"] as? [String: Any],
      let components = pca["components"] as? [[Double]], let coordinates = pca["coordinates"] as? [[[Double]]],
      let projected = pca["projected_loss"] as? [[Double]], let plane = pca["grid"] as? [[Double]]
    else { return nil }
    self.id = id
    let activation = (row["activation"] as? String).flatMap(Activation.init(rawValue:))
    let plan = NetworkPlan(layers: denseLayers(layers, activation), loss: namedLoss(name))
    let rows = DataSet.Rows(inputs: x.flatMap { $0 }, targets: flat(data["y"]), count: x.count)
    weights = flat(row["weights"])
    let set = DataSet(
      name: "row", shape: [layers[0]],
      task: name == "cross_entropy" ? .classes((0..<plan.outputs).map { "\($0)" }) : .regression(outputs: plan.outputs),
      train: rows, validation: rows)
    setup = TrainingSetup(data: set, network: plan, initial: [], batch: nil, steps: 1)
    setup.precision = .double
    self.directions = directions
    self.normalised = normalised
    axis = flat(row["axis"])
    self.grid = grid
    self.paths = paths
    self.losses = losses
    self.plane = Plane(
      components: components, shares: flat(pca["explained_variance_ratio"]),
      variances: flat(pca["explained_variance"]), coordinates: coordinates, projected: projected,
      x: flat(pca["axis_x"]), y: flat(pca["axis_y"]), grid: plane)
  }
}

@Suite("Landscapes as their sources draw them")
struct LandscapeReferenceTests {
  @Test("every line of the fixture is read")
  func whole() { #expect(LandscapeRow.all.count == LandscapeRow.lines && LandscapeRow.lines > 0) }

  @Test("directions, planes and losses are the sources'", arguments: LandscapeRow.all)
  func row(row: LandscapeRow) throws {
    let batch = try FullBatch<Double>(row.setup)
    let directions = row.directions.map {
      FilterNormalisation.apply(to: $0, at: row.weights, of: row.setup.network)
    }
    #expect(distance(directions, row.normalised) < 1e-13)
    let grid = try #require(
      row.setup.grid(from: row.weights, directions[0], directions[1], x: row.axis, y: row.axis, jobs: 2))
    #expect(distance(grid.losses, row.grid) < 1e-12)
    #expect(distance(row.paths.map { path in path.map { batch.loss($0) } }, row.losses) < 1e-12)

    let plane = try PathPlane(origin: row.weights, paths: row.paths)
    #expect(distance(plane.components, row.plane.components) < 1e-10)
    #expect(distance([plane.shares, plane.variances], [row.plane.shares, row.plane.variances]) < 1e-12)
    #expect(distance(plane.coordinates.flatMap { $0 }, row.plane.coordinates.flatMap { $0 }) < 1e-10)
    let (along, across) = (plane.components[0], plane.components[1])
    let projected = plane.coordinates.map { path in
      path.map { batch.loss(from: row.weights, along, across, x: $0[0], y: $0[1]) }
    }
    #expect(distance(projected, row.plane.projected) < 1e-10)
    let around = try #require(row.setup.grid(from: row.weights, along, across, x: row.plane.x, y: row.plane.y, jobs: 3))
    #expect(distance(around.losses, row.plane.grid) < 1e-10)
  }

  @Test("a plane of runs has their paths on it, the origin at the first one's end", arguments: LandscapeRow.all)
  func whole(row: LandscapeRow) throws {
    let trails = row.paths.enumerated().map { number, path in
      LandscapePlane.Trail(name: "run \(number)", steps: Array(path.indices), weights: path)
    }
    let plane = try #require(try row.setup.pathPlane(trails, count: 5))
    #expect(plane.originName == "run 0")
    #expect(plane.paths.map(\.trueLosses).count == row.losses.count)
    #expect(distance(plane.paths.map(\.trueLosses), row.losses) < 1e-12)
    #expect(distance(plane.paths.map(\.projectedLosses), row.plane.projected) < 1e-10)
    let end = try #require(plane.paths[0].points.last)
    #expect(abs(end[0]) < 1e-12 && abs(end[1]) < 1e-12)
    #expect(plane.paths[0].projectedLosses.last == plane.originLoss)
    for point in plane.paths.flatMap(\.points) {
      #expect(plane.grid.x[0] < point[0] && point[0] < plane.grid.x[4])
      #expect(plane.grid.y[0] < point[1] && point[1] < plane.grid.y[4])
    }
    var single = row.setup
    single.precision = .single
    let rough = try #require(try single.pathPlane(trails, count: 5))
    #expect(distance(rough.grid.losses, plane.grid.losses) < 1e-5)
  }

  @Test("a random plane has the weights in its middle, and is the seed's", arguments: LandscapeRow.all)
  func random(row: LandscapeRow) throws {
    let plane = try #require(try row.setup.randomPlane(around: row.weights, of: "run", seed: 3, count: 5))
    #expect(plane.grid.losses[2][2] == plane.originLoss)
    #expect(plane.grid.x == [-1, -0.5, 0, 0.5, 1])
    let again = try #require(try row.setup.randomPlane(around: row.weights, of: "run", seed: 3, count: 5))
    let other = try #require(try row.setup.randomPlane(around: row.weights, of: "run", seed: 4, count: 5))
    #expect(again.grid == plane.grid)
    #expect(other.grid != plane.grid)
  }

  @Test("two directions of equal variance are both found; a straight path gets one across it")
  func special() throws {
    let square = try PathPlane(
      origin: [0, 0, 0, 0], paths: [[[1, 0, 0, 5], [0, 1, 0, 5], [-1, 0, 0, 5], [0, -1, 0, 5], [0, 0, 0.1, 5]]])
    #expect(abs(square.shares[0] - square.shares[1]) < 1e-12)
    #expect(abs(square.shares[0] - 2 / 4.008) < 1e-12)
    let line = try PathPlane(origin: [1, 1, 1], paths: [[[0, 0, 0], [1, 1, 1], [3, 3, 3]]])
    #expect(abs(line.shares[0] - 1) < 1e-12 && line.shares[1] < 1e-12)
    let (along, across) = (line.components[0], line.components[1])
    #expect(abs(dot(along, across)) < 1e-14 && abs(norm(across) - 1) < 1e-14)
    let error = #expect(throws: TrainingError.self) {
      _ = try PathPlane(origin: [1, 2], paths: [[[1, 2], [1, 2]]])
    }
    #expect(error?.message.english.contains("don't move") == true)
    let lost = #expect(throws: TrainingError.self) {
      _ = try PathPlane(origin: [1, 2], paths: [[[1, 2], [.infinity, 2]]])
    }
    #expect(lost?.message.english.contains("diverged") == true)
  }

  private func distance(_ values: [[Double]], _ expected: [[Double]]) -> Double {
    guard values.map(\.count) == expected.map(\.count) else { return .infinity }
    let (values, expected) = (values.flatMap { $0 }, expected.flatMap { $0 })
    let scale = expected.reduce(0) { max($0, abs($1)) }
    return zip(values, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / max(scale, 1e-300)
  }
}
