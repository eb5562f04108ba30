#!/usr/bin/env python3
"""Times the training of lrplot beside PyTorch (see train_torch.py), and the larger training figures.

A step of lrplot is the difference of a long and a short run over the difference of their steps, so that start, data and
output don't count. One thread each; rounds are interleaved. The share of the matrix products is measured with OpenBLAS
itself, on the same shapes. It measures and judges nothing.

    python3 Benchmarks/training.py [-n RUNS] [--lrplot PATH] [--torch PYTHON]
"""

import argparse
import ctypes
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench import Failure, measure, processor, table

HERE = Path(__file__).resolve().parent
DATA = ["--data", "strokes:samples=2000", "--batch", "64"]
SGD, ADAM = "sgd:lr=0.05,momentum=0.9", "adam:lr=1e-3"
MLP, CNN = ["--model", "mlp:hidden=[128,64]"], ["--model", "cnn"]


def lrplot_step(lrplot, runs, model, short, long, jobs=1):
    """Microseconds that each further step of all runs takes."""
    command = [lrplot, "train", *runs, *DATA, *model, "--jobs", str(jobs), "--format", "csv", "-o", "-", "--quiet"]
    quick, _ = measure([str(word) for word in [*command, "--steps", short]])
    slow, _ = measure([str(word) for word in [*command, "--steps", long]])
    return (slow - quick) / (long - short) * 1e6


def torch_steps(python, kind, steps):
    """Microseconds a step by optimizer."""
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    done = subprocess.run(
        [python, HERE / "train_torch.py", kind, str(steps)], capture_output=True, text=True, env=environment)
    if done.returncode:
        raise Failure(done.stderr.strip().splitlines()[-1])
    return {name: float(value) for name, value in (line.split("\t") for line in done.stdout.splitlines())}


def products(sizes, rounds=300):
    """Microseconds of one update's matrix products; nothing where OpenBLAS can't be loaded."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        blas = ctypes.CDLL("libopenblas.so.0")
    except OSError:
        return None
    real, size = ctypes.c_float, ctypes.c_int
    blas.cblas_sgemm.argtypes = [size] * 6 + [real, ctypes.c_void_p, size, ctypes.c_void_p, size, real, ctypes.c_void_p, size]
    buffers = [(real * (1 << 17))() for _ in range(3)]

    def multiply(across, down, m, n, k):
        a, b, c = buffers
        blas.cblas_sgemm(101, 112 if across else 111, 112 if down else 111, m, n, k, 1.0, a, m if across else k, b,
                         k if down else n, 0.0, c, n)

    calls = []
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        calls += [(False, True, 64, outputs, inputs), (True, False, outputs, inputs, 64)]
        if index > 0:
            calls.append((False, False, 64, inputs, outputs))
    for _ in range(20):
        for call in calls:
            multiply(*call)
    start = time.perf_counter()
    for _ in range(rounds):
        for call in calls:
            multiply(*call)
    return (time.perf_counter() - start) / rounds * 1e6


def has_torch(python):
    return subprocess.run([python, "-c", "import torch"], capture_output=True).returncode == 0


def main():
    parser = argparse.ArgumentParser(description="Time the training of lrplot beside PyTorch.")
    parser.add_argument("-n", "--runs", type=int, default=5, help="rounds (5)")
    parser.add_argument("--lrplot", default=HERE.parent / ".build/release/lrplot", help="the release binary")
    parser.add_argument("--torch", default=sys.executable, help="a Python that has PyTorch")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("-n takes 1 or more")
    lrplot = Path(options.lrplot).resolve()
    if not os.access(lrplot, os.X_OK):
        parser.error(f"{lrplot} is not there; `make release` builds it")
    compares = has_torch(options.torch)
    print(f"{processor()}, {os.cpu_count()} cores; {options.runs} rounds, one thread each")
    if not compares:
        print(f"PyTorch is not installed for {options.torch}: left out")

    ours, theirs = {}, {}
    sgemm = []
    for _ in range(options.runs):
        for name, runs, model, short, long, jobs in (
            ("sgd", [SGD], MLP, 500, 3500, 1), ("adam", [ADAM], MLP, 500, 3500, 1), ("cnn", [SGD], CNN, 20, 140, 1),
            ("four", [SGD, f"{SGD}@cosine", f"{SGD}@step", f"{SGD}@linear"], MLP, 500, 2500, 2),
        ):
            ours.setdefault(name, []).append(lrplot_step(lrplot, runs, model, short, long, jobs))
        if compares:
            for name, value in torch_steps(options.torch, "mlp", 2000).items():
                theirs.setdefault(name, []).append(value)
            for name, value in torch_steps(options.torch, "cnn", 100).items():
                theirs.setdefault("cnn" + name[3:], []).append(value)
        share = products([784, 128, 64, 10])
        if share:
            sgemm.append(share)

    def median(values):
        return statistics.median(values) if values else None

    def cell(value):
        return f"{value:.0f}" if value else "-"

    def ratio(one, other):
        return f"{one / other:.2f}" if one and other else "-"

    rows = [["us a step", "lrplot", "PyTorch", "ratio", "fused", "ratio"]]
    labels = {
        "sgd": "784-128-64-10, batch 64, SGD momentum", "adam": "the same, Adam", "cnn": "3x3x16, pool, 3x3x32, pool, fc"}
    for name, label in labels.items():
        own, plain, fused = median(ours[name]), median(theirs.get(name)), median(theirs.get(name + " fused"))
        rows.append([label, cell(own), cell(plain), ratio(own, plain), cell(fused), ratio(own, fused)])
    four, row = median(ours["four"]), median(theirs.get("sgd"))
    rows.append(["four runs of the first, two at a time (PyTorch in a row)", cell(four), cell(row and 4 * row),
                 ratio(four, row and 4 * row), "", ""])
    table(rows)
    if sgemm:
        of = median(sgemm)
        print(f"\nthe 8 matrix products of a step of the first: {of:.0f} us, {of / median(ours['sgd']):.0%} of it")

    figures = {
        "88 runs of 300 steps: train sgd adam --rates (11) --repeat 4":
            ["train", "sgd", "adam", "--rates", "log:1e-4..10:11", "--repeat", "4", "--data", "digits:label_noise=0.2",
             "--steps", "300"],
        "train --cooldown 5": ["train", "sgd:lr=0.1", "--cooldown", "5"],
        "train --sharpness, 64-32-32-10, 300 steps":
            ["train", "sgd:lr=0.1", "--sharpness", "--model", "mlp:hidden=[32,32],activation=tanh", "--steps", "300"],
        "landscape, 64-64-64-10, 41x41": ["landscape", "sgd:lr=0.1", "adam"],
        "train, three runs of 5 epochs": ["train", "sgd:lr=0.1@step", "sgd:lr=0.1@cosine", "adam"],
    }
    rows = [["whole figures", "median s", "max s"]]
    for label, words in figures.items():
        seconds = [
            measure([str(lrplot), *words, "--format", "png", "-o", "-", "--quiet"])[0] for _ in range(min(3, options.runs))]
        rows.append([label, f"{statistics.median(seconds):.2f}", f"{max(seconds):.2f}"])
    print()
    table(rows)


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        print(f"error: {failure}", file=sys.stderr)
        sys.exit(1)
