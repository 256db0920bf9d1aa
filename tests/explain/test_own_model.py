"""Models from elsewhere: what is read from a good one, and what a bad one costs (a sentence, nothing else)."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from dogcat.common.temporary import temporary_dir
from dogcat.explain import own_model
from dogcat.explain.model_files import ForeignModelError
from dogcat.explain.own_model import ForeignModel
from tests.explain.saved_models import SIZE, enlarge, network, rewritten, saved


@pytest.fixture(scope="module", autouse=True)
def _home_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home folder for all tests here, where copies of the files are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOGCAT_HOME", str(tmp_path_factory.mktemp("home")))
        yield


def test_a_good_model_is_opened_and_asked(tmp_path: Path) -> None:
    """A softmax over dog and cat, in this order, on pixels of 0–1, saved as .h5."""
    pixels = np.random.default_rng(1).integers(0, 256, (60, SIZE, SIZE, 3), np.uint8)
    mine = network(2, True, 0)
    asked = ForeignModel(saved(mine, tmp_path, ".h5"))
    try:
        assert (asked.input_height, asked.input_width, asked.num_channels) == (SIZE, SIZE, 3)
        assert (asked.num_outputs, asked.ends_in, asked.num_parameters) == (2, "softmax", 8)
        assert (asked.own_scaling, asked.expected_scaling) == (None, None)
        np.testing.assert_allclose(asked.outputs(pixels, "0-1"), mine(pixels / np.float32(255)), atol=1e-5)
    finally:
        asked.close()


def test_a_network_of_2_gb_costs_its_own_process_and_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = rewritten(saved(network(1, True, 1), tmp_path), enlarge)
    processes_before, copies_before = processes(), copies()
    with pytest.raises(ForeignModelError, match=r"needs more than 1\.6 GB of memory, which is the limit"):
        ForeignModel(data)
    assert processes() <= processes_before  # an idle one may have ended
    assert copies() == copies_before


def processes() -> set[int]:
    return {one.pid for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE}


def copies() -> set[Path]:
    return set(temporary_dir().glob("*"))


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_model, "MAX_SECONDS", 0.5)
    with pytest.raises(ForeignModelError, match="Its process needed"):
        ForeignModel(saved(network(1, True, 1), tmp_path))


def test_what_is_no_model_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_model, "WorkerProcess", lambda *_: pytest.fail("a process was started"))
    with pytest.raises(ForeignModelError, match="This file is empty"):
        ForeignModel(b"")
