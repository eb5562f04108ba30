import LRCore

extension TrainingSetup {
  /// What OpenBLAS takes for itself, in bytes. Where it gets none it asks again, for ever.
  private static let libraryBuffers = 128 << 20

  /// What so many runs at a time need at most, in bytes.
  package func memory(ofRuns runs: Int) -> Int {
    let number = precision == .double ? 8 : 4
    let widths = network.layers.reduce(0) { saturatingSum($0, $1.outputs) }
    let activations = saturatingProduct(saturatingProduct(widths, 2), saturatingSum(rowsPerBatch, 256))
    // Weights, gradients, two moments.
    let weights = saturatingProduct(network.count, 4)
    // The first weights, the last ones and the first gradients are kept in double precision.
    let run = saturatingSum(
      saturatingProduct(saturatingSum(saturatingSum(activations, weights), data.train.inputs.count), number),
      saturatingProduct(network.count, 24))
    return saturatingSum(saturatingProduct(run, runs), Self.libraryBuffers)
  }
}
