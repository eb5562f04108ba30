# lrplot code 'warmup:steps=5+cosine:min=1e-5' --for torch
# PyTorch (as of 2.13); the rates of steps 0 to 100.
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, SequentialLR

model = torch.nn.Linear(1, 1)  # your model
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = SequentialLR(
    optimizer,
    schedulers=[
        LambdaLR(optimizer, lr_lambda=lambda epoch: epoch / 5),
        CosineAnnealingLR(optimizer, T_max=95, eta_min=1e-05),
    ],
    milestones=[5],
)

rates = []
for step in range(101):
    rates.append(optimizer.param_groups[0]["lr"])  # the rate of this step
    # Forward pass, optimizer.zero_grad() and loss.backward() go here.
    optimizer.step()
    scheduler.step()  # once per step, after optimizer.step(): sets the next rate

if __name__ == "__main__":
    print(*rates, sep="\n")
