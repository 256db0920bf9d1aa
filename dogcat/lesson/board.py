"""The class board: guesses and trainings that visitors of this server share under a nickname.

Each browser has at most one entry, a file in the home folder. The board holds only what its owner has shared.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import filelock

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.permission import Visitor, require_owner
from dogcat.common.shown_text import visible
from dogcat.common.storage import home_dir, write_text
from dogcat.common.text_file import OddFileError, read_plain
from dogcat.lesson.steps import PAGES
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs

MAX_NICKNAME = 24  # characters
MAX_ENTRIES = 200
_MAX_BYTES = 10_000  # of an entry


class BoardError(DogcatError):
    """An entry that the board refuses. The text says why."""


@dataclass(frozen=True)
class BoardEntry:
    """What one browser shares.

    Attributes:
        owner: token of the browser, the same as in its runs.
        nickname: name that the learner chose.
        predictions: answer to the Predict question by name of the step, as the position of the option.
        shares_trainings: True if the board shows the browser's runs.
        shares_answers: True if the answers count in what the class learned, see `answer_gains`.
        checks: first answer to the Check question by name of the step, as the position of the option; empty unless
            the answers are shared.
    """

    owner: str
    nickname: str
    predictions: Mapping[str, int]
    shares_trainings: bool
    shares_answers: bool = False
    checks: Mapping[str, int] = field(default_factory=dict)


def share(entry: BoardEntry, asker: Visitor) -> None:
    """Put an entry on the board; it replaces the earlier entry of the same owner.

    Raises:
        NotAllowedError: the entry is another browser's, and the asker is not in charge.
        BoardError: the nickname is empty, too long, not printable or taken; the board is full; or `owner` is no token.
    """
    _require_right(asker, entry.owner)
    nickname = entry.nickname
    if not nickname.strip() or len(nickname) > MAX_NICKNAME or not nickname.isprintable():
        raise BoardError(
            _("A nickname has 1 to {most} letters, digits or symbols. Choose another one.").format(most=MAX_NICKNAME)
        )
    with _lock():
        others = [other for other in read_board() if other.owner != entry.owner]
        if nickname.strip().casefold() in (other.nickname.casefold() for other in others):
            raise BoardError(_("Somebody on the board already has this nickname. Choose another one."))
        if len(others) >= MAX_ENTRIES:
            raise BoardError(_("The board is full. Ask your teacher to clear it."))
        _write(replace(entry, nickname=nickname.strip()))


def update_answers(owner: str, predictions: Mapping[str, int], checks: Mapping[str, int], asker: Visitor) -> None:
    """Take over an owner's newest answers, if the owner has an entry that shares them.

    Raises:
        NotAllowedError: it is another browser's entry, and the asker is not in charge.
    """
    _require_right(asker, owner)
    file = _file(owner)
    if not file.exists():  # most answers are not shared, and wait for no lock
        return
    with _lock():
        entry = _read(file)
        if entry and entry.shares_answers:
            _write(replace(entry, predictions=predictions, checks=checks))


def withdraw(owner: str, asker: Visitor) -> None:
    """Remove an owner's entry from the board, if there is one; the runs stay.

    Raises:
        NotAllowedError: it is another browser's entry, and the asker is not in charge.
    """
    _require_right(asker, owner)
    file = _file(owner)
    with _lock():
        file.unlink(missing_ok=True)


def read_board() -> list[BoardEntry]:
    """Return all entries, sorted by nickname; unreadable files are left out."""
    entries = filter(None, map(_read, _folder().glob("[!.]*.json")))
    return sorted(entries, key=lambda entry: entry.nickname.casefold())[:MAX_ENTRIES]


def shared_runs(entries: Sequence[BoardEntry]) -> list[tuple[str, Run]]:
    """Return the shared trainings with at least one finished epoch as (nickname, run), oldest first.

    A training that several of them follow stands there once, with the first nickname and how many more there are.
    """
    names = {entry.owner: entry.nickname for entry in entries if entry.shares_trainings}
    found = []
    for run in list_runs():
        known = [names[token] for token in run.followers if token in names]
        if known and run.history():
            found.append((known[0] if len(known) == 1 else f"{known[0]} +{len(known) - 1}", run))
    return found


def count_predictions(entries: Sequence[BoardEntry], step: str, num_options: int) -> list[int]:
    """Return the number of learners who chose each option of a step's Predict question.

    Args:
        entries: entries of the board.
        step: one of `PAGES`.
        num_options: number of options of the question.
    """
    counted = Counter(entry.predictions.get(step) for entry in entries)
    return [counted[place] for place in range(num_options)]


def _require_right(asker: Visitor, owner: str) -> None:
    require_owner(asker, owner, _("Only the teacher can change the entries of others on the board."))


def _write(entry: BoardEntry) -> None:
    checks = dict(entry.checks) if entry.shares_answers else {}
    kept = asdict(replace(entry, predictions=dict(entry.predictions), checks=checks))
    write_text(_file(entry.owner), json.dumps(kept, ensure_ascii=False) + "\n")


def _read(file: Path) -> BoardEntry | None:
    try:
        kept = json.loads(read_plain(file, _MAX_BYTES))
        return BoardEntry(
            owner=_text(kept["owner"], 200),
            nickname=visible(_text(kept["nickname"], MAX_NICKNAME)),
            predictions=_places(kept["predictions"]),
            shares_trainings=kept["shares_trainings"] is True,
            shares_answers=kept.get("shares_answers") is True,  # entries of earlier versions share none
            checks=_places(kept.get("checks", {})),
        )
    except (OSError, OddFileError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _places(value: Any) -> dict[str, int]:
    return {name: place for name, place in value.items() if _is_place(name, place)}


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise ValueError("Not a text of an entry")
    return value


def _is_place(name: str, place: Any) -> bool:
    return name in PAGES and isinstance(place, int) and 0 <= place < 100


def _file(owner: str) -> Path:
    if not owner.isalnum():
        raise BoardError(_("This browser blocks the cookie that your entry needs. Allow cookies and try again."))
    return _folder() / f"{owner}.json"


def _folder() -> Path:
    return home_dir() / "board"


def _lock() -> filelock.FileLock:
    """The lock to hold while entries change, so that none comes back and no two get one nickname."""
    _folder().mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(_folder() / ".lock")
