import LRCore

enum KerasDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
