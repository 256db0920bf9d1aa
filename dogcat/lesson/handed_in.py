"""The pages that learners hand in: one a browser, with a name, as files in the home folder.

The app makes each page itself and escapes the learner's words, so a file holds no HTML that a visitor wrote.
"""

import csv
import io
import json
import re
import time
import zipfile
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.permission import Visitor, require_charge, require_owner
from dogcat.common.shown_text import spreadsheet_cell, visible
from dogcat.common.storage import home_dir, write_text
from dogcat.common.text_file import OddFileError, read_plain
from dogcat.runs.file_checks import is_time

MAX_NAME = 40  # characters
MAX_PAGES = 200
MAX_BYTES = 1_000_000  # of one page
_UNFIT = re.compile(r"[^\w -]+")  # for the name of a file


class HandInError(DogcatError):
    """A page that is refused. The text says why."""


@dataclass(frozen=True)
class HandedIn:
    """A page that a learner has handed in.

    Attributes:
        owner: token of the browser.
        name: the learner's name for the teacher.
        seconds: time of handing in, in seconds since 1970.
        num_done: number of steps that are done.
        headline: what came out of the learner's trainings.
        page: the HTML document.
    """

    owner: str
    name: str
    seconds: float
    num_done: int
    headline: str
    page: str

    @property
    def moment(self) -> datetime:
        """Return the time of handing in, in the time zone of the server."""
        return datetime.fromtimestamp(self.seconds, timezone.utc).astimezone()


def checked_name(name: str) -> str:
    """Return a name without spaces around it.

    Raises:
        HandInError: the name is empty, too long or not printable.
    """
    stripped = name.strip()
    if not stripped or len(stripped) > MAX_NAME or not stripped.isprintable():
        raise HandInError(_("A name has 1 to {most} letters or digits. Write another one.").format(most=MAX_NAME))
    return stripped


def hand_in(asker: Visitor, name: str, num_done: int, headline: str, page: str) -> None:
    """Keep a page of the asker; it replaces the earlier one.

    Raises:
        HandInError: the name is refused, the page is too large, there are too many pages, or the asker has no token.
    """
    name = checked_name(name)
    if len(page.encode()) > MAX_BYTES:
        raise HandInError(_("The page is too large to be handed in. Take it home as a file instead."))
    file = _file(asker.token)
    if not file.is_file() and len(list(file.parent.glob("[!.]*.json"))) >= MAX_PAGES:
        raise HandInError(
            _("{most} pages have been handed in already. Ask your teacher to make room.").format(most=MAX_PAGES)
        )
    kept = HandedIn(asker.token, name, time.time(), num_done, headline, page)
    write_text(file, json.dumps(asdict(kept), ensure_ascii=False) + "\n")


def take_back(owner: str, asker: Visitor) -> None:
    """Delete an owner's page, if there is one.

    Raises:
        NotAllowedError: it is another browser's page, and the asker is not in charge.
    """
    require_owner(asker, owner, _("Only the teacher can delete the pages of others."))
    _file(owner).unlink(missing_ok=True)


def handed_in_by(owner: str) -> HandedIn | None:
    """Return the page of an owner; None if there is none."""
    return _read(_file(owner)) if owner.isalnum() else None


def all_handed_in(asker: Visitor) -> list[HandedIn]:
    """Return all pages, sorted by name; unreadable files are left out.

    Raises:
        NotAllowedError: the asker is not in charge.
    """
    require_charge(asker, _("Only the teacher can see the pages of others."))
    found = filter(None, map(_read, (home_dir() / "handed_in").glob("[!.]*.json")))
    return sorted(found, key=lambda each: (each.name.casefold(), each.seconds))


def table_heads() -> list[str]:
    """Return the heads of the table in the zip, in the current language."""
    return [_("File"), _("Name"), _("Handed in"), _("Steps done"), _("Result")]


def as_zip(pages: list[HandedIn], heads: list[str]) -> bytes:
    """Return a zip with each page as an HTML file, and a table of names, times, steps and results as CSV.

    A spreadsheet reads a cell that begins with = + - @ as a formula, so such a cell begins with an apostrophe.

    Args:
        pages: the pages.
        heads: of the table, from `table_heads`. A download is made where the visitor's language is unknown.
    """
    archive, table = io.BytesIO(), io.StringIO()
    rows = csv.writer(table, lineterminator="\r\n")
    rows.writerow(heads)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, each in enumerate(pages, start=1):
            stem = " ".join(_UNFIT.sub(" ", each.name).split()) or "lesson"
            file = f"{number:03d} {stem}.html"
            packed.writestr(file, each.page)
            cells = (file, each.name, f"{each.moment:%Y-%m-%d %H:%M}", str(each.num_done), each.headline)
            rows.writerow(map(spreadsheet_cell, cells))
        packed.writestr("handed_in.csv", "\ufeff" + table.getvalue())  # the mark tells spreadsheets that it is UTF-8
    return archive.getvalue()


def _read(file: Path) -> HandedIn | None:
    try:
        kept = json.loads(read_plain(file, 2 * MAX_BYTES))
        return HandedIn(
            owner=str(kept["owner"]),
            name=visible(str(kept["name"])[:MAX_NAME]),
            seconds=_moment(kept["seconds"]),
            num_done=int(kept["num_done"]),
            headline=visible(str(kept["headline"])),
            page=str(kept["page"]),
        )
    except (OSError, OddFileError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None


def _moment(seconds: Any) -> float:
    if not is_time(seconds):
        raise ValueError("Not a moment")
    return float(seconds)


def _file(owner: str) -> Path:
    if not owner.isalnum():
        raise HandInError(_("This browser blocks the cookie that your page needs. Allow cookies and try again."))
    return home_dir() / "handed_in" / f"{owner}.json"
