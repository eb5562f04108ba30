# lrplot code 'step:size=30,gamma=0.1' --for timm
# timm (as of 1.0.31); the rates of steps 0 to 100.
import torch
from timm.scheduler import StepLRScheduler

model = torch.nn.Linear(1, 1)  # your model
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = StepLRScheduler(optimizer, decay_t=30, decay_rate=0.1, t_in_epochs=False)

rates = []
for step in range(101):
    rates.append(optimizer.param_groups[0]["lr"])  # the rate of this step
    # Forward pass, optimizer.zero_grad() and loss.backward() go here.
    optimizer.step()
    scheduler.step_update(step + 1)  # once per update, with the number of updates done: sets the next rate

if __name__ == "__main__":
    print(*rates, sep="\n")
