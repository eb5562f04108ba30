# lrplot code 'one-cycle' --for timm
# timm (as of 1.0.31); the rates of steps 0 to 100.
import math

import torch
from timm.scheduler import WSDLRScheduler


def rate(t):
    """The learning rate of step t."""
    if t < 30:
        return 0.004 + (0.1 - 0.004) * ((1 - math.cos(math.pi * (t / 30))) / 2)
    if t < 100:
        return 0.1 + (4e-07 - 0.1) * ((1 - math.cos(math.pi * ((t - 30) / 70))) / 2)
    return 4e-07


# timm has no schedule by function, but the decay of its WSD may be one (timm 1.0.31).
# Here it is the whole run, after one step of "warm-up" at rate(0); it multiplies lr, which is rate(1).
model = torch.nn.Linear(1, 1)  # your model
optimizer = torch.optim.SGD(model.parameters(), lr=rate(1))
scheduler = WSDLRScheduler(
    optimizer,
    t_initial=100,
    decay_t=100,
    decay_fn=lambda part: rate(round(part * 100) + 1) / rate(1),
    warmup_t=1,
    warmup_lr_init=rate(0),
    t_in_epochs=False,
)

rates = []
for step in range(101):
    rates.append(optimizer.param_groups[0]["lr"])  # the rate of this step
    # Forward pass, optimizer.zero_grad() and loss.backward() go here.
    optimizer.step()
    scheduler.step_update(step + 1)  # once per update, with the number of updates done: sets the next rate

if __name__ == "__main__":
    print(*rates, sep="\n")
