"""How many batches are prepared ahead: many for a graphics card, few on the processor, and never without bound."""

import os

import pytest

from dogcat.recipe.batch_queue import MAX_WORKERS, num_workers


@pytest.mark.parametrize(("num_cores", "on_card"), [(None, 1), (1, 1), (2, 2), (6, 6), (64, MAX_WORKERS)])
def test_a_card_gets_a_worker_for_each_core(
    num_cores: int | None, on_card: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: num_cores)
    assert (num_workers(on_card=True), num_workers(on_card=False)) == (on_card, 1)
