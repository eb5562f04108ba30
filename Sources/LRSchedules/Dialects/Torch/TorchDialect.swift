import LRCore

enum TorchDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
