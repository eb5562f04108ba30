# lrplot code 'cosine' --for torch
# PyTorch (as of 2.13); the rates of steps 0 to 100.
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR

model = torch.nn.Linear(1, 1)  # your model
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = CosineAnnealingLR(optimizer, T_max=100, eta_min=0.0)

rates = []
for step in range(101):
    rates.append(optimizer.param_groups[0]["lr"])  # the rate of this step
    # Forward pass, optimizer.zero_grad() and loss.backward() go here.
    optimizer.step()
    scheduler.step()  # once per step, after optimizer.step(): sets the next rate

if __name__ == "__main__":
    print(*rates, sep="\n")
