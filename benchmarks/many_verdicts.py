"""Memory of the server while twenty visitors request predictions at once, and how long they wait.

    python -m benchmarks.many_verdicts [PORT]

Each visitor opens the page "Try one picture" in an empty home and presses one example after another. Each press is a
prediction of the two networks that ship with the app, with its heat maps and likeness. Prints the memory of the server
and of its process with TensorFlow after the first predictions, which warm both up, and after 200 more.
"""

import asyncio
import contextlib
import os
import random
import sys
import tempfile
import time
from unittest.mock import patch

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.visitors import running_server

NUM_VISITORS, NUM_WARM, NUM_VERDICTS = 20, 3, 10  # the last two per visitor
EXAMPLES = ("cat", "dog", "room", "teapot")


class Asker:
    """A visitor who waits for each answer.

    Attributes:
        seconds: seconds that each answer took.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self.seconds: list[float] = []
        self._connection = connection
        self._buttons: set[str] = set()
        self._page_hash = ""

    async def open(self) -> None:
        """Open the page."""
        await self._connection.send(BackMsg(rerun_script=ClientState(page_name="try")).SerializeToString())
        await self._until_drawn()

    async def ask(self, num_verdicts: int) -> None:
        """Press `num` examples in random order."""
        for _ in range(num_verdicts):
            began = time.monotonic()
            pressed = WidgetStates(widgets=[WidgetState(id=random.choice(sorted(self._buttons)), trigger_value=True)])
            state = ClientState(page_script_hash=self._page_hash, widget_states=pressed)
            await self._connection.send(BackMsg(rerun_script=state).SerializeToString())
            await self._until_drawn()
            self.seconds.append(time.monotonic() - began)

    async def _until_drawn(self) -> None:
        async for data in self._connection:
            message = ForwardMsg.FromString(bytes(data))  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._page_hash = message.new_session.page_script_hash
            elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "button":
                button = message.delta.new_element.button
                if button.label in EXAMPLES:
                    self._buttons.add(button.id)
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return  # skips the run that only leaves the old page


def megabytes(server: int) -> dict[str, float]:
    """Return the unshared memory of the server and of its process with TensorFlow, in megabytes."""
    process = psutil.Process(server)
    children = [child for child in process.children() if "inspect" in child.cmdline()]
    each = {"server": process, "TensorFlow": children[0]}
    return {name: one.memory_full_info().uss / 2**20 for name, one in each.items()}


async def measure(port: int, server: int) -> None:
    """Print the figures."""
    async with contextlib.AsyncExitStack() as stack:
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        askers = [Asker(await stack.enter_async_context(connect(address, max_size=None))) for _ in range(NUM_VISITORS)]
        await asyncio.gather(*(asker.open() for asker in askers))
        await asyncio.gather(*(asker.ask(NUM_WARM) for asker in askers))
        before = megabytes(server)
        await asyncio.gather(*(asker.ask(NUM_VERDICTS) for asker in askers))
        after = megabytes(server)
    seconds = sorted(second for asker in askers for second in asker.seconds[NUM_WARM:])
    for name, used in before.items():
        print(f"{name}: {used:.0f} MB, then {after[name]:.0f} MB, {after[name] / used - 1:+.1%}")
    print(
        f"{len(seconds)} verdicts by {NUM_VISITORS} at once: {seconds[len(seconds) // 2]:.1f} s in the middle,"
        f" {seconds[-1]:.1f} s at most"
    )


if __name__ == "__main__":
    chosen = int(sys.argv[1]) if len(sys.argv) > 1 else 8765
    with (
        tempfile.TemporaryDirectory() as home,
        patch.dict(os.environ, DOGCAT_HOME=home),
        running_server(chosen) as running,
    ):
        asyncio.run(measure(chosen, running.pid))
