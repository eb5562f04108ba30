"""The figure of `lrplot compare step exp cosine` in matplotlib: the same 1600x1000 pixels, the same 101 points of the
same three schedules, labels, grid and legend.

    python3 Benchmarks/compare_matplotlib.py compare.png
"""

import math
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

STEPS = 100
BASE = 0.1

steps = range(STEPS + 1)
step = [BASE * 0.1 ** (t // 33) for t in steps]
exp = [BASE * 0.01 ** (t / STEPS) for t in steps]
cosine = [BASE * (1 + math.cos(math.pi * t / STEPS)) / 2 for t in steps]

figure, axes = plt.subplots(figsize=(8, 5), dpi=200)
axes.step(steps, step, where="post", color="#0072B2", label="step")
axes.plot(steps, exp, color="#D55E00", linestyle="--", label="exp")
axes.plot(steps, cosine, color="#009E73", linestyle="-.", label="cosine")
axes.set_title("Learning-rate schedules")
axes.set_xlabel("step")
axes.set_ylabel("learning rate")
axes.set_xlim(0, STEPS)
axes.set_ylim(0, 0.105)
axes.grid(color="#cccccc")
axes.legend(loc="upper right")
figure.savefig(sys.argv[1] if len(sys.argv) > 1 else "compare-matplotlib.png", dpi=200)
