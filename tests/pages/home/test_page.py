"""The page Home as AppTest sees it: the story, the lesson's steps, and the way into and out of the lesson."""

import json
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.storage import ASSETS_DIR
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import PAGES, STEPS, read_step
from dogcat.runs.recorded import exercise_pair
from pages.screens.home.more import WAYS
from tests.pages.helpers import lesson_bar, press, session_of, texts
from tests.spoken import speak_marked, untranslated


def test_home_tells_the_story_and_labels_recorded_figures(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert app.title[0].value == "Cats, dogs and overfitting"
    assert "Recorded on real photos" in texts(app.caption)
    last_ten = [row["val_accuracy"] for row in exercise_pair()["baseline"].history()[-10:]]
    wrong = 1 - sum(last_ten) / len(last_ten)
    assert f"gets {wrong:.0%} of new ones wrong" in texts(app.markdown)
    chart = next(one for one in app.get("bidi_component") if one.proto.component_name == "dogcat_chart")
    curves = [
        trace for trace in json.loads(chart.proto.json)["figure"]["data"] if trace.get("mode", "").startswith("lines")
    ]
    assert {30, 100} <= {len(trace["y"]) for trace in curves}
    assert json.loads(chart.proto.json)["figure"]["layout"]["meta"]["drawsOnce"]


def test_home_says_how_far_the_pictures_are_that_are_being_drawn(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    app.run()
    assert "pictures are drawn" not in texts(app.caption)
    drawing = SimpleNamespace(is_running=lambda: True, num_drawn=lambda: 1234, num_pictures=4000)
    monkeypatch.setattr("dogcat.pictures.synthetic.drawing.unfinished_drawings", lambda: [drawing])
    monkeypatch.setattr("pages.screens.home.page.unfinished_drawings", lambda: [drawing])
    app.run()
    assert "**1,234 of 4,000** pictures are drawn" in texts(app.caption)


def test_each_step_has_a_link_that_carries_it_and_shows_whether_it_is_done(app: AppTest) -> None:
    app.run()
    session_of(app).lesson.progress = LessonProgress(
        has_started=True, attempts={"1-pictures": [1], "3-train-plain": [0]}
    )
    app.run()
    links = [one.proto for one in app.get("page_link") if one.proto.label[:1].isdecimal() or "**" in one.proto.label]
    assert [link.query_string for link in links] == [f"step={name}" for name in STEPS]
    assert [link.page for link in links] == [PAGES[name] for name in STEPS]
    assert [number for number, link in enumerate(links, start=1) if link.icon == ":material/check:"] == [1, 3]
    assert [link.label for link in links if "**" in link.label] == [f"**2. {read_step('2-model').title}**"]


def test_pictures_and_links_lead_to_what_else_there_is(app: AppTest) -> None:
    app.run()
    links = {one.proto.label: (one.proto.page, one.proto.query_string) for one in app.get("page_link")}
    for way in WAYS:
        assert (ASSETS_DIR / "home" / f"{way.picture}.webp").is_file()
        page, query = links[way.title]
        assert page == way.page
        assert parse_qs(query) == {name: [value] for name, value in way.view.items()}


def test_a_lesson_is_taken_up_and_left(app: AppTest) -> None:
    app.run()
    session_of(app).lesson.progress = LessonProgress(
        has_started=True, attempts={"1-pictures": [1]}, predictions={"1-pictures": 1}
    )
    app.run()
    press(app, "Continue the lesson: step 2")
    assert read_step("2-model").title in lesson_bar(app)["title"]
    app.switch_page("pages/home.py").run()
    press(app, "Leave the lesson")
    assert session_of(app).lesson.progress.attempts == {"1-pictures": [1]}, "nothing is lost"
    app.switch_page("pages/model.py").run()
    assert not [radio for radio in app.radio if radio.key == "predict-2-model-en"]


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
