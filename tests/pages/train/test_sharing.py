"""A training that several learners follow: joined live or played from its start, left, and nobody's words mixed up."""

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.permission import Visitor
from dogcat.export.bundle import prose, zip_bytes
from dogcat.lesson.board import BoardEntry, read_board, share, shared_runs
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.annotations import Annotation, annotation_for, write_annotation
from dogcat.runs.followers import join, leave
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling.control import stop_run
from dogcat.runs.scheduling.sharing import content_to_share
from dogcat.runs.watched import WatchedPicture
from pages.frame import teacher
from tests.finished_runs import write_run
from tests.pages.helpers import open_page, press, session_of, texts

ANN = Visitor("ann")
ANNS = Annotation("Ann's name", "Ann's note", guess="rises, then falls")


@pytest.fixture
def recipe(tiny_recipe: Recipe) -> Recipe:
    return replace(tiny_recipe, epochs=12)


@pytest.fixture
def guest(app: AppTest, tiny_set: PictureSet, recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A device of the class that is about to press Train."""
    monkeypatch.setattr(teacher, "sits_at_the_server", lambda: False)
    app.run()
    session_of(app).pictures.set_name = tiny_set.name
    session_of(app).draft.changed = recipe
    return open_page(app, "train")


@pytest.fixture
def of_ann(tiny_set: PictureSet, recipe: Recipe) -> Iterator[Run]:
    """A training of Ann that goes on, with what she wrote on it."""
    content = content_to_share(tiny_set, [])
    run = create_run(recipe, tiny_set.name, claimed_by=os.getpid(), owner="ann", content=content)
    write_annotation(run, ANNS, ANN)
    yield run
    if run.status().is_active:
        run.append("stopped", message="")


def token_of(app: AppTest) -> str:
    return hashlib.sha256(app.session_state["browser_token"]).hexdigest()[:16]


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def all_words(app: AppTest) -> str:
    return " ".join(map(texts, (app.markdown, app.caption, app.info, app.success, app.text_input, app.text_area)))


def test_a_press_joins_the_training_that_goes_on_and_leaves_it(guest: AppTest, of_ann: Run) -> None:
    session_of(guest).train.guess = "rises"
    press(guest, "Train")
    assert not guest.exception
    me = token_of(guest)
    assert (guest.query_params["run"], of_ann.followers) == (of_ann.id, ("ann", me))
    assert "by somebody in your class; you are following it, **watched by 2**" in texts(guest.caption)
    assert annotation_for(of_ann, Visitor(me)).guess == "rises"
    assert annotation_for(of_ann, ANN) == ANNS
    assert "Ann's" not in all_words(guest)
    assert "Stop" not in labels(guest)
    press(guest, "Leave")
    assert not guest.exception
    assert (of_ann.followers, of_ann.status().is_active) == (("ann",), True)
    assert session_of(guest).train.deleted_runs == [of_ann.id]
    assert "run" not in guest.query_params


def test_who_leaves_as_the_last_one_keeps_it_on_the_list(
    guest: AppTest, of_ann: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(guest, "Train")

    def stop_after_ann(run_id: str, asker: Visitor) -> None:
        stop_run(run_id, ANN)
        stop_run(run_id, asker)

    monkeypatch.setattr("pages.screens.train.run_actions.stop_run", stop_after_ann)
    press(guest, "Leave")
    assert not guest.exception
    assert (of_ann.followers, of_ann.status().state) == ((token_of(guest),), "stopping")
    assert session_of(guest).train.deleted_runs == []
    assert guest.query_params["run"] == of_ann.id


def test_who_joins_again_has_nothing_to_undo(guest: AppTest, of_ann: Run) -> None:
    press(guest, "Train")
    press(guest, "Leave")
    guest.session_state["show"] = "All runs"
    assert "Undo" in labels(guest.run())
    join(of_ann, token_of(guest))
    assert "Undo" not in labels(guest.run())
    assert not guest.exception


def test_a_press_after_the_end_plays_it_from_the_start_and_hides_the_result(guest: AppTest, of_ann: Run) -> None:
    write_run(of_ann, validation=0.71, clean=0.93)
    of_ann.model_file.write_bytes(b"weights")
    press(guest, "Train")
    assert not guest.exception
    assert of_ann.is_of(token_of(guest))
    assert {"Stop", "Show the result"} <= labels(guest)  # Stop of the player
    assert "71%" not in all_words(guest) + texts(guest.metric)
    replay = session_of(guest).replay
    replay.speed = 8
    guest.run()
    assert (replay.played or 0) >= 8
    press(guest, "Show the result")
    assert not guest.exception
    assert "71%" in all_words(guest) + texts(guest.metric)
    press(guest, "Play from the start")
    assert (replay.run_id, replay.is_playing) == (of_ann.id, True)


def test_a_teacher_stops_and_deletes_for_all(guest: AppTest, of_ann: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    press(guest, "Train")
    monkeypatch.setattr(teacher, "sits_at_the_server", lambda: True)
    guest.run()
    assert "Stop for all" in labels(guest)
    of_ann.append("stopped", message="")
    session_of(guest).train.ticked_runs = [of_ann.id]
    guest.session_state["show"] = "All runs"
    guest.run()
    assert "Delete for all who follow" in labels(guest)
    monkeypatch.setattr(teacher, "sits_at_the_server", lambda: False)
    guest.run()
    assert {"Take off my list", "Save"} <= labels(guest)  # a name of its own
    press(guest, "Take off my list")
    assert of_ann.followers == ("ann",)
    press(guest, "Undo")
    assert of_ann.is_of(token_of(guest))
    leave(of_ann, token_of(guest))
    join(of_ann, "bob")
    leave(of_ann, "ann")
    monkeypatch.setattr(teacher, "sits_at_the_server", lambda: True)
    session_of(guest).train.ticked_runs = [of_ann.id]
    guest.run()
    assert "Delete this run" in labels(guest)
    assert "Save" not in labels(guest)  # its name is Bob's alone


def test_an_uploaded_picture_and_what_was_written_stay_with_their_learner(
    guest: AppTest, tiny_set: PictureSet, recipe: Recipe
) -> None:
    size = recipe.picture_size
    mine = [WatchedPicture("me at home.jpg", 0, np.zeros((size, size, 3), np.uint8))]
    run = create_run(recipe, tiny_set.name, owner="ann", watched=mine)
    write_run(run, validation=0.71, clean=0.93)
    run.append("watch", epoch=12, p_dog=[0.5])
    write_annotation(run, ANNS, ANN)
    guest.query_params["run"] = run.id
    guest.run()
    assert not guest.exception
    assert not [one for one in guest.get("bidi_component") if one.proto.component_name == "dogcat_watched"]
    assert "me at home" not in all_words(guest)
    assert "Ann's note" not in all_words(guest)
    for reader, sees in ((Visitor("bob"), False), (ANN, True)):
        packed = zipfile.ZipFile(io.BytesIO(zip_bytes(run, prose(run), reader)))
        inside = {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}
        assert any(name.startswith("watched/") for name in inside) is sees
        assert (b"Ann's note" in inside["label.json"]) is sees
        assert (b'"watch"' in inside["events.jsonl"]) is sees
        assert not any(b'"ann"' in content for content in inside.values())


def test_the_board_shows_a_shared_training_once(of_ann: Run, guest: AppTest) -> None:
    press(guest, "Train")
    write_run(of_ann, validation=0.71, clean=0.93)
    for token, name in (("ann", "Ann"), (token_of(guest), "Bob")):
        share(BoardEntry(token, name, {}, shares_trainings=True), Visitor(token))
    assert [name for name, _run in shared_runs(read_board())] == ["Ann +1"]
