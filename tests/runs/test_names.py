"""The names of runs: each unique, and recorded runs first."""

import json
from pathlib import Path

import pytest

from dogcat.common.permission import COMMAND_LINE
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE, QUICK_REGULARIZED, REGULARIZED, Recipe
from dogcat.runs.annotations import Annotation, write_annotation
from dogcat.runs.names import describe_run, listed_name, names_by_cure, runs_with_network, short_names
from dogcat.runs.recorded import recorded_runs
from dogcat.runs.run import Run, create_run
from dogcat.runs.store import list_runs, open_run

FILES = ("recipe.json", "request.json", "environment.json", "events.jsonl", "history.csv", "evaluation.json")


def recorded_run(shelf: Path, name: str, *, has_model: bool) -> None:
    (shelf / name).mkdir()
    for file in (*FILES, *(["model.keras"] if has_model else [])):
        (shelf / name / file).touch()


def test_a_run_is_named_by_its_recipe_pictures_and_date(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dogcat.runs.run.time.time", lambda: 1_700_000_000.0)
    name = describe_run(create_run(BASELINE, "pets"))
    assert name.startswith("baseline on pets, ")
    assert "Nov 2023" in name


def test_the_learner_s_own_name_replaces_the_recipe(home: Path) -> None:
    run = create_run(BASELINE, "pets")
    write_annotation(run, Annotation(name="My first"), COMMAND_LINE)
    assert describe_run(run).startswith("My first on pets, ")


def test_a_recorded_run_is_named_by_its_recipe_and_seed(tmp_path: Path) -> None:
    assert describe_run(Run(tmp_path / "baseline-photos-seed3")) == "baseline (recorded, seed 3)"


def test_short_names_are_unique_among_the_runs_of_a_chart(home: Path, tmp_path: Path) -> None:
    recorded = [Run(tmp_path / f"baseline-photos-seed{seed}") for seed in (1, 2)]
    own = [create_run(BASELINE, "pets"), create_run(QUICK_BASELINE, "pets"), create_run(QUICK_BASELINE, "pets")]
    write_annotation(own[0], Annotation(name="My first"), COMMAND_LINE)
    assert short_names(recorded[:1]) == ["baseline"]
    assert short_names([*recorded, *own]) == [
        "baseline, seed 1", "baseline, seed 2", "My first", "quick-baseline (1)", "quick-baseline (2)",
    ]  # fmt: skip


def test_runs_with_a_model_are_one_s_own_then_the_newest_then_the_recorded_ones(
    home: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded_run(shelf, "baseline-photos-seed1", has_model=True)
    recorded_run(shelf, "baseline-photos-seed2", has_model=False)
    assert len(recorded_runs()) == 2
    ids = []
    for second, recipe in enumerate((BASELINE, QUICK_BASELINE, Recipe(epochs=3))):
        monkeypatch.setattr("dogcat.runs.run.time.time", lambda now=1_700_000_000.0 + second: now)
        run = create_run(recipe, "pets")
        ids.append(run.id)
        if second != 1:
            run.model_file.touch()
    assert list(runs_with_network()) == [ids[2], ids[0], "baseline-photos-seed1"]
    oldest = open_run(ids[0])
    (oldest.folder / "request.json").write_text(json.dumps(oldest.request | {"owner": "me"}))
    assert list(runs_with_network("me")) == [ids[0], ids[2], "baseline-photos-seed1"]
    assert listed_name(oldest, "me") == f"Yours: {describe_run(oldest)}"
    assert listed_name(oldest, "somebody") == describe_run(oldest)


def test_two_runs_of_one_second_have_two_names(
    home: Path, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = describe_run(create_run(tiny_recipe, "tiny"))
    monkeypatch.setattr("dogcat.runs.run.time.time", lambda: 1_000_000_000.5)
    for _ in range(2):
        create_run(tiny_recipe, "tiny")
    names = {describe_run(run) for run in list_runs()}
    assert len(names) == 3
    assert alone in names


def test_networks_are_sorted_by_their_cure_and_active_trainings_come_last(home: Path) -> None:
    recipes = {"a": QUICK_BASELINE, "b": BASELINE, "c": QUICK_REGULARIZED, "d": REGULARIZED}
    runs = {name: create_run(recipe, "pets") for name, recipe in recipes.items()}
    assert names_by_cure(runs) == (["a", "b"], ["c", "d"])
    for name in ("b", "d", "c"):
        runs[name].append("end", message="")
    assert [runs[name].status().is_active for name in runs] == [True, False, False, False]
    assert names_by_cure(runs) == (["b", "a"], ["c", "d"])
