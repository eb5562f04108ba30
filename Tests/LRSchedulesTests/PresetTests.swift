import LRCore
import LRSchedules
import Testing

@Suite("presets: schedules of published trainings")
struct PresetTests {
  /// Step, and the rate that the paper's numbers give there.
  static let published: [(spec: String, steps: Int, values: [Int: Double])] = [
    ("nanogpt", 600_000, [0: 6e-4 / 2001, 1999: 6e-4 * 2000 / 2001, 2000: 6e-4, 301_000: 3.3e-4, 600_000: 6e-5]),
    ("nanogpt", 700_000, [600_000: 6e-5, 700_000: 6e-5]),
    ("nanogpt:version=original", 600_000, [0: 0, 1000: 3e-4, 2000: 6e-4]),
    ("nanogpt", 6000, [0: 6e-4 / 21, 20: 6e-4, 3010: 3.3e-4, 6000: 6e-5]),
    ("gpt3", 300_000, [375: 0.6e-4, 260_000: 0.6e-5, 300_000: 0.6e-5]),
    ("gpt3:size=125m", 300_000, [375: 6e-4, 300_000: 6e-5]),
    ("gpt3:size=350m", 300_000, [375: 3e-4]), ("gpt3:size=760m", 300_000, [375: 2.5e-4]),
    ("gpt3:size=1.3b", 300_000, [375: 2e-4]), ("gpt3:size=2.7b", 300_000, [375: 1.6e-4]),
    ("gpt3:size=6.7b", 300_000, [375: 1.2e-4]), ("gpt3:size=13b", 300_000, [375: 1e-4]),
    ("bert", 1_000_000, [5000: 5e-5, 9999: 9.999e-5, 10_000: 9.9e-5, 505_000: 4.95e-5, 1_000_000: 0]),
    ("bert:lr=5e-5,warmup=10%", 100, [5: 2.5e-5, 9: 4.5e-5, 10: 4.5e-5, 55: 2.25e-5, 100: 0]),
    ("bert:lr=1,min=0.2,warmup=50", 100, [49: 0.98, 50: 0.6, 75: 0.4, 100: 0.2]),
    ("llama", 250_000, [1000: 1.5e-4, 2000: 3e-4, 250_000: 3e-5]),
    ("llama:size=13b", 250_000, [2000: 3e-4]), ("llama:size=33b", 350_000, [2000: 1.5e-4]),
    ("llama:size=65b", 350_000, [2000: 1.5e-4, 176_000: 0.825e-4, 350_000: 1.5e-5]),
    ("llama2", 500_000, [2000: 3e-4, 500_000: 3e-5]), ("llama2:size=13b", 500_000, [2000: 3e-4]),
    ("llama2:size=34b", 500_000, [2000: 1.5e-4]), ("llama2:size=70b", 500_000, [2000: 1.5e-4, 500_000: 1.5e-5]),
    ("llama3", 1_200_000, [8000: 8e-5, 1_200_000: 8e-7]),
    ("llama3:size=70b", 1_200_000, [8000: 1.5e-4, 1_200_000: 1.5e-6]),
    ("llama3:size=8b", 1_200_000, [8000: 3e-4, 1_200_000: 3e-6]),
    ("minicpm", 260_000, [2600: 0.01, 234_000: 0.01, 239_000: 0.005, 244_000: 0.0025]),
    ("minicpm", 1000, [900: 0.01, 920: 0.005, 940: 0.0025, 1000: 0.01 / 32]),
    ("minicpm:warmup=1000,decay=10000,half=5000", 100_000, [1000: 0.01, 90_000: 0.01, 95_000: 0.005, 100_000: 0.0025]),
    ("deepseek-llm", 212_000, [2000: 4.2e-4, 169_600: 4.2e-4 * 0.1.squareRoot(), 190_800: 4.2e-5]),
    ("deepseek-llm:size=67b", 106_000, [2000: 3.2e-4, 84_800: 3.2e-4 * 0.1.squareRoot(), 95_400: 3.2e-5]),
    (
      "deepseek-v2", 218_000, [2000: 2.4e-4, 130_799: 2.4e-4, 130_800: 2.4e-4 * 0.316, 218_000: 2.4e-4 * 0.316 * 0.316]
    ),
    ("deepseek-v2:size=lite", 302_000, [2000: 4.2e-4, 241_599: 4.2e-4, 241_600: 4.2e-4 * 0.316]),
    (
      "deepseek-v3", 1_480_000,
      [2000: 2.2e-4, 1_000_000: 2.2e-4, 1_215_000: 1.21e-4, 1_430_000: 2.2e-5, 1_480_000: 7.3e-6]
    ),
    ("deit", 300, [0: 1e-6, 5: 1e-5 + 0.00099 * 0.9993147673772869, 150: 1e-5 + 0.99e-3 / 2, 300: 1e-5]),
    ("resnet-imagenet", 90, [0: 0.1, 5: 3.2, 29: 3.2, 30: 0.32, 60: 0.032, 80: 0.0032]),
    ("resnet-imagenet:batch=256", 90, [0: 0.1, 29: 0.1, 30: 0.01]),
  ]

  @Test("the published numbers are met", arguments: published)
  func values(spec: String, steps: Int, values: [Int: Double]) throws {
    let rates = try rates(spec, steps: steps)
    for (step, rate) in values {
      #expect(near(rates[step], rate, 1e-9), "\(spec) at \(step): \(rates[step]), not \(rate)")
    }
  }

  @Test("a preset scales to any run, and its own rate counts as the base", arguments: published.map(\.spec))
  func scales(spec: String) throws {
    for steps in [0, 1, 2, 7, 100] where !spec.contains("1000") {
      let plan = try plan(spec, steps: steps)
      #expect(plan.rates.allSatisfy { $0 >= 0 && $0 <= plan.baseRate * (1 + 1e-12) })
    }
    #expect(try plan("llama:size=65b").baseRate == 1.5e-4)
    #expect(try plan("llama:size=65b,lr=1e-3").baseRate == 1e-3)
  }

  @Test("lr and min replace the published ones")
  func replaced() throws {
    let rates = try rates("llama2:lr=0.5,min=20%,warmup=10")
    #expect(rates[10] == 0.5 && near(rates[100], 0.1))
  }

  @Test("a warm-up that leaves no time is refused at its value")
  func refused() {
    for (spec, value) in [
      ("llama:warmup=100", "100"), ("nanogpt:warmup_iters=50,lr_decay_iters=50", "50"), ("deepseek-v2:warmup=61", "61"),
      ("resnet-imagenet:warmup=40", "40"), ("minicpm:warmup=60,decay=60", "60"), ("llama:size=8b", "8b"),
    ] {
      #expect(fault(spec)?.underlined == value, "\(spec)")
    }
  }
}
