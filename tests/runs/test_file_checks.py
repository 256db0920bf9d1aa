"""What the files of a run hold, by the form in which a training writes it."""

import math

import pytest

from dogcat.runs.file_checks import (
    HISTORY_COLUMNS,
    checked_environment,
    checked_evaluation,
    checked_history,
    is_count,
    is_figure,
    is_flag,
    is_picture_name,
    is_positive,
    is_probability,
    is_text,
    is_time,
    is_watched_name,
)
from dogcat.runs.recorded import recorded_runs
from dogcat.runs.run_files import ContentError
from tests.finished_runs import evaluation

HEADER = ",".join(HISTORY_COLUMNS)
ROW = "1,60.0,0.5,0.5,0.5,0.5,0.5,0.5,100.0"


def test_recorded_runs_pass() -> None:
    for run in recorded_runs().values():
        assert len(run.history()) == run.recipe.epochs or run.history(), run.id
        assert run.evaluation("validation"), run.id
        assert run.environment, run.id


def test_an_empty_cell_is_no_number() -> None:
    (row,) = checked_history(f"{HEADER}\n1,60.0,,0.5,,0.5,0.5,0.5,100.0\n")
    assert math.isnan(row["loss"])
    assert row["seconds"] == 60


@pytest.mark.parametrize(
    ("old", "new"),
    [("1,60", "2,60"), ("60.0", "-1"), ("0.5,0.5", "0.5,1.5"), ("0.5", "inf"), ("0.5", "1e300"), ("0.5", "x"),
     ("epoch,", "epoch,epoch,"), ("100.0", "100.0,1"), (",loss", ",lost")],
)  # fmt: skip
def test_another_history_is_refused(old: str, new: str) -> None:
    with pytest.raises(ContentError):
        checked_history(f"{HEADER}\n{ROW}\n".replace(old, new, 1))


def test_an_evaluation_and_an_environment_pass_or_are_refused() -> None:
    good = {"test": evaluation("test", 0.5)}
    assert checked_evaluation(good, "test") == good["test"]
    for wrong in ({}, {"test": 5}, {"test": good["test"] | {"n": 0}}, {"test": good["test"] | {"p_dog": {"x": 0.5}}}):
        with pytest.raises(ContentError):
            checked_evaluation(wrong, "test")
    assert checked_environment({"versions": {"keras": "3"}}) == {"versions": {"keras": "3"}}
    continued = {"device_memory": None, "devices": [{"from_epoch": 1, "device": "gpu", "precision": "float16"}]}
    assert checked_environment(continued) == continued
    for parts in ("gpu", ["gpu"], [{"device": "gpu"}], [{"from_epoch": 0}], [{"from_epoch": 1, "device": ["gpu"]}]):
        with pytest.raises(ContentError, match="devices"):
            checked_environment({"devices": parts})
    with pytest.raises(ContentError, match="system"):
        checked_environment({"system": ["x"]})


def test_names_of_pictures_lead_nowhere_else() -> None:
    assert is_picture_name("train/cats/cat.1.jpg")
    assert is_watched_name("mine.jpg")
    for name in ("train/cats/../../x", "train/../x.jpg", "/etc/passwd", "test/cats/a\\b", "test/cats/a\x1b", 5):
        assert not is_picture_name(name)
    assert not is_watched_name("train/../../secret.png")


INFINITE, NAN = float("inf"), float("nan")


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (is_count, (0, 5), (-1, True, 1.0, "1", 10**12, None)),
        (is_positive, (1,), (0, -1, True)),
        (is_figure, (0, -1.5, None), (NAN, INFINITE, True, "1", 10**400)),
        (is_probability, (0, 1, 0.5, None), (-0.1, 1.1, NAN)),
        (is_time, (0, 1.7e9), (-1, 1e300, NAN, None, "1")),
        (is_text, ("", "a\nb", "고양이"), (5, "\x1b", "\ud800", "x" * 3_000)),
        (is_flag, (True, False), (0, 1, None)),
    ],
)
def test_right_values_pass_and_wrong_ones_do_not(
    check: object, right: tuple[object, ...], wrong: tuple[object, ...]
) -> None:
    assert callable(check)
    assert all(map(check, right))
    assert not any(map(check, wrong))
