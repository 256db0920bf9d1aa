"""People against networks: the pictures and the scores."""

import json
from pathlib import Path

import pytest

from dogcat.analysis.human_baseline import NUM_ASKED, Score, pictures_to_guess, recorded_score, score
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import BASELINE
from dogcat.runs.run import create_run
from tests.conftest import MakeLayout


def test_twenty_validation_pictures_half_of_them_cats(
    home: object, make_layout: MakeLayout, tmp_path_factory: object
) -> None:
    folder = tmp_path_factory.mktemp("many")  # type: ignore[attr-defined]
    pictures = import_pictures(make_layout(folder, per_class=15, size=(8, 8)), "many").pictures
    chosen = pictures_to_guess(pictures, 1)
    assert len({picture.name for picture in chosen}) == NUM_ASKED
    assert all(picture.name.startswith("validation/") for picture in chosen), "the test split stays sealed"
    labels = [picture.label for picture in chosen]
    assert sum(labels) == NUM_ASKED / 2
    assert labels != sorted(labels), "the order gives nothing away"
    assert pictures_to_guess(pictures, 1) == chosen
    assert pictures_to_guess(pictures, 2) != chosen


def test_a_small_set_gives_what_it_has(tiny_set: PictureSet) -> None:
    assert len(pictures_to_guess(tiny_set, 1)) == 12


def test_the_score_counts_the_answers_given_so_far() -> None:
    found = score([0, 1, 1], [0, 1, 0, 0])
    assert found == Score(2, 3)
    assert found.share == pytest.approx(2 / 3)
    low, high = Score(16, 20).interval
    assert (low, high) == (pytest.approx(0.584, abs=0.001), pytest.approx(0.919, abs=0.001))
    assert Score(0, 0).interval == (0.0, 1.0)
    assert Score(0, 0).share == 0


def test_a_network_s_score_comes_from_its_evaluation(home: Path) -> None:
    run = create_run(BASELINE, "photos")
    assert recorded_score(run, "test") is None
    figures = {"test": {"accuracy": 0.7251, "n": 40}, "validation": {"accuracy": 1.0, "n": 3}}
    (run.folder / "evaluation.json").write_text(json.dumps(figures))
    assert recorded_score(run, "test") == Score(29, 40)
    assert recorded_score(run, "validation") == Score(3, 3)
