"""The learner's own pair: which two runs it holds, and when there is none."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.analysis.own_pair import has_figures, kind_of, latest_pair, own_runs
from dogcat.recipe.recipe import BASELINE, PRETRAINED_FEATURES, QUICK_BASELINE, QUICK_REGULARIZED, Recipe
from dogcat.runs.run import Run, create_run
from dogcat.runs.store import list_runs
from tests.finished_runs import write_run


def train(recipe: Recipe, created: float, pictures: str = "drawn", owner: str = "me") -> Run:
    """A finished run that was asked for at a time."""
    run = create_run(recipe, pictures, owner=owner)
    (run.folder / "request.json").write_text(json.dumps(run.request | {"created": created}))
    write_run(run, 0.7, 0.9)
    return run


def ids(pair: dict[str, Run] | None) -> list[str]:
    return [run.id for run in (pair or {}).values()]


def test_the_pair_is_the_newest_of_each_kind_with_plain_first(home: Path) -> None:
    train(QUICK_BASELINE, 1)
    regularized, plain = train(QUICK_REGULARIZED, 2), train(QUICK_BASELINE, 3)
    pair = latest_pair(list_runs(), "me")
    assert pair is not None
    assert list(pair) == ["plain", "regularized"]
    assert ids(pair) == [plain.id, regularized.id]


def test_runs_of_other_browsers_and_of_the_command_line_are_not_one_s_own(home: Path) -> None:
    train(QUICK_BASELINE, 1)
    for owner in ("somebody", ""):
        train(QUICK_REGULARIZED, 2, owner=owner)
        assert latest_pair(list_runs(), "me") is None
        assert latest_pair(list_runs(), owner) is None
    train(QUICK_BASELINE, 3, owner="")
    assert latest_pair(list_runs(), "") is None


def test_both_runs_learned_from_the_same_set(home: Path) -> None:
    old = [train(QUICK_BASELINE, 1, "photos"), train(QUICK_REGULARIZED, 2, "photos")]
    train(QUICK_REGULARIZED, 3, "drawn")  # newer, but without a partner
    assert ids(latest_pair(list_runs(), "me")) == [run.id for run in old]


def test_a_partner_with_the_same_network_comes_first(home: Path) -> None:
    same = train(QUICK_BASELINE, 1)
    train(BASELINE, 2)
    regularized = train(QUICK_REGULARIZED, 3)
    assert ids(latest_pair(list_runs(), "me")) == [same.id, regularized.id]
    wide = train(replace(QUICK_REGULARIZED, dense_units=512), 4)
    assert ids(latest_pair(list_runs(), "me"))[1] == wide.id


def test_only_finished_runs_with_figures_count(home: Path) -> None:
    plain = train(QUICK_BASELINE, 1)
    create_run(QUICK_REGULARIZED, "drawn", owner="me")  # waits in the queue
    diverged = train(QUICK_REGULARIZED, 2)
    rows = diverged.history()
    rows[-1]["val_accuracy"] = float("nan")
    diverged.write_history(rows)
    failed = train(QUICK_REGULARIZED, 3)
    failed.fail("the disk is full")
    assert not has_figures(diverged)
    assert ids({str(place): run for place, run in enumerate(own_runs(list_runs(), "me"))}) == [plain.id]
    assert latest_pair(list_runs(), "me") is None
    stopped = train(QUICK_REGULARIZED, 4)
    stopped.append("stopped", message="")
    assert ids(latest_pair(list_runs(), "me")) == [plain.id, stopped.id]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "plain"),
        ({"dropout": 0.2}, "regularized"),
        ({"weight_decay": 1e-3}, "regularized"),
        ({"augmentation": QUICK_REGULARIZED.augmentation}, "regularized"),
        ({"flipped_labels": 0.1}, None),
    ],
)
def test_the_kind_follows_from_the_regularization(changes: dict[str, object], kind: str | None) -> None:
    assert kind_of(replace(QUICK_BASELINE, **changes)) == kind  # type: ignore[arg-type]


def test_a_network_of_the_further_steps_is_in_no_pair() -> None:
    assert kind_of(PRETRAINED_FEATURES) is None
    assert kind_of(replace(QUICK_REGULARIZED, residual=True, batch_normalization=True, pooling="average")) is None
