"""A visitor without a browser, with cookies and headers of their own making, and a server to attack.

A fresh cookie is a new visitor and costs nothing. Each visitor comes through a simulated proxy, which adds the network
address as the last hop of `X-Forwarded-For`.
"""

import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

from dogcat.common.storage import CODE_DIR

CODE = "cat"
SECONDS_BETWEEN_PROBES = 0.5
_BOUNDARY = "dogcat"
_PATIENCE = 60.0  # seconds for an answer


def new_cookie() -> str:
    """Return a cookie as Streamlit's server makes it."""
    return f"2|00000000|{secrets.token_hex(16)}|1700000000"


class Tab:
    """An open tab.

    Attributes:
        said: what the last run of the page has shown, one element a line.
        errors: exceptions that the page has shown.
        widgets: ids of the widgets by their label.
        fragments: ids of the fragments that the page asks to be drawn again and again.
    """

    def __init__(self, port: int, page: str = "", address: str = "203.0.113.9", cookie: str = "", query: str = "",
                 **headers: str) -> None:  # fmt: skip
        self.port, self.page, self.query, self.cookie = port, page, query, cookie or new_cookie()
        self.session, self._page_hash = "", ""
        self.said: list[str] = []
        self.errors: list[str] = []
        self.widgets: dict[str, str] = {}
        self.fragments: set[str] = set()
        sent = {"Cookie": f"_streamlit_xsrf={self.cookie}", "X-Forwarded-For": address, **headers}
        host = sent.pop("Host", f"127.0.0.1:{port}")
        self._socket = connect(
            f"ws://{host}/_stcore/stream", sock=socket.create_connection(("127.0.0.1", port), _PATIENCE),
            additional_headers={name: text for name, text in sent.items() if text},
            max_size=None, close_timeout=0.2, open_timeout=_PATIENCE, ping_interval=None,
        )  # fmt: skip

    def run(self, *widgets: WidgetState, fragment: str = "") -> str:
        """Run the page, or one of its fragments, and return what it shows."""
        self.send(*widgets, fragment=fragment)
        return self.read()

    def send(self, *widgets: WidgetState, fragment: str = "") -> None:
        """Ask for a run, and do not wait for it."""
        page = "" if self._page_hash else self.page
        wish = ClientState(
            page_name=page, fragment_id=fragment, page_script_hash=self._page_hash, query_string=self.query
        )
        wish.widget_states.widgets.extend(widgets)
        self._socket.send(BackMsg(rerun_script=wish).SerializeToString())

    def read(self) -> str:
        """Read what the server sends until no run is going on, and return what it shows."""
        self.said = []
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=_PATIENCE))  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session = message.new_session.initialize.session_id or self.session
                self._page_hash = message.new_session.page_script_hash
            elif kind == "navigation":
                self._page_hash = message.navigation.page_script_hash
            elif kind == "auto_rerun":
                self.fragments.add(message.auto_rerun.fragment_id)
            elif kind == "delta":
                self._take_in(message.delta.new_element)
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return "\n".join(self.said)

    def _take_in(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if not kind:
            return
        shown = getattr(element, kind)
        if kind == "exception":
            self.errors.append(shown.message)
        if getattr(shown, "id", "") and getattr(shown, "label", ""):
            self.widgets[shown.label] = shown.id
        self.said.append(" ".join(str(getattr(shown, name, "")) for name in ("label", "body", "value", "message")))

    def write(self, label: str, text: str) -> WidgetState:
        """Return the state of a text field with a text."""
        return WidgetState(id=self.widgets[label], string_value=text)

    def press(self, label: str) -> WidgetState:
        """Return the state of a pressed button."""
        return WidgetState(id=self.widgets[label], trigger_value=True)

    def enter(self, word: str = CODE) -> str:
        """Enter the class code and return what the page shows then."""
        return self.run(self.write("Class code", word), self.press("Enter"))

    def upload(self, num_bytes: int, session: str = "", token: str | None = None, is_chunked: bool = False) -> int:
        """Send zeros past the page to Streamlit's route, and return the status of the answer; 0 if it hung up."""
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'.encode()
        block = bytes(2**20)
        parts = [head, *[block] * (num_bytes // len(block)), f"\r\n--{_BOUNDARY}--\r\n".encode()]
        headers = {
            "Cookie": f"_streamlit_xsrf={self.cookie}",
            "X-Xsrftoken": self.cookie if token is None else token,
            "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
        } | ({} if is_chunked else {"Content-Length": str(sum(map(len, parts)))})
        address = f"/_stcore/upload_file/{session or self.session}/{secrets.token_hex(8)}"
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)) as connection:
            try:
                connection.request("PUT", address, iter(parts), headers, encode_chunked=is_chunked)
                return connection.getresponse().status
            except OSError:
                return 0

    def close(self) -> None:
        """Close the tab."""
        self._socket.close()


def get(port: int, path: str) -> tuple[int, bytes]:
    """Return the status and the body of an address, which is sent as it is."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)) as connection:
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
    """

    server: psutil.Process
    port: int
    peak: int = 0
    children: int = 0
    wait: float = 0.0
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
                thread.join(_PATIENCE)

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
        with contextlib.suppress(OSError, KeyError, TimeoutError, Exception):
            tab = Tab(self.port, "words", address="203.0.113.1")
            tab.run()
            tab.enter()
            tab.run()
            while not self._ended.wait(SECONDS_BETWEEN_PROBES):
                began = time.monotonic()
                try:
                    tab.run()
                finally:
                    self.wait = max(self.wait, time.monotonic() - began)


@contextlib.contextmanager
def running_server(home: Path, **environment: str) -> "Iterator[tuple[int, subprocess.Popen[bytes]]]":
    """Context manager: the app on a home folder behind a simulated proxy; its port and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    own = {"DOGCAT_HOME": str(home), "DOGCAT_SPARE": "0", "DOGCAT_PROBE": "0", "DOGCAT_CLASS_CODE": CODE,
           "DOGCAT_BEHIND_PROXY": "true", "TMPDIR": tempfile.gettempdir(), "PYTHONUNBUFFERED": "1"}  # fmt: skip
    everything = {**os.environ, **own, **environment}
    log = (home / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options],
        cwd=CODE_DIR, env={name: text for name, text in everything.items() if text}, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    try:
        while True:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health"):
                break
            if server.poll() is not None:
                raise ChildProcessError(f"The server ended with code {server.returncode}")
            time.sleep(0.2)
        yield port, server
    finally:
        log.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        end_trainings(home)


def end_trainings(home: Path) -> None:
    """End the processes that work on a home folder; a training outlives its server."""
    for process in psutil.process_iter(["environ"]):
        if (process.info["environ"] or {}).get("DOGCAT_HOME") == str(home) and process.pid != os.getpid():
            with contextlib.suppress(psutil.Error):
                process.kill()
                process.wait(10)
