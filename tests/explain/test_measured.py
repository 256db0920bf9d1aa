"""What a page shows of the measurements: those of the networks that ship with the app, and of no other."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from dogcat.explain import measured
from dogcat.explain.measured import Wobble, Wobbles, measured_unlike, measured_wobbles
from dogcat.explain.out_of_distribution import pixel_statistics, shipped_reference
from dogcat.explain.perturbations import AXES
from dogcat.runs.recorded import exercise_pair
from dogcat.runs.run import Run

SHIPPED = list(exercise_pair().values())


def test_the_figures_are_those_of_the_networks_that_ship() -> None:
    """When one is trained again, `python -m benchmarks.explanations` measures it and mends this."""
    found = measured_wobbles(*SHIPPED)
    assert found
    assert set(found.by_change) == {"draws", *AXES}
    for wobble in found.by_change.values():
        assert 0 < wobble.before < 0.5
        assert 0 < wobble.after < 0.5
        assert 0 <= wobble.num_steadier <= found.num_pictures == 200
    for run in SHIPPED:
        worth = measured_unlike(run)
        assert worth
        assert 0.5 < worth.area <= 1
        assert 0 <= worth.share_wrong < worth.share_found <= 1


@pytest.mark.parametrize("run", SHIPPED, ids=lambda run: run.id)
def test_what_they_were_trained_on_is_known(run: Run) -> None:
    found = shipped_reference(run.model_file)
    assert found
    num_values = 2 * run.recipe.filters[1] + pixel_statistics(np.zeros((1, 8, 8, 3))).shape[1]
    assert (found.mean.shape, found.whitening.shape) == ((num_values,), (num_values, num_values))
    usual, strange = found.mean, found.mean + 1_000
    hidden = np.ones(run.recipe.dense_units, np.float32)
    assert not found.judge(hidden, usual).is_unlike
    assert found.judge(hidden, strange).is_unlike


def test_other_networks_have_no_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = SHIPPED
    assert measured_wobbles(after, before) is None
    assert measured_wobbles(before, before) is None
    other = Run(tmp_path / before.id)
    shutil.copytree(before.folder, other.folder)
    assert measured_wobbles(other, after), "the same weights elsewhere"
    other.model_file.write_bytes(b"trained again")
    assert measured_wobbles(other, after) is None
    assert measured_unlike(other) is None
    monkeypatch.setattr(measured, "MEASURED_FILE", tmp_path / "none.json")
    assert measured_wobbles(before, after) is None
    assert measured_unlike(before) is None


def test_the_changes_under_which_the_second_network_wobbles_more_are_named() -> None:
    found = Wobbles(10, {"blur": Wobble(0.1, 0.2, 1), "zoom": Wobble(0.2, 0.1, 9), "jpeg": Wobble(0.1, 0.1, 0)})
    assert found.unsteadier == ["blur"]
