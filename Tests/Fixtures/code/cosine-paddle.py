# lrplot code 'cosine' --for paddle
# Paddle (as of 3.3); the rates of steps 0 to 100.
import paddle

scheduler = paddle.optimizer.lr.CosineAnnealingDecay(learning_rate=0.1, T_max=100, eta_min=0.0)
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
