"""Who follows a training: the browser that asked for it first, and those that asked for the same and joined it.

`request.json` names the first. `followers.json` has an entry for each browser that joined, with what its learner wrote
on the run, and for each that has left. Who has left may come back for a day. Hold the `queue_lock` for each change.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.storage import write_text
from dogcat.runs.file_checks import is_text, is_time, require
from dogcat.runs.run_files import ContentError, kept_until_changed, read_run_json

FILE = "followers.json"
MAX_FOLLOWERS = 300  # of one training; the size of the file has room for all their notes
KEPT_SECONDS = 24 * 3600.0  # who has left may come back for a day, as deleted runs can be restored
_MAX_TOKEN = 200  # characters


class FollowerError(DogcatError):
    """A training that nobody more can join, or to which nobody can come back. The text says why."""


class Followed(Protocol):
    """The part of a run that is needed here."""

    folder: Path

    @property
    def request(self) -> dict[str, Any]:
        """What was asked for: the content of `request.json`."""


@dataclass(frozen=True)
class Follower:
    """A browser that follows a training, or has left it.

    Attributes:
        since: when it joined, in seconds since 1970.
        left: when it left; 0 while it follows.
        label: what its learner wrote on the run, by the names of the fields of `annotations.Annotation`. Of the browser
            that asked first it is empty, because `label.json` has it.
    """

    since: float
    left: float = 0.0
    label: Mapping[str, str] = field(default_factory=dict)


def followers_in(folder: Path, first: str) -> tuple[str, ...]:
    """Return the tokens of the browsers that follow a run: the one that asked first, then the others as they joined.

    Args:
        folder: of the run.
        first: token of the browser that asked first; empty for the command line, which never leaves.
    """
    found = entries(folder)
    joined = sorted((one.since, token) for token, one in found.items() if not one.left and token != first)
    has_left = first in found and found[first].left > 0
    return (*(() if has_left else (first,)), *(token for _since, token in joined))


def entries(folder: Path) -> Mapping[str, Follower]:
    """Return what is kept of each browser that joined a run or left it, by its token; empty if the file is damaged."""
    try:
        return check_followers(folder)
    except (FileNotFoundError, ContentError):
        return {}


@kept_until_changed(FILE)
def check_followers(folder: Path) -> Mapping[str, Follower]:
    """Return the content of a run's `followers.json`.

    Raises:
        FileNotFoundError: there is none.
        ContentError: it is not as the app writes it.
    """
    read = read_run_json(folder, FILE)
    require(len(read) <= 2 * MAX_FOLLOWERS and all(0 < len(token) <= _MAX_TOKEN for token in read), "token")
    return {token: _checked(kept) for token, kept in read.items()}


def first_of(run: Followed) -> str:
    """Return the token of the browser that asked for a run first, whether it has left or not; empty if none did."""
    return str(run.request.get("owner", ""))


def join(run: Followed, token: str) -> None:
    """Let the browser with this token follow a run. If it has left before, it comes back, with what it had written.

    Raises:
        FollowerError: `MAX_FOLLOWERS` follow the run already.
    """
    first, known = first_of(run), dict(entries(run.folder))
    if token in followers_in(run.folder, first):
        return
    if not has_place(run):
        raise FollowerError(_("{num} follow this training already, and no more can join it.").format(num=MAX_FOLLOWERS))
    if token == first:
        del known[token]
    else:
        known[token] = replace(known.get(token, Follower(time.time())), left=0.0)
    _write(run, known)


def has_place(run: Followed) -> bool:
    """Return True if one more browser may follow a run."""
    return len(followers_in(run.folder, first_of(run))) < MAX_FOLLOWERS


def leave(run: Followed, token: str) -> None:
    """Note that a browser follows a run no more. What its learner wrote is kept for `KEPT_SECONDS`."""
    known, now = dict(entries(run.folder)), time.time()
    known[token] = replace(known.get(token, Follower(now)), left=now)
    _write(run, known)


def has_left(run: Followed, token: str) -> bool:
    """Return True if a browser has followed a run, and may come back."""
    known = entries(run.folder)
    return token in known and known[token].left > 0


def forget_left(run: Followed, older_than: float = KEPT_SECONDS) -> None:
    """Remove what the learners wrote who left a run long ago.

    Args:
        run: a run.
        older_than: smallest number of seconds since they left.
    """
    first, known = first_of(run), entries(run.folder)
    gone = {token for token, one in known.items() if one.left and time.time() - one.left >= older_than}
    if first in gone:
        (run.folder / "label.json").unlink(missing_ok=True)
    if gone - {first}:  # that the first has left must not be forgotten
        _write(run, {token: one for token, one in known.items() if token == first or token not in gone})


def write_label(run: Followed, token: str, label: Mapping[str, str]) -> None:
    """Keep what the learner of a browser that joined writes on a run.

    Args:
        run: a run.
        token: of the browser, which follows the run and did not ask first.
        label: the fields of an `annotations.Annotation`.
    """
    known = dict(entries(run.folder))
    known[token] = replace(known[token], label=dict(label))
    _write(run, known)


def _checked(kept: Any) -> Follower:
    require(isinstance(kept, dict) and set(kept) <= {"since", "left", "label"}, "follower")
    follower = Follower(**{"since": None, **kept})
    require(is_time(follower.since) and is_time(follower.left), "since")
    texts = follower.label.values() if isinstance(follower.label, dict) else [None]
    require(all(map(is_text, texts)), "label")
    return follower


def _write(run: Followed, known: Mapping[str, Follower]) -> None:
    """Write all entries, without those of the browsers that left first if there are too many."""
    kept, first = dict(known), first_of(run)
    for token in sorted((token for token, one in known.items() if one.left), key=lambda token: known[token].left):
        if len(kept) > 2 * MAX_FOLLOWERS and token != first:
            del kept[token]
    text = json.dumps({token: asdict(follower) for token, follower in kept.items()}, ensure_ascii=False)
    write_text(run.folder / FILE, text + "\n")
