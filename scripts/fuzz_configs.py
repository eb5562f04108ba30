#!/usr/bin/env python3
"""Configurations of every format that `lrplot compare --from` reads, each with a key or two at a wrong value.

As a module: `inputs(random)` yields (arguments, files) for ever, files being names and their bytes.
By itself it tries every key at every value, then random pairs, against the binary:

    scripts/fuzz_configs.py [--lrplot PATH] [--count N] [--seed N] [--seconds S] [--megabytes M]

One line for each fault, exit 1 if there are any. A fault is another exit code than 0, 64 or 65, a failure without
exactly one `error:` line, a control character in a message, or a run beyond the limits.
"""

import argparse
import copy
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Raw(str):
    """A value as it is to be written, whatever JSON allows."""


# One file of each format and each schedule that a format has, with every key that its reader knows.
TRAINER = {
    "lr_scheduler_type": "cosine", "learning_rate": 2e-5, "num_train_epochs": 3.0, "max_steps": 200,
    "warmup_steps": 0, "warmup_ratio": 0.1, "lr_scheduler_kwargs": {"num_cycles": 0.5}, "weight_decay": 0.01,
    "per_device_train_batch_size": 8, "gradient_accumulation_steps": 2, "deepspeed": "ds.json",
}
TIMM = {
    "sched": "cosine", "epochs": 30, "lr": 0.1, "lr_base": 0.1, "lr_base_size": 256, "lr_base_scale": "",
    "batch_size": 128, "world_size": 2, "grad_accum_steps": 1, "opt": "sgd", "min_lr": 1e-5, "warmup_lr": 1e-6,
    "warmup_epochs": 3, "warmup_prefix": False, "cooldown_epochs": 2, "decay_epochs": 10, "decay_rate": 0.1,
    "decay_milestones": [10, 20], "patience_epochs": 3, "lr_cycle_mul": 1.0, "lr_cycle_decay": 0.5,
    "lr_cycle_limit": 1, "lr_k_decay": 1.0, "lr_noise": None, "sched_on_updates": False, "eval_metric": "top1",
    "lr_decay_fn": "", "lr_stable_timescale": None,
}
DEEPSPEED = {
    "train_batch_size": 8, "optimizer": {"type": "AdamW", "params": {"lr": 1e-3, "betas": [0.9, 0.95]}},
    "zero_optimization": {"stage": 2},
}


def trainer(kind, **more):
    return {**TRAINER, "lr_scheduler_type": kind, **more}


def deepspeed(kind, **params):
    return {**DEEPSPEED, "scheduler": {"type": kind, "params": params}}


def keras(name, **config):
    return {"module": "keras.optimizers.schedules", "class_name": name, "config": {**config, "name": name},
            "registered_name": None}


def mmengine(*schedulers):
    return {"param_scheduler": list(schedulers), "train_cfg": {"max_epochs": 30, "max_iters": None},
            "optim_wrapper": {"optimizer": {"type": "SGD", "lr": 0.02}}, "auto_scale_lr": {"enable": False}}


BASES = [
    *(trainer(kind) for kind in [
        "linear", "cosine", "cosine_with_restarts", "polynomial", "constant", "constant_with_warmup", "inverse_sqrt"]),
    trainer("cosine_with_min_lr", lr_scheduler_kwargs={"min_lr": 1e-6, "num_cycles": 0.5}),
    trainer("warmup_stable_decay", lr_scheduler_kwargs={"num_decay_steps": 20, "num_stable_steps": 160,
                                                        "min_lr_ratio": 0.1}),
    trainer("cosine_warmup_with_min_lr", lr_scheduler_kwargs={"min_lr_rate": 0.1, "warmup_lr_rate": 0.1}),
    trainer("reduce_lr_on_plateau", lr_scheduler_kwargs={"factor": 0.5, "patience": 2}),
    *({**TIMM, "sched": kind} for kind in [
        "cosine", "tanh", "poly", "step", "multistep", "plateau", "wsd", "rsqrt", "none"]),
    {**TIMM, "lr": None},
    {**TIMM, "lr_cycle_mul": 2.0, "lr_cycle_limit": 3},
    deepspeed("WarmupLR", warmup_min_lr=0, warmup_max_lr=1e-3, warmup_num_steps=50, warmup_type="linear"),
    deepspeed("WarmupDecayLR", total_num_steps=200, warmup_min_lr=0, warmup_max_lr=1e-3, warmup_num_steps=50),
    deepspeed("WarmupCosineLR", total_num_steps=200, warmup_min_ratio=0.1, warmup_num_steps=50, cos_min_ratio=0.01),
    deepspeed("LRRangeTest", lr_range_test_min_lr=1e-4, lr_range_test_step_size=20, lr_range_test_step_rate=1.0,
              lr_range_test_staircase=True),
    deepspeed("OneCycle", cycle_min_lr=1e-4, cycle_max_lr=1e-2, decay_lr_rate=0.1, cycle_first_step_size=50,
              cycle_second_step_size=50, cycle_momentum=True, cycle_min_mom=0.8, cycle_max_mom=0.9,
              decay_step_size=10),
    deepspeed("OneCycleLR", max_lr=0.1, total_steps=100, pct_start=0.3, div_factor=25.0),
    deepspeed("CosineAnnealingLR", T_max=100, eta_min=1e-5),
    keras("CosineDecay", initial_learning_rate=0.0, decay_steps=90, alpha=0.01, warmup_target=0.1, warmup_steps=10),
    keras("CosineDecayRestarts", initial_learning_rate=0.1, first_decay_steps=20, t_mul=2.0, m_mul=0.9, alpha=0.0),
    keras("ExponentialDecay", initial_learning_rate=0.1, decay_steps=20, decay_rate=0.9, staircase=True),
    keras("InverseTimeDecay", initial_learning_rate=0.1, decay_steps=20, decay_rate=0.9, staircase=False),
    keras("PiecewiseConstantDecay", boundaries=[10, 20], values=[0.1, 0.01, 0.001]),
    keras("PolynomialDecay", initial_learning_rate=0.1, decay_steps=20, end_learning_rate=0.01, power=2.0, cycle=True),
    {"class_name": "Adam", "config": {"learning_rate": 0.001, "decay": 0.0, "lr": None, "weight_decay": None}},
    mmengine({"type": "LinearLR", "start_factor": 0.001, "end_factor": 1.0, "by_epoch": True, "begin": 0, "end": 5},
             {"type": "CosineAnnealingLR", "T_max": 25, "eta_min": 1e-5, "begin": 5, "end": 30, "by_epoch": True}),
    mmengine({"type": "MultiStepLR", "milestones": [10, 20], "gamma": 0.1, "begin": 0, "end": 30}),
    mmengine({"type": "StepLR", "step_size": 8, "gamma": 0.1}, {"type": "PolyLR", "power": 0.9, "eta_min": 0}),
    mmengine({"type": "OneCycleLR", "eta_max": 0.1, "total_steps": 30, "pct_start": 0.3, "three_phase": False}),
    mmengine({"type": "CosineRestartLR", "periods": [10, 20], "restart_weights": [1, 0.5], "eta_min_ratio": 0.1}),
    mmengine({"type": "ExponentialLR", "gamma": 0.9, "convert_to_iter_based": False}),
    mmengine({"type": "ConstantLR", "factor": 0.3, "end": 5}, {"type": "ReduceOnPlateauLR", "patience": 2}),
]

VALUES = [
    -1, 0, 1, 2, 2.5, 0.5, -1e19, 1e19, 1e15, 999999999, 1e308, -1e308, 5e-324, -5e-324, 1e-320, Raw("-0.0"),
    Raw("NaN"), Raw(".nan"), Raw("Infinity"), Raw("-.inf"), Raw("1e999"), 9223372036854775807, -9223372036854775808,
    9223372036854775808, None, True, False, "", "x", "auto", "1", "cosine", "LR", "\x1b[2Jx", "\u202e", "y" * 5000,
    [], [1], [-1], [1e19, -1e19], [0, 0, 0], ["x"], [[]], {}, {"a": 1}, {"type": "x"}, {"lr": 1}, [None],
    [5e-324, 1e308], list(range(3000)),
]

LENGTHS = [[], [], ["--steps-per-epoch", "7"], ["--steps", "50"], ["--epochs", "5", "--steps-per-epoch", "3"],
           ["--epochs", "3"], ["--lr", "0.5"], ["--steps", "40", "--lr", "5e-324"], ["--steps-per-epoch", "100000000"]]
FORMATS = ["csv", "csv", "csv", "json", "svg"]


def written(value):
    """The value as JSON, but for what JSON has no form of."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(item) for item in value) + "]"
    return json.dumps(value)


def places(value, path=()):
    """The paths of all values below, maps and lists included."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield path + (key,)
        yield from places(item, path + (key,))


def replaced(base, path, value):
    result = copy.deepcopy(base)
    place = result
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return result


def call(tree, length, form):
    return ["compare", "--from", "fuzz.json", "-o", "-", "--format", form, *length], {
        "fuzz.json": written(tree).encode("utf-8", "surrogatepass")}


def every():
    """Every key of every format at every value."""
    for base in BASES:
        for path in places(base):
            for value in VALUES:
                yield call(replaced(base, path, value), ["--steps-per-epoch", "7"], "csv")


def inputs(random):
    """Random keys, one to three of a file, at wrong values; without end."""
    while True:
        tree = random.choice(BASES)
        for _ in range(random.choice([1, 1, 2, 3])):
            found = list(places(tree))
            if found:
                tree = replaced(tree, random.choice(found), random.choice(VALUES))
        yield call(tree, random.choice(LENGTHS), random.choice(FORMATS))


def fault(lrplot, arguments, files, folder, seconds, megabytes):
    """What is wrong with one call; None if nothing is."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    start = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([lrplot, *arguments], cwd=folder, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=errors)
        while True:
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            if time.monotonic() - start > seconds:
                process.kill()
                os.wait4(process.pid, 0)
                process.returncode = -9
                return f"longer than {seconds} s"
            time.sleep(0.001)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
    if process.returncode not in (0, 64, 65):
        return f"exit {process.returncode}: {said[:200]}"
    if (process.returncode != 0) != (len(re.findall("^error: ", said, re.MULTILINE)) == 1):
        return f"exit {process.returncode} with another number of error lines: {said[:200]}"
    if re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said):
        return f"a control character in {said[:200]!r}"
    if process.returncode != 0 and len(said) > 500:
        return f"a message of {len(said)} characters: {said[:200]}"
    if usage.ru_maxrss > megabytes * 1024:
        return f"{usage.ru_maxrss // 1024} MB"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lrplot", default=ROOT / ".build/release/lrplot")
    parser.add_argument("--count", type=int, default=2000, help="random inputs after every key at every value")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--random-only", action="store_true")
    options = parser.parse_args()
    lrplot = str(Path(options.lrplot).resolve())
    source = inputs(random.Random(options.seed))
    calls = [] if options.random_only else list(every())
    calls += [next(source) for _ in range(options.count)]
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for arguments, files in calls:
            wrong = fault(lrplot, arguments, files, Path(folder), options.seconds, options.megabytes)
            if wrong:
                faults += 1
                print(f"{wrong}\n  lrplot {' '.join(arguments)}\n  {files['fuzz.json'].decode()[:600]}", flush=True)
    print(f"{len(calls)} configurations, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
