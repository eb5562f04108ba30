#!/usr/bin/env python3
"""Times lrplot beside gnuplot and matplotlib, whole processes from start to exit.

Every program draws the same figure (see compare.gp, compare_matplotlib.py and contour_matplotlib.py); one that is not
installed is left out. The runs are interleaved, so that a slow spell of the machine touches all alike. It measures and
judges nothing: a slow time is no failure, only a program that fails is.

    python3 Benchmarks/bench.py [-n RUNS] [--lrplot PATH] [--keep FOLDER]
"""

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
KIB = 1 if platform.system() == "Darwin" else 1024  # ru_maxrss: bytes on macOS, KiB elsewhere


class Failure(Exception):
    pass


class Program:
    """A command, the files it must leave, and what was measured."""

    def __init__(self, name, command, outputs=()):
        self.name = name
        self.command = [str(word) for word in command]
        self.outputs = [Path(path) for path in outputs]
        self.seconds = []
        self.peaks = []

    def run(self, record=True):
        for path in self.outputs:
            path.unlink(missing_ok=True)
        seconds, peak = measure(self.command)
        for path in self.outputs:
            if not path.is_file():
                raise Failure(f"{self.name}: {path.name} was not written")
        if record:
            self.seconds.append(seconds)
            self.peaks.append(peak)

    @property
    def median(self):
        return statistics.median(self.seconds)


def measure(command):
    """Runs a command; its seconds and its peak memory in bytes."""
    with tempfile.TemporaryFile() as errors:
        files = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, errors.fileno(), 2),
        ]
        start = time.perf_counter()
        child = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
        _, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - start
        if status != 0:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
            raise Failure(f"{' '.join(command)}: exit {os.waitstatus_to_exitcode(status)}\n{said}")
    return seconds, usage.ru_maxrss * KIB


def has_matplotlib():
    try:
        measure([sys.executable, "-c", "import matplotlib"])
        return True
    except Failure:
        return False


def compare_programs(lrplot, folder):
    """The programs that draw the comparison; the first is what the others are held against."""
    png, svg = folder / "lrplot.png", folder / "lrplot.svg"
    schedules = [lrplot, "compare", "step", "exp", "cosine", "--size", "800x500", "--scale", "2"]
    programs = [
        Program("lrplot, PNG and SVG", schedules + ["-o", png, "-o", svg], [png, svg]),
        Program("lrplot, PNG alone", schedules + ["-o", folder / "alone.png"], [folder / "alone.png"]),
        Program("lrplot, SVG alone", schedules + ["-o", folder / "alone.svg"], [folder / "alone.svg"]),
    ]
    if shutil.which("gnuplot"):
        out = folder / "gnuplot.png"
        programs.append(Program("gnuplot, PNG", ["gnuplot", "-e", f"output='{out}'", HERE / "compare.gp"], [out]))
    else:
        print("gnuplot is not installed: left out")
    if has_matplotlib():
        out = folder / "matplotlib.png"
        programs.append(
            Program("matplotlib, PNG", [sys.executable, HERE / "compare_matplotlib.py", out], [out]))
    else:
        print(f"matplotlib is not installed for {sys.executable}: left out")
    return programs


def contour_programs(lrplot, folder):
    """The programs that draw the contour map; the first is what the others are held against."""
    png, svg = folder / "contour.png", folder / "contour.svg"
    map_of = [lrplot, "trajectory", "rosenbrock", "sgd:lr=1e-3", "momentum:lr=1e-4", "adam:lr=0.05", "--grid", "512",
              "--size", "800x600", "--scale", "2"]
    programs = [
        Program("lrplot, PNG", map_of + ["-o", png], [png]),
        Program("lrplot, SVG", map_of + ["-o", svg], [svg]),
    ]
    if has_matplotlib():
        script = HERE / "contour_matplotlib.py"
        for suffix in ("png", "svg"):
            out = folder / f"contour-matplotlib.{suffix}"
            programs.append(Program(f"matplotlib, {suffix.upper()}", [sys.executable, script, out], [out]))
    return programs


def milliseconds(seconds):
    return f"{seconds * 1000:.1f}"


def megabytes(size):
    return f"{size / 1e6:.1f}"


def table(rows):
    """Columns aligned: the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) if column == 0 else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())


def print_table(programs, floor, reference=None):
    """Times and memory; with a reference, how many times its median each takes.

    Peak memory is never measured below `floor`, what the measuring process itself hands to its children.
    """
    header = ["", "min ms", "median ms", "max ms", "peak MB", "file kB"]
    rows = [header + (["ratio"] if reference else [])]
    for program in programs:
        peak = statistics.median(program.peaks)
        sizes = "+".join(f"{path.stat().st_size / 1000:.1f}" for path in program.outputs)
        row = [
            program.name, milliseconds(min(program.seconds)), milliseconds(program.median),
            milliseconds(max(program.seconds)), f"<{megabytes(floor)}" if peak <= floor else megabytes(peak), sizes,
        ]
        rows.append(row + ([f"{program.median / reference.median:.2f}"] if reference else []))
    table(rows)


def processor():
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def main():
    parser = argparse.ArgumentParser(description="Time lrplot beside gnuplot and matplotlib.")
    parser.add_argument("-n", "--runs", type=int, default=15, help="runs of each program (15)")
    parser.add_argument("--lrplot", default=HERE.parent / ".build/release/lrplot", help="the release binary")
    parser.add_argument("--keep", type=Path, help="leave the figures in this folder, to be looked at")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("-n takes 1 or more")
    lrplot = Path(options.lrplot).resolve()
    if not os.access(lrplot, os.X_OK):
        parser.error(f"{lrplot} is not there; `make release` builds it")

    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; {options.runs} runs each")
        _, floor = measure(["true"])

        programs = compare_programs(lrplot, folder)
        version = Program("lrplot --version", [lrplot, "--version"])
        for program in programs + [version]:
            program.run(record=False)
        for _ in range(options.runs):
            for program in programs + [version]:
                program.run()
        print("\ncompare step exp cosine, 1600x1000")
        print_table(programs, floor, reference=programs[0])
        print("\nstart-up")
        print_table([version], floor)

        contours = contour_programs(lrplot, folder)
        for program in contours:
            program.run(record=False)
        for _ in range(options.runs):
            for program in contours:
                program.run()
        print("\ntrajectory rosenbrock, 512x512 samples, 1600x1200 (matplotlib: the map alone)")
        print_table(contours, floor, reference=contours[0])

        few = min(options.runs, 3)
        long = [
            Program("PNG and SVG of 10,000,000 steps",
                    [lrplot, "compare", "cosine", "--steps", "10000000", "-o", folder / "long.png",
                     "-o", folder / "long.svg"],
                    [folder / "long.png", folder / "long.svg"]),
            Program("PNG of 3 x 10,000,000 steps",
                    [lrplot, "compare", "step", "exp", "cosine", "--steps", "10000000", "-o", folder / "long3.png"],
                    [folder / "long3.png"]),
        ]
        for program in long:
            for _ in range(few):
                program.run()
        print(f"\na long run ({few} runs each)")
        print_table(long, floor)


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        print(f"error: {failure}", file=sys.stderr)
        sys.exit(1)
