import Foundation
import LRCore
import LRScene
import LRSchedules
import Testing

@testable import LRFigures

/// A figure whose scene, as text, is kept beside the tests: a change to it is reviewed as a diff.
///
/// `LRPLOT_RECORD=1` writes the texts anew and fails, so that a recording run can't be taken for a passing one.
struct Snapshot: Sendable, CustomTestStringConvertible {
  var name: String
  var specs: [String]
  var steps = 100
  var stepsPerEpoch: Int?
  var looks = Looks()
  var metrics: [Double]?

  var testDescription: String { name }

  static let all: [Snapshot] = [
    Snapshot(name: "step-exp-cosine", specs: ["step", "exp", "cosine"]),
    Snapshot(name: "step-alone", specs: ["step:size=30,gamma=0.5"]),
    Snapshot(name: "warmup-cosine-epochs", specs: ["warmup:steps=5ep+cosine"], stepsPerEpoch: 5),
    Snapshot(name: "wsd-chinese", specs: ["wsd"], looks: looks { $0.language = .chinese }),
    Snapshot(name: "log-with-zero", specs: ["cosine", "exp"], looks: looks { $0.logY = true }),
    Snapshot(name: "ribbons", specs: ["warmup:steps=10+cosine", "wsd"]),
    Snapshot(name: "one-cycle-momentum", specs: ["one-cycle"]),
    Snapshot(name: "facets", specs: ["step", "cosine-restarts", "cyclic", "rex"], looks: looks { $0.facet = true }),
    Snapshot(name: "small", specs: ["step", "exp", "cosine"], looks: looks { $0.size = Size(320, 200) }),
    Snapshot(
      name: "bare", specs: ["cosine"],
      looks: looks {
        $0.annotations = false
        $0.legend = .none
        $0.title = ""
        $0.subtitle = ""
        $0.transparent = true
      }),
    Snapshot(
      name: "ranges", specs: ["cosine", "step"],
      looks: looks {
        $0.xRange = 20...60
        $0.yRange = 0...0.08
        $0.legend = .box
        $0.caption = "From step 20 to 60."
      }),
    Snapshot(
      name: "plateau", specs: ["plateau:patience=4,factor=0.5"], steps: 40,
      metrics: (0..<40).map { $0 < 15 ? 1 - Double($0) / 20 : 0.3 }),
  ]

  private static func looks(_ change: (inout Looks) -> Void) -> Looks {
    var looks = Looks()
    change(&looks)
    return looks
  }

  func listing() throws -> String {
    let context = RunContext(steps: steps, stepsPerEpoch: stepsPerEpoch, metrics: metrics)
    let plans = try specs.map { try Schedules.plan($0, in: context) }
    return RateComparison(plans: plans, stepsPerEpoch: stepsPerEpoch, looks: looks).chart()
      .scene(measuring: .fixedAdvance).listing
  }
}

@Suite("Scenes of rate figures")
struct SnapshotTests {
  @Test("a figure's scene is the one that was reviewed", arguments: Snapshot.all)
  func scene(snapshot: Snapshot) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Snapshots/\(snapshot.name).txt")
    let listing = try snapshot.listing()
    if ProcessInfo.processInfo.environment["LRPLOT_RECORD"] == "1" {
      try listing.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(snapshot.name)")
      return
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    let ours = listing.split(separator: "\n")
    let theirs = kept.split(separator: "\n")
    if let line = (0..<max(ours.count, theirs.count)).first(where: { index in
      index >= ours.count || index >= theirs.count || ours[index] != theirs[index]
    }) {
      Issue.record(
        "line \(line + 1) of \(snapshot.name) is\n  \(line < ours.count ? String(ours[line]) : "missing")\nnot\n  \(line < theirs.count ? String(theirs[line]) : "missing")"
      )
    }
  }
}
