import LRCore
import LRTraining
import Testing

@testable import LRCommands

@Suite("Numbers of training runs")
struct TrainingDataTests {
  private func record(_ name: String, groups: [String] = []) -> TrainingRecord {
    var record = TrainingRecord(name: name, spec: "sgd:lr=0.1", stepsPerEpoch: 2, plannedSteps: 3)
    record.loss = [2, 1.5, .infinity]
    record.accuracy = [0.25, 0.5, 0.5]
    record.rates = [.init(values: [0.1, 0.05, 0])] + groups.map { .init(group: $0, values: [1, 2, 3]) }
    record.gradientNorm = [3]
    record.evaluations = [
      .init(step: 0, loss: 2.3, accuracy: 0.1, seconds: 0), .init(step: 2, loss: 1.4, accuracy: 0.6, seconds: 1),
      .init(step: 3, loss: .nan, accuracy: nil, seconds: 1),
    ]
    record.divergedAt = 3
    return record
  }

  private func text(_ groups: [[TrainingRecord]], _ form: (TrainingData, inout ByteWriter) throws(Failure) -> Void)
    throws -> String
  {
    var text = ""
    var writer = ByteWriter { bytes throws(Failure) in text += String(decoding: bytes, as: UTF8.self) }
    try form(TrainingData(title: "T", xLabel: "Step", yLabel: "Loss", groups: groups), &writer)
    try writer.finish()
    return text
  }

  @Test("the table is long, with an empty field where there is no value")
  func table() throws {
    let text = try text([[record("a,b")]]) { data, writer throws(Failure) in try data.writeTable(to: &writer) }
    #expect(
      text == """
        run,series,step,epoch,value
        "a,b",loss,0,0,2
        "a,b",loss,1,0.5,1.5
        "a,b",loss,2,1,
        "a,b",val_loss,0,0,2.3
        "a,b",val_loss,2,1,1.4
        "a,b",val_loss,3,1.5,
        "a,b",accuracy,0,0,0.25
        "a,b",accuracy,1,0.5,0.5
        "a,b",accuracy,2,1,0.5
        "a,b",val_accuracy,0,0,0.1
        "a,b",val_accuracy,2,1,0.6
        "a,b",rate,0,0,0.1
        "a,b",rate,1,0.5,0.05
        "a,b",rate,2,1,0
        "a,b",grad_norm,0,0,3

        """)
  }

  @Test("parameter groups and repeats have columns where there are some")
  func columns() throws {
    func rows(_ groups: [[TrainingRecord]]) throws -> [Substring] {
      try text(groups) { data, writer throws(Failure) in try data.writeTable(to: &writer) }.split(separator: "\n")
    }
    let grouped = try rows([[record("a", groups: ["bias"])]])
    #expect(grouped[0] == "run,series,step,epoch,value,group")
    #expect(grouped[1] == "a,loss,0,0,2," && grouped.contains("a,rate,1,0.5,2,bias"))
    let repeated = try rows([[record("a"), record("a")]])
    #expect(repeated[0] == "run,series,step,epoch,value,repeat")
    #expect(repeated.contains("a,grad_norm,0,0,3,0") && repeated.contains("a,grad_norm,0,0,3,1"))
    let both = try rows([[record("a", groups: ["head"]), record("a", groups: ["head"])]])
    #expect(both[0] == "run,series,step,epoch,value,group,repeat" && both.contains("a,rate,2,1,3,head,1"))
  }

  @Test("JSON has the runs with their best and final numbers, and every series")
  func json() throws {
    let text = try text([[record("a", groups: ["bias"])]]) { data, writer throws(Failure) in
      try data.writeJSON(to: &writer)
    }
    #expect(text.hasPrefix("{\n  \"title\": \"T\",\n  \"x\": {\"label\": \"Step\", \"unit\": \"\"},"))
    #expect(text.contains("\"diverged_at\": 3"))
    #expect(text.contains("\"stopped_at\": null"))
    #expect(text.contains("\"val_loss\": 1.4"))
    #expect(
      text.contains(
        "{\"name\": \"a\", \"spec\": \"sgd:lr=0.1\", \"series\": \"loss\", \"x\": [0,1,2], \"y\": [2,1.5,null]}"))
    #expect(text.contains("\"series\": \"rate\", \"group\": \"bias\", \"x\": [0,1,2], \"y\": [1,2,3]}"))
    #expect(text.hasSuffix("]}\n  ]\n}\n"))
  }
}
