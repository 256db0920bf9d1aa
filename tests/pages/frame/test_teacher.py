"""Who is in charge, by how the browser reached the server, and what the others do not get to do."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.permission import COMMAND_LINE
from dogcat.pictures.picture_set import PictureSet, list_picture_sets
from dogcat.recipe.recipe import Recipe
from dogcat.runs.annotations import Annotation, read_annotation, write_annotation
from dogcat.runs.run import create_run
from dogcat.runs.store import list_runs
from pages.frame import gate, teacher
from pages.state import resources
from tests.pages.frame.helpers import no_free_guess
from tests.pages.helpers import open_page, texts, view


@pytest.mark.parametrize(
    ("address", "headers", "expected"),
    [
        (None, {"Host": "localhost:8501"}, True),
        (None, {"Host": "127.0.0.1:8501"}, True),
        (None, {"Host": "[::1]:8501"}, True),
        ("::ffff:127.0.0.1", {"Host": "127.0.0.1:8501"}, True),
        (None, {"Host": "dogcat.example.org"}, False),
        (None, {"Host": "[localhost"}, False),
        ("::ffff:192.168.0.7", {"Host": "localhost:8501"}, False),
        ("nonsense", {"Host": "localhost:8501"}, False),
        (None, {"Host": "localhost:8501", "X-Forwarded-For": "192.168.0.7"}, False),
        (None, {"Host": "localhost:8501", "X-Forwarded-For": ""}, False),
        (None, {"Host": "localhost:8501", "X-Real-Ip": "192.168.0.7"}, False),
        (None, {"Host": "localhost:8501", "Forwarded": "for=192.168.0.7"}, False),
        ("192.168.0.7", {"Host": "192.168.0.2:8501"}, False),
        ("192.168.0.7", {"Host": "localhost:8501"}, False),
    ],
)
def test_who_sits_at_the_server(
    address: str | None, headers: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teacher, "st", SimpleNamespace(context=SimpleNamespace(ip_address=address, headers=headers)))
    assert teacher.sits_at_the_server() is expected
    monkeypatch.setenv("DOGCAT_BEHIND_PROXY", "true")
    assert not teacher.sits_at_the_server(), "every visitor of a proxy may have the address of this computer"


def test_a_guest_names_no_path_of_the_server_and_keeps_sets_as_they_are(guest: AppTest, tiny_set: PictureSet) -> None:
    view(guest, "Sets")
    assert not guest.exception
    assert {"Draw", "Upload", "Download"} <= {tab.label for tab in guest.tabs}
    assert "Path" not in {tab.label for tab in guest.tabs}
    assert not {"Rename", "Delete…"} & {button.label for button in guest.button}
    assert "only the teacher can rename or delete it" in texts(guest.caption)
    guest.text_input[-1].set_value("guess").run()
    assert "Wrong password" in texts(guest.error)
    guest.text_input[-1].set_value(resources.teachers_word()).run()
    assert "Path" in {tab.label for tab in guest.tabs}
    assert {"Rename", "Delete…"} <= {button.label for button in guest.button}
    assert [pictures.name for pictures in list_picture_sets()] == [tiny_set.name]


@pytest.mark.usefixtures("tiny_set")
def test_the_right_password_counts_once_the_waiting_is_over(guest: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "SECONDS_AFTER_WRONG_CODE", 0)
    clock = no_free_guess(monkeypatch)
    view(guest, "Sets")
    guest.text_input[-1].set_value("guess").run()
    assert "Wrong password" in texts(guest.error)
    guest.text_input[-1].set_value(resources.teachers_word()).run()
    assert not guest.exception
    assert "You have done this very often. Wait 2 seconds" in texts(guest.error)
    assert "Path" not in {tab.label for tab in guest.tabs}
    clock.now += 2
    guest.run()
    assert "Path" in {tab.label for tab in guest.tabs}, "nobody has to type it again"


@pytest.mark.parametrize(("owner", "is_mine"), [("somebody", False), ("", False), ("mine", True)])
def test_a_guest_names_and_deletes_only_own_trainings(
    guest: AppTest,
    tiny_set: PictureSet,
    tiny_recipe: Recipe,
    owner: str,
    is_mine: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pages.frame.asker.browser_token", lambda: "mine")
    run = create_run(tiny_recipe, tiny_set.name, owner=owner)
    run.append("stopped", message="Stopped.")
    write_annotation(run, Annotation("Lisa's"), COMMAND_LINE)
    guest.session_state["show"] = "All runs"
    guest.session_state["session"].train.ticked_runs = [run.id]
    open_page(guest, "train")
    assert not guest.exception
    delete = next(button for button in guest.button if button.label == "Delete this run")
    assert delete.disabled is not is_mine
    assert ("Only people who started or joined a training" in texts(guest.caption)) is not is_mine
    assert ("Save" in {button.label for button in guest.button}) is is_mine
    assert read_annotation(run).name == "Lisa's"
    if is_mine:
        delete.click().run()
        assert list_runs() == []
