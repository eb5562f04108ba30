import LRCommands

LRCommands.main()
