"""The page Home as AppTest sees it: the story, the lesson's steps, and the way into and out of the lesson."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import STEPS, read_step
from dogcat.runs.recorded import exercise_pair
from tests.pages.helpers import lesson_bar, press, session_of, texts
from tests.spoken import speak_marked, untranslated


def test_home_tells_the_story_and_labels_recorded_figures(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert app.title[0].value == "Cats, dogs and overfitting"
    assert "Recorded on the real photos" in texts(app.caption)
    wrong = 1 - exercise_pair()["baseline"].history()[-1]["val_accuracy"]
    assert f"gets {wrong:.0%} of new ones wrong" in texts(app.markdown)
    chart = next(one for one in app.get("bidi_component") if one.proto.component_name == "dogcat_chart")
    curves = [
        trace for trace in json.loads(chart.proto.json)["figure"]["data"] if trace.get("mode", "").startswith("lines")
    ]
    assert {30, 100} <= {len(trace["y"]) for trace in curves}


def test_a_lesson_is_taken_up_and_left(app: AppTest) -> None:
    app.run()
    session_of(app).lesson.progress = LessonProgress(
        has_started=True, attempts={"1-pictures": [1]}, predictions={"1-pictures": 1}
    )
    app.run()
    press(app, "Go on with the lesson")
    assert read_step("2-model").title in lesson_bar(app)["title"]
    app.switch_page("pages/home.py").run()
    press(app, "Leave the lesson")
    assert session_of(app).lesson.progress.attempts == {"1-pictures": [1]}, "nothing is lost"
    app.switch_page("pages/model.py").run()
    assert not [radio for radio in app.radio if radio.key == "predict-2-model"]


def test_home_links_to_the_end_when_the_lesson_is_over(app: AppTest) -> None:
    app.run()
    done = LessonProgress(has_started=True, attempts={name: [0] for name in STEPS})
    for progress, num_links in ((LessonProgress(has_started=True, attempts={STEPS[0]: [0]}), 0), (done, 1)):
        session_of(app).lesson.progress = progress
        app.run()
        links = [link.proto for link in app.get("page_link") if link.proto.page == "end"]
        assert [link.label for link in links] == ["What you did"] * num_links


def test_home_leaves_nothing_untranslated(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_marked(monkeypatch)
    app.run()
    titles = [read_step(name).title for name in STEPS]
    assert [text for text in untranslated(app) if not any(title in text for title in titles)] == []
