#!/usr/bin/env python3
"""Trains what `training.py` trains, with PyTorch, one thread; prints microseconds a step for each optimizer.

    python3 Benchmarks/train_torch.py mlp|cnn STEPS
"""

import sys
import time

import torch
from torch import nn

ROWS, BATCH = 1600, 64


def mlp():
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 7 * 7, 10))


def train(model, optimizer, inputs, targets, steps):
    """Seconds of so many updates, shuffled anew each epoch; each loss is read, as it would be for a loss curve."""
    criterion = nn.CrossEntropyLoss()
    losses = []
    start = time.perf_counter()
    while len(losses) < steps:
        order = torch.randperm(ROWS)
        for first in range(0, ROWS, BATCH):
            if len(losses) == steps:
                break
            rows = order[first:first + BATCH]
            optimizer.zero_grad()
            loss = criterion(model(inputs[rows]), targets[rows])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return time.perf_counter() - start


def main():
    kind, steps = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(1)
    torch.manual_seed(0)
    shape = (ROWS, 1, 28, 28) if kind == "cnn" else (ROWS, 784)
    inputs, targets = torch.rand(shape), torch.randint(0, 10, (ROWS,))
    makers = {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
        "sgd fused": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, fused=True),
        "adam": lambda p: torch.optim.Adam(p, lr=1e-3),
        "adam fused": lambda p: torch.optim.Adam(p, lr=1e-3, fused=True),
    }
    for name, maker in makers.items():
        if kind == "cnn" and not name.startswith("sgd"):
            continue
        model = cnn() if kind == "cnn" else mlp()
        optimizer = maker(model.parameters())
        train(model, optimizer, inputs, targets, 20)
        print(f"{name}\t{train(model, optimizer, inputs, targets, steps) / steps * 1e6:.1f}", flush=True)


if __name__ == "__main__":
    main()
