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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileUploaderState, FileURLs, UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

from dogcat.common.storage import CODE_DIR

BOUNDARY = "dogcat"
PATIENCE = 60.0  # seconds for an answer


def made_cookie() -> str:
    """A cookie as Streamlit's server makes it; each is a new visitor, and costs nothing."""
    return f"2|00000000|{secrets.token_hex(16)}|1700000000"


class Tab:
    """A tab that was opened by hand.

    Args:
        port: of the server.
        page: its name in the address.
        address: network address that a simulated proxy adds; empty for none.
        cookie: None makes a new one.
        query: of the page's address.
        may_fail: whether an exception on the page is kept in `errors`, and is no failed assertion.
        headers: of the connection; one with an empty value is not sent.

    Attributes:
        session: Streamlit's id of the tab's session.
        texts: what the last run of the page or of a fragment has shown, of all kinds.
        errors: exceptions that the page has shown.
        widgets: ids of the widgets by their label, of all runs.
        fragments: ids of the fragments that the page asks to be drawn again and again.
        kept: states of widgets that each run sends again, as a browser does.
        patience: seconds for an answer.
    """

    def __init__(self, port: int, page: str = "", address: str = "", cookie: str | None = None, query: str = "",
                 may_fail: bool = False, **headers: str) -> None:  # fmt: skip
        self.port, self.page, self.query = port, page, query
        self.cookie = made_cookie() if cookie is None else cookie
        self.session, self._page_hash, self._may_fail = "", "", may_fail
        self.texts: list[str] = []
        self.errors: list[str] = []
        self.widgets: dict[str, str] = {}
        self.fragments: set[str] = set()
        self.kept: list[WidgetState] = []
        self.patience = PATIENCE
        sent = {"Cookie": f"_streamlit_xsrf={self.cookie}", "X-Forwarded-For": address, **headers}
        host = sent.pop("Host", f"127.0.0.1:{port}")
        self._socket = connect(
            f"ws://{host}/_stcore/stream", sock=socket.create_connection(("127.0.0.1", port), PATIENCE),
            additional_headers={name: text for name, text in sent.items() if text},
            max_size=None, close_timeout=0.2, open_timeout=PATIENCE, ping_interval=None,
        )  # fmt: skip

    def run(self, *widgets: WidgetState, fragment: str = "") -> str:
        """Runs the page, or one of its fragments, and returns what it shows."""
        self.send(*widgets, fragment=fragment)
        return self.read()

    def send(self, *widgets: WidgetState, fragment: str = "") -> None:
        """Asks for a run, and does not wait for it."""
        wish = ClientState(
            page_name="" if self._page_hash else self.page,  # with its name it would count as another page
            fragment_id=fragment, page_script_hash=self._page_hash, query_string=self.query,
        )  # fmt: skip
        wish.widget_states.widgets.extend([*self.kept, *widgets])
        self._socket.send(BackMsg(rerun_script=wish).SerializeToString())

    def read(self) -> str:
        """Reads what the server sends until no run is going on, and returns what it shows."""
        self.texts = []
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=self.patience))  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session = message.new_session.initialize.session_id or self.session
                self._page_hash = message.new_session.page_script_hash
                self.texts = []
            elif kind == "navigation":
                self._page_hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "auto_rerun":
                self.fragments.add(message.auto_rerun.fragment_id)
            elif kind == "delta":
                self._take_in(message.delta.new_element)
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return "\n".join(self.texts)

    def _take_in(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if not kind:
            return
        shown = getattr(element, kind)
        if kind == "exception":
            assert self._may_fail, shown.message
            self.errors.append(shown.message)
        if getattr(shown, "id", "") and getattr(shown, "label", ""):
            self.widgets[shown.label] = shown.id
        self.texts.append(" ".join(str(getattr(shown, name, "")) for name in ("label", "body", "value", "message")))

    def write(self, label: str, text: str) -> WidgetState:
        """The state of a text field with a text."""
        return WidgetState(id=self.widgets[label], string_value=text)

    def press(self, label: str) -> WidgetState:
        """The state of a pressed button."""
        return WidgetState(id=self.widgets[label], trigger_value=True)

    def enter(self, word: str) -> str:
        """Enters the class code and returns what the page shows then."""
        return self.run(self.write("Class code", word), self.press("Enter"))

    def give(self, label: str, files: Mapping[str, bytes]) -> WidgetState:
        """Uploads files by name, and returns the state of an uploader that has them."""
        state = FileUploaderState()
        for name, data in files.items():
            file_id = secrets.token_hex(8)
            status = self.upload(data, name, file_id)
            assert status == 204, f"{name} was refused with {status}"
            urls = FileURLs(file_id=file_id, upload_url=file_id, delete_url=file_id)
            state.uploaded_file_info.append(
                UploadedFileInfo(name=name, size=len(data), file_id=file_id, file_urls=urls)
            )
        return WidgetState(id=self.widgets[label], file_uploader_state_value=state)

    def close(self) -> None:
        """Closes the tab."""
        self._socket.close()

    def upload(self, content: int | bytes, name: str = "a.zip", file_id: str = "", session: str = "",
               token: str | None = None, is_chunked: bool = False) -> int:  # fmt: skip
        """Sends a file past the page to Streamlit's route, and returns the status of the answer; 0 if it hung up.

        Args:
            content: of the file, or how many zeros it has.
            name: of the file.
            file_id: empty makes one.
            session: Streamlit's id of another session; empty for the tab's own.
            token: against forged requests; None for the right one.
            is_chunked: whether the request does not say its size.
        """
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        block = bytes(2**20)
        inner = [content] if isinstance(content, bytes) else [block] * (content // 2**20) + [bytes(content % 2**20)]
        parts = [head, *inner, f"\r\n--{BOUNDARY}--\r\n".encode()]
        headers = {
            "Cookie": f"_streamlit_xsrf={self.cookie}",
            "X-Xsrftoken": self.cookie if token is None else token,
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        } | ({} if is_chunked else {"Content-Length": str(sum(map(len, parts)))})
        address = f"/_stcore/upload_file/{session or self.session}/{file_id or secrets.token_hex(8)}"
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            try:
                connection.request("PUT", address, iter(parts), headers, encode_chunked=is_chunked)
                return connection.getresponse().status
            except OSError:
                return 0


@contextlib.contextmanager
def small_server(
    home: Path, log: IO[bytes] | None = None, **environment: str
) -> "Iterator[tuple[int, subprocess.Popen[bytes]]]":
    """Context manager: a server of the app for a home folder; its port and its process, which leads a session.

    Args:
        home: the home folder.
        log: takes what the server prints; None drops it.
        environment: more variables; one with an empty value is not set.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    variables = {"DOGCAT_SPARE": "0", "DOGCAT_PROBE": "0", **os.environ, "DOGCAT_HOME": str(home), **environment}
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options],
        cwd=CODE_DIR,
        env={name: text for name, text in variables.items() if text},
        stdout=log or subprocess.DEVNULL,
        stderr=log or subprocess.DEVNULL,
        start_new_session=True,
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
