import LRCore

enum TransformersDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
