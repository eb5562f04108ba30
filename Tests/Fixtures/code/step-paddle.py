# lrplot code 'step:size=30,gamma=0.1' --for paddle
# Paddle (as of 3.3); the rates of steps 0 to 100.
import paddle

scheduler = paddle.optimizer.lr.StepDecay(learning_rate=0.1, step_size=30, gamma=0.1)
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
