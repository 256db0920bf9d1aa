"""The epoch of the first layer: kept, or following the training."""

import pytest
import streamlit as st

from pages.state.session import session
from pages.widgets.first_layer_epoch import keep


@pytest.mark.parametrize(("chosen", "kept"), [(3, 3), (7, None)])
def test_the_newest_epoch_means_to_follow(chosen: int, kept: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {"layer_epoch": chosen})
    keep(newest=7)
    assert session().train.layer_epoch == kept
