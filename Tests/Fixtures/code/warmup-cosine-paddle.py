# lrplot code 'warmup:steps=5+cosine:min=1e-5' --for paddle
# Paddle (as of 3.3); the rates of steps 0 to 100.
import paddle

scheduler = paddle.optimizer.lr.LinearWarmup(
    learning_rate=paddle.optimizer.lr.CosineAnnealingDecay(
        learning_rate=0.1,
        T_max=95,
        eta_min=1e-05,
    ),
    warmup_steps=5,
    start_lr=0.0,
    end_lr=0.1,
)
model = paddle.nn.Linear(1, 1)  # your model
optimizer = paddle.optimizer.SGD(learning_rate=scheduler, parameters=model.parameters())

rates = []
for step in range(101):
    rates.append(optimizer.get_lr())  # the rate of this step
    # Forward pass and loss.backward() go here.
    optimizer.step()
    optimizer.clear_grad()
    scheduler.step()  # once per step, after optimizer.step(): sets the next rate

if __name__ == "__main__":
    print(*rates, sep="\n")
