"""The learner's own trainings on every page: a line each in the side bar, and on a phone one line above the page.

A line says how far a training is and leads to it. When it has ended, the line says how, until the learner has opened it
or closed the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dogcat.analysis.result_text import figures_of
from dogcat.common.language import _
from dogcat.common.units import clock
from dogcat.recipe.recipe import recipe_kind
from dogcat.runs.annotations import read_annotation
from dogcat.runs.run import Run, RunError
from dogcat.runs.scheduling.queue import look_at_queue
from dogcat.runs.scheduling.wait_estimate import expected_starts, seconds_left
from dogcat.runs.status import RunStatus
from dogcat.runs.store import open_run
from dogcat.runs.timeline import Timeline
from pages.frame.fragments import fragment
from pages.state.browser import browser_token
from pages.state.redraw_rate import seconds_between_draws
from pages.state.resources import runner
from pages.state.session import session
from pages.widgets.component import style
from pages.widgets.literal import literal

TRAIN = "train"  # the page that shows a training
LEAST_SECONDS = 2.0  # between two redraws
MOST_LINES = 3
_STYLE = style("running.css")


@dataclass(frozen=True)
class Queue:
    """The active runs of all visitors.

    Attributes:
        followers: the browsers that follow each, by run id.
        places: place and seconds until the start of each waiting run; None without an estimate.
    """

    followers: dict[str, tuple[str, ...]]
    places: dict[str, tuple[int, float | None]]


@dataclass(frozen=True)
class Line:
    """What is said of one training.

    Attributes:
        run_id: id of the run.
        words: its name and position, or how it has ended, as Markdown.
        progress: fraction of its steps that are done; None once it has ended.
        waits: whether it is in the queue.
    """

    run_id: str
    words: str
    progress: float | None
    waits: bool = False

    @property
    def rank(self) -> tuple[bool, bool]:
        """Sorts lines: what has ended is news, then what is trained, then what waits."""
        return self.waits, self.progress is not None


def show_running(page: str) -> None:
    """Shows the visitor's own trainings; call this in the place of the side bar where they belong.

    Args:
        page: the name of the door. The Train page shows the chosen training itself.
    """
    lines = lines_of(page)
    if lines and not session().visitor.presents:
        st.html(_STYLE)
        _redrawn(lines)(show_lines)(page, "running-side")


def show_running_on_phone(page: str) -> None:
    """Shows one line above the page, where the side bar is closed; not on the Train page."""
    lines = lines_of(page)
    if lines and page != TRAIN and not session().visitor.presents:
        st.html(_STYLE)
        _redrawn(lines)(show_first_line)(page, "running-top")


def lines_of(page: str) -> list[Line]:
    """Returns a line for each own training that is active, or that has ended unseen, as sorted by `Line.rank`."""
    train, shown = session().train, st.query_params.get("run") if page == TRAIN else None
    own = [run_id for run_id, tokens in active_runs().followers.items() if browser_token() in tokens]
    # The answer that visitors share may be older than the end of a training.
    train.followed += [run_id for run_id in own if run_id not in train.followed and is_active(run_id)]
    if page == TRAIN:  # without a run in the address, it shows the newest
        train.followed = [kept for kept in train.followed if (shown and kept != shown) or is_active(kept)]
    found = [line for run_id in sorted(train.followed) if run_id != shown and (line := line_of(run_id))]
    return sorted(found, key=lambda line: line.rank)[:MOST_LINES]


def show_lines(page: str, key: str) -> None:
    """Shows a link, a bar and for ended trainings a button for each line."""
    with st.container(key=key, gap="small"):
        for line in lines_of(page):
            if line.progress is None:
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    show_link(line)
                    show_close(line, key)
            else:
                show_link(line)
                st.progress(line.progress)


def show_first_line(page: str, key: str) -> None:
    """Shows the newest line alone, as low as possible."""
    lines = lines_of(page)
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        if lines:
            show_link(lines[0])
            if lines[0].progress is None:
                show_close(lines[0], key)


def show_link(line: Line) -> None:
    """Shows the words of a line, which lead to its training."""
    icon = ":material/check_circle:" if line.progress is None else ":material/model_training:"
    st.page_link(f"pages/{TRAIN}.py", label=line.words, icon=icon, query_params={"run": line.run_id})


def show_close(line: Line, key: str) -> None:
    """Shows the button that closes the line of an ended training."""
    st.button("", icon=":material/close:", type="tertiary", key=f"{key}-{line.run_id}", help=_("Hide this training"),
              on_click=close_line, args=(line.run_id,))  # fmt: skip


def close_line(run_id: str) -> None:
    """Says nothing more of a training."""
    session().train.followed = [kept for kept in session().train.followed if kept != run_id]


def is_active(run_id: str) -> bool:
    """Return True if a run waits or is trained."""
    try:
        return open_run(run_id).status().is_active
    except (RunError, OSError, ValueError):  # deleted meanwhile
        return False


def line_of(run_id: str) -> Line | None:
    """Returns the line of a training; None if it is deleted, or if the visitor follows it no more."""
    try:
        run = open_run(run_id)
        if not run.is_of(browser_token()):
            return None
        status = run.status()
        name = literal(read_annotation(run).name or recipe_kind(run.recipe))
        words = describe_active(run, status) if status.is_active else describe_ended(run, status)
        progress = timeline_of(run).progress if status.is_active else None
    except (RunError, OSError, ValueError):
        return None
    return Line(run_id, f"**{name}**: {words}", progress, waits=status.state == "queued")


def describe_active(run: Run, status: RunStatus) -> str:
    """Returns the epoch and the time left, or the place in the queue and the time until the start."""
    if status.state == "queued":
        place, seconds = active_runs().places.get(run.id, (1, None))
        if seconds is None:
            return _("place {place} in the queue").format(place=place)
        return _("place {place} in the queue, starts in about {time}").format(place=place, time=clock(seconds))
    timeline = timeline_of(run)
    epoch, _step = timeline.position
    if status.state != "running" or not epoch:
        return status.words
    words = _("epoch {epoch} of {num_epochs}").format(epoch=epoch, num_epochs=timeline.start["epochs"])
    seconds = seconds_left(run, timeline)
    return words if seconds is None else _("{position}, {time} left").format(position=words, time=clock(seconds))


def describe_ended(run: Run, status: RunStatus) -> str:
    """Returns how a training has ended, and its validation accuracy if it has one."""
    figures = figures_of(run)
    if figures is None:
        return status.words
    return _("{state}, {accuracy:.0%} of new pictures right").format(state=status.words, accuracy=figures.validation)


def timeline_of(run: Run) -> Timeline:
    """Returns the run's timeline; reads only what the run has written since the last call."""
    timeline = session().train.timelines.setdefault(run.id, Timeline())
    timeline.follow(run)
    return timeline


@st.cache_resource(ttl=LEAST_SECONDS - 0.5, max_entries=1, show_spinner=False)
def active_runs() -> Queue:
    """Returns the active runs of all visitors, who share the answer for a moment."""
    waiting, busy = look_at_queue()
    starts = expected_starts(busy, waiting, runner().num_at_once()) if waiting else []
    places = {run.id: (place + 1, starts[place]) for place, run in enumerate(waiting)}
    return Queue({run.id: run.followers for run in (*waiting, *busy)}, places)


def _redrawn(lines: Sequence[Line]) -> Any:
    """Returns the decorator that redraws the lines while a training of them is active."""
    follows = any(line.progress is not None for line in lines)
    return fragment(run_every=max(LEAST_SECONDS, 2 * seconds_between_draws()) if follows else None)
