import LRCore
import LRSchedules
import Testing

@Suite("universal parameters")
struct UniversalTests {
  @Test("lr replaces --lr, and percent counts from it")
  func base() throws {
    #expect(try rates("constant", lr: 0.3)[0] == 0.3)
    #expect(try rates("constant:lr=0.5", lr: 0.3)[0] == 0.5)
    #expect(try rates("constant:lr=50%", lr: 0.3)[0] == 0.15)
    #expect(near(try rates("cosine:lr=0.5,min=10%")[100], 0.05))
    #expect(try plan("cosine:lr=0.5").baseRate == 0.5)
  }

  @Test("scale multiplies every rate, min included")
  func scale() throws {
    let plain = try rates("cosine:min=0.01")
    #expect(firstDifference(try rates("cosine:min=0.01,scale=3"), plain.map { 3 * $0 }) == nil)
    #expect(try rates("cosine:scale=0").allSatisfy { $0 == 0 })
  }

  @Test("min ends a shape with a natural end there and bounds the others")
  func floor() throws {
    #expect(try rates("cosine:min=0.01")[100] == 0.01)
    #expect(near(try rates("cosine:min=0.02")[50], 0.06))
    let exponential = try rates("exp:min=0.01")
    #expect(exponential[100] == 0.01 && exponential.min() == 0.01)
    #expect(exponential[10] == (try rates("exp")[10]))
    #expect(try rates("polynomial:end=0.001,min=0.01")[100] == 0.01)
  }

  @Test("max is the peak of a shape that has one and bounds the others")
  func ceiling() throws {
    #expect(try rates("cosine:max=0.05").max() == 0.05)
    #expect(try rates("one-cycle:max=2").max() == 2)
    #expect(try rates("cyclic:max=2,up=10").max() == 2)
    #expect(try rates("range-test:max=2,min=0.1")[100] == 2)
    #expect(try rates("cyclic:lr=0.5,max=2,up=10").min() == 0.5)
    #expect(try rates("one-cycle:lr=0.5,max=2")[0] == 0.5)
  }

  @Test("for sets the horizon, also of a single schedule")
  func horizon() throws {
    #expect(firstDifference(try rates("cosine:for=40"), try rates("cosine:steps=40")) == nil)
    #expect(firstDifference(try rates("warmup:for=40"), try rates("warmup:steps=40")) == nil)
  }

  @Test("label names the curve; else the spec does, cut after 60 characters")
  func labels() throws {
    #expect(try plan("cosine:label=\"my curve\"").label == "my curve")
    #expect(try plan("cosine:label=baseline").label == "baseline")
    #expect(try plan("warmup:label=both+cosine").label == "both")
    #expect(try plan(" cosine:min=0 ").label == "cosine:min=0")
    let long = "piecewise:boundaries=[10,20,30,40,50],values=[0.1,0.09,0.08,0.07,0.06,0.05]"
    #expect(try plan(long).label.count == 60)
    #expect(try plan(long).spec == long)
    #expect(fault("warmup:label=a+cosine:label=b")?.underlined == "b")
  }

  @Test(
    "contradictions are refused where they stand",
    arguments: [
      ("cosine:min=0.2", "'min' (0.2) is above the base rate (0.1)", "0.2"),
      ("exp:min=0.2", "'min' (0.2) is above the base rate (0.1)", "0.2"),
      ("constant:min=0.2", "'min' (0.2) is above the base rate (0.1)", "0.2"),
      ("exp:min=0.05,max=0.01", "'min' (0.05) is above 'max' (0.01)", "0.05"),
      ("cyclic:min=0.5,max=0.2", "above the peak (0.2)", "0.5"),
      ("one-cycle:min=1", "above the peak (0.1)", "1"),
      ("cosine:lr=-0.1", "'lr' must be 0 or more", "-0.1"),
      ("cosine:lr=nan", "must be a finite number", "nan"),
      ("cosine:scale=-1", "'scale' must be 0 or more", "-1"),
      ("cosine:for=0", "'for' must be more than 0", "0"),
      ("cosine:steps=-5", "'steps' must be more than 0", "-5"),
      ("step:size=0", "'size' must be more than 0", "0"),
      ("formula:rate=\"0.1/t\",lr=3", "'lr' has no effect", "3"),
      ("piecewise:boundaries=[5],values=[1,2],lr=3", "'lr' has no effect", "3"),
      ("noam:model=512,lr=1", "both set the peak", "512"),
    ])
  func contradictions(spec: String, message: String, underlined: String) {
    let error = fault(spec)
    #expect(error?.message.english.contains(message) == true, "\(error?.message.english ?? "no error")")
    #expect(error?.underlined == underlined)
  }

  @Test("absolute rates may lie above lr")
  func absoluteRates() throws {
    #expect(try rates("piecewise:boundaries=[5],values=[1,2],min=0.5")[0] == 1)
  }
}
