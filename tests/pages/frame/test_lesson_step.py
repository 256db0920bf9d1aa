"""The lesson as AppTest sees it: from Start through all steps, in both languages, and outside of the lesson nothing."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import PAGES, STEPS, read_step
from dogcat.pictures.picture_set import PictureSet
from tests.pages.helpers import session_of, texts


def kept_by_browser(app: AppTest) -> dict[str, object]:
    """What the browser was given to keep."""
    (keeper,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_keeper"]
    return json.loads(json.loads(keeper.json)["text"] or "{}")


def test_outside_of_the_lesson_pages_ask_nothing(app: AppTest, tiny_set: PictureSet) -> None:
    app.run()
    for page in sorted(set(PAGES.values())):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        assert not [radio for radio in app.radio if radio.key and radio.key.startswith("predict")]
    assert kept_by_browser(app) == {}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_whole_lesson(app: AppTest, tiny_set: PictureSet, language: str) -> None:
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


def test_the_way_on_from_a_view_that_stands_in_the_address(app: AppTest, tiny_set: PictureSet) -> None:
    app.query_params["view"] = "From JPEG to tensor"
    session_of(app.run()).lesson.progress = LessonProgress(has_started=True)
    app.switch_page("pages/pictures.py").run()
    app.radio(key="predict-1-pictures").set_value(0).run()
    app.radio(key="check-1-pictures").set_value(0).run()
    app.button(key="on-1-pictures").click().run()
    assert not app.exception
    assert read_step(STEPS[1]).title in texts(app.markdown)
