import LRCore

enum DeepSpeedDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
