"""What a server takes as uploads, and what an open tab still shows. A hostile visitor asks, without a browser."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from dogcat.common.permission import COMMAND_LINE
from dogcat.lesson.board import BoardEntry, share
from dogcat.recipe.settings import Settings
from pages.state import uploads
from tests.hostile_visitor import Tab, small_server
from tests.pages.helpers import in_a_thread

MB = 2**20


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path, psutil.Process]]:
    """The port, the settings file and the process of a server."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOGCAT_HOME", str(home))
        share(BoardEntry("a0", "Zoe of the board", {}, shares_trainings=False), COMMAND_LINE)
    with small_server(home) as (port, server):
        yield port, home / "dogcat.toml", psutil.Process(server.pid)


@pytest.fixture
def open_tab(served: tuple[int, Path, psutil.Process]) -> Iterator[Callable[..., Tab]]:
    """Opens a tab on a server with these settings, and closes it in the end."""
    port, file, _server = served
    tabs = []

    def open_one(settings: str, page: str = "", **details: str) -> Tab:
        file.write_text(settings, encoding="utf-8")
        tabs.append(Tab(port, page, **details))
        tabs[-1].run()
        return tabs[-1]

    yield open_one
    for tab in tabs:
        tab.close()


CODE = 'class_code = " cat "\nmax_upload_megabytes = 2\n'


def test_nothing_is_taken_from_a_tab_that_has_not_entered_the_class_code(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(CODE)
    assert tab.upload(100) == 403
    assert tab.upload(3 * MB) == 403
    tab.enter("dog")
    assert tab.upload(100) == 403
    assert "Which class?" not in tab.enter("cat")
    assert tab.upload(100) == 204
    stranger = open_tab(CODE)
    stranger.session = "nobody"
    assert stranger.upload(100) == 403


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_file_over_the_limit_is_refused_while_it_arrives(open_tab: Callable[..., Tab], is_chunked: bool) -> None:
    tab, other = (open_tab("max_upload_megabytes = 2\n", "board") for _number in range(2))
    assert other.upload(2 * MB, is_chunked=is_chunked) == 204
    assert tab.upload(2 * MB + 2**17, is_chunked=is_chunked) == 413
    assert "The file is larger than 2 MB" in tab.read(), "the page runs by itself and says it"
    assert "Put it on the board" in "\n".join(tab.texts), "and it is the same page"
    assert "larger than 2 MB" not in tab.run(), "and says it once"


def test_the_files_of_a_tab_and_of_all_tabs_are_limited_and_given_back(
    open_tab: Callable[..., Tab], served: tuple[int, Path, psutil.Process]
) -> None:
    few = "behind_proxy = true\nmax_upload_megabytes = 40\n"  # nobody is in charge
    tab, other, third = (open_tab(few) for _number in range(3))
    before = served[2].memory_info().rss
    assert tab.upload(40 * MB) == 204
    assert tab.upload(21 * MB) == 413
    assert "The files of this tab are too many or too large" in tab.read()
    assert other.upload(30 * MB) == 204
    assert third.upload(15 * MB) == 429
    assert "The server holds as many uploaded files as it can" in third.read()
    assert served[2].memory_info().rss - before < 100 * MB
    open_tab("max_upload_megabytes = 40\n").run()
    in_charge = open_tab("max_upload_megabytes = 40\n")
    assert in_charge.upload(15 * MB) == 204, "others keep nobody out who is in charge"


def test_after_another_class_code_an_open_board_shows_no_more(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(CODE, "board")
    assert "Zoe of the board" not in "\n".join(tab.texts)
    tab.enter("cat")
    shown = [fragment for fragment in tab.fragments if "What the class guessed" in tab.run(fragment=fragment)]
    assert len(shown) == 1
    assert tab.upload(100) == 204
    new = open_tab(CODE.replace("cat", "dog"), "board")
    tab.run(fragment=shown[0])
    assert "What the class guessed" not in "\n".join(tab.texts)
    assert "Which class?" in "\n".join(tab.texts)
    assert tab.upload(100) == 403
    assert new.upload(100) == 403


@pytest.mark.parametrize("page", ["", "train", "board"])
def test_a_malformed_cookie_is_a_visitor_like_others(open_tab: Callable[..., Tab], page: str) -> None:
    tab = open_tab("", page, cookie="2|00000000|abc|1")
    assert "Reload the page" not in "\n".join(tab.texts)
    assert tab.run(), "no exception"


def test_the_files_of_a_closed_tab_go_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    active, closed = {"a", "b"}, []
    storage = {"b": {"1": object()}, "c": {"2": object()}}
    manager = SimpleNamespace(file_storage=storage, remove_session_files=lambda session: storage.pop(session, None))
    server = SimpleNamespace(
        uploaded_file_mgr=manager, is_active_session=active.__contains__, close_session=closed.append
    )
    monkeypatch.setattr(uploads.runtime, "get_instance", lambda: server)
    monkeypatch.setattr(uploads, "_tabs", {"a": uploads._Tab(), "b": uploads._Tab()})
    closed_at: dict[str, float] = {}
    uploads.free_closed(closed_at, 0.0)
    assert set(storage) == {"b", "c"}, "a connection that breaks off is back soon"
    active.remove("b")
    uploads.free_closed(closed_at, uploads.SECONDS_AFTER_CLOSING)
    assert set(storage) == {"b"}
    active.add("b")
    uploads.free_closed(closed_at, 2 * uploads.SECONDS_AFTER_CLOSING)
    active.clear()
    uploads.free_closed(closed_at, 2.5 * uploads.SECONDS_AFTER_CLOSING)
    assert set(storage) == {"b"}
    uploads.free_closed(closed_at, 3.5 * uploads.SECONDS_AFTER_CLOSING)
    assert not storage
    assert closed == ["c", "b"]
    assert not uploads._tabs


def test_a_small_server_holds_what_the_settings_say() -> None:
    most = Settings().max_upload_megabytes
    assert uploads.IN_ALL * most <= 300, "beside a server of 220 MB, and below 600"


def test_an_upload_that_stands_still_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, object]] = []
    parts = [{"type": "http.request", "body": b"half", "more_body": True}]

    async def receive() -> dict[str, object]:
        if parts:
            return parts.pop()
        await asyncio.sleep(5)
        raise AssertionError("it was not given up")

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def streamlit(_scope: object, receive: Callable[[], Awaitable[object]], _send: object) -> None:
        while True:
            await receive()

    monkeypatch.setattr(uploads, "SECONDS_OF_SILENCE", 0.05)
    monkeypatch.setattr(uploads, "check_upload", lambda *_arguments, **_options: None)
    scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/a/b", "headers": []}
    in_a_thread(uploads.UploadGuard(streamlit)(scope, receive, send))
    assert sent[0]["status"] == 408
    assert not uploads._arriving, "what had arrived counts no more"
