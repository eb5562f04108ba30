# lrplot code 'exp' --for optax
# Optax (as of 0.2.8); the rates of steps 0 to 100.
import jax
import jax.numpy as jnp
import optax

jax.config.update("jax_enable_x64", True)  # rates to the last digit; JAX's own default is float32

schedule = optax.exponential_decay(
    init_value=0.1,
    transition_steps=1,
    decay_rate=0.954992586021436,
    staircase=False,
)
optimizer = optax.sgd(learning_rate=schedule)
params = {"w": jnp.zeros(1)}  # your parameters
state = optimizer.init(params)

rates = []
for step in range(101):
    rates.append(float(schedule(step)))  # what the optimizer asks for: it counts the steps in its state
    grads = {"w": jnp.zeros(1)}  # jax.grad of your loss
    updates, state = optimizer.update(grads, state, params)
    params = optax.apply_updates(params, updates)

if __name__ == "__main__":
    print(*rates, sep="\n")
