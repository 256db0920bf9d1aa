"""Holds a run of the script until all that it has drawn is on its way to the visitor.

Streamlit throws away what an ended run has drawn and not handed over yet when the timer of a fragment asks for the next
run at that moment (its issue 9921 tells of the same). A busy server is late with handing over: one whole page in four
was lost while five tabs drew each third of a second, and the visitor had an empty page.
"""

import asyncio
import contextlib

from streamlit import runtime

MOST_SECONDS = 10.0  # a server that is going down hands nothing over any more


def deliver() -> None:
    """To be called last in the script. The server's loop does things in order: once it does this, all else is done."""
    ends_with_server = runtime.get_instance().stopped if runtime.exists() else None
    if isinstance(ends_with_server, asyncio.Future):
        last = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), ends_with_server.get_loop())
        with contextlib.suppress(TimeoutError):
            last.result(MOST_SECONDS)
