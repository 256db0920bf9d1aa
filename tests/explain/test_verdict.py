"""How verdicts read, and how right such verdicts were."""

import json
import math
from pathlib import Path

import pytest

from dogcat.common.storage import write_text
from dogcat.explain.verdict import Verdict, track_record
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run


@pytest.mark.parametrize(
    ("p_dog", "text", "label"),
    [
        (0.914, "dog, 91%", 1), (0.086, "cat, 91%", 0), (0.5, "cat, 50%", 0), (0.501, "dog, 50%", 1),
        (0.125, "cat, 88%", 0), (0.99, "dog, 99%", 1), (0.9999, "dog, over 99%", 1), (0.0, "cat, over 99%", 0),
    ],
)  # fmt: skip
def test_a_verdict_reads_as_a_class_and_how_sure(p_dog: float, text: str, label: int) -> None:
    verdict = Verdict(p_dog)
    assert (verdict.text, verdict.label) == (text, label)


@pytest.mark.parametrize(
    ("p_dog", "text"), [(0.914, "91.4%"), (0.9994, "99.9%"), (0.9997, "over 99.9%"), (1.0, "over 99.9%"),
                        (0.0006, "0.1%"), (0.0004, "under 0.1%"), (0.0, "under 0.1%")],
)  # fmt: skip
def test_no_probability_is_shown_as_certain(p_dog: float, text: str) -> None:
    assert Verdict(p_dog).p_dog_text == text


def test_a_network_that_diverged_has_no_verdict() -> None:
    assert Verdict(math.nan).text == "no prediction: this network no longer gives numbers"


@pytest.fixture
def run(home: Path, tiny_recipe: Recipe) -> Run:
    """Of 150 verdicts at 99.99 % two thirds are right, of 150 at 70 % half."""
    made = create_run(tiny_recipe, "tiny")
    p_dog = {f"validation/dogs/sure.{number}.jpg": 0.9999 if number < 100 else 0.0001 for number in range(150)}
    p_dog |= {f"validation/cats/unsure.{number}.jpg": 0.7 if number < 75 else 0.3 for number in range(150)}
    write_text(made.folder / "evaluation.json", json.dumps({"validation": {"p_dog": p_dog}}))
    return made


def test_a_verdict_is_compared_with_those_that_were_as_sure(run: Run) -> None:
    sure, unsure = track_record(run, Verdict(0.0002)), track_record(run, Verdict(0.65))
    assert sure
    assert unsure
    assert (sure.num_right, sure.num_all) == (100, 150), "all that are equally near count, whatever their order"
    assert sure.text == "Of 150 validation predictions with about this confidence, 100 were right."
    assert (unsure.num_right, unsure.num_all) == (75, 150)


def test_without_an_evaluation_or_a_number_there_is_no_record(run: Run) -> None:
    assert track_record(run, Verdict(math.nan)) is None
    nothing = json.dumps({"validation": {"p_dog": {"validation/cats/cat.1.jpg": None}}})
    write_text(run.folder / "evaluation.json", nothing)
    assert track_record(run, Verdict(0.9)) is None
    (run.folder / "evaluation.json").unlink()
    assert track_record(run, Verdict(0.9)) is None
