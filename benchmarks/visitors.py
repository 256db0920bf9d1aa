"""Visitors of the app without a browser: they speak Streamlit's websocket, so that only the server's work is measured.

A visitor opens a page, receives what the server draws, and requests fragments as often as Streamlit's front end would.
It has no widgets: the server uses their default values.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect


@dataclass
class Visitor:
    """One open tab.

    Attributes:
        port: port of the server on this machine.
        page: address of the page, without a slash.
        query: query string of the address, without the question mark.
        num_draws: number of finished runs of the page or of a fragment.
        num_bytes: number of bytes that the server sent.
    """

    port: int
    page: str
    query: str = ""
    num_draws: int = 0
    num_bytes: int = 0
    _page_hash: str = ""
    _repeats: "dict[str, asyncio.Task[None]]" = field(default_factory=dict)
    _intervals: dict[str, float] = field(default_factory=dict)

    async def stay(self) -> None:
        """Open the page and follow it until cancelled."""
        async with connect(f"ws://127.0.0.1:{self.port}/_stcore/stream", max_size=None) as connection:
            await connection.send(self._ask(page_name=self.page))
            try:
                async for data in connection:
                    self._take_in(bytes(data), connection)  # type: ignore[arg-type]
            finally:
                for task in self._repeats.values():
                    task.cancel()

    def _ask(self, **wish: str | bool) -> bytes:
        return BackMsg(rerun_script=ClientState(query_string=self.query, **wish)).SerializeToString()  # type: ignore[arg-type]

    def _take_in(self, data: bytes, connection: ClientConnection) -> None:
        self.num_bytes += len(data)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._page_hash = message.new_session.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "script_finished":
            self.num_draws += 1
        elif kind == "auto_rerun":
            wish = message.auto_rerun
            if self._intervals.get(wish.fragment_id) != wish.interval:
                self._stop_repeating(wish.fragment_id)
                self._intervals[wish.fragment_id] = wish.interval
                self._repeats[wish.fragment_id] = asyncio.create_task(
                    self._repeat(connection, wish.fragment_id, wish.interval)
                )
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self._stop_repeating(fragment)

    def _stop_repeating(self, fragment: str) -> None:
        if fragment in self._repeats:
            self._repeats.pop(fragment).cancel()
            del self._intervals[fragment]

    async def _repeat(self, connection: ClientConnection, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            await connection.send(self._ask(fragment_id=fragment, is_auto_rerun=True, page_script_hash=self._page_hash))


@contextlib.contextmanager
def running_server(port: int) -> "Iterator[subprocess.Popen[bytes]]":
    """Context manager: the app at a port of this machine."""
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options]
    server = subprocess.Popen(command, env={"DOGCAT_SPARE": "0", **os.environ}, stdout=subprocess.DEVNULL)
    try:
        while True:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health"):
                break
            if server.poll() is not None:
                raise ChildProcessError(f"The server ended with code {server.returncode}; is port {port} in use?")
        yield server
    finally:
        server.terminate()
        server.wait()
