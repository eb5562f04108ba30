import LRTraining
import Testing

@Suite("Data sets")
struct DataSetTests {
  @Test("outputs are one a class, or as many as a regression has")
  func outputs() {
    let rows = DataSet.Rows(inputs: [1, 2], targets: [0], count: 1)
    func set(_ task: DataSet.Task) -> DataSet {
      DataSet(name: "a", shape: [2], task: task, train: rows, validation: rows)
    }
    #expect(set(.classes(["x", "y", "z"])).outputs == 3)
    #expect(set(.regression(outputs: 2)).outputs == 2)
    #expect(set(.regression(outputs: 2)).features == 2)
  }
}
