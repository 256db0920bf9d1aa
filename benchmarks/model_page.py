"""Speed of the Model page, and memory of its server.

    python -m benchmarks.model_page PICTURES

Prints the seconds for a picture's activations in the regularized network that ships with the app: with a start of the
process with TensorFlow (cold), with a running process (warm), and from the cache. Then a tab without a browser (see
`visitors`) opens one view after another, and the server's memory is printed after each. Finally prints the time from a
move of the slider of dense units in "Build your own" to the end of the server's answer.
"""

import asyncio
import os
import sys
from functools import partial
from statistics import median, quantiles
from urllib.parse import urlencode

import psutil

from benchmarks.classroom import Mover
from benchmarks.measuring import borrowed_pictures, seconds_of
from benchmarks.visitors import Visitor, running_server
from dogcat.explain.activations import LAST, ActivationClient, kept_networks
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.duration import Speed
from dogcat.runs.recorded import exercise_pair
from dogcat.runs.scheduling.speed import keep_speeds

PORT = 8792
NETWORK = "regularized"
VIEWS = (
    "The network", "Table", "A convolution by hand", "Through the network", "Dropout at work", "Build your own", "Quiz"
)  # fmt: skip
NUM_PICTURES, NUM_MOVES = 20, 40
SPEED = Speed(1e-11, 1e-10, 1e-10, 1e-9, 1e-9, 1e-4, 1e-4, 1e-8, 5.0)  # invented, to skip the server's measurement


def time_activations(pictures: PictureSet) -> None:
    """Request all layers of some pictures."""
    run = exercise_pair()[NETWORK]
    files = [picture.path for picture in pictures.pictures("test")[: NUM_PICTURES + 1]]
    first, *others = (decode_picture(file, run.recipe.picture_size) for file in files)
    client, network = ActivationClient(), kept_networks(run)[LAST]
    cold = seconds_of(partial(client.activations, network, first))
    kept = seconds_of(partial(client.activations, network, first))
    warm = [seconds_of(partial(client.activations, network, pixels)) for pixels in others]
    client.close()
    print(f"activations: {cold:.1f} s cold, warm {median(warm):.2f} s (at most {max(warm):.2f}), kept {kept:.2f} s")


async def open_views(server: psutil.Process) -> None:
    """Open one view after another, each to its end."""
    for view in VIEWS:
        visitor = Visitor(PORT, "model", urlencode({"network": NETWORK, "part": view}))
        tab = asyncio.create_task(visitor.stay())
        num_before = -1
        while num_before < visitor.num_draws or not visitor.num_draws:
            num_before = visitor.num_draws
            await asyncio.sleep(3)
        tab.cancel()
        print(f"{server.memory_info().rss / 1e6:.0f} MB after {view!r}")


async def build() -> None:
    """Move a slider."""
    query = urlencode({"network": NETWORK, "part": "Build your own"})
    mover = Mover(PORT, "model", query, label="Dense units", pause=0.5)
    tab = asyncio.create_task(mover.stay())
    while len(mover.seconds) < NUM_MOVES:
        await asyncio.sleep(0.5)
    tab.cancel()
    middle, late = median(mover.seconds), quantiles(mover.seconds, n=20)[-1]
    print(f"built anew in {1000 * middle:.0f} ms (95th percentile {1000 * late:.0f} ms), {len(mover.seconds)} moves")


async def visit(server: psutil.Process) -> None:
    """Open the views, then move the slider."""
    await open_views(server)
    await build()


def main() -> None:
    """Print all figures."""
    with borrowed_pictures(sys.argv[1]) as pictures:
        print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
        time_activations(pictures)
        keep_speeds({"auto": SPEED})
        with running_server(PORT) as server:
            asyncio.run(visit(psutil.Process(server.pid)))


if __name__ == "__main__":
    main()
