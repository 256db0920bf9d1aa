"""The class's own test set as AppTest sees it: a phone hands in, the teacher seals, the class guesses, all look."""

import io
import os

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from dogcat.common.permission import Visitor
from dogcat.common.sentence import Sentence
from dogcat.common.storage import class_photos_dir
from dogcat.lesson.class_photos.copies import CopiedPhoto
from dogcat.lesson.class_photos.kept import sealed_set
from dogcat.lesson.class_photos.measuring import open_results
from dogcat.lesson.class_photos.photos import hand_in, photos_of, release
from dogcat.lesson.class_photos.sealed_set import guess, seal
from dogcat.runs.run import Run
from pages.screens.board.own_test_set import invitation, teacher
from pages.screens.board.own_test_set.invitation import PART, VIEW, address_of_view
from pages.state import resources
from tests.lesson.class_photos.pets import (
    ANN,
    TEACHER,
    StandIn,
    client_of,
    hand_in_some,
    photo,
    two_networks,
)
from tests.pages.helpers import grid, press, texts
from tests.spoken import speak_marked, untranslated

PLACES = ("asker", "view", "guesses", "results", "teacher")


@pytest.fixture
def phone(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app of a learner with the token a1, with the view opened by its address."""
    monkeypatch.setattr("pages.frame.teacher.sits_at_the_server", lambda: False)
    be(monkeypatch, "a1")
    return opened(app)


def be(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setattr("pages.frame.asker.browser_token", lambda: token)
    for place in ("view", "guesses", "results", "teacher"):
        monkeypatch.setattr(f"pages.screens.board.own_test_set.{place}.browser_token", lambda: token)


@pytest.fixture
def networks(app: AppTest, tiny_set: object, monkeypatch: pytest.MonkeyPatch) -> tuple[Run, Run]:
    """Two trained networks of the teacher, and a stand-in for the process with TensorFlow."""
    monkeypatch.setattr("pages.screens.board.own_test_set.teacher.attribution", lambda: client_of(StandIn()))
    monkeypatch.setattr("pages.screens.board.own_test_set.results.attribution", lambda: client_of(StandIn()))
    return two_networks(owner="teacher")


def opened(app: AppTest) -> AppTest:
    app.run()
    app.query_params[PART] = VIEW
    app.switch_page("pages/board.py").run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def take(app: AppTest, data: bytes) -> AppTest:
    app.file_uploader[0].set_value(("IMG_Ann_at_home.jpg", data, "image/jpeg")).run()
    assert not app.exception
    return app


def test_a_phone_hands_in_a_photo_and_takes_it_back(phone: AppTest) -> None:
    take(phone, photo(1))
    press(phone, "It shows a dog")
    assert not phone.exception
    (mine,) = photos_of("a1")
    assert (mine.label, mine.is_released) == (1, False)
    assert phone.file_uploader[0].value is None  # the server forgets the file that was sent
    assert "Your photos: 1 of at most 10" in texts(phone.markdown)
    assert len(grid(phone, "class-photos-own")["items"]) == 1  # type: ignore[arg-type]
    assert "For the teacher" in [one.label for one in phone.expander]
    assert "Seal the test set" not in texts(phone.markdown)
    press(phone, "Take all back")
    assert not list(class_photos_dir().rglob("*.jpg"))
    assert "Take all back" not in labels(phone)


@pytest.mark.parametrize(("data", "words"), [(b"<html>", "Save the picture on that page"), (photo(1)[:300], "damaged")])
def test_a_file_that_is_no_photo_is_refused_in_a_sentence(phone: AppTest, data: bytes, words: str) -> None:
    take(phone, data)
    assert words in texts(phone.error)
    assert "It shows a cat" not in labels(phone)
    assert photos_of("a1") == []


def test_a_narrow_strip_does_not_stop_the_page(phone: AppTest) -> None:
    strip = io.BytesIO()
    Image.new("RGB", (4_000, 3)).save(strip, "PNG")
    take(phone, strip.getvalue())
    press(phone, "It shows a cat")
    assert not phone.exception
    assert len(photos_of("a1")) == 1


def test_what_is_neither_is_refused_in_a_sentence_and_so_is_the_same_photo(phone: AppTest) -> None:
    take(phone, photo(1))
    press(phone, "Neither, or both")
    assert "know only cats and dogs" in texts(phone.warning)
    assert photos_of("a1") == []
    press(phone, "It shows a cat")
    press(take(phone, photo(1)), "It shows a cat")
    assert "You have handed in this photo already." in texts(phone.error)
    assert len(photos_of("a1")) == 1


def test_the_teacher_refuses_releases_and_seals(
    app: AppTest, networks: tuple[Run, Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, "teacher")
    some = [hand_in(ANN, photo(seed), seed % 2) for seed in range(3)]
    opened(app)
    assert "Waiting photos: 3. Released photos: 0 (cats: 0, dogs: 0)." in texts(app.markdown)
    assert len(grid(app, "class-photos-waiting")["items"]) == 3  # type: ignore[arg-type]
    app.session_state["session"].class_photos.marked_waiting.append(some[2].id)
    app.run()
    press(app, "Refuse the marked photos, which deletes them")
    assert [each.id for each in photos_of("a1")] == [some[0].id, some[1].id]
    press(app, "Release the photos without a mark (2)")
    assert "Released photos: 2 (cats: 1, dogs: 1)." in texts(app.markdown)
    app.session_state["session"].class_photos.class_networks = "Yours"
    app.run()
    press(app, "Seal the 2 released photos")
    assert not app.exception
    kept = sealed_set()
    assert kept is not None
    assert kept.networks == (networks[0].id, networks[1].id)
    assert "Guesses so far: 0." in texts(app.markdown)
    press(app, "Everybody has guessed: open the results")
    assert not app.exception
    assert "The hardest photos" in texts(app.markdown)
    press(app, "Delete everything of this test set")
    assert sealed_set() is None
    assert not list(class_photos_dir().rglob("*.jpg"))


def test_copies_are_marked_for_the_teacher(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "teacher")
    of_set, first, second = (hand_in(Visitor(f"p{number}"), photo(max(1, number)), 0) for number in range(2, -1, -1))
    release([second.id], TEACHER)
    likeness = Sentence("nearly the same picture")
    groups = [
        CopiedPhoto((of_set.id,), (("pets", "train/cats/1.jpg"),), likeness),
        CopiedPhoto((first.id, second.id), (), likeness),
        CopiedPhoto(("gone",), (("pets", "train/cats/2.jpg"),), likeness),
    ]
    monkeypatch.setattr("pages.screens.board.own_test_set.sorting.find_in_process", lambda _progress, _asker: groups)
    press(opened(app), "Look for copies")
    assert not app.exception
    assert len(app.warning) == 2
    assert "In the picture set pets: nearly the same picture as train/cats/1.jpg." in texts(app.warning)
    assert "2 photos: nearly the same picture." in texts(app.warning)
    marks = app.session_state["session"].class_photos
    assert (marks.marked_waiting, marks.marked_released) == ([of_set.id], [second.id])
    assert len(app.get("image")) == 1 + 3  # the QR code is the first


def test_old_photos_go_when_the_server_starts(app: AppTest) -> None:
    mine = hand_in(ANN, photo(1), 0)
    os.utime(mine.path, (0, 0))
    app.run()
    resources.tidy_home().join()
    assert photos_of("a1") == []


def test_the_class_guesses_before_it_sees_the_results(
    phone: AppTest, networks: tuple[Run, Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in_some(6, asker=Visitor("b2"))
    seal((networks[0].id, networks[1].id), TEACHER)
    phone.run()
    assert not phone.file_uploader
    assert "Sealed: 6 photos of this class" in texts(phone.markdown)
    phone.slider(key="session.class_guess_regularized").set_value(90).run()
    press(phone, "Hand in my guess")
    assert sealed_set().guesses == {"a1": (0.75, 0.9)}  # type: ignore[union-attr]
    assert "You guess 75% for the plain network and 90%" in texts(phone.success)
    assert "Of 6 photos" not in texts(phone.markdown)
    open_results(client_of(StandIn()), networks, TEACHER)
    phone.run()
    shown = texts(phone.markdown)
    assert "Of 6 photos, the plain network gets **6** right" in shown
    assert "One photo is 16.7 percentage points here" in shown
    assert "it is not shown which of the two networks is better" in shown
    assert "The class guessed** (guesses: 1): median 75%" in shown
    assert "You guessed 75% and 90%." in shown
    assert shown.count("It is a") == 6
    assert len(phone.get("image")) == 6
    own = two_networks(owner="a1")
    phone.run()
    press(phone, "Measure my own two networks on these photos")
    assert not phone.exception
    assert {own[0].id, own[1].id} < set(sealed_set().answers)  # type: ignore[union-attr]
    assert "measured on these photos so far: 2" in texts(phone.caption)


def test_a_set_whose_photos_are_all_taken_back_says_so(phone: AppTest, networks: tuple[Run, Run]) -> None:
    hand_in_some(2)
    seal((networks[0].id, networks[1].id), TEACHER)
    phone.run()
    press(phone, "Take all back")
    assert "No photo of the sealed set is left." in texts(phone.info)
    assert photos_of("a1") == []


def test_the_invitation_names_an_address_that_phones_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitation, "address_in_network", lambda port: f"http://192.0.2.7:{port}")
    view = "?class=Our%20own%20test%20set"
    assert address_of_view("http://localhost:8501/board") == f"http://192.0.2.7:8501/board{view}"
    assert address_of_view("https://pets.example/dogcat/board") == f"https://pets.example/dogcat/board{view}"
    monkeypatch.setattr(invitation, "address_in_network", lambda _port: None)
    assert address_of_view("http://127.0.0.1:8501/board") == f"http://127.0.0.1:8501/board{view}"


def test_nothing_is_untranslated_at_any_stage(
    app: AppTest, networks: tuple[Run, Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_marked(monkeypatch)
    be(monkeypatch, "teacher")
    monkeypatch.setattr(teacher, "recorded_pair", tuple)
    hand_in(ANN, photo(100), 0)
    release([each.id for each in hand_in_some(2, asker=Visitor("teacher"))], TEACHER)
    opened(app)
    assert untranslated(app) == []
    seal((networks[0].id, networks[1].id), TEACHER)
    app.run()
    assert untranslated(app) == []
    guess((0.5, 0.5), Visitor("teacher"))
    open_results(client_of(StandIn()), networks, TEACHER)
    app.run()
    assert not app.exception
    assert set(untranslated(app)) <= {"top center"}  # a place in the chart, no words
