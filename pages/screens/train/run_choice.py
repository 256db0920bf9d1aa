"""Which run is shown: the one in the address, otherwise the visitor's own newest, never one of somebody else.

And who started a run, in words.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import timedelta

import streamlit as st
from babel.dates import format_timedelta

from dogcat.common.language import _, current_language
from dogcat.lesson.board import read_board
from dogcat.runs.followers import first_of
from dogcat.runs.names import describe_run
from dogcat.runs.run import Run
from dogcat.runs.store import list_runs, unreadable_runs
from pages.state.browser import browser_token
from pages.state.session import session
from pages.widgets.literal import literal


def own_runs(runs: Sequence[Run]) -> list[Run]:
    """Returns those of all runs that this browser started or joined.

    Where nobody has trained in a browser yet, the runs of the command line are the visitor's own.
    """
    followers = [run.followers for run in runs]
    wanted = browser_token() if any(any(tokens) for tokens in followers) else ""
    return [run for run, tokens in zip(runs, followers, strict=True) if wanted in tokens]


def is_own(run: Run) -> bool:
    """Return True if the visitor started or joined the run."""
    return run.id in {own.id for own in own_runs(list_runs())}


def asked_run() -> Run | None:
    """Returns the run that the address names, otherwise the visitor's newest; None if there is neither."""
    runs = list_runs()
    named = next((run for run in runs if run.id == st.query_params.get("run")), None)
    return named or next(reversed(own_runs(runs)), None)


def choose_run() -> Run | None:
    """Shows a select box of all runs, the visitor's own first, and returns the chosen one.

    None if none is chosen yet: the visitor has none, and those of others are only offered.
    """
    runs = list_runs()
    own = {run.id: run for run in reversed(own_runs(runs))}
    offered = own | {run.id: run for run in reversed(runs) if run.id not in own}
    asked = st.query_params.get("run")
    if asked and asked not in offered:
        words = _("There is no run {name!r} any more; this is your newest one.") if own else _(
            "There is no run {name!r} any more."
        )  # fmt: skip
        st.warning(literal(str(unreadable_runs().get(asked, words.format(name=asked)))))
    if not offered:
        return None
    if asked not in offered:
        asked = next(iter(own), None)

    def words_of(name: str) -> str:
        words = describe_run(offered[name])
        return words if name in own else _("Of others: {name}").format(name=words)

    titles = {name: words_of(name) for name in offered}
    chosen = st.selectbox(
        _("Run") if own else _("Runs of others"),
        list(offered),
        index=None if asked is None else list(offered).index(asked),
        format_func=titles.__getitem__,
        placeholder=_("Choose a run"),
        label_visibility="visible" if session().draft.shows_choices or asked is None else "collapsed",
    )
    if chosen is None:
        return None
    st.query_params["run"] = chosen
    return offered[chosen]


def nicknames() -> dict[str, str]:
    """Returns the nicknames of those who share their trainings on the class board, by the token of their browser."""
    return {entry.owner: entry.nickname for entry in read_board() if entry.shares_trainings}


def describe_owner(run: Run, names: Mapping[str, str]) -> str:
    """Returns who started a run: you, a nickname of the class board, another browser or the command line.

    Of a run that came back from a zip, it is who brought it.
    """
    others = names.get(run.owner, _("another browser")) if run.owner else _("command line")
    # Translators: a cell of the column “Started by”
    words = _("you") if run.is_of(browser_token()) else others
    if len(run.followers) > 1:
        # Translators: a cell of the column “Started by”: how many learners follow this training
        words = _("{name}, watched by {num}").format(name=words, num=len(run.followers))
    return _("{name} (file)").format(name=words) if run.brought else words


def has_joined(run: Run) -> bool:
    """Return True if the visitor follows a training that somebody else started."""
    return run.is_of(browser_token()) and first_of(run) != browser_token()


def describe_sharing(run: Run) -> str:
    """Returns what a visitor is told of a training that they share with others; empty for one of their own alone."""
    num = len(run.followers)
    if has_joined(run):
        since = timedelta(seconds=float(run.request["created"]) - time.time())
        words = (
            _("This training was started {ago} by somebody in your class; you are following it, **watched by {num}**.")
            if first_of(run)
            else _(
                "This training was started {ago} on the server's computer; you are following it, **watched by {num}**."
            )
        )
        words = words.format(ago=format_timedelta(since, add_direction=True, locale=current_language()), num=num)
        return words + " " + _("Your guess, its name and your note are yours alone.")
    if num > 1 and run.is_of(browser_token()):
        return _("You started this training; others follow it, too: **watched by {num}**.").format(num=num)
    return ""
