# lrplot code 'wsd' --for paddle
# Paddle (as of 3.3); the rates of steps 0 to 100.
import paddle


def rate(t):
    """The learning rate of step t."""
    if t < 5:
        return 0.1 * (t / 5)
    if t < 80:
        return 0.1
    if t < 100:
        return 0.1 * (1 - (t - 80) / 20)
    return 0.0


# learning_rate=1.0, because LambdaDecay multiplies it by what the function gives: the rate itself.
scheduler = paddle.optimizer.lr.LambdaDecay(learning_rate=1.0, lr_lambda=rate)
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
