# lrplot code 'step:size=30,gamma=0.1' --for torch
# PyTorch (as of 2.13); the rates of steps 0 to 100.
import torch
from torch.optim.lr_scheduler import StepLR

model = torch.nn.Linear(1, 1)  # your model
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, step_size=30, gamma=0.1)

rates = []
for step in range(101):
    rates.append(optimizer.param_groups[0]["lr"])  # the rate of this step
    # Forward pass, optimizer.zero_grad() and loss.backward() go here.
    optimizer.step()
    scheduler.step()  # once per step, after optimizer.step(): sets the next rate

if __name__ == "__main__":
    print(*rates, sep="\n")
