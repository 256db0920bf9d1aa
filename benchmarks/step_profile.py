"""Profile of a training step, and its floating-point operations per second against the best matrix product.

    python -m benchmarks.step_profile [RECIPE ...]

The best matrix product of this machine and the bare step of each recipe take turns in one process, in each precision.
The operations of a step are counted; `of best` is its operations per second over those of the product. The fastest of
each count. TensorFlow's own profiler then says which operation ran when. A moment with two running operations counts
half for each, so the rows add up to the step under the profiler, which is slightly slower.
"""

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import tensorflow as tf
from tensorflow.tsl.profiler.protobuf import xplane_pb2

from benchmarks.measuring import BareSteps, in_turn, matrix_products, random_batch, seconds_of, step_operations
from dogcat.recipe.recipe import RECIPES
from dogcat.training.precision import choose_precision

NUM_ROUNDS = 20
NUM_PROFILED = 20
SMALLEST = 0.01  # fraction of the step; rows below it are not printed
BETWEEN = "between operations: Keras, Python, dispatch"


def print_table(seconds: float, parts: Counter[str]) -> None:
    """Print the parts of one step, largest first."""
    shown = [(part, share) for part, share in parts.most_common() if share >= SMALLEST * seconds]
    rest = seconds - sum(share for _, share in shown)
    for part, share in [*shown, (f"{len(parts) - len(shown)} smaller ones", rest), ("together", seconds)]:
        print(f"    {share * 1000:8.2f} ms {share / seconds:6.1%}  {part}")


def profile(steps: BareSteps) -> tuple[float, Counter[str]]:
    """Return the seconds of one step under the profiler, and the seconds of each part."""
    with tempfile.TemporaryDirectory() as folder:
        tf.profiler.experimental.start(folder)
        seconds = seconds_of(lambda: steps(NUM_PROFILED))
        tf.profiler.experimental.stop()
        space = xplane_pb2.XSpace()
        space.ParseFromString(next(Path(folder).rglob("*.xplane.pb")).read_bytes())
    parts: Counter[str] = Counter()
    for part, share in shared_out(sorted(changes(space))):
        parts[part] += share / NUM_PROFILED
    parts[BETWEEN] = seconds / NUM_PROFILED - parts.total()
    return seconds / NUM_PROFILED, parts


def changes(space: xplane_pb2.XSpace) -> Iterator[tuple[int, int, str]]:
    """Yield (picosecond, +1 or -1, part) for each start and end of a TensorFlow operation."""
    for plane in space.planes:
        for line in plane.lines:
            for event in line.events:
                name = plane.event_metadata[event.metadata_id].name
                if re.fullmatch(r"[^:]+:\w+", name) and not name.endswith("PartitionedCall"):
                    began = line.timestamp_ns * 1000 + event.offset_ps
                    yield began, 1, part_of(name)
                    yield began + event.duration_ps, -1, part_of(name)


def shared_out(changes_in_order: list[tuple[int, int, str]]) -> Iterator[tuple[str, float]]:
    """Yield (part, seconds) for each interval and each part that runs in it."""
    running: Counter[str] = Counter()
    former = 0
    for now, change, part in changes_in_order:
        for other, number in running.items():
            if number:
                yield other, (now - former) * number / running.total() / 1e12
        running[part] += change
        former = now


def part_of(name: str) -> str:
    """Return the layer with its kind of operation, or the other part that an operation belongs to."""
    path, kind = name.rsplit(":", 1)
    kind = kind.replace("_MklNative", "").replace("_Mkl", "")
    layer = re.search(r"/dogcat\w*/(conv_\d+|pool_\d+|[a-z]+)", path)
    if layer:
        return f"{layer[1]}: {kind}"
    return "optimizer" if re.search(r"/(rm_?sprop|sgd|adamw?)\w*/", path) else "loss, metrics, batch"


def main() -> None:
    """Profile in this machine's precision and in float32."""
    names = sys.argv[1:] or list(RECIPES)
    for precision in sorted({choose_precision("auto")[0], "float32"}):
        products = matrix_products(precision)
        steps = {name: BareSteps(RECIPES[name], precision, *random_batch(RECIPES[name])) for name in names}
        seconds = {job: min(all_of_it) for job, all_of_it in in_turn({**products, **steps}, NUM_ROUNDS).items()}
        best = max(2 * size**3 / seconds[size] for size in products)
        print(f"{precision}: best matrix product {best / 1e9:.0f} GFLOP/s")
        for name in names:
            achieved = step_operations(RECIPES[name]) / seconds[name]
            took = f"{seconds[name] * 1000:.1f} ms a step, {achieved / 1e9:.0f} GFLOP/s"
            print(f"  {name}: {took}, {achieved / best:.2f} of best")
            print_table(*profile(steps[name]))


if __name__ == "__main__":
    main()
