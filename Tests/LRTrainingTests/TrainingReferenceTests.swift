import LROptimizers
import Testing

@testable import LRTraining

@Suite("Runs as PyTorch makes them")
struct TrainingReferenceTests {
  @Test("every line of the fixture is read")
  func whole() { #expect(TrainingRow.all.count == TrainingRow.lines && TrainingRow.lines > 0) }

  @Test("losses, rates, gradients and weights are PyTorch's", arguments: TrainingRow.all)
  func row(row: TrainingRow) throws {
    var steps: [[[Double]]] = []
    let outcome = try row.setup.train(row.run) { step, parameters in
      if step <= 1 { steps.append(parameters.map(\.values)) }
    }
    let record = outcome.record
    // What rounding grows to along the run.
    let tolerance = 1e-7
    #expect(record.loss.count == row.loss.count)
    #expect(distance(record.loss, row.loss) < tolerance)
    #expect(record.rates.count == row.rates.count)
    for (rates, expected) in zip(record.rates, row.rates) { #expect(distance(rates.values, expected) < 1e-12) }
    #expect(distance(record.gradientNorm, row.gradientNorm) < tolerance)
    #expect(distance(outcome.firstGradients.flatMap(\.values), row.firstGradients.flatMap { $0 }) < tolerance)
    #expect(distance(steps[1].flatMap { $0 }, row.afterFirst.flatMap { $0 }) < tolerance)
    #expect(distance(outcome.parameters.flatMap(\.values), row.final.flatMap { $0 }) < tolerance)
    let last = try #require(record.finalEvaluation)
    #expect(abs(last.loss - row.finalLoss) < tolerance * max(1, abs(row.finalLoss)))
    if let accuracy = row.finalAccuracy { #expect(last.accuracy == accuracy) }
  }

  /// The largest difference, relative to the size of the expected numbers.
  private func distance(_ values: [Double], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    let scale = expected.reduce(0) { max($0, abs($1)) }
    return zip(values, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / max(scale, 1e-300)
  }
}
