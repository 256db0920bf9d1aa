"""A hostile visitor: speaks Streamlit's protocol without a browser, with cookies and headers of their own making."""

import contextlib
import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

from dogcat.common.storage import CODE_DIR

BOUNDARY = "dogcat"


def made_cookie() -> str:
    """A cookie as Streamlit's server makes it; each is a new visitor."""
    return f"2|00000000|{secrets.token_hex(16)}|1700000000"


class Tab:
    """A tab that was opened by hand.

    Attributes:
        session: Streamlit's id of the tab's session.
        texts: what the last run of the page or of a fragment has shown, of all kinds.
        widgets: ids of the widgets by their label, of all runs.
        fragments: ids of the fragments that the page asks to be drawn again and again.
    """

    def __init__(self, port: int, page: str = "", cookie: str | None = None, **headers: str) -> None:
        self.port, self.page = port, page
        self.cookie = made_cookie() if cookie is None else cookie
        self.session = ""
        self.texts: list[str] = []
        self.widgets: dict[str, str] = {}
        self.fragments: dict[str, str] = {}
        self._page_hash = ""
        self._socket = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            additional_headers={"Cookie": f"_streamlit_xsrf={self.cookie}", **headers},
            max_size=None,
            close_timeout=0.2,
            ping_interval=None,
        )

    def run(self, *widgets: WidgetState, fragment: str = "") -> str:
        """Runs the page, or one of its fragments, and returns what it shows."""
        page = "" if self._page_hash else self.page  # with its name it would count as another page
        wish = ClientState(page_name=page, fragment_id=fragment, page_script_hash=self._page_hash)
        wish.widget_states.widgets.extend(widgets)
        self._socket.send(BackMsg(rerun_script=wish).SerializeToString())
        return self.read()

    def read(self) -> str:
        """Reads what the server sends until no run is going on, and returns what it shows."""
        self.texts = []
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=30))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session = message.new_session.initialize.session_id or self.session
                self._page_hash = message.new_session.page_script_hash
                self.texts = []
            elif kind == "navigation":
                self._page_hash = message.navigation.page_script_hash
            elif kind == "auto_rerun":
                self.fragments[message.auto_rerun.fragment_id] = kind
            elif kind == "delta":
                element = message.delta.new_element
                kind = element.WhichOneof("type") or "empty"
                assert kind != "exception", element.exception.message
                shown = getattr(element, kind)
                for name in ("text_input", "button"):
                    if element.HasField(name):
                        self.widgets[shown.label] = shown.id
                self.texts.append(str(getattr(shown, "body", "")) + " " + str(getattr(shown, "label", "")))
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return "\n".join(self.texts)

    def enter(self, word: str) -> str:
        """Enters the class code and returns what the page shows then."""
        return self.run(
            WidgetState(id=self.widgets["Class code"], string_value=word),
            WidgetState(id=self.widgets["Enter"], trigger_value=True),
        )

    def close(self) -> None:
        self._socket.close()

    def upload(self, num_bytes: int, name: str = "a.zip", is_chunked: bool = False) -> int:
        """Sends a file past the page to Streamlit's route, and returns the status of the answer."""
        head = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n').encode()
        tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        part = bytes(2**20)
        parts = [head, *[part] * (num_bytes // len(part)), bytes(num_bytes % len(part)), tail]
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": f"_streamlit_xsrf={self.cookie}",
            "X-Xsrftoken": self.cookie,
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        }
        if not is_chunked:
            headers["Content-Length"] = str(sum(map(len, parts)))
        address = f"/_stcore/upload_file/{self.session}/{secrets.token_hex(8)}"
        with contextlib.closing(connection):
            connection.request("PUT", address, iter(parts), headers, encode_chunked=is_chunked)
            return connection.getresponse().status


@contextlib.contextmanager
def small_server(home: Path, **environment: str) -> "Iterator[tuple[int, subprocess.Popen[bytes]]]":
    """Context manager: a server of the app for a home folder; its port and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options],
        cwd=CODE_DIR,
        env={"DOGCAT_SPARE": "0", "DOGCAT_PROBE": "0", **os.environ, "DOGCAT_HOME": str(home), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1),
            ):
                break
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)
        yield port, server
    finally:
        server.kill()
        server.wait()
