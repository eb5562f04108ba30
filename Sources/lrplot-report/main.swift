import LRCommands
import LRMustache
import LRPreview

LRCommands.main(templates: .mustache, server: .loopback)
