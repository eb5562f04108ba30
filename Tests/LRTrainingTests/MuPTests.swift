import LRCore
import Testing

@testable import LRTraining

@Suite("muP")
struct MuPTests {
  @Test("the fixture is there, all of it")
  func rows() {
    #expect(FixtureRow.all(of: "mup.jsonl").count == 12)
  }

  @Test("every row of mup's own factors is met", arguments: FixtureRow.all(of: "mup.jsonl"))
  func row(row: FixtureRow) throws {
    let layers = try #require(row["architecture"] as? [Int])
    let rule = MuP(baseWidth: try row.whole("base_width"), width: try row.whole("width"))
    #expect(rule.ratio == (try row.number("width_mult")))
    let kind = try #require(MuP.Kind(rawValue: row["optimizer"] as? String ?? ""))
    // The same network at the base width.
    let base = layers.indices.map { $0 == 0 || $0 == layers.count - 1 ? layers[$0] : rule.baseWidth }
    for layer in 0..<(layers.count - 1) {
      for isBias in [false, true] {
        let name = (isBias ? "b" : "W") + "\(layer + 1)"
        let role = MuP.Role(layer: layer, of: layers.count - 1, isBias: isBias)
        func theirs(_ field: String) throws -> [Double] {
          [try FixtureRow(#require(row[field] as? [String: Any])).number(name)]
        }
        func expect(_ ours: Double, _ field: String) throws {
          expectNear([ours], try theirs(field), "\(field) of \(name)", tolerance: 1e-13)
        }
        try expect(rule.rateFactor(role, kind), "lr_multiplier")
        try expect(rule.decayFactor(role, kind), "weight_decay_multiplier")
        try expect(rule.initialFactor(role), "init_factor_over_torch_default")
        let bound = 1 / Double(layers[layer]).squareRoot()
        try expect(rule.initialFactor(role) * bound, "init_bound_torch_default_rescaled")
        try expect(rule.initialFactor(role) * bound / 3.0.squareRoot(), "init_std_torch_default_rescaled")
        // The same by way of the base width.
        let baseBound = 1 / Double(base[layer]).squareRoot()
        try expect(rule.initialScale(role) * baseBound, "init_bound_torch_default_rescaled")
        guard !isBias else { continue }
        let (inputs, outputs) = (Double(base[layer]), Double(base[layer + 1]))
        let scale = rule.initialScale(role)
        try expect(scale * (2 / inputs).squareRoot(), "init_std_mup_kaiming_normal_relu")
        try expect(scale * (2 / (inputs + outputs)).squareRoot(), "init_std_mup_xavier_normal")
      }
    }
    #expect(rule.outputFactor == (try row.number("output_multiplier_on_weights")))
    #expect(try row.number("output_multiplier_on_bias") == 1)
  }

  @Test("at the base width, and without a hidden layer, nothing changes", arguments: MuP.Kind.allCases)
  func base(kind: MuP.Kind) {
    for role in MuP.Role.allCases {
      let rule = MuP(baseWidth: 64, width: role == .fixed ? 512 : 64)
      #expect(rule.rateFactor(role, kind) == 1 && rule.decayFactor(role, kind) == 1)
      #expect(rule.initialScale(role) == 1 && rule.initialFactor(role) == 1)
    }
    #expect(MuP.Role(layer: 0, of: 1, isBias: false) == .fixed)
  }
}
