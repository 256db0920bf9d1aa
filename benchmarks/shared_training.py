"""A class that presses Train for the same recipe within a minute: how long until the last one sees an ended training?

    python -m benchmarks.shared_training PICTURES [VISITORS [MOVERS]]

Visitors speak Streamlit's websocket (see `visitors`). First one visitor alone presses Train for `quick-baseline`, and
waits until the page shows the ended training. Then, in an empty home folder, as many visitors as asked for (30) press
it, each at a random moment within a minute, while as many tabs (30) move a slider of the Augmentation page every five
seconds. It prints the seconds from a press to the page with the ended training, the last one's in trainings of one, the
time from a move to the end of its answer, and what the server took. With DOGCAT_SHARES_TRAININGS=false it measures the
class without shared trainings; they then take turns, so that a few visitors tell what many would wait.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection

from benchmarks.classroom import Mover, processor_seconds
from benchmarks.visitors import Visitor, running_server
from dogcat.pictures.picture_set import open_picture_set
from dogcat.runs.store import list_runs

PORT = 8793
SECONDS_OF_PRESSES = 60.0
SECONDS_TO_OPEN = 30.0  # until all tabs are there, and the server has measured the machine


@dataclass
class Learner(Visitor):
    """A tab of the Train page in which Train is pressed once.

    Attributes:
        presses_at: moment of the press, by `time.monotonic`.
        pressed: when it was pressed; None before.
        ended: when the page showed that the training has ended, live or played from its start; None before.
    """

    presses_at: float = 0.0
    pressed: float | None = None
    ended: float | None = None
    _button: str = ""

    def _take_in(self, data: bytes, connection: ClientConnection) -> None:
        super()._take_in(data, connection)
        element = ForwardMsg.FromString(data).delta.new_element
        if element.button.label == "Train" and not self._button:
            self._repeats["press"] = asyncio.create_task(self._press(connection))
        self._button = element.button.id if element.button.label == "Train" else self._button
        is_over = "check_circle" in element.progress.text or element.button.label == "Show the result"
        if self.pressed is not None and self.ended is None and is_over:
            self.ended = time.monotonic()

    async def _press(self, connection: ClientConnection) -> None:
        await asyncio.sleep(max(0.0, self.presses_at - time.monotonic()))
        self.pressed = time.monotonic()
        states = WidgetStates(widgets=[WidgetState(id=self._button, trigger_value=True)])
        wish = ClientState(query_string=self.query, page_script_hash=self._page_hash, widget_states=states)
        await connection.send(BackMsg(rerun_script=wish).SerializeToString())

    @property
    def seconds(self) -> float:
        """Seconds from the press to the ended training; nan before."""
        return self.ended - self.pressed if self.ended and self.pressed else float("nan")


@contextmanager
def empty_home(sets: Path, pictures: str) -> Iterator[None]:
    """Context manager: a home folder of its own with the picture sets of another, of which one is offered."""
    with tempfile.TemporaryDirectory() as home:
        Path(home, "pictures").symlink_to(sets)
        os.environ |= {"DOGCAT_HOME": home, "DOGCAT_PICTURE_SETS": pictures}
        yield


async def press(learners: list[Learner], movers: list[Mover], most_seconds: float) -> None:
    """Open all tabs, and stay until each learner has seen the ended training, or for this time."""
    tabs = [asyncio.create_task(tab.stay()) for tab in (*learners, *movers)]
    until = time.monotonic() + most_seconds
    is_cleared = False
    while time.monotonic() < until and not all(learner.ended for learner in learners):
        await asyncio.sleep(0.2)
        if any(learner.pressed for learner in learners) and not is_cleared:  # moves count from the first press on
            is_cleared = True
            for mover in movers:
                mover.seconds.clear()
    for tab in tabs:
        tab.cancel()
    await asyncio.gather(*tabs, return_exceptions=True)


def measure(num_learners: int, num_movers: int, most_seconds: float) -> list[float]:
    """Hold one class on a server of its own, print what it took, and return the seconds of each learner."""
    with running_server(PORT) as server:
        process = psutil.Process(server.pid)
        began = time.monotonic()
        spread = SECONDS_OF_PRESSES if num_learners > 1 else 0.0
        learners = [
            Learner(PORT, "train", presses_at=began + SECONDS_TO_OPEN + random.uniform(0, spread))
            for _ in range(num_learners)
        ]
        movers = [Mover(PORT, "augmentation") for _ in range(num_movers)]
        asyncio.run(press(learners, movers, most_seconds))
        took, used = time.monotonic() - began, processor_seconds(process)
        memory = process.memory_info().rss
    runs = list_runs()
    print(
        f"{num_learners} presses, {len(runs)} trainings, followed by {[len(run.followers) for run in runs]}", end="; "
    )
    print(f"server: {memory / 1e6:.0f} MB, {used / took:.2f} processors")
    moves = [seconds for mover in movers for seconds in mover.seconds]
    if len(moves) > 1:
        print(f"{len(moves)} moves: median {median(moves):.2f} s, 95th percentile {quantiles(moves, n=20)[-1]:.2f} s")
    return [learner.seconds for learner in learners]


def main(pictures: str, num_learners: int = 30, num_movers: int = 30) -> None:
    """Measure one training alone, then the class, and print."""
    sets = open_picture_set(pictures).folder.parent
    with empty_home(sets, pictures):
        alone = measure(1, 0, 900)[0]
    print(f"one training alone: {alone:.1f} s")
    with empty_home(sets, pictures):
        seconds = measure(num_learners, num_movers, 900 + num_learners * alone)
    if any(each != each for each in seconds):  # noqa: PLR0124 - only nan differs from itself
        print(f"{sum(each != each for each in seconds)} saw no end")  # noqa: PLR0124
    print(f"from a press to the ended training: median {median(seconds):.1f} s, last {max(seconds):.1f} s", end=": ")
    print(f"{max(seconds) / alone:.2f} times one training")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:4]))
