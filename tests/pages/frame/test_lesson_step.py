"""The lesson as AppTest sees it: from Start through all steps, in both languages, and outside of the lesson nothing."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import PAGES, STEPS, read_step
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.run import create_run
from pages.frame import lesson_choice, lesson_tasks
from tests.finished_runs import write_run
from tests.pages.helpers import in_lesson, lesson_bar, session_of, texts

PLAIN, REGULARIZED = "3-train-plain", "5-train-cured"


def kept_by_browser(app: AppTest) -> dict[str, object]:
    """What the browser was given to keep."""
    (keeper,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_keeper"]
    return json.loads(json.loads(keeper.json)["text"] or "{}")


def has_question(app: AppTest, name: str, language: str = "en") -> bool:
    return bool([radio for radio in app.radio if radio.key == f"predict-{name}-{language}"])


def test_outside_of_the_lesson_pages_ask_nothing(app: AppTest, tiny_set: PictureSet) -> None:
    app.run()
    for page in sorted(set(PAGES.values())):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        assert not [radio for radio in app.radio if radio.key and radio.key.startswith("predict")]
        assert lesson_bar(app) == {}
        assert "step" not in app.query_params
    assert kept_by_browser(app) == {}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_whole_lesson(app: AppTest, tiny_set: PictureSet, language: str) -> None:
    app.query_params["lang"] = language
    app.run()
    start = next(button for button in app.button if button.proto.type == "primary")
    start.click().run()
    for name in STEPS:
        step = read_step(name, language)
        bar = lesson_bar(app)
        assert not app.exception
        assert step.title in bar["title"]
        assert [dot["name"] for dot in bar["steps"] if dot["state"] == "current"] == [name]
        assert [task["label"] for task in bar["tasks"]] == [task.label for task in step.tasks]
        assert bar["said"] == ""
        app.radio(key=f"predict-{name}-{language}").set_value(0).run()
        assert step.predict.options[0] in lesson_bar(app)["said"]
        assert step.predict.options[0] in texts(app.markdown), "the band says in a line what was said"
        assert not has_question(app, name, language)
        assert step.reveal in texts(app.markdown)
        app.radio(key=f"check-{name}-{language}").set_value(1 - step.check.right if step.check.right < 2 else 0).run()
        wrong = next(one.value for one in app.markdown if ":material/cancel:" in one.value)
        assert step.check.options[step.check.right].rstrip(".") in wrong
        assert step.why[-40:] in wrong  # the beginning has figures of the set
        app.radio(key=f"check-{name}-{language}").set_value(step.check.right).run()
        assert step.learned in texts(app.markdown)
        assert not app.exception
        assert [one for one in app.markdown if ":material/check_circle:" in one.value and step.why[-40:] in one.value]
        if name != STEPS[-1]:
            app.button(key=f"on-{name}").click().run()
    assert [dot["done"] for dot in lesson_bar(app)["steps"]] == [True] * len(STEPS)
    kept = kept_by_browser(app)
    assert kept["has_started"] is True
    assert set(kept["attempts"]) == set(STEPS)  # type: ignore[call-overload]
    app.switch_page("pages/home.py").run()
    assert not app.exception
    links = [link.proto for link in app.get("page_link")]
    titles = [read_step(name, language).title for name in STEPS]
    steps = [link for link in links if any(title in link.label for title in titles)]
    assert [link.icon for link in steps] == [":material/check:"] * len(STEPS)


def test_the_way_on_from_a_view_that_stands_in_the_address(app: AppTest, tiny_set: PictureSet) -> None:
    app.query_params["view"] = "From JPEG to tensor"
    session_of(app.run()).lesson.progress = LessonProgress(has_started=True)
    app.switch_page("pages/pictures.py").run()
    app.radio(key="predict-1-pictures-en").set_value(0).run()
    app.radio(key="check-1-pictures-en").set_value(0).run()
    app.button(key="on-1-pictures").click().run()
    assert not app.exception
    assert read_step(STEPS[1]).title in lesson_bar(app)["title"]


@pytest.mark.parametrize("name", [PLAIN, REGULARIZED])
def test_each_of_the_two_steps_of_a_page_opens_as_itself_and_stays(
    app: AppTest, tiny_set: PictureSet, name: str
) -> None:
    in_lesson(app, "train", name)
    assert read_step(name).title in lesson_bar(app)["title"]
    assert has_question(app, name)
    app.run()
    assert name in app.query_params["step"], "so that a reload keeps it"
    assert read_step(name).title in lesson_bar(app)["title"]


def test_a_link_to_a_step_that_is_done_opens_it_though_another_one_is_next(app: AppTest, tiny_set: PictureSet) -> None:
    in_lesson(app, "train", PLAIN)
    for name in STEPS[:4]:
        session_of(app).lesson.progress.answer(name, 0)  # type: ignore[union-attr]
    app.switch_page("pages/home.py").run()
    app.query_params["step"] = PLAIN
    app.switch_page("pages/train.py").run()
    assert read_step(PLAIN).title in lesson_bar(app)["title"]


def test_a_link_to_a_step_begins_the_lesson(app: AppTest, tiny_set: PictureSet) -> None:
    app.run()
    app.query_params["step"] = "2-model"
    app.switch_page("pages/model.py").run()
    assert read_step("2-model").title in lesson_bar(app)["title"]
    assert kept_by_browser(app)["has_started"] is True


@pytest.mark.parametrize("asked", ["0-x", "1-pictures", "<b>"])
def test_a_step_of_another_page_in_the_address_is_no_step(app: AppTest, tiny_set: PictureSet, asked: str) -> None:
    app.run()
    app.query_params["step"] = asked
    app.switch_page("pages/model.py").run()
    assert not app.exception
    assert lesson_bar(app) == {}
    assert "step" not in app.query_params


def test_while_a_training_of_one_s_own_runs_only_the_bar_stands_above_the_page(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    in_lesson(app, "train", PLAIN)
    assert is_above(app)
    monkeypatch.setattr(lesson_tasks, "browser_token", lambda: "me")
    create_run(QUICK_BASELINE, tiny_set.name, owner="me")
    app.run()
    assert lesson_bar(app)
    assert not is_above(app)
    assert has_question(app, PLAIN), "it is below the page until the training has ended"


def test_one_s_own_result_stands_before_the_recorded_ones(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lesson_choice, "browser_token", lambda: "me")
    write_run(create_run(QUICK_BASELINE, tiny_set.name, owner="me"), 0.6, 0.9)
    in_lesson(app, "train", PLAIN)
    app.radio(key=f"predict-{PLAIN}-en").set_value(0).run()
    said = [one.value for one in app.markdown]
    own = next(place for place, words in enumerate(said) if "First your own training" in words)
    assert "validation 60%" in said[own]
    assert said[own + 1] == read_chosen(app, PLAIN)


def read_chosen(app: AppTest, name: str) -> str:
    """The text below “What comes out” of a step."""
    return next(one.value for one in app.markdown if one.value[:30] == read_step(name).reveal[:30])


def is_above(app: AppTest) -> bool:
    """Return True if the question stands above the title of the page."""
    keys = [getattr(element, "key", None) or element.type for element in app.main]
    return f"predict-{PLAIN}-en" in keys and keys.index(f"predict-{PLAIN}-en") < keys.index("title")
