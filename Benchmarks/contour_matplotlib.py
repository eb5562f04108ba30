"""The contour map of `lrplot trajectory rosenbrock --grid 512` in matplotlib: the same 1600x1200 pixels, the same 512x512
samples, filled bands with lines between them at the same levels, and a colour bar. Without the paths and the panel of
losses, which lrplot draws beside it.

    python3 Benchmarks/contour_matplotlib.py contour.png [contour.svg]
"""

import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LogNorm

GRID = 512
LEVELS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]

x, y = np.meshgrid(np.linspace(-2.048, 2.048, GRID), np.linspace(-2.048, 2.048, GRID))
values = (1 - x) ** 2 + 100 * (y - x**2) ** 2

figure, axes = plt.subplots(figsize=(8, 6), dpi=200)
filled = axes.contourf(x, y, values, levels=LEVELS, norm=LogNorm(), cmap="viridis", alpha=0.6, extend="both")
axes.contour(x, y, values, levels=LEVELS, colors="black", linewidths=0.6, alpha=0.2)
figure.colorbar(filled, ax=axes, label="Loss", ticks=LEVELS)
axes.set_title("rosenbrock")
axes.set_xlabel("x")
axes.set_ylabel("y")
for path in sys.argv[1:] or ["contour-matplotlib.png"]:
    figure.savefig(path, dpi=200)
