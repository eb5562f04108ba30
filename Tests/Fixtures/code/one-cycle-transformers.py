# lrplot code 'one-cycle' --for transformers
# Transformers (as of 5.23); the rates of steps 0 to 100.
import math

import torch
from torch.optim.lr_scheduler import LambdaLR


def rate(t):
    """The learning rate of step t."""
    if t < 30:
        return 0.004 + (0.1 - 0.004) * ((1 - math.cos(math.pi * (t / 30))) / 2)
    if t < 100:
        return 0.1 + (4e-07 - 0.1) * ((1 - math.cos(math.pi * ((t - 30) / 70))) / 2)
    return 4e-07


def momentum(t):
    """The momentum of step t."""
    if t < 30:
        return 0.95 + (0.85 - 0.95) * ((1 - math.cos(math.pi * (t / 30))) / 2)
    if t < 100:
        return 0.85 + (0.95 - 0.85) * ((1 - math.cos(math.pi * ((t - 30) / 70))) / 2)
    return 0.95


# No type of get_scheduler does this; Trainer takes it so: Trainer(..., optimizers=(optimizer, scheduler)).
# lr=1.0, because LambdaLR multiplies it by what the function gives: the rate itself.
model = torch.nn.Linear(1, 1)  # your model
optimizer = torch.optim.SGD(model.parameters(), lr=1.0, momentum=0.9)
scheduler = LambdaLR(optimizer, rate)

rates = []
for step in range(101):
    optimizer.param_groups[0]["momentum"] = momentum(step)
    rates.append(optimizer.param_groups[0]["lr"])  # the rate of this step
    # Forward pass, optimizer.zero_grad() and loss.backward() go here.
    optimizer.step()
    scheduler.step()  # once per step, after optimizer.step(): sets the next rate

if __name__ == "__main__":
    print(*rates, sep="\n")
