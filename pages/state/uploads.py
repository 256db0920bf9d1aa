"""What the server accepts as an upload: from whom, and how many bytes. Streamlit's own route asks neither question.

A browser sends a file to a route of Streamlit, past every page. `UploadGuard` stands before that route as a middleware
of the server, which `streamlit_app.py` puts there.
"""

import asyncio
import contextlib
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import NoReturn, cast

import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_
from dogcat.common.units import MEGABYTE
from dogcat.recipe.settings import settings

PER_TAB, IN_ALL = 1.5, 2  # times `max_upload_megabytes`
MOST_FILES = 200  # of a tab; an empty file takes memory, too
FRAMING = 2**16  # bytes around the file in a request: its name and the separators
SECONDS_OF_SILENCE = 30.0  # after which an upload is given up, because what has arrived of it takes memory
SECONDS_AFTER_CLOSING = 30.0  # until the files of a closed tab go; a browser that lost its connection is back before
SECONDS_BETWEEN_LOOKS = 5.0
MOST_DISCARDED = 2**28  # bytes
TOO_LARGE = N_("The file is larger than {most:,} MB, the most that this server allows. It was not uploaded.")
TAB_IS_FULL = N_(
    "The files of this tab are too many or too large together, so the last one was not uploaded. Remove files that you"
    " no longer need, and try again."
)
SERVER_IS_FULL = N_(
    "The server holds as many uploaded files as it can, so yours was not uploaded. Try again in a minute."
)
_ROUTE = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")


class _Refused(Exception):  # noqa: N818 - no error, and no HTTPException: the app would answer that one by itself
    def __init__(self, status: int, words: str) -> None:
        self.status, self.words = status, words


@dataclass
class _Tab:
    """A tab whose visitor has come in."""

    is_in_charge: bool = False
    class_code: str = ""  # by which the visitor has come in
    refused: str = ""  # the sentence about the last upload that was refused, until the page shows it


_tabs: dict[str, _Tab] = {}  # by Streamlit's id of the session
_arriving: Counter[str] = Counter()  # bytes that have arrived of unfinished uploads, by session


def accept_uploads(is_in_charge: bool) -> None:
    """Notes that this tab's visitor has come in, so that the server takes files from the tab.

    Args:
        is_in_charge: whether the visitor is in charge. The files of others keep nobody in charge out.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context:
        tab = _tabs.setdefault(context.session_id, _Tab())
        tab.is_in_charge, tab.class_code = is_in_charge, settings().class_code


def refused_upload() -> str:
    """Returns the untranslated sentence about this tab's last refused upload, once; empty if none was refused."""
    context = get_script_run_ctx(suppress_warning=True)
    tab = _tabs.get(context.session_id) if context else None
    if tab is None:
        return ""
    sentence, tab.refused = tab.refused, ""
    return sentence


def forget_upload(file_id: str) -> None:
    """Frees a file of this tab at once. Streamlit would keep it in memory until the tab is closed.

    Args:
        file_id: Streamlit's id of the file.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context:
        cast("MemoryUploadedFileManager", context.uploaded_file_mgr).remove_file(context.session_id, file_id)


def upload_limit(most_bytes: int | None = None) -> int:
    """Returns the largest size of a file that an uploader may take, in MB of 2**20 bytes.

    Args:
        most_bytes: what the app reads at most of this kind of file.
    """
    limit = min(int(str(st.get_option("server.maxUploadSize"))), settings().max_upload_megabytes)
    return limit if most_bytes is None else min(limit, most_bytes // MEGABYTE)


class UploadGuard:
    """Middleware that refuses uploads of tabs that have not come in, and bytes beyond the limits."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on. That of an upload is checked before, and again with each part that arrives."""
        found = _ROUTE.search(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if not found:
            await self._app(scope, receive, send)
            return
        session, num_arrived = found[1], 0

        async def receive_checked() -> Message:
            nonlocal num_arrived
            try:
                message = await asyncio.wait_for(receive(), SECONDS_OF_SILENCE)
            except asyncio.TimeoutError:
                raise _Refused(408, "Nothing has arrived for a while.") from None
            num_new = len(message.get("body", b""))
            num_arrived += num_new
            _arriving[session] += num_new
            check_upload(session, num_arrived)
            return message

        try:
            check_upload(session, _declared_bytes(scope), has_begun=False)
            await self._app(scope, receive_checked, send)
        except _Refused as refused:
            await _discard(receive)
            await PlainTextResponse(refused.words, refused.status)(scope, receive, send)
        finally:
            _arriving[session] -= num_arrived
            if not _arriving[session]:
                del _arriving[session]


def check_upload(session: str, num_bytes: int, has_begun: bool = True) -> None:
    """Check that a tab may upload a file.

    Args:
        session: Streamlit's id of the tab's session.
        num_bytes: of the request, as far as it is known.
        has_begun: whether these bytes have arrived. Otherwise they are what the request announces.
    """
    tab = _tabs.get(session)
    try:
        allowed = settings()
    except DogcatError:
        tab = None
    if tab is None or tab.class_code != allowed.class_code:
        raise _Refused(403, "This tab has not entered the class code.")
    files = _manager().file_storage.get(session, {})
    announced = 0 if has_begun else num_bytes
    of_tab = sum(len(file.data) for file in list(files.values())) + _arriving[session] + announced
    in_all = _stored_bytes() + _arriving.total() + announced
    most = allowed.max_upload_megabytes * 2**20  # as Streamlit's own limit
    if num_bytes > most + FRAMING:
        _refuse(session, 413, TOO_LARGE)
    if of_tab > PER_TAB * most + FRAMING or len(files) >= MOST_FILES:
        _refuse(session, 413, TAB_IS_FULL)
    if in_all > IN_ALL * most + FRAMING and not tab.is_in_charge:
        _refuse(session, 429, SERVER_IS_FULL)


@contextlib.asynccontextmanager
async def freeing_uploads(_app: object) -> AsyncIterator[None]:
    """Frees the files of closed tabs while the server runs.

    Streamlit keeps them for two minutes, and then until the next tab is closed.
    """
    task = asyncio.create_task(_keep_freeing())
    yield
    task.cancel()


async def _keep_freeing() -> None:
    closed_at: dict[str, float] = {}
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        free_closed(closed_at, time.monotonic())


def free_closed(closed_at: dict[str, float], now: float) -> None:
    """Frees the files of tabs that were closed a while ago.

    Args:
        closed_at: when each closed tab was first seen closed, in seconds; this function keeps it.
        now: the time in seconds.
    """
    server = runtime.get_instance()
    for session in {*_tabs, *_manager().file_storage}:
        if server.is_active_session(session):
            closed_at.pop(session, None)
        elif now - closed_at.setdefault(session, now) >= SECONDS_AFTER_CLOSING:
            del closed_at[session]
            _tabs.pop(session, None)
            if _manager().file_storage.get(session):
                server.close_session(session)  # whose widgets hold the bytes, too
                _manager().remove_session_files(session)  # those that arrived after the end


def _declared_bytes(scope: Scope) -> int:
    declared = dict(scope["headers"]).get(b"content-length", b"")
    return int(declared) if declared.isdigit() and len(declared) < 20 else 0


def _refuse(session: str, status: int, sentence: str) -> NoReturn:
    """Notes the sentence for the tab's page, and runs the page again, because a failed upload does not."""
    most = settings().max_upload_megabytes
    _tabs[session].refused = sentence
    with contextlib.suppress(AttributeError):  # before Streamlit 1.67, the page says it when it runs next
        found = runtime.get_instance().get_app_session(session)
        if found:
            # As Streamlit runs a page again whose file has changed: without this state it would show Home.
            found.request_rerun(found._client_state)  # noqa: SLF001
    raise _Refused(status, sentence.format(most=most))


async def _discard(receive: Receive) -> None:
    """Reads what is still being sent. A browser that is sending does not listen to an answer."""

    async def read() -> None:
        num_left = MOST_DISCARDED
        while num_left > 0:
            message = await receive()
            if not message.get("more_body"):
                return
            num_left -= len(message["body"])

    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(read(), SECONDS_OF_SILENCE)


def _manager() -> MemoryUploadedFileManager:
    return cast("MemoryUploadedFileManager", runtime.get_instance().uploaded_file_mgr)


def _stored_bytes() -> int:
    return sum(stat.byte_length for stats in _manager().get_stats().values() for stat in stats)
