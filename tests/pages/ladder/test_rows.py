"""The rows of the ladder's charts."""

from pathlib import Path

import pytest

from dogcat.analysis import ladder_runs as module
from dogcat.analysis.ladder import PLAIN, rungs
from dogcat.analysis.ladder_results import rung_results
from dogcat.analysis.ladder_runs import ladder_runs
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR
from pages.screens.ladder.rows import accuracy_rows, change_rows, gap_rows
from tests.recorded_tables import write_rung


def test_rows_have_the_values_and_the_widest_interval(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LADDER_DIR", tmp_path)
    write_rung(tmp_path, PLAIN, 1, 60)
    for seed, right in ((1, 50), (2, 70), (3, 90)):
        write_rung(tmp_path, "geometry", seed, right)
    results = rung_results(rungs(), ladder_runs())
    first, second = accuracy_rows(results.values(), "up")
    assert (first.name, first.value, first.colour, first.points) == ("plain network", 0.6, BASELINE_COLOUR, ())
    assert (second.name, second.colour) == ("+ crops, turns and mirroring", REGULARIZED_COLOUR)
    assert second.points == (0.5, 0.7, 0.9)
    assert second.low == pytest.approx(0.7 - 4.303 * 0.2 / 3**0.5, abs=1e-3), "that over seeds is wider here"
    assert [row.value for row in gap_rows(results.values(), "up")] == pytest.approx([0.3, 0.2])
    (change,) = change_rows(results.values(), "up")
    assert change.value == pytest.approx(-0.1)
    assert change.points == (), "one seed in common"
