"""The Train page beyond its button: the recipe editor, guesses, watched pictures, what ended runs offer, the list."""

import dataclasses
import errno
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.permission import COMMAND_LINE
from dogcat.common.storage import runs_dir, write_text
from dogcat.lesson.board import BoardEntry, share
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe import memory
from dogcat.recipe.recipe import QUICK_BASELINE, RECIPES, Augmentation, Recipe
from dogcat.runs.annotations import Annotation, read_annotation, write_annotation
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling import runner
from dogcat.runs.scheduling.control import stop_run
from dogcat.runs.scheduling.queue import look_at_queue
from dogcat.runs.store import list_runs, open_run
from dogcat.runs.timeline import Timeline
from dogcat.runs.watched import WatchedPicture, read_watched
from dogcat.training.callbacks.stopping import DivergedError, StopWhenDiverged
from dogcat.training.train import train
from pages.screens.train import live
from pages.state import redraw_rate
from tests.conftest import MakeLayout, WaitUntil
from tests.pages.helpers import open_page, press, session_of, texts
from tests.spoken import speak_marked, untranslated


@pytest.fixture
def train_page(app: AppTest, tiny_set: PictureSet, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page with a recipe of a second."""
    monkeypatch.setitem(RECIPES, "quick-baseline", tiny_recipe)
    return open_page(app, "train")


@pytest.fixture(scope="module")
def ended_once(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout, tiny_recipe: Recipe) -> Path:
    """The folder of a run that was watched and stopped after its first epoch."""
    folder = tmp_path_factory.mktemp("ended")
    recipe = dataclasses.replace(tiny_recipe, flipped_labels=0.34)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOGCAT_HOME", str(folder / "home"))
        pictures = import_pictures(make_layout(folder / "source", per_class=6), "tiny").pictures
        watched = [WatchedPicture(pictures.pictures("validation")[0].name, 0, np.full((22, 22, 3), 128, np.uint8))]
        run = create_run(recipe, "tiny", os.getpid(), watched=watched)
        train(dataclasses.replace(recipe, epochs=1), run)
        run.append("stopped", message="Stopped on request; the current model was kept.")
    return run.folder


@pytest.fixture
def ended(ended_once: Path, tiny_set: PictureSet) -> Run:
    """A copy of that run in the home of this test, which has the same pictures."""
    shutil.copytree(ended_once, runs_dir() / ended_once.name)
    return open_run(ended_once.name)


def opened(app: AppTest, expander: str) -> AppTest:
    """With one of the two expanders open."""
    setattr(app.session_state["session"].train, expander, True)
    return app.run()


def widget(elements: object, label: str) -> object:
    return next(element for element in elements if element.label.endswith(label))  # type: ignore[attr-defined]


# Before the training


def test_a_changed_recipe_is_trained_and_what_differs_is_marked(train_page: AppTest) -> None:
    opened(train_page, "shows_editor")
    widget(train_page.number_input, "Epochs").set_value(1).run()
    widget(train_page.select_slider, "Dropout").set_value(0.3).run()
    widget(train_page.selectbox, "Optimizer").set_value("adam").run()
    assert not train_page.exception
    assert {field.label for field in train_page.number_input} >= {"● Epochs", "● Batch size", "Seed"}
    assert "dropout 0.3 (tutorial: 0.5)" in texts(train_page.caption)
    assert "optimizer Adam (tutorial: RMSprop)" in texts(train_page.caption)
    press(train_page, "Train")
    recipe = list_runs()[0].recipe
    assert (recipe.epochs, recipe.dropout, recipe.optimizer) == (1, 0.3, "adam")


def test_the_way_back_to_the_recipe_as_it_was(train_page: AppTest, tiny_recipe: Recipe) -> None:
    opened(train_page, "shows_editor")
    widget(train_page.number_input, "Epochs").set_value(7).run()
    press(train_page, "Back to the recipe as it was")
    assert widget(train_page.number_input, "Epochs").value == tiny_recipe.epochs


def test_fewer_pictures_than_the_set_has_can_be_chosen(train_page: AppTest) -> None:
    opened(train_page, "shows_editor")
    assert widget(train_page.select_slider, "Training pictures").options == ["all"]  # of twelve


def test_a_tutorial_recipe_differs_in_nothing(train_page: AppTest) -> None:
    train_page.radio[0].set_value("regularized").run()
    assert "Exactly the tutorial's regularized recipe." in texts(train_page.caption)


def test_a_recipe_that_needs_more_memory_than_there_is_is_refused(
    train_page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory.psutil, "virtual_memory", lambda: SimpleNamespace(available=10**8))
    press(train_page, "Train")
    assert re.search(r"needs about \d\.\d GB of memory, but only 0\.1 GB are free", texts(train_page.error))
    assert list_runs() == []


def test_some_validation_pictures_are_watched_unless_others_are_chosen(
    train_page: AppTest, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    press(train_page, "Train")
    first = list_runs()[0]
    kept = read_watched(first.folder)
    assert [picture.label for picture in kept] == [0, 1, 0, 1]
    assert {picture.pixels.shape for picture in kept} == {(22, 22, 3)}
    names = {picture.name for picture in tiny_set.pictures("validation")}
    assert {picture.name for picture in kept} <= names

    chosen = tiny_set.pictures("test")[0].name
    train_page.session_state["session"].train.watched = [chosen]
    train_page.session_state["session"].train.own_watched = [("mine.png", b"no picture")]
    train_page.radio[0].set_value("quick-regularized").run()
    press(train_page, "Train")
    assert not train_page.exception
    assert [picture.name for picture in read_watched(list_runs()[1].folder)] == [chosen]


def test_marked_pictures_are_watched_until_that_is_switched_off(
    train_page: AppTest, tiny_set: PictureSet, tiny_recipe: Recipe
) -> None:
    state = session_of(train_page)
    marked = [picture.name for picture in tiny_set.pictures("train")[3:8]]
    state.pictures.marked = {tiny_set.name: marked}
    press(train_page, "Train")
    assert [picture.name for picture in read_watched(list_runs()[0].folder)] == marked
    open_page(train_page, "pictures").toggle(key="session.watches_marked").set_value(False).run()
    state.train.shows_watched = True
    train_page.switch_page("pages/train.py").run()
    train_page.radio[0].set_value("quick-regularized").run()
    press(train_page, "Train")
    watched = [picture.name for picture in read_watched(list_runs()[1].folder)]
    assert len(watched) == 4
    assert not set(watched) & set(marked)


def test_a_choice_on_the_train_page_takes_the_place_of_the_marked_pictures(
    train_page: AppTest, tiny_set: PictureSet
) -> None:
    state = session_of(train_page)
    marked = [picture.name for picture in tiny_set.pictures("train")[3:5]]
    state.pictures.marked = {tiny_set.name: list(marked)}
    state.train.shows_watched = True
    train_page.run()
    assert f"{len(marked)} of at most 8 are chosen" in texts(train_page.caption)
    (choice,) = [one.proto for one in train_page.get("bidi_component") if "watched-choice" in one.proto.id]
    assert [item["name"] for item in json.loads(choice.json)["items"]][:2] == marked, "they can be seen and removed"
    train_page.session_state["session"].train.watched = marked[:1]
    state.pictures.marked[tiny_set.name].append(tiny_set.pictures("train")[0].name)
    train_page.run()
    assert "1 of at most 8 are chosen" in texts(train_page.caption)


def test_the_guess_is_asked_before_the_button_is_reached(train_page: AppTest) -> None:
    labels = [getattr(element, "label", "") for element in train_page.main]
    assert 0 < labels.index("**Your guess:** validation accuracy…") < labels.index("Train")


@pytest.mark.slow
def test_a_guess_stays_with_its_run_and_is_judged(train_page: AppTest, wait_until: WaitUntil) -> None:
    train_page.session_state["session"].train.guess = "stays near 50%"
    train_page.run()
    press(train_page, "Train")
    run = list_runs()[0]
    assert read_annotation(run).guess == "stays near 50%"
    wait_until(lambda: not run.status().is_active, "the run has ended")
    train_page.run()
    assert not train_page.exception
    assert "epochs are too few to check your guess" in texts(train_page.markdown)


# In the queue


@pytest.fixture
def going_on(tiny_set: PictureSet) -> Iterator[Run]:
    """Somebody else's training that seems to be in the middle of an epoch."""
    run = create_run(Recipe(), "tiny", claimed_by=os.getpid(), owner="somebody else")
    run.append("start", epochs=30, steps_per_epoch=100, batch_size=20, num_training=12, num_clean=12, watched=[],
               num_validation=12, precision="float32", left_out=[])  # fmt: skip
    run.append("batch", epoch=1, step=50, loss=0.7, accuracy=0.5, pictures_per_second=100.0)
    yield run
    if run.folder.exists():
        run.append("stopped", message="Stopped.")


def progress_words(app: AppTest) -> str:
    return str(app.get("progress")[0].proto.text)


def test_a_waiting_run_says_its_place_and_its_start_and_is_withdrawn(
    train_page: AppTest, going_on: Run, tiny_recipe: Recipe
) -> None:
    going_on.append("epoch", epoch=1, seconds=20.0)
    going_on.append("batch", epoch=2, step=50, loss=0.7, accuracy=0.5, pictures_per_second=100.0)
    for seed in (1, 2):
        train_page.session_state["session"].draft.changed = dataclasses.replace(
            tiny_recipe, precision="auto", seed=seed
        )
        press(train_page.run(), "Train")
        words = progress_words(train_page)
        assert f"queued] place {seed} in the queue, starts in about 9 min 3" in words  # 2,850 steps at 5 a second
    press(train_page, "Withdraw")
    assert not train_page.exception
    assert "Withdrawn before it started." in texts(train_page.info)
    assert [run.status().state for run in list_runs()][1:] == ["queued", "stopped"]


def test_a_full_queue_is_explained(train_page: AppTest, going_on: Run, tiny_recipe: Recipe) -> None:
    for seed in range(5):
        train_page.session_state["session"].draft.changed = dataclasses.replace(tiny_recipe, seed=seed)
        press(train_page.run(), "Train")
    assert not train_page.exception
    assert "3 of your trainings are waiting already" in texts(train_page.error)
    assert len(list_runs()) == 4


def test_a_full_disk_is_explained(train_page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    free = SimpleNamespace(free=10**6, total=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: free)
    create_run(Recipe(), "tiny")
    train_page.run()
    assert "waits until there is room on the disk" in progress_words(train_page)
    press(train_page, "Train")
    assert "1 MB are free" in texts(train_page.error)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    press(train_page, "Withdraw")
    free.free = 10**9
    monkeypatch.setattr(runner, "create_run", full)
    press(train_page, "Train")
    assert not train_page.exception
    assert "The disk of this computer is full" in texts(train_page.error)


def test_a_run_whose_folder_is_deleted_while_it_is_watched_is_missed_politely(
    train_page: AppTest, going_on: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = live.timeline_of

    def deleted_meanwhile(run: Run) -> Timeline:
        shutil.rmtree(going_on.folder, ignore_errors=True)
        return find(run)

    train_page.query_params["run"] = going_on.id
    train_page.run()
    monkeypatch.setattr(live, "timeline_of", deleted_meanwhile)
    train_page.run()
    assert not train_page.exception
    assert list_runs() == []
    assert f"There is no run '{going_on.id}' any more" in texts(train_page.warning)
    assert "You have trained nothing yet" in texts(train_page.info)


# After it


def test_a_model_that_cannot_be_written_as_h5_is_explained(
    train_page: AppTest, ended: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_page.query_params["run"] = ended.id
    train_page.run()
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    press(train_page, "Model as .h5")
    assert not train_page.exception
    assert "The model could not be written as .h5: " in texts(train_page.error)
    (ended.folder / "model.h5").write_bytes(b"as if it had been made")
    train_page.run()
    assert "Save model.h5" in [button.proto.label for button in train_page.get("download_button")]


def test_tflite_files_are_made_on_request_and_measured(
    train_page: AppTest, ended: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_page.query_params["run"] = ended.id
    train_page.run()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", shutil.which("false"))
        press(train_page, "Make model.tflite")
    assert not train_page.exception
    assert "The model could not be written as .tflite: " in texts(train_page.error)
    result = {"num_bytes": 5_300_000, "original_bytes": 42_000_000, "accuracy": 0.7, "original_accuracy": 0.725,
              "num_pictures": 1_000}  # fmt: skip
    (ended.folder / "model-int8.tflite").write_bytes(b"as if it had been made")
    (ended.folder / "model-int8.json").write_text(json.dumps(result))
    train_page.run()
    said = texts(train_page.caption)
    assert "The test accuracies are sealed; that of the file differs by -2.5 percentage points." in said
    assert "70.0%" not in said
    assert "Save model-int8.tflite" in [button.proto.label for button in train_page.get("download_button")]
    assert "Make model.tflite" in [button.label for button in train_page.button]
    session_of(train_page).compare.opened_tests.append(ended.id)
    train_page.run()
    said = texts(train_page.caption)
    assert "5.3 MB instead of 42 MB. Test accuracy: 70.0%, of the original 72.5%, on 1,000 pictures." in said


def test_why_a_training_broke_off_is_told_in_the_readers_language(train_page: AppTest, going_on: Run) -> None:
    callback = StopWhenDiverged(Recipe(learning_rate=10.0))
    callback.on_epoch_begin(0)
    with pytest.raises(DivergedError) as raised:
        callback.on_train_batch_end(6, {"loss": float("inf")})
    going_on.fail(raised.value.args[0])
    train_page.query_params["run"] = going_on.id
    train_page.run()
    assert "has diverged: in epoch 1, step 7, the loss was no longer a number" in texts(train_page.error)
    train_page.session_state["session"].visitor.language = "ko"
    train_page.run()
    assert "훈련이 발산했습니다. 1번째 에포크 7번째 스텝" in texts(train_page.error)


def test_an_ended_run_shows_what_it_watched_and_learned_by_heart(train_page: AppTest, ended: Run) -> None:
    train_page.query_params["run"] = ended.id
    train_page.run()
    assert not train_page.exception
    assert "Stopped on request" in texts(train_page.info)
    train_page.session_state["watch"] = "Watched pictures"
    train_page.run()
    assert not train_page.exception
    assert "how confident the network is" in texts(train_page.caption)
    train_page.session_state["watch"] = "What it has learned"
    train_page.run()
    assert not train_page.exception
    slider = widget(train_page.select_slider, "(0 is before the training)")
    assert slider.value == 1
    slider.set_value(0).run()
    train_page.run()
    assert widget(train_page.select_slider, "(0 is before the training)").value == 0
    train_page.session_state["watch"] = "Learned by heart"
    train_page.run()
    assert "4 of the 12 training pictures were given the wrong label" in texts(train_page.caption)


@pytest.mark.slow
def test_a_stopped_run_is_continued(train_page: AppTest, ended: Run, wait_until: WaitUntil) -> None:
    train_page.query_params["run"] = ended.id
    train_page.run()
    press(train_page, "Continue")
    assert not train_page.exception
    wait_until(lambda: open_run(ended.id).status().state == "done", "the continued run is done")
    assert [row["epoch"] for row in open_run(ended.id).history()] == [1, 2]
    train_page.run()
    assert "Continue" not in [button.label for button in train_page.button]


def test_again_with_another_seed_changes_nothing_else(train_page: AppTest, ended: Run) -> None:
    train_page.query_params["run"] = ended.id
    train_page.run()
    press(train_page, "Again with another seed")
    again = list_runs()[1]
    assert again.recipe == dataclasses.replace(ended.recipe, seed=ended.recipe.seed + 1)
    assert again.id in train_page.query_params["run"]


def test_a_run_is_duplicated_into_the_form(train_page: AppTest, tiny_set: PictureSet) -> None:
    augmentation = Augmentation(rotation_range=33)
    run = create_run(dataclasses.replace(QUICK_BASELINE, epochs=3, augmentation=augmentation), "tiny")
    run.append("stopped", message="Stopped.")
    train_page.run()
    press(train_page, "Duplicate and change")
    assert not train_page.exception
    assert "epochs 3 (tutorial: 100)" in texts(train_page.caption)
    assert train_page.session_state["session"].augmentation.chosen == augmentation


def test_somebody_elses_run_is_stopped_only_by_the_teacher(
    train_page: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = create_run(Recipe(), "tiny", claimed_by=os.getpid(), owner="somebody else")
    train_page.query_params["run"] = other.id
    with monkeypatch.context() as guest:
        guest.setattr("pages.frame.teacher.sits_at_the_server", lambda: False)
        train_page.run()
        assert "Only people who started or joined it, or the teacher, can stop it" in texts(train_page.caption)
        assert "Stop" not in [button.label for button in train_page.button]
    press(train_page.run(), "Stop")
    assert not train_page.exception
    assert other.status().state == "stopping"
    other.append("stopped", message="Stopped.")


def test_somebody_elses_run_is_continued_only_by_the_teacher(
    train_page: AppTest, going_on: Run, ended: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = json.loads((ended.folder / "request.json").read_text())
    write_text(ended.folder / "request.json", json.dumps(request | {"owner": "somebody else"}))
    train_page.query_params["run"] = ended.id
    with monkeypatch.context() as guest:
        guest.setattr("pages.frame.teacher.sits_at_the_server", lambda: False)
        train_page.run()
        labels = {button.label for button in train_page.button}
        assert "Continue" not in labels
        assert "Duplicate and change" in labels
        assert "Only people who started or joined it, or the teacher, can continue it." in texts(train_page.caption)
    press(train_page.run(), "Continue")
    assert open_run(ended.id).status().state == "queued"
    assert open_run(ended.id).owner == "somebody else"
    stop_run(ended.id, COMMAND_LINE)


def test_who_is_in_charge_orders_and_empties_the_queue(
    train_page: AppTest, going_on: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [create_run(Recipe(), "tiny", owner=owner).id for owner in ("ann", "bob", "bob")]
    train_page.session_state["show"] = "All runs"
    with monkeypatch.context() as guest:
        guest.setattr("pages.frame.teacher.sits_at_the_server", lambda: False)
        train_page.run()
        assert not {"Stop", "Withdraw", "Start next"} & {button.label for button in train_page.button}
        assert "Teacher password" in [field.label for field in train_page.text_input]
    train_page.run()
    assert not train_page.exception
    assert "Trainings now: 4" in [one.label for one in train_page.expander]
    train_page.button(key=f"first-{waiting[2]}").click().run()
    assert [run.id for run in look_at_queue()[0]] == [waiting[2], *waiting[:2]]
    train_page.button(key=f"stop-{waiting[0]}").click().run()
    assert open_run(waiting[0]).status().message == "Your teacher withdrew it before it started."
    whose = next(box for box in train_page.selectbox if box.label == "Whose trainings")
    assert whose.options == ["All who wait", "1. another browser"]
    press(train_page, "Withdraw 2 trainings")
    assert not train_page.exception
    assert look_at_queue()[0] == []
    train_page.button(key=f"stop-{going_on.id}").click().run()
    assert going_on.status().state == "stopping"
    train_page.button(key=f"end-{going_on.id}").click().run()
    assert "No process of this computer trains run" in texts(train_page.error), "it is this test that seems to train"


def test_a_run_that_does_not_answer_is_said_to_be_silent(train_page: AppTest, tiny_set: PictureSet) -> None:
    run = create_run(Recipe(), "tiny", claimed_by=os.getpid())
    os.utime(run.folder / "heartbeat", (0, 0))
    train_page.query_params["run"] = run.id
    train_page.run()
    assert not train_page.exception
    assert "has not answered for" in texts(train_page.warning)
    run.append("stopped", message="Stopped.")


# The list


def tick(app: AppTest, run: Run, view: str = "All runs") -> None:
    """Ticks a run in the table of the next script run, as a visitor does in its check box; `view` has the table."""
    app.session_state["session"].train.ticked_runs = [run.id]
    app.session_state["session"].train.deleted_runs = []
    app.session_state["show"] = "Another"
    app.run()
    app.session_state["show"] = view
    app.run()


def test_runs_are_named_deleted_and_brought_back(train_page: AppTest, ended: Run) -> None:
    write_annotation(ended, Annotation("Lisa's", "with flips", "#009E73"), COMMAND_LINE)
    train_page.session_state["show"] = "All runs"
    train_page.run()
    assert not train_page.exception
    table = train_page.dataframe[0].value
    assert list(table["Name"]) == ["Lisa's"]
    assert list(table["Epochs"]) == ["1 of 2"]
    assert table["Validation"][0] == pytest.approx(100 * ended.history()[-1]["val_accuracy"])
    assert not {"Training", "Test", "Changed", "Colour", "Note"} & set(table), "there is no room for them"
    tick(train_page, ended)
    (details,) = [caption.value for caption in train_page.caption if caption.value.startswith("**Lisa's**")]
    assert re.search(
        r"Training: \d+.*% · Test:.* · Changed: .*flipped labels 34%.* · Colour: ● green · Note: with flips$", details
    )
    press(train_page, "Delete this run")
    assert list_runs() == []
    press(train_page, "Undo")
    assert [run.id for run in list_runs()] == [ended.id]


def test_a_tick_stays_with_its_run_and_goes_with_it(train_page: AppTest, tiny_set: PictureSet) -> None:
    first, second = (create_run(dataclasses.replace(QUICK_BASELINE, seed=seed), "tiny") for seed in (1, 2))
    for run in (first, second):
        run.append("stopped", message="Stopped.")
    train_page.session_state["show"] = "All runs"
    train_page.run()
    tick(train_page, first)
    third = create_run(QUICK_BASELINE, "tiny")
    third.append("stopped", message="Stopped.")
    train_page.run()
    assert train_page.session_state["session"].train.ticked_runs == [first.id], "a new run moves the rows"
    press(train_page, "Delete this run")
    assert [run.id for run in list_runs()] == [second.id, third.id]
    assert train_page.session_state["session"].train.ticked_runs == []
    assert "Tick a run to open" in texts(train_page.caption)


def test_the_table_says_who_started_a_run_and_what_is_sealed(
    train_page: AppTest, ended: Run, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(train_page, "Train")
    mine = next(run for run in list_runs() if run.id != ended.id)
    train_page.session_state["show"] = "All runs"
    others = create_run(QUICK_BASELINE, "tiny", owner="a" * 16)
    nameless = create_run(QUICK_BASELINE, "tiny", owner="b" * 16)
    share(BoardEntry("a" * 16, "Otter", predictions={}, shares_trainings=True), COMMAND_LINE)
    train_page.run()
    assert not train_page.exception
    table = train_page.dataframe[0].value
    owners = dict(zip((run.id for run in reversed(list_runs())), table["Started by"], strict=True))
    assert owners == {
        ended.id: "command line", mine.id: "you", others.id: "Otter", nameless.id: "another browser"
    }  # fmt: skip
    tick(train_page, ended)
    assert "Test: sealed" in texts(train_page.caption)
    tick(train_page, others)
    assert "Test: " not in texts(train_page.caption)
    for run in (mine, others, nameless):
        run.request_stop()
        if run.status().is_active:
            run.append("stopped", message="Stopped.")


# In another language


def leftovers(app: AppTest) -> list[str]:
    """What is said in English. The name of a file at the start of a sentence takes its bracket along."""
    return [text for text in untranslated(app) if "⟧" not in text]


def test_nothing_before_a_training_is_left_in_english(
    app: AppTest,
    tiny_set: PictureSet,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    open_page(app, "train")
    assert leftovers(app) == []
    app.session_state["session"].pictures.set_name = "drawn"
    opened(app, "shows_editor")
    opened(app, "shows_watched")
    assert leftovers(app) == []
    app.session_state["session"].pictures.set_name = "tiny"
    app.session_state["session"].draft.changed = dataclasses.replace(
        app.session_state["session"].draft.changed, dropout=0.3, early_stopping_patience=3, num_training_pictures=6
    )
    app.session_state["session"].train.own_watched = [("mine.png", b"no picture")]
    app.run()
    assert leftovers(app) == []
    monkeypatch.setattr(memory.psutil, "virtual_memory", lambda: SimpleNamespace(available=10**8))
    app.session_state["session"].train.wants_training = True
    app.run()
    assert app.error
    assert leftovers(app) == []
    app.session_state["show"] = "⟦All runs⟧"
    app.run()
    assert not app.exception
    assert leftovers(app) == []


def test_nothing_of_a_run_is_left_in_english(
    train_page: AppTest, ended: Run, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_marked(monkeypatch)
    write_annotation(ended, Annotation("Lisas", "", "#009E73", guess="jumps up and down"), COMMAND_LINE)
    train_page.query_params["run"] = ended.id
    for tab in ("Watched pictures", "What it has learned", "Learned by heart"):
        train_page.session_state["watch"] = f"⟦{tab}⟧"
        train_page.run()
        assert not train_page.exception
        assert leftovers(train_page) == [], tab
    going_on = create_run(Recipe(), "tiny", claimed_by=os.getpid())
    going_on.append("start", epochs=30, steps_per_epoch=100, batch_size=20, num_training=12, num_clean=4, watched=[],
                    num_validation=12, precision="float32", left_out=["train/cats/bad.jpg"])  # fmt: skip
    going_on.append("batch", epoch=1, step=5, loss=0.7, accuracy=0.5, pictures_per_second=9.0)
    train_page.query_params["run"] = going_on.id
    train_page.run()
    assert "⟦running⟧" in train_page.get("progress")[0].proto.text
    assert leftovers(train_page) == []
    os.utime(going_on.folder / "heartbeat", (0, 0))
    train_page.run()
    assert train_page.warning
    assert leftovers(train_page) == []
    going_on.request_stop()
    os.utime(going_on.folder / "heartbeat")
    train_page.run()
    assert leftovers(train_page) == []
    going_on.append("stopped", message="Withdrawn before it started.")
    train_page.run()
    assert train_page.info[0].value == "⟦Withdrawn before it started.⟧"
    train_page.query_params["run"] = "gone"
    train_page.run()
    assert leftovers(train_page) == []


def test_nothing_of_the_list_of_runs_is_left_in_english(
    train_page: AppTest, ended: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_marked(monkeypatch)
    train_page.session_state["session"].train.deleted_runs = ["one", "two"]
    train_page.session_state["show"] = "⟦All runs⟧"
    train_page.run()
    assert leftovers(train_page) == []
    tick(train_page, ended, "⟦All runs⟧")
    assert "⟦Delete this run⟧" in [button.label for button in train_page.button]
    table = train_page.dataframe[0].value
    assert list(table["⟦State⟧"]) == ["⟦stopped⟧"]
    assert leftovers(train_page) == []


def test_the_page_speaks_korean(train_page: AppTest, ended: Run) -> None:
    train_page.session_state["session"].visitor.language = "ko"
    train_page.query_params["run"] = ended.id
    train_page.run()
    assert not train_page.exception
    assert train_page.info[0].value == "요청에 따라 멈췄습니다. 그때까지의 모델을 남겼습니다."
    assert "1에포크 중 1에포크가 끝났습니다" in texts(train_page.markdown)


# The pace


def test_the_more_pages_watch_the_less_often_each_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    tabs, clock = [object() for _number in range(40)], SimpleNamespace(now=0.0)
    kept: dict[int, float] = {}
    monkeypatch.setattr(redraw_rate, "_tabs", lambda: kept)
    monkeypatch.setattr(redraw_rate, "DRAWS_A_SECOND", 4.0)
    monkeypatch.setattr(redraw_rate, "time", SimpleNamespace(monotonic=lambda: clock.now))

    def seconds(tab: object) -> float:
        monkeypatch.setattr(redraw_rate, "session", lambda: tab)
        return redraw_rate.seconds_between_draws()

    assert [seconds(tab) for tab in tabs[:10]] == [1, 1, 1, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5]
    assert seconds(tabs[0]) == 2.5, "the one that came first waits as long as the others"
    assert seconds(tabs[0]) == 2.5, "and is not counted again"
    assert [seconds(tab) for tab in tabs][-1] == redraw_rate.MOST_SECONDS
    clock.now += redraw_rate.GONE_SECONDS + 1
    assert seconds(tabs[0]) == 1, "all others have been closed"


@pytest.mark.parametrize(
    ("ahead", "has_begun", "seconds"),
    [(None, False, 0.3), (([], []), False, 0.3), ((["a run"], []), False, 1.0), (([], ["a run"]), False, 1.0),
     (None, True, 1.0)],
)  # fmt: skip
def test_only_the_first_point_is_looked_for_more_than_once_a_second(
    ahead: tuple[list[str], list[str]] | None, has_begun: bool, seconds: float, ended: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    timeline = Timeline(batches=[{"epoch": 1, "step": 1}] if has_begun else [])
    monkeypatch.setattr(live, "timeline_of", lambda _run: timeline)
    monkeypatch.setattr(live, "runner", lambda: SimpleNamespace(ahead=lambda _run_id: ahead))
    monkeypatch.setattr(live, "seconds_between_draws", lambda: 1.0)
    assert live.seconds_to_next_draw(ended) == seconds


def test_a_run_in_the_address_is_shown_and_a_vanished_one_is_explained(app: AppTest, tiny_set: PictureSet) -> None:
    older = create_run(Recipe(), tiny_set.name)
    older.append("stopped", message="Stopped on request; the current model was kept.")
    newer = create_run(Recipe(), tiny_set.name)
    newer.append("error", message="The disk is full.")
    app.query_params["run"] = older.id
    open_page(app, "train")
    assert "Stopped on request" in texts(app.info)
    app.query_params["run"] = "gone"
    app.run()
    assert "no run 'gone'" in texts(app.warning)
    assert "The disk is full." in texts(app.error)


def test_a_sample_is_said_to_be_one(app: AppTest, tiny_set: PictureSet) -> None:
    run = create_run(Recipe(), tiny_set.name)
    run.append("start", epochs=30, steps_per_epoch=100, batch_size=20, num_training=2000, num_clean=600,
               num_validation=1000, precision="float32", left_out=[])  # fmt: skip
    run.append("stopped", message="Stopped on request; the current model was kept.")
    open_page(app, "train")
    told = texts(app.caption)
    assert "a fixed sample of 600 of the 2,000 training pictures." in told
    assert "off by at most about 4 percentage points." in told


def test_pictures_that_take_turns_are_said_to(app: AppTest, tiny_set: PictureSet) -> None:
    run = create_run(Recipe(), tiny_set.name)
    run.append("start", epochs=30, steps_per_epoch=100, batch_size=20, num_training=2000, num_clean=667, clean_turns=3,
               num_validation=1000, precision="float32", left_out=[])  # fmt: skip
    run.append("stopped", message="Stopped on request; the current model was kept.")
    open_page(app, "train")
    told = texts(app.caption)
    assert "measured on other training pictures: 667 of 2,000, so that each has its turn every 3 epochs." in told
    assert "off by at most about 4 percentage points." in told
    assert "fixed sample" not in told
