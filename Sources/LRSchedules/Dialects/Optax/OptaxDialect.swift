import LRCore

enum OptaxDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
