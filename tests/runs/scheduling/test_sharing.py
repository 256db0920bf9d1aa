"""Who asks for the same training joins it: which one is found, and that nobody starts a second one."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from dogcat.common.permission import COMMAND_LINE, NotAllowedError, Visitor
from dogcat.common.storage import pictures_dir
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from dogcat.runs.scheduling.control import stop_run
from dogcat.runs.scheduling.runner import LocalRunner
from dogcat.runs.scheduling.sharing import content_to_share, find_training
from dogcat.runs.store import list_runs, open_run
from dogcat.runs.watched import WatchedPicture
from tests.runs.scheduling.helpers import occupy

ANN, BOB, CEM = Visitor("ann", "here"), Visitor("bob", "here"), Visitor("cem", "here")
Press = Callable[..., Run]


@pytest.fixture
def press(tiny_set: PictureSet, tiny_recipe: Recipe) -> Iterator[Press]:
    """Presses Train; a training that seems to go on keeps all others waiting."""
    runner = LocalRunner()
    occupy()

    def press(asker: Visitor, pictures: str = tiny_set.name, uploads: bool = False, **changes: object) -> Run:
        name = "me.jpg" if uploads else "train/cats/cat.1.jpg"
        watched = [WatchedPicture(name, 0, np.zeros((22, 22, 3), np.uint8))]
        return open_run(runner.submit(replace(tiny_recipe, **changes), pictures, asker, watched))

    yield press
    runner.close()


def end(run: Run) -> None:
    """Makes a run look as if it was trained to its end."""
    run.write_history([{"epoch": epoch + 1, "clean_accuracy": 0.5, "val_accuracy": 0.5} for epoch in range(2)])
    run.model_file.write_bytes(b"weights")
    run.append("end")


def test_thirty_who_press_in_the_same_second_share_one_training(
    press: Press, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOGCAT_MAX_WAITING_PER_ADDRESS", "1")  # joining takes no place in the queue
    monkeypatch.setenv("DOGCAT_MAX_WAITING_IN_ALL", "1")
    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(lambda number: press(Visitor(f"cookie{number}", "here")), range(30)))
    assert len({run.id for run in runs}) == 1
    assert len(runs[0].followers) == len(set(runs[0].followers)) == 30


def test_only_the_very_same_is_shared(press: Press, tiny_set: PictureSet) -> None:
    first = press(ANN)
    assert press(BOB, seed=2) != first.id
    assert press(CEM, seed=2, epochs=7).followers == ("cem",)
    shutil.copytree(tiny_set.folder, pictures_dir() / "copy")
    assert press(BOB, "copy").id == first.id  # by content, not by name
    (pictures_dir() / "copy" / "test" / "cats" / "cat.1.jpg").unlink(missing_ok=True)
    shutil.rmtree(pictures_dir() / "copy" / "train" / "cats")
    shutil.copytree(tiny_set.folder / "train" / "dogs", pictures_dir() / "copy" / "train" / "cats")
    assert press(CEM, "copy").id != first.id


def test_one_that_is_done_is_joined_and_trained_again_by_those_who_have_it(press: Press) -> None:
    done = press(ANN)
    end(done)
    assert press(BOB).id == done.id
    again = press(ANN)
    assert again.id != done.id
    assert press(BOB).id == press(CEM).id == again.id  # one that goes on comes first
    assert again.followers == ("ann", "bob", "cem")


@pytest.mark.parametrize("way", ["stopped", "stopping", "error", "brought", "no network", "misfit"])
def test_what_did_not_end_as_it_should_is_not_joined(press: Press, way: str) -> None:
    run = press(ANN)
    if way == "stopping":
        run.request_stop()
    elif way in ("stopped", "error"):
        run.append(way, message="")
    else:
        end(run)
        if way == "brought":
            request = (run.folder / "request.json").read_text()
            brought = '{"brought": {"id": "x", "seconds": 1.0}, '
            (run.folder / "request.json").write_text(request.replace("{", brought, 1))
        elif way == "no network":
            run.model_file.unlink()
        else:
            (run.folder / "evaluation.json").write_text("[]")
    assert press(BOB).followers == ("bob",)


def test_a_training_with_uploaded_pictures_is_its_learner_s_alone(press: Press) -> None:
    mine = press(ANN, uploads=True)
    theirs = press(BOB)
    assert (mine.followers, theirs.followers) == (("ann",), ("bob",))
    assert press(CEM, uploads=True).followers == ("cem",)
    assert press(CEM, uploads=True).followers == ("cem",)  # and is not queued twice


def test_who_joined_a_training_starts_another_one_for_uploaded_pictures(press: Press) -> None:
    shared = press(ANN)
    assert press(BOB).id == press(BOB).id == shared.id
    assert press(BOB, uploads=True).followers == ("bob",)
    assert shared.followers == ("ann", "bob")


def test_the_teacher_switches_it_off(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    first = press(ANN)
    monkeypatch.setenv("DOGCAT_SHARES_TRAININGS", "false")
    assert press(BOB).followers == ("bob",)
    assert press(BOB).id != first.id
    assert len(list_runs()) == 3


def test_who_has_stopped_a_training_gets_another_one(press: Press) -> None:
    mine = press(ANN)
    assert press(ANN).id == mine.id
    mine.request_stop()
    again = press(ANN)
    assert again.id != mine.id
    assert press(ANN).id == again.id


def test_one_that_left_joins_again_and_the_command_line_joins_nothing(press: Press) -> None:
    run = press(ANN)
    assert press(BOB).id == run.id
    stop_run(run.id, BOB)
    assert run.followers == ("ann",)
    assert press(BOB).id == run.id
    assert press(COMMAND_LINE).followers == ("",)


def test_any_follower_continues_a_stopped_training(press: Press, tiny_set: PictureSet) -> None:
    run, runner = press(ANN), LocalRunner()
    press(BOB)
    run.write_history([{"epoch": 1}])
    run.append("stopped", message="")
    with pytest.raises(NotAllowedError):
        runner.continue_run(run.id, CEM)
    runner.continue_run(run.id, BOB)
    assert (run.status().state, run.followers) == ("queued", ("ann", "bob"))
    runner.close()


def test_pictures_that_are_being_written_are_shared_with_nobody(tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    content = content_to_share(tiny_set, [])
    assert len(content) == 64
    assert content_to_share(PictureSet("gone", tiny_set.folder / "gone"), []) != content
    assert find_training(tiny_recipe, "", ANN) is None
