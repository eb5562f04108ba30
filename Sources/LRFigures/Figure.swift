import LRCharts
