# lrplot code 'exp' --for keras
# Keras (as of 3.15); the rates of steps 0 to 100.
import os

os.environ.setdefault("JAX_ENABLE_X64", "1")  # without it JAX has no float64; other backends ignore it

import keras

keras.config.set_floatx("float64")  # Keras's own default is float32; its cosines stay float32 on JAX and PyTorch

schedule = keras.optimizers.schedules.ExponentialDecay(
    initial_learning_rate=0.1,
    decay_steps=1,
    decay_rate=0.954992586021436,
    staircase=False,
)
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])  # your model
optimizer = keras.optimizers.SGD(learning_rate=schedule)
model.compile(optimizer=optimizer, loss="mse")
batch = keras.ops.zeros((1, 1))  # your data; model.fit() steps in the same way

rates = []
for step in range(101):
    rates.append(float(optimizer.learning_rate))  # the rate of this step
    model.train_on_batch(batch, batch)  # one update; the optimizer counts its steps by itself

if __name__ == "__main__":
    print(*rates, sep="\n")
