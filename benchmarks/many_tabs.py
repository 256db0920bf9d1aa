"""Two hundred tabs that open at once: how long somebody waits whose page is open already.

    python -m benchmarks.many_tabs PICTURES [TABS]

One visitor moves a slider of the Augmentation page again and again. Then all tabs open Home. Prints the longest and the
median time from a move to the end of its answer, before the tabs open and while they do, and how long that takes.
"""

import asyncio
import sys
import time
from statistics import median

import psutil

from benchmarks.classroom import Mover
from benchmarks.measuring import borrowed_pictures
from benchmarks.visitors import Visitor, running_server

PORT = 8797
ALONE_SECONDS = 20.0
PAUSE = 0.3  # seconds from an answer to the next move, at most


async def open_tabs(server: psutil.Process, num_tabs: int) -> None:
    """Measure and print."""
    mover = Mover(PORT, "augmentation", pause=PAUSE)
    tasks = [asyncio.create_task(mover.stay())]
    while len(mover.seconds) < 5:
        await asyncio.sleep(0.2)
    mover.seconds.clear()
    await asyncio.sleep(ALONE_SECONDS)
    alone = list(mover.seconds)
    mover.seconds.clear()
    began = time.monotonic()
    tabs = [Visitor(PORT, "") for _ in range(num_tabs)]
    tasks += [asyncio.create_task(tab.stay()) for tab in tabs]
    while any(tab.num_draws == 0 for tab in tabs) and time.monotonic() < began + 300:
        await asyncio.sleep(0.1)
    took = time.monotonic() - began
    num_answered = len(mover.seconds)
    while len(mover.seconds) == num_answered:  # a move that is not answered yet counts too
        await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    print(f"alone: {len(alone)} moves, median {median(alone):.2f} s, longest {max(alone):.2f} s")
    print(
        f"while {num_tabs} tabs open in {took:.1f} s: {len(mover.seconds)} moves, median {median(mover.seconds):.2f} s,"
        f" longest {max(mover.seconds):.2f} s; the server has {server.memory_info().rss / 1e6:.0f} MB"
    )


def main(pictures: str, num_tabs: int = 200) -> None:
    """Start a server and measure it."""
    with borrowed_pictures(pictures), running_server(PORT) as server:
        asyncio.run(open_tabs(psutil.Process(server.pid), num_tabs))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
