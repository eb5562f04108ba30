# lrplot code 'warmup:steps=5+cosine:min=1e-5' --for transformers
# Transformers (as of 5.23); the rates of steps 0 to 100.
import torch
from transformers import get_scheduler

# In TrainingArguments: lr_scheduler_type="cosine_with_min_lr"; the rest as warmup_steps, max_steps and lr_scheduler_kwargs.
model = torch.nn.Linear(1, 1)  # your model
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = get_scheduler(
    "cosine_with_min_lr",
    optimizer,
    num_warmup_steps=5,
    num_training_steps=100,
    scheduler_specific_kwargs={"min_lr": 1e-05},
)

rates = []
for step in range(101):
    rates.append(optimizer.param_groups[0]["lr"])  # the rate of this step
    # Forward pass, optimizer.zero_grad() and loss.backward() go here.
    optimizer.step()
    scheduler.step()  # once per step, after optimizer.step(): sets the next rate

if __name__ == "__main__":
    print(*rates, sep="\n")
