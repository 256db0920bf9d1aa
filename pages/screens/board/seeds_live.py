"""One recipe, thirty seeds: all curves and results of the class, live, and at the end the closing question."""

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.seed_experiment import Experiment, current_experiment, learner_of
from dogcat.lesson.seed_results import SeedResults, explain_spread
from dogcat.runs.status import BUSY_STATES
from pages.frame.fragments import fragment
from pages.frame.teacher import is_in_charge
from pages.screens.board.seed_figures import show_guesses, show_results, show_ribbon
from pages.state.browser import browser_token
from pages.state.resources import seed_results
from pages.state.session import session

SECONDS_BETWEEN_LOOKS = 5


@fragment(run_every=SECONDS_BETWEEN_LOOKS)
def show_live(drawn: Experiment | None) -> None:
    """Shows the experiment as it is now; draws the page again once the teacher opens, ends or clears it.

    Args:
        drawn: the experiment as the page around this part has shown it.
    """
    experiment = current_experiment()
    if experiment != drawn:
        st.rerun()
    if experiment is None:
        return
    results = seed_results().read(experiment)
    show_counts(results)
    has_guessed = learner_of(experiment, browser_token()) is not None
    if not (has_guessed or experiment.is_over or (is_in_charge() and session().board.shows_seeds)):
        st.caption(_("Guess first. Then you see here all curves and results, live."))
        return
    mine = results.run_of(browser_token())
    left, right = st.columns(2, gap="large")
    with left:
        show_ribbon(experiment, results, mine)
        st.caption(
            _("Line: median. Dark: the middle half. Pale: from the lowest to the highest. Grey: recorded trainings.")
        )
    with right:
        show_results(experiment, results, mine)
    if experiment.is_over:
        show_end(experiment, results, mine.result if mine else None)


def show_counts(results: SeedResults) -> None:
    """Says how many have guessed, train and are done."""
    st.markdown(
        _(
            "**{num_guesses}** guesses, **{num_done}** trainings done, **{num_busy}** running, **{num_queued}** waiting"
        ).format(
            num_guesses=len(results.guesses),
            num_done=results.count("done"),
            num_busy=results.count(*BUSY_STATES),
            num_queued=results.count("queued"),
        )
    )


def show_end(experiment: Experiment, results: SeedResults, own: float | None) -> None:
    """Shows the guesses beside the truth, and the closing question with what follows from the results."""
    spread = results.spread(experiment)
    if spread is None:
        st.caption(_("Too few trainings have run to their end for a comparison."))
        return
    left, right = st.columns(2, gap="large")
    with left:
        show_guesses(results, 100 * spread.range)
    with right:
        st.subheader(_("Would you have believed your one result?"))
        st.markdown("\n".join(f"- {sentence}" for sentence in explain_spread(spread, own)))
