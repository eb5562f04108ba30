import LRCore

enum PaddleDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
