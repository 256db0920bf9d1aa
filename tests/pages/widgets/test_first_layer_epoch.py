"""The epoch of the first layer: kept, or following the training."""

import pytest
import streamlit as st

from pages.state.session import session
from pages.widgets.first_layer_epoch import choose_epoch, keep


@pytest.mark.parametrize(("chosen", "kept"), [(3, 3), (7, None)])
def test_the_newest_epoch_means_to_follow(chosen: int, kept: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {"layer_epoch": chosen})
    keep(newest=7)
    assert session().first_layer.layer_epoch == kept


@pytest.mark.parametrize(
    ("epochs", "wanted", "shown"),
    [
        ([0, 1, 2], None, 2),
        ([0, 1, 2], 0, 0),  # epoch 0 is an epoch like the others
        ([0, 1, 2], 1, 1),
        ([0, 1, 2], 9, 2),  # of a longer run
        ([0], 0, 0),
    ],
)
def test_the_epoch_that_is_shown(
    epochs: list[int], wanted: int | None, shown: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "session_state", {})
    session().first_layer.layer_epoch = wanted
    assert choose_epoch(epochs) == shown
