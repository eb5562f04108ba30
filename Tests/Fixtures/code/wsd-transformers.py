# lrplot code 'wsd' --for transformers
# Transformers (as of 5.23); the rates of steps 0 to 100.
import torch
from transformers import get_scheduler

# In TrainingArguments: lr_scheduler_type="warmup_stable_decay"; the rest as warmup_steps, max_steps and lr_scheduler_kwargs.
model = torch.nn.Linear(1, 1)  # your model
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = get_scheduler(
    "warmup_stable_decay",
    optimizer,
    num_warmup_steps=5,
    scheduler_specific_kwargs={
        "num_decay_steps": 20, "num_stable_steps": 75, "decay_type": "linear", "min_lr_ratio": 0.0,
    },
)

rates = []
for step in range(101):
    rates.append(optimizer.param_groups[0]["lr"])  # the rate of this step
    # Forward pass, optimizer.zero_grad() and loss.backward() go here.
    optimizer.step()
    scheduler.step()  # once per step, after optimizer.step(): sets the next rate

if __name__ == "__main__":
    print(*rates, sep="\n")
