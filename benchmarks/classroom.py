"""Load of a class on the server: thirty open tabs that each move an augmentation slider while one training runs.

    python -m benchmarks.classroom PICTURES [VISITORS [MINUTES]]

Visitors speak Streamlit's websocket (see `visitors`). Their browsers are left out, because in a classroom they run on
other machines. Each visitor opens the Augmentation page and moves the rotation slider every five seconds, out of step.
Prints the time from a move to the end of the server's answer (median, 95th percentile), the server's memory from start
to end, and the epoch times of a quick training with and without the class.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from statistics import median, quantiles

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection

from benchmarks.measuring import borrowed_pictures
from benchmarks.visitors import Visitor, running_server
from dogcat.recipe.recipe import QUICK_REGULARIZED
from dogcat.runs.run import Run, create_run

PORT = 8791
SECONDS_BETWEEN_MOVES = 5.0
NUM_EPOCHS_ALONE = 6
NUM_LOOKS = 6  # samples of the server's memory


@dataclass
class Mover(Visitor):
    """A tab in which a slider is moved again and again.

    Attributes:
        label: part of the slider's label.
        highest: highest value, from 0, unless the slider has options.
        pause: seconds between two moves.
        seconds: seconds from each move to the end of its answer.
    """

    label: str = "rotation_range"
    highest: int = 90
    pause: float = SECONDS_BETWEEN_MOVES
    seconds: list[float] = field(default_factory=list)
    _slider: str = ""
    _options: tuple[str, ...] = ()
    _fragment: str = ""
    _moved: float | None = None
    _is_drawn: bool = False  # a callback that requests other fragments first ends one run that draws nothing

    def _take_in(self, data: bytes, connection: ClientConnection) -> None:
        super()._take_in(data, connection)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "delta" and self.label in message.delta.new_element.slider.label and not self._slider:
            slider = message.delta.new_element.slider
            self._slider, self._options, self._fragment = slider.id, tuple(slider.options), message.delta.fragment_id
            self._repeats["moves"] = asyncio.create_task(self._move(connection))
        elif kind == "delta":
            self._is_drawn = True
        elif kind == "script_finished" and self._moved is not None and self._is_drawn:
            self.seconds.append(time.monotonic() - self._moved)
            self._moved = None

    async def _move(self, connection: ClientConnection) -> None:
        await asyncio.sleep(random.uniform(0, self.pause))
        while True:
            if self._moved is None:
                self._moved, self._is_drawn = time.monotonic(), False
                state = WidgetState(id=self._slider)
                if self._options:
                    state.string_array_value.data.append(random.choice(self._options))
                else:
                    state.double_array_value.data.append(random.randint(0, self.highest))
                wish = ClientState(
                    query_string=self.query,
                    page_script_hash=self._page_hash,
                    fragment_id=self._fragment,
                    widget_states=WidgetStates(widgets=[state]),
                )
                await connection.send(BackMsg(rerun_script=wish).SerializeToString())
            await asyncio.sleep(self.pause)


async def until_epoch(run: Run, num_epochs: int) -> list[float]:
    """Return the seconds of the finished epochs once `num_epochs` have ended."""
    while len(run.history()) < num_epochs:
        await asyncio.sleep(0.1)
    return [row["seconds"] for row in run.history()]


def processor_seconds(server: psutil.Process) -> float:
    """Return the CPU time of the server in seconds."""
    times = server.cpu_times()
    return float(times.user + times.system)


async def hold_class(run: Run, server: psutil.Process, num_visitors: int, minutes: float) -> None:
    """Measure the training alone and with the class, and print the results."""
    alone = await until_epoch(run, NUM_EPOCHS_ALONE)
    movers = [Mover(PORT, "augmentation") for _ in range(num_visitors)]
    tabs = [asyncio.create_task(mover.stay()) for mover in movers]
    await asyncio.sleep(30)  # until all tabs are open
    num_before, memory = len(run.history()), [server.memory_info().rss]
    began = time.monotonic(), processor_seconds(server), time.process_time()
    for mover in movers:
        mover.seconds.clear()
    for _ in range(NUM_LOOKS):
        await asyncio.sleep(60 * minutes / NUM_LOOKS)
        memory.append(server.memory_info().rss)
    with_class = [row["seconds"] for row in run.history()[num_before + 1 :]]
    now = time.monotonic(), processor_seconds(server), time.process_time()
    for tab in tabs:
        tab.cancel()
    seconds = [each for mover in movers for each in mover.seconds]
    print(f"{num_visitors} tabs, {len(seconds)} moves in {minutes:g} minutes", end=": ")
    print(f"middle {median(seconds):.2f} s, 95th percentile {quantiles(seconds, n=20)[-1]:.2f} s")
    took, by_server, by_visitors = (after - before for before, after in zip(began, now, strict=True))
    print(f"processors in use: {by_server / took:.2f} by the server, {by_visitors / took:.2f} by the visitors")
    print(f"the server's memory in MB, at first and every {minutes / NUM_LOOKS:g} minutes:", end=" ")
    print(", ".join(f"{each / 1e6:.0f}" for each in memory))
    slower = median(with_class) / median(alone[1:])
    print(f"an epoch: {median(alone[1:]):.2f} s alone, {median(with_class):.2f} s with the class: {slower:.2f} times")


def main(pictures: str, num_visitors: int = 30, minutes: float = 3.0) -> None:
    """Train, hold the class, and print."""
    with borrowed_pictures(pictures):
        run = create_run(replace(QUICK_REGULARIZED, epochs=1_000), pictures, claimed_by=os.getpid())
        with running_server(PORT) as server:
            trainer = subprocess.Popen([sys.executable, "-m", "dogcat", "work", str(run.folder)], env=os.environ)
            try:
                asyncio.run(hold_class(run, psutil.Process(server.pid), num_visitors, minutes))
            finally:
                trainer.kill()
                trainer.wait()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]), *map(float, sys.argv[3:4]))
