import LRTraining
import Testing

@Suite("Losses over learning rates")
struct RateSweepTests {
  @Test("a grid is logarithmic, linear or listed, and rises")
  func axis() {
    #expect(NumberAxis.values("log:1e-4..10:6") == [1e-4, 1e-3, 1e-2, 0.1, 1, 10])
    #expect(NumberAxis.values("lin:0.1..0.5:5") == [0.1, 0.2, 0.3, 0.4, 0.5])
    #expect(NumberAxis.values("0.01,0.1,1") == [0.01, 0.1, 1])
    for text in [
      "log:1e-4..10", "log:10..1:5", "log:0..1:5", "log:1..10:1", "1,1", "1", "", "a,b", "0x1,2", "log:1.10:5",
    ] {
      #expect(NumberAxis.values(text) == nil, "\(text)")
    }
  }

  @Test("sensitivity is the mean of min(L, L0) - L*, a diverged run counting as L0")
  func sensitivity() {
    let run = RateSweep.Run(
      name: "a", spec: "a", losses: [[2, 2], [1, 1.5], [0.5, 0.5], [0.75, nil], [nil, nil], [9, 9]], start: [2, 3])
    // Means over seeds: 2, 1.25, 0.5, (0.75 + 3) / 2, 2.5, 9; L0 = 2.5.
    #expect(run.startLoss == 2.5)
    #expect(run.means == [2, 1.25, 0.5, 1.875, 2.5, 9])
    #expect(run.best == 2)
    #expect(run.sensitivity == (1.5 + 0.75 + 0 + 1.375 + 2 + 2) / 6)
    #expect(run.failures(at: 3) == 1 && run.spread(at: 4) == nil)
    let hopeless = RateSweep.Run(name: "b", spec: "b", losses: [[nil], [5]], start: [2])
    #expect(hopeless.best == nil && hopeless.sensitivity == 0)
  }
}
