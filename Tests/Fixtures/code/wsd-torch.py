# lrplot code 'wsd' --for torch
# PyTorch (as of 2.13); the rates of steps 0 to 100.
import torch
from torch.optim.lr_scheduler import LambdaLR


def rate(t):
    """The learning rate of step t."""
    if t < 5:
        return 0.1 * (t / 5)
    if t < 80:
        return 0.1
    if t < 100:
        return 0.1 * (1 - (t - 80) / 20)
    return 0.0


# lr=1.0, because LambdaLR multiplies it by what the function gives: the rate itself.
model = torch.nn.Linear(1, 1)  # your model
optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
scheduler = LambdaLR(optimizer, rate)

rates = []
for step in range(101):
    rates.append(optimizer.param_groups[0]["lr"])  # the rate of this step
    # Forward pass, optimizer.zero_grad() and loss.backward() go here.
    optimizer.step()
    scheduler.step()  # once per step, after optimizer.step(): sets the next rate

if __name__ == "__main__":
    print(*rates, sep="\n")
