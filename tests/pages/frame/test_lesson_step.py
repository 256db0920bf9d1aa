"""The lesson as AppTest sees it: from Start through all steps, in both languages, and outside of the lesson nothing."""

import json
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.errors import DogcatError
from dogcat.lesson.glossary import glossary
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import PAGES, STEPS, read_step
from dogcat.pictures.picture_set import PictureSet
from pages.state.session import Session
from tests.pages.test_pages import app, press, texts  # noqa: F401 - `app` is a fixture
from tests.spoken import speak_marked, untranslated


@pytest.fixture(autouse=True)
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the networks say is the Try page's matter; loading TensorFlow for it would take long."""

    def ask(_question: object) -> None:
        raise DogcatError("busy")

    monkeypatch.setattr(
        "pages.screens.try_picture.network_choice.activation_client",
        lambda: SimpleNamespace(worker=SimpleNamespace(ask=ask)),
    )


def session_of(app: AppTest) -> Session:  # noqa: F811
    found: Session = app.session_state["session"]
    return found


def kept_by_browser(app: AppTest) -> dict[str, object]:  # noqa: F811
    """What the browser was given to keep."""
    (keeper,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_keeper"]
    return json.loads(json.loads(keeper.json)["text"] or "{}")


def test_outside_of_the_lesson_pages_ask_nothing(app: AppTest, tiny_set: PictureSet) -> None:  # noqa: F811
    app.run()
    for page in sorted(set(PAGES.values())):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        assert not [radio for radio in app.radio if radio.key and radio.key.startswith("predict")]
    assert kept_by_browser(app) == {}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_whole_lesson(app: AppTest, tiny_set: PictureSet, language: str) -> None:  # noqa: F811
    app.query_params["lang"] = language
    app.run()
    start = next(button for button in app.button if button.proto.type == "primary")
    start.click().run()
    for name in STEPS:
        step = read_step(name, language)
        assert not app.exception
        assert step.title in texts(app.markdown)
        assert step.tasks not in texts(app.markdown), "the question comes first"
        app.radio(key=f"predict-{name}").set_value(0).run()
        assert step.tasks in texts(app.markdown)
        assert step.reveal in texts(app.markdown)
        app.radio(key=f"check-{name}").set_value(1 - step.check.right if step.check.right < 2 else 0).run()
        assert step.check.options[step.check.right] in texts(app.warning)
        app.radio(key=f"check-{name}").set_value(step.check.right).run()
        assert step.why in texts(app.success)
        assert step.learned in texts(app.markdown)
        assert not app.exception
        if name != STEPS[-1]:
            app.button(key=f"on-{name}").click().run()
    kept = kept_by_browser(app)
    assert kept["has_started"] is True
    assert set(kept["attempts"]) == set(STEPS)  # type: ignore[call-overload]
    app.switch_page("pages/home.py").run()
    assert not app.exception
    assert [icon.proto.icon for icon in app.get("page_link")][: len(STEPS)] == [":material/check_circle:"] * len(STEPS)


def test_the_way_on_from_a_view_that_stands_in_the_address(app: AppTest, tiny_set: PictureSet) -> None:  # noqa: F811
    app.query_params["view"] = "From JPEG to tensor"
    session_of(app.run()).lesson.progress = LessonProgress(has_started=True)
    app.switch_page("pages/pictures.py").run()
    app.radio(key="predict-1-pictures").set_value(0).run()
    app.radio(key="check-1-pictures").set_value(0).run()
    app.button(key="on-1-pictures").click().run()
    assert not app.exception
    assert read_step(STEPS[1]).title in texts(app.markdown)


def test_a_lesson_is_taken_up_left_and_begun_anew(app: AppTest) -> None:  # noqa: F811
    app.run()
    session_of(app).lesson.progress = LessonProgress(
        has_started=True, attempts={"1-pictures": [1]}, predictions={"1-pictures": 1}
    )
    app.run()
    press(app, "Go on with the lesson")
    assert read_step("2-model").title in texts(app.markdown)
    app.switch_page("pages/home.py").run()
    press(app, "Leave the lesson")
    assert session_of(app).lesson.progress.attempts == {"1-pictures": [1]}, "nothing is lost"
    app.switch_page("pages/model.py").run()
    assert not [radio for radio in app.radio if radio.key == "predict-2-model"]
    app.switch_page("pages/home.py").run()
    press(app, "Begin anew")
    assert session_of(app).lesson.progress == LessonProgress()


def test_words_are_found_and_lead_to_their_pages(app: AppTest) -> None:  # noqa: F811
    app.run()
    app.switch_page("pages/words.py").run()
    assert not app.exception
    assert len(app.get("page_link")) == len(glossary())
    app.text_input[0].set_value("DROPout").run()
    assert "**Dropout**" in texts(app.markdown)
    assert len(app.get("page_link")) < 6
    app.text_input[0].set_value("<img onerror=alert(1)>").run()
    assert not app.exception
    assert "No word and no sentence of the glossary" in texts(app.info)


def test_home_leaves_nothing_untranslated(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    speak_marked(monkeypatch)
    app.run()
    titles = [read_step(name).title for name in STEPS]
    assert [text for text in untranslated(app) if not any(title in text for title in titles)] == []
