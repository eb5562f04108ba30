import LRScene
