import LRCore

extension TrainingSetup {
  /// What OpenBLAS takes for itself in each thread, in bytes. Where it gets none it asks again, for ever.
  private static let libraryBuffer = 128 << 20
  /// Of address space, what each thread has besides: its stack and the arena from which its memory comes.
  private static let threadSpace = 136 << 20

  /// Address space that so many runs at a time take besides `memory`, most of which is never used, in bytes.
  package static func reserved(ofRuns runs: Int) -> Int {
    saturatingProduct(saturatingSum(libraryBuffer, threadSpace), max(0, runs - 1))
  }

  /// Series that a record has an element of for each step, with room for the copy that a growing array makes.
  private static let seriesOfRecord = 14

  /// What so many runs at a time need at most, in bytes.
  ///
  /// - Parameter all: runs whose records and weights are kept until the last one is done; as many as at a time unless given.
  package func memory(ofRuns runs: Int, of all: Int? = nil) -> Int {
    let number = precision == .double ? 8 : 4
    let widths = network.layers.reduce(0) { saturatingSum($0, $1.outputs) }
    let activations = saturatingProduct(saturatingProduct(widths, 2), saturatingSum(rowsPerBatch, 256))
    // Weights, gradients, two moments, a mean.
    let weights = saturatingProduct(network.count, averaging == .none ? 4 : 5)
    let rows = saturatingSum(data.train.inputs.count, data.validation.inputs.count)
    let run = saturatingProduct(saturatingSum(saturatingSum(activations, weights), rows), number)
    // The first weights, the last ones and the first gradients are kept in double precision, and the series.
    let kept = saturatingSum(
      saturatingProduct(network.count, 24), saturatingProduct(steps, 8 * Self.seriesOfRecord))
    return saturatingSum(
      saturatingSum(saturatingProduct(run, runs), saturatingProduct(kept, max(runs, all ?? runs))), Self.libraryBuffer)
  }
}
