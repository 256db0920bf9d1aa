"""Guesses and trainings that the visitors of this server chose to share under a nickname."""

from collections import Counter

import streamlit as st

from dogcat.analysis.history import diagnose
from dogcat.charts.board import board_curves_chart, describe_board_curves, predictions_chart
from dogcat.charts.run_curves import cure_colour
from dogcat.common.language import _, current_language
from dogcat.lesson.board import MAX_NICKNAME, BoardEntry, count_predictions, read_board, share, shared_runs, withdraw
from dogcat.lesson.steps import PAGES, read_step
from dogcat.recipe.recipe import recipe_kind
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.frame.gate import ask_for_word
from pages.frame.limits import BOARD, count
from pages.frame.progress_keeper import progress
from pages.frame.teacher import is_in_charge
from pages.screens.board.handed_in import show_handed_in
from pages.state.browser import browser_token
from pages.widgets.chart import show_chart
from pages.widgets.spreadsheet import harmless_row

MOST_CURVES = 40
SECONDS_BETWEEN_LOOKS = 5


def show_sharing(mine: BoardEntry | None) -> None:
    """What a learner shares, and the button that withdraws it."""
    with st.expander(_("Share what you did"), icon=":material/groups:", expanded=mine is None):
        st.caption(
            _(
                "Everybody on this server will see your nickname with your guesses in the lesson and, if you like, the"
                " curves of your trainings, but never your pictures. What you answer before and after each step, now"
                " and later, only counts in a total of the class. You can take it back at any time."
            )
        )
        with st.form("share", border=False):
            nickname = st.text_input(_("Nickname"), mine.nickname if mine else "", max_chars=MAX_NICKNAME)
            trainings = st.checkbox(_("My trainings as well"), mine.shares_trainings if mine else True)
            answers = st.checkbox(_("My answers as well, in the total"), mine.shares_answers if mine else True)
            words = _("Put it on the board") if mine is None else _("Update my entry")
            if st.form_submit_button(words, type="primary"):
                with sentence_for_errors():
                    count(BOARD)
                    given = progress()
                    entry = BoardEntry(
                        browser_token(), nickname, given.predictions, trainings, answers, given.first_checks
                    )
                    share(entry, asker())
                    st.rerun()
        if mine and st.button(_("Take it back"), icon=":material/undo:"):
            withdraw(mine.owner, asker())
            st.rerun()


@fragment(run_every=SECONDS_BETWEEN_LOOKS)
def show_board() -> None:
    """The class's curves and guesses, refreshed every few seconds."""
    entries = read_board()
    if not entries:
        st.info(_("Nobody has shared anything yet."), icon=":material/groups:")
        return
    left, right = st.columns(2, gap="large")
    with left:
        show_predictions(entries)
    with right:
        show_trainings(entries)


def show_predictions(entries: list[BoardEntry]) -> None:
    """The guesses of the class; the right answer only for those who have answered the question, and in charge."""
    steps = {name: read_step(name, current_language()) for name in PAGES}
    name = st.selectbox(_("What the class guessed"), list(PAGES), format_func=lambda name: steps[name].title)
    question = steps[name].predict
    counts = count_predictions(entries, name, len(question.options))
    st.markdown(question.text)
    if not any(counts):
        st.caption(_("Nobody on the board has answered this question yet."))
        return
    words = "; ".join(f"{option}: {count}" for option, count in zip(question.options, counts, strict=True))
    knows = name in progress().predictions or is_in_charge()
    chart = predictions_chart(question.options, counts, question.right if knows else None)
    show_chart(chart, key=f"guesses-{name}", description=words)
    if not knows:
        st.caption(_("Answer this question in the lesson. Then you see here what comes out."))
        return
    with st.expander(_("What comes out"), icon=":material/visibility:"):
        st.markdown(steps[name].reveal)


def show_trainings(entries: list[BoardEntry]) -> None:
    """Everybody's validation curves on one chart, and their results."""
    shared = shared_runs(entries)[-MOST_CURVES:]
    if not shared:
        st.caption(_("Nobody on the board has shared a training yet."))
        return
    num_runs = Counter(nickname for nickname, _run in shared)
    names = [
        nickname if num_runs[nickname] == 1 else f"{nickname}, {recipe_kind(run.recipe)}" for nickname, run in shared
    ]
    curves = [(name, run.history()) for name, (_nickname, run) in zip(names, shared, strict=True)]
    colours = [cure_colour(run.recipe) for _nickname, run in shared]
    show_chart(board_curves_chart(curves, colours), key="board", description=describe_board_curves(curves))
    rows = []
    for nickname, run in shared:
        found = diagnose(run.history())
        rows.append(
            {
                _("Nickname"): nickname,
                _("Recipe"): recipe_kind(run.recipe),
                _("Epochs"): found.num_epochs,
                _("Validation"): 100 * found.val_accuracy,
                _("Gap, percentage points"): 100 * found.gap,
            }
        )
    columns = {
        _("Validation"): st.column_config.NumberColumn(format="%.0f%%"),
        _("Gap, percentage points"): st.column_config.NumberColumn(format="%.1f"),
    }
    rows = list(map(harmless_row, rows))
    st.dataframe(rows, hide_index=True, column_config=columns, alt=_("The shared trainings and how they ended"))


def show_teacher() -> None:
    """The removal of entries, for a visitor in charge."""
    with st.expander(_("For the teacher"), icon=":material/school:"):
        if not is_in_charge():
            ask_for_word()
            return
        show_handed_in()
        st.markdown(_("**On the board**"))
        entries = read_board()
        names = {entry.owner: entry.nickname for entry in entries}
        chosen = st.multiselect(_("Entries"), list(names), format_func=lambda owner: names.get(owner, ""))
        with st.container(horizontal=True):
            if st.button(_("Take these off the board"), disabled=not chosen):
                take_off(chosen)
            if st.button(_("Clear the whole board"), icon=":material/delete:", disabled=not names):
                take_off(list(names))


def take_off(owners: list[str]) -> None:
    """Removes entries and redraws the board."""
    for owner in owners:
        withdraw(owner, asker())
    st.rerun()


def show_shared() -> None:
    """Shows the view."""
    show_sharing(next((entry for entry in read_board() if entry.owner == browser_token()), None))
    show_board()
    show_teacher()
