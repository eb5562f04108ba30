# lrplot code 'one-cycle' --for transformers
# Transformers (as of 5.23); the rates of steps 0 to 100.
import torch
from torch.optim.lr_scheduler import OneCycleLR

# No type of get_scheduler does this; Trainer takes it so: Trainer(..., optimizers=(optimizer, scheduler)).
model = torch.nn.Linear(1, 1)  # your model
optimizer = torch.optim.SGD(model.parameters(), lr=0.004, momentum=0.95)
scheduler = OneCycleLR(
    optimizer,
    max_lr=0.1,
    total_steps=101,
    pct_start=0.3069306930693069,
    anneal_strategy="cos",
    cycle_momentum=True,
    base_momentum=0.85,
    max_momentum=0.95,
    div_factor=25.0,
    final_div_factor=10000.0,
)

rates = []
for step in range(101):
    rates.append(optimizer.param_groups[0]["lr"])  # the rate of this step
    # Forward pass, optimizer.zero_grad() and loss.backward() go here.
    optimizer.step()
    scheduler.step()  # once per step, after optimizer.step(): sets the next rate

if __name__ == "__main__":
    print(*rates, sep="\n")
