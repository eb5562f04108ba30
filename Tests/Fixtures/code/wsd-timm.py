# lrplot code 'wsd' --for timm
# timm (as of 1.0.31); the rates of steps 0 to 100.
import torch
from timm.scheduler import WSDLRScheduler

model = torch.nn.Linear(1, 1)  # your model
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = WSDLRScheduler(
    optimizer,
    t_initial=95,
    decay_t=20,
    lr_min=0.0,
    decay_fn="linear",
    warmup_t=5,
    warmup_lr_init=0.0,
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
