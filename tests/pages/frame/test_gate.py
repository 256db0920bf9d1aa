"""The front door: a class code, the presenter's view, and settings that cannot be read."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import FURTHER_STEPS, STEPS, read_step
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet
from pages.frame import gate
from tests.conftest import MakeLayout
from tests.pages.helpers import lesson_bar, press, session_of, texts


@pytest.mark.parametrize("page", ["home", "train", "try"])
def test_nobody_comes_in_without_the_class_code(
    app: AppTest,
    page: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOGCAT_CLASS_CODE", "whiskers")
    monkeypatch.setattr(gate, "SECONDS_AFTER_WRONG_CODE", 0)
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    assert [title.value for title in app.title] == ["Which class?"]
    app.text_input[0].set_value("paws")
    press(app, "Enter")
    assert "This is not the class code" in texts(app.error)
    assert [title.value for title in app.title] == ["Which class?"]
    app.text_input[0].set_value(" whiskers ")
    press(app, "Enter")
    assert "Which class?" not in [title.value for title in app.title]
    monkeypatch.setenv("DOGCAT_CLASS_CODE", "new word")
    app.run()
    assert [title.value for title in app.title] == ["Which class?"], "another code, another class"


def test_a_fault_of_the_settings_is_a_sentence_above_the_page(app: AppTest, home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "dogcat.toml").write_text("max_epochs = 'many'\n")
    app.run()
    assert not app.exception
    assert "max_epochs is 'many'" in texts(app.warning)
    assert "the app goes on without what it cannot read" in texts(app.warning)
    assert app.title[0].value == "Cats, dogs and overfitting"
    (home / "dogcat.toml").unlink()
    app.run()
    assert not app.warning, "once it is fixed, all goes on without a new start"


def test_a_class_code_that_cannot_be_read_closes_the_class(app: AppTest, home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "dogcat.toml").write_text('max_epochs = 3\nclass_code = "whiskers\n')
    app.run()
    assert not app.exception
    assert "line 2" in texts(app.warning)
    assert "Nobody can enter until this is fixed" in texts(app.warning)
    assert "whiskers" not in texts(app.warning)
    assert not app.title
    assert not app.text_input
    (home / "dogcat.toml").write_text('class_code = "whiskers"\n')
    app.run()
    assert [title.value for title in app.title] == ["Which class?"]


def test_settings_that_cannot_be_read_are_a_sentence_in_the_visitor_s_language(
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOGCAT_MAX_EPOCHS", "many")
    app.query_params["lang"] = "ko"
    app.run()
    assert not app.exception
    assert "환경 변수 DOGCAT_MAX_EPOCHS의 값이" in texts(app.error)
    monkeypatch.delenv("DOGCAT_MAX_EPOCHS")


def test_a_class_begins_in_its_language(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_LANGUAGE", "ko")
    app.run()
    assert app.title[0].value == "고양이와 개, 그리고 과대적합"
    app.selectbox(key="session.language").set_value("en").run()
    assert app.title[0].value == "Cats, dogs and overfitting"
    assert session_of(app).lesson.progress == LessonProgress(language="en"), "it is kept with the rest"


def test_the_presenter_walks_through_the_lesson(app: AppTest) -> None:
    app.query_params["present"] = "1"
    app.run()
    assert session_of(app).visitor.presents
    assert "html { font-size" in " ".join(element.proto.body for element in app.get("html"))
    for name in STEPS:
        press(app, "Next")
        assert not app.exception
        assert read_step(name).title in lesson_bar(app)["title"]
        assert "1" in app.query_params["present"]
    press(app, "Next")
    assert [title.value for title in app.title] == ["What you did"]
    for name in FURTHER_STEPS:
        press(app, "Next")
        assert not app.exception
        assert read_step(name).title in lesson_bar(app)["title"]
    assert next(button for button in app.button if button.label == "Next").disabled
    for _place in range(4):
        press(app, "Back")
    assert read_step(STEPS[-2]).title in lesson_bar(app)["title"]
    press(app, "Leave the presenter view")
    assert not session_of(app).visitor.presents
    assert not [button for button in app.button if button.label == "Next"]


def test_what_a_teacher_has_closed_is_not_offered(
    app: AppTest,
    tiny_set: PictureSet,
    make_layout: MakeLayout,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import_pictures(make_layout(tmp_path / "more"), "more")
    monkeypatch.setenv("DOGCAT_PICTURE_SETS", "more")
    monkeypatch.setenv("DOGCAT_ALLOWS_IMPORTS", "no")
    monkeypatch.setenv("DOGCAT_ALLOWS_OWN_MODELS", "no")
    app.run()
    app.query_params["view"] = "Sets"
    app.switch_page("pages/pictures.py").run()
    assert app.selectbox(key="session.set_name").options == ["more"]
    assert "You cannot add others" in texts(app.caption)
    app.switch_page("pages/train.py").run()
    assert app.selectbox(key="session.set_name").options == ["more"]
    app.query_params["try"] = "Break it"
    app.switch_page("pages/try.py").run()
    assert [tab.label for tab in app.tabs] == ["Prediction", "Break it", "Guess first"]
