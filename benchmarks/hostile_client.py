"""A server to attack, behind a simulated proxy, and what measures it meanwhile.

The attacker's tabs are those of tests/hostile_visitor.py. The proxy adds the network address as the last hop of
`X-Forwarded-For`.
"""

import contextlib
import http.client
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.hostile_visitor import PATIENCE, Tab, small_server

CODE = "cat"
SECONDS_BETWEEN_PROBES = 0.5


def get(port: int, path: str) -> tuple[int, bytes]:
    """Return the status and the body of an address, which is sent as it is."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read(10**6)


@dataclass
class Meter:
    """Measures the server while it is attacked: memory of it and its children, and how long another visitor waits.

    Attributes:
        server: the server's process.
        port: its port.
        peak, children: highest memory in bytes so far, of the server and of all its children together.
        wait: longest answer on an open page so far, in seconds.
        num_probes: number of answers.
        trouble: why no more answers come; empty while they do.
    """

    server: psutil.Process
    port: int
    peak: int = 0
    children: int = 0
    wait: float = 0.0
    num_probes: int = 0
    trouble: str = ""
    _ended: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def running(self) -> "Iterator[Meter]":
        """Context manager: measure until the block ends."""
        threads = [threading.Thread(target=each, daemon=True) for each in (self._watch_memory, self._probe)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            for thread in threads:
                thread.join(PATIENCE)

    def memory(self) -> tuple[int, int]:
        """Return the memory of the server and of its children in bytes."""
        num_bytes = 0
        for child in self.server.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                num_bytes += child.memory_info().rss
        return self.server.memory_info().rss, num_bytes

    def _watch_memory(self) -> None:
        while not self._ended.wait(0.1):
            with contextlib.suppress(psutil.Error):
                own, children = self.memory()
                self.peak, self.children = max(self.peak, own), max(self.children, children)

    def _probe(self) -> None:
        try:
            tab = Tab(self.port, "words", address="203.0.113.1")
            tab.run()
            if "Class code" in tab.widgets:
                tab.enter(CODE)
            tab.run()
            while not self._ended.wait(SECONDS_BETWEEN_PROBES):
                began = time.monotonic()
                try:
                    tab.run()
                    self.num_probes += 1
                finally:
                    self.wait = max(self.wait, time.monotonic() - began)
        except Exception as error:  # noqa: BLE001 - whatever stops another visitor is a result
            self.trouble = f"{type(error).__name__}: {error}"


@contextlib.contextmanager
def running_server(home: Path, **environment: str) -> "Iterator[tuple[int, subprocess.Popen[bytes]]]":
    """Context manager: the app on a home folder behind a simulated proxy; its port and its process."""
    own = {"DOGCAT_CLASS_CODE": CODE, "DOGCAT_BEHIND_PROXY": "true", "TMPDIR": tempfile.gettempdir(),
           "PYTHONUNBUFFERED": "1", "DOGCAT_SPARE": "0", "DOGCAT_PROBE": "0"}  # fmt: skip
    with (home / "server.log").open("wb") as log, small_server(home, log, **{**own, **environment}) as (port, server):
        try:
            yield port, server
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            end_trainings(home)


def end_trainings(home: Path) -> None:
    """End the processes that work on a home folder; a training outlives its server."""
    for process in psutil.process_iter(["environ"]):
        if (process.info["environ"] or {}).get("DOGCAT_HOME") == str(home) and process.pid != os.getpid():
            with contextlib.suppress(psutil.Error):
                process.kill()
                process.wait(10)
