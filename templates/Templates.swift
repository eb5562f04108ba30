/// The texts of this folder, as they are in the binary.
package enum BuiltIn {
  /// Templates, style sheet and script by the names of their files.
  package static let files: [(name: String, text: String)] = [
    ("page.mustache", text(PackageResources.page_mustache)),
    ("index.mustache", text(PackageResources.index_mustache)),
    ("section.mustache", text(PackageResources.section_mustache)),
    ("gallery.mustache", text(PackageResources.gallery_mustache)),
    ("figure.mustache", text(PackageResources.figure_mustache)),
    ("data.mustache", text(PackageResources.data_mustache)),
    ("listing.mustache", text(PackageResources.listing_mustache)),
    ("table.mustache", text(PackageResources.table_mustache)),
    ("page.css", text(PackageResources.page_css)),
    ("page.js", text(PackageResources.page_js)),
  ]

  /// Reports, YAML.
  package static var learningRates: String { text(PackageResources.learning_rates_yml) }
  package static var schedules: String { text(PackageResources.schedules_yml) }
  package static var optimizers: String { text(PackageResources.optimizers_yml) }
  package static var frameworks: String { text(PackageResources.frameworks_yml) }

  /// Losses that metric-driven schedules of these reports read from standard input: best at step 10, then never better.
  package static var losses: [UInt8] { PackageResources.losses_txt }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
