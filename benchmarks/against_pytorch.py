"""Training step of the same network in this app and in PyTorch, on the same batch and in the same precision.

    python -m benchmarks.against_pytorch [PRECISION ...]

Needs PyTorch. Each side runs in a separate process with its library's default number of threads. The two take turns,
and the fastest step of each counts. PyTorch's network runs with channels first and with channels last; the faster one
counts. Both sides take uint8 pixels, scale them, and train with RMSprop.
"""

import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from benchmarks.measuring import BareSteps, Elsewhere, answer, in_turn, random_batch, seconds_of
from dogcat.recipe.recipe import RECIPES, Recipe
from dogcat.training.precision import choose_precision

NUM_ROUNDS = 20
LAYOUTS = ("channels_first", "channels_last")


def torch_steps(recipe: Recipe, precision: str, layout: str) -> Callable[[], object]:
    """Return the training step of the recipe's network in PyTorch, on a constant batch."""
    import torch
    from torch import nn

    channels = (3, 32, 64, 128, 128)
    layers: list[Any] = []
    for before, after in pairwise(channels):
        layers += [nn.Conv2d(before, after, 3), nn.ReLU(), nn.MaxPool2d(2)]
    dense = [nn.Flatten(), nn.Dropout(recipe.dropout), nn.Linear(7 * 7 * 128, 512), nn.ReLU(), nn.Linear(512, 1)]
    memory_format = torch.channels_last if layout == "channels_last" else torch.contiguous_format
    network = nn.Sequential(*layers, *dense).to(memory_format=memory_format)
    optimizer = torch.optim.RMSprop(network.parameters(), recipe.learning_rate, alpha=0.9, eps=1e-7)
    loss_of = nn.BCEWithLogitsLoss()
    pixels, labels = map(torch.from_numpy, random_batch(recipe))
    pixels = pixels.permute(0, 3, 1, 2).contiguous(memory_format=memory_format)

    def step() -> None:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16"):
            scores = network(pixels.float() / 255)
        loss = loss_of(scores.float(), labels)
        loss.backward()
        optimizer.step()
        loss.item()

    return step


def main() -> None:
    """Print a line for each recipe and precision."""
    for precision in sys.argv[1:] or sorted({choose_precision("auto")[0], "float32"}):
        for name in ("baseline", "regularized"):
            jobs = {
                side: Elsewhere("benchmarks.against_pytorch", "--steps", side, name, precision)
                for side in ("ours", *LAYOUTS)
            }
            ours, *theirs = (min(seconds) for seconds in in_turn(jobs, NUM_ROUNDS).values())
            for job in jobs.values():
                job.close()
            print(
                f"{name:<12} {precision:<9} ours {ours * 1000:6.1f} ms a step, PyTorch {min(theirs) * 1000:6.1f} ms"
                f" ({', '.join(f'{each * 1000:.1f} {way}' for each, way in zip(theirs, LAYOUTS, strict=True))}):"
                f" {min(theirs) / ours:.2f} times as fast",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--steps"]:
        side, name, precision = sys.argv[2:]
        recipe = RECIPES[name]
        if side == "ours":
            steps: Callable[[], object] = BareSteps(recipe, precision, *random_batch(recipe))
        else:
            steps = torch_steps(recipe, precision, side)
        answer(lambda: seconds_of(steps))
    else:
        main()
