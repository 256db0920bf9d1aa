"""What is compared: the runs that ship with the app and the learner's own, as curves of one colour each."""

from collections.abc import Sequence

import streamlit as st

from dogcat.common.language import _
from dogcat.common.palette import BASELINE, CAT, DOG, REGULARIZED, TRAINING, VALIDATION
from dogcat.runs.annotations import read_annotation
from dogcat.runs.run import Run

PALETTE = (BASELINE, REGULARIZED, TRAINING, VALIDATION, CAT, DOG)  # of up to six runs


def colours_of(runs: Sequence[Run]) -> list[str]:
    """A colour for each of up to six runs: the one that the learner gave it, if it is still free."""
    wanted = [read_annotation(run).colour for run in runs]
    free = [colour for colour in PALETTE if colour not in wanted]
    given: list[str] = []
    for colour in wanted:
        given.append(colour if colour and colour not in given else free.pop(0))
    return given


def say_missing(names: Sequence[str]) -> None:
    """Says which recorded runs this copy of the app does not have."""
    if names:
        st.info(
            _("Not recorded yet in this copy of the app: {names}. What is there is shown.").format(
                names=", ".join(names)
            ),
            icon=":material/hourglass_empty:",
        )
