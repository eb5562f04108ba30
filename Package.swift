// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.target(name: name)] + dependencies, swiftSettings: strict)
}

let templates = [
  "page.mustache", "index.mustache", "section.mustache", "gallery.mustache", "figure.mustache", "data.mustache",
  "listing.mustache", "table.mustache", "page.css", "page.js", "reports/learning-rates.yml",
  "reports/schedules.yml", "reports/optimizers.yml", "reports/frameworks.yml", "reports/losses.txt",
]

let package = Package(
  name: "lrplot",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "lrplot", targets: ["lrplot"]),
    .executable(name: "lrplot-report", targets: ["lrplot-report"]),
    .executable(name: "lrplot-worker", targets: ["lrplot-worker"]),
    .library(
      name: "LRPlot",
      targets: [
        "LRCore", "LRSchedules", "LROptimizers", "LRTraining", "LRCode", "LRScene", "LRCharts", "LRFigures", "LRCairo",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
    .package(url: "https://github.com/swhitty/FlyingFox.git", from: "0.27.1"),
  ],
  targets: [
    library("LRCore"),
    library("LRSchedules", ["LRCore"]),
    library("LRCode", ["LRCore", "LRSchedules"]),
    library("LROptimizers", ["LRCore", "LRSchedules"]),
    .target(name: "CTraining"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    library("LRTraining", ["LRCore", "LRSchedules", "LROptimizers", "CTraining", "CZlib"]),
    library("LRSystem", ["LRCore"]),
    library("LRMarkdown"),
    library("LREmbed", ["LRCore", "LRMarkdown"]),
    library("LRMath"),
    library("LRReports", ["LRCore", "LRConfigs", "LRMarkdown", "LRMath"]),
    // The texts of templates/ as bytes in the binary.
    .target(
      name: "LRTemplates", path: "templates",
      resources: templates.map { .embedInCode($0) }, swiftSettings: strict),
    // Swift-mustache imports Foundation, which lrplot itself does without.
    library("LRMustache", ["LRCore", "LRReports", .product(name: "Mustache", package: "swift-mustache")]),
    library("LRPreview", ["LRCore", "LRReports", .product(name: "FlyingFox", package: "FlyingFox")]),
    library("LRScene"),
    library("LRCharts", ["LRCore", "LRScene"]),
    library("LRFigures", ["LRCore", "LRSchedules", "LROptimizers", "LRTraining", "LRScene", "LRCharts"]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "pangocairo",
      providers: [.apt(["libcairo2-dev", "libpango1.0-dev"]), .brew(["cairo", "pango"])]),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    library("LRConfigs", ["LRCore", "CYAML"]),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
    // giflib comes without a file for pkg-config.
    .systemLibrary(name: "CGIF", providers: [.apt(["libgif-dev"]), .brew(["giflib"])]),
    .systemLibrary(
      name: "CWebP", pkgConfig: "libwebpmux", providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
    library("LRCairo", ["LRScene", "CCairo", "CPNG", "CGIF", "CWebP"]),
    library(
      "LRCommands",
      [
        "LRCore", "LRSchedules", "LROptimizers", "LRTraining", "LRCode", "LRConfigs", "LRSystem", "LREmbed",
        "LRReports", "LRTemplates", "LRScene", "LRCharts", "LRFigures", "LRCairo",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "lrplot", dependencies: ["LRCommands"], swiftSettings: strict),
    // The same program with what reports need beside it.
    .executableTarget(
      name: "lrplot-report", dependencies: ["LRCommands", "LRMustache", "LRPreview"], swiftSettings: strict),
    // For machines that train and draw nothing: without Cairo, Pango and GLib.
    .executableTarget(
      name: "lrplot-worker", dependencies: ["LRCore", "LRTraining", "LRSystem"], swiftSettings: strict),

    tests("LRCore"),
    tests("LRSchedules", ["LRCore"]),
    tests("LRConfigs", ["LRCore"]),
    tests("LRCode", ["LRCore", "LRSchedules"]),
    tests("LROptimizers", ["LRCore"]),
    tests("LRTraining", ["LRCore", "LRSchedules", "LROptimizers"]),
    tests("LREmbed", ["LRCore"]),
    tests("LRMath"),
    tests("LRScene"),
    tests("LRCharts", ["LRCore", "LRScene"]),
    tests("LRFigures", ["LRCore", "LRSchedules", "LROptimizers", "LRTraining", "LRCharts", "LRScene"]),
    tests("LRCairo", ["LRScene"]),
    tests("LRReports", ["LRCore", "LRMustache", "LRTemplates"]),
    tests(
      "LRCommands", ["LRMustache", "LRReports", "LRSystem", "LRCore", "LRSchedules", "LROptimizers", "LRTraining"]),
  ],
  swiftLanguageModes: [.v6]
)
