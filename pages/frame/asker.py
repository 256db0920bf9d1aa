"""The visitor as the core sees one who asks for an act."""

import hashlib
from contextlib import suppress

from streamlit.runtime.scriptrunner import get_script_run_ctx

from dogcat.common.errors import DogcatError
from dogcat.common.permission import Visitor
from pages.frame.teacher import is_in_charge
from pages.state.browser import browser_token, visitor_address
from pages.state.resources import address_key
from pages.state.session import session


def asker() -> Visitor:
    """Returns who asks: the browser, a mark of its address that does not give the address away, and its rights."""
    mark = hashlib.blake2b(visitor_address().encode(), digest_size=8, key=address_key()).hexdigest()
    return Visitor(browser_token(), mark, is_in_charge())


def reader() -> Visitor | None:
    """Returns who reads the page that is drawn now; None outside of a script run."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    return session().visitor.reader or Visitor(browser_token())


def note_reader() -> None:
    """Notes who reads, once a run of the page: a list of trainings asks for each of them."""
    session().visitor.reader = None
    with suppress(DogcatError):  # settings that cannot be read, which the class gate shows
        session().visitor.reader = asker()
