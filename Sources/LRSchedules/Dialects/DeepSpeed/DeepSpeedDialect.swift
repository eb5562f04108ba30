import LRCore

/// DeepSpeed's learning-rate schedules under its own parameter names.
enum DeepSpeedDialect {
  /// The version whose numbers were compared.
  static let version = "0.19.8"

  static let entries: [CatalogueEntry<AnySchedule>] = warmups + [oneCycle, rangeTest]
}
