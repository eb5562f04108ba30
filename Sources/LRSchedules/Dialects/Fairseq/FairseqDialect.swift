import LRCore

enum FairseqDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
