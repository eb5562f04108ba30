# lrplot code 'one-cycle' --for paddle
# Paddle (as of 3.3); the rates of steps 0 to 100.
# lrplot's schedule drives momentum too; this program drives the rate only.
import paddle

scheduler = paddle.optimizer.lr.OneCycleLR(
    max_learning_rate=0.1,
    total_steps=101,
    divide_factor=25.0,
    end_learning_rate=4e-07,
    phase_pct=0.3069306930693069,
    anneal_strategy="cos",
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
