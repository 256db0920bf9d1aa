"""Picture by picture: which pictures one network gets right and the other wrong, and what both said of them."""

import streamlit as st

from dogcat.analysis.comparison import Paired, compare_pairs, find_set, has_predictions, on_the_same_pictures
from dogcat.charts.run_curves import comparable_runs, first_pair
from dogcat.common.language import _
from dogcat.common.units import Signed
from dogcat.lesson.guesses import SAME
from dogcat.runs.names import listed_name
from dogcat.runs.run import Run
from pages.frame.lesson_tasks import did
from pages.screens.compare.calibration import show_sureness
from pages.screens.compare.gallery import show_cell
from pages.screens.compare.pair_choice import Pair
from pages.state.browser import browser_token
from pages.state.picture_sets import offered_sets
from pages.state.session import bind, session

FIELDS = ("first", "second")  # of the session, the two runs


def show_by_picture(pair: Pair) -> None:
    """Shows the view."""
    runs = {name: run for name, run in comparable_runs(browser_token()).items() if has_predictions(run)}
    if len(runs) < 2:
        st.info(
            _("This view needs two runs that have ended. Train two networks on the Train page."),
            icon=":material/image_search:",
        )
        return
    first, second = choose_two(runs, pair)
    said = on_the_same_pictures(first, second)
    if first.id == second.id or said is None:
        st.info(
            _("Choose two different runs that were validated on the same pictures."), icon=":material/compare_arrows:"
        )
        return
    paired = compare_pairs(*said)
    table, gallery = st.columns([2, 3], gap="large")
    with table:
        show_table(paired)
        show_confusion(first, second)
    with gallery:
        show_cell(paired, said, find_set(first, said[0], offered_sets()))
    show_sureness(first, second, said)
    did("opened-pairs")


def choose_two(runs: dict[str, Run], pair: Pair) -> tuple[Run, Run]:
    """The two runs, at first those of the pair, and again if one of them was deleted."""
    names, chosen, owner = first_pair(runs, list(pair.runs.values())), session().by_picture, browser_token()
    gone = [getattr(chosen, field) not in (None, *runs) for field in FIELDS]
    if any(gone) or chosen.first is None:  # one of the two alone may have no partner on the same pictures
        chosen.first, chosen.second = names
        chosen.lost_run = any(gone)
    if chosen.lost_run:
        st.info(
            _("One of the two runs that you compared was deleted. You see these two instead."),
            icon=":material/delete:",
        )
    # Translators: the first and the second of two networks that are compared.
    for column, field, words in zip(st.columns(2), FIELDS, (_("First"), _("Second")), strict=True):
        column.selectbox(
            words,
            list(runs),
            format_func=lambda name: listed_name(runs[name], owner),
            **bind(chosen, field, changed=forget_lost),
        )
    return runs[chosen.first or ""], runs[chosen.second or ""]


def forget_lost() -> None:
    """Takes the note on a deleted run away, because the visitor has chosen another one."""
    session().by_picture.lost_run = False


def show_table(paired: Paired) -> None:
    """The table of right and wrong, and what it says."""
    st.markdown(
        _(
            "**{num:,} validation pictures**, answered by both networks as they were after their last epoch\n\n"
            "| | second right | second wrong |\n|---|---:|---:|\n"
            "| **first right** | {both_right:,} | {only_first:,} |\n"
            "| **first wrong** | {only_second:,} | {both_wrong:,} |"
        ).format(
            num=paired.n,
            both_right=len(paired.both_right),
            only_first=len(paired.only_first),
            only_second=len(paired.only_second),
            both_wrong=len(paired.both_wrong),
        )
    )
    low, high = (100 * end for end in paired.interval)
    st.markdown(
        _(
            "After the last epoch, the second network's accuracy minus the first's is **{difference:+.1f} percentage"
            " points** (95% confidence interval {low:+.1f} to {high:+.1f}). Other views show the mean of the last ten"
            " epochs; their interval is usually wider, because it does not use that the pictures are the same. The"
            " networks disagree on {apart:,} pictures. If both were equally good, a split"
            " of these at least this uneven would have a probability of {probability} (McNemar's exact test)."
            " {conclusion}"
        ).format(
            difference=Signed(100 * paired.difference),
            low=Signed(low),
            high=Signed(high),
            apart=paired.num_disagreed,
            probability=_("less than 1 in 10,000") if paired.p < 1e-4 else f"{paired.p:.2g}",
            conclusion=conclude(paired),
        )
    )


def conclude(paired: Paired) -> str:
    """Returns whether the difference may be chance, and whether it is so small that the app calls it equal."""
    if not paired.is_significant:
        return _("It may well be chance.")
    if abs(paired.difference) < SAME:
        words = _("This is hardly chance, but the app calls differences below {same:.0f} percentage points equal.")
        return words.format(same=100 * SAME)
    return _("This is hardly chance.")


def show_confusion(first: Run, second: Run) -> None:
    """What each said of cats and of dogs."""
    for words, run in ((_("First"), first), (_("Second"), second)):
        evaluation = run.evaluation("validation")
        if evaluation is None:
            continue
        counts = evaluation["confusion"]
        st.markdown(
            _(
                "| {network} | says cat | says dog |\n|---|---:|---:|\n"
                "| **is a cat** | {cats_right:,} | {cats_wrong:,} |\n"
                "| **is a dog** | {dogs_wrong:,} | {dogs_right:,} |"
            ).format(
                network=words,
                cats_right=counts["cat"]["cat"],
                cats_wrong=counts["cat"]["dog"],
                dogs_wrong=counts["dog"]["cat"],
                dogs_right=counts["dog"]["dog"],
            )
        )
