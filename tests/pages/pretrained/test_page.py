"""A pre-trained network, as AppTest sees it: the control after a guess, and the learning curve."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.analysis.further import pretrained_runs
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import PAGES
from pages.screens.pretrained.control import GUESSES, judged
from pages.screens.pretrained.page import VIEWS
from tests.pages.helpers import done_tasks, in_lesson, lesson_bar, open_page, session_of, texts
from tests.spoken import speak_marked, untranslated


def show(app: AppTest, view: str) -> AppTest:
    app.query_params["base"] = view
    return open_page(app, "pretrained")


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Recorded trainings: features of a pre-trained and of a random network, three seeds, two numbers of pictures."""
    monkeypatch.setattr(pretrained_runs, "PRETRAINED_DIR", tmp_path)
    for way, accuracy in (("features", 0.98), ("random-features", 0.6)):
        for number in (200, 2000):
            for seed in (1, 2, 3):
                note = {
                    "way": way, "num_training": number, "seed": seed, "validation": accuracy + seed / 1000,
                    "test": accuracy, "seconds": 60.0, "processor": "a processor",
                }  # fmt: skip
                (tmp_path / f"{way}-{number}-seed{seed}.json").write_text(json.dumps(note))
    return tmp_path


def test_each_view_says_no_word_of_english(app: AppTest, recorded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_marked(monkeypatch)
    for view in VIEWS:
        show(app, f"⟦{view}⟧")
        session_of(app).pretrained.shows_control = True
        app.run()
        assert not app.exception
        assert [text for text in untranslated(app) if text not in ("top center", "a processor")] == [], view


def test_the_control_comes_after_the_guess(app: AppTest, recorded: Path) -> None:
    show(app, "Pictures or size?")
    assert "98.2%" not in texts(app.markdown)
    app.pills[0].set_value(GUESSES[0]).run()
    assert not app.exception
    told = texts(app.markdown)
    assert "A surprise: you said “its size”" in told
    assert "98.2% of new pictures right on pre-trained features, and 60.2%" in told
    assert "6 trainings" in texts(app.caption)


def test_the_lesson_s_answer_counts_as_the_guess(app: AppTest, recorded: Path) -> None:
    app.run()
    session_of(app).lesson.progress = LessonProgress(has_started=True)
    show(app, "Pictures or size?")
    assert not app.pills
    app.radio(key="predict-9-pretrained-en").set_value(1).run()
    assert "Well guessed." in texts(app.markdown)
    assert "guessed-control" in done_tasks(app)


@pytest.mark.parametrize(("random", "place"), [(0.97, 0), (0.8, 2), (0.6, 1)])
def test_what_the_guess_is_judged_by(random: float, place: int) -> None:
    assert judged(GUESSES[place], 0.98, random).startswith("Well guessed.")


def test_both_curves_are_on_one_chart(app: AppTest, recorded: Path) -> None:
    show(app, "Fewer pictures")
    assert not app.exception
    (chart,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_chart"]
    names = {trace.get("name") for trace in json.loads(chart.json)["figure"]["data"]}
    assert {"pre-trained", "random weights", "own network, plain", "own network, regularized"} <= names


def test_its_step_stands_above_it_and_leads_back_to_the_end(app: AppTest) -> None:
    in_lesson(app, "pretrained", "9-pretrained")
    assert lesson_bar(app)["label"] == "Further step 9: A pre-trained network"
    assert [dot["name"] for dot in lesson_bar(app)["steps"]] == list(PAGES)
    app.radio(key="predict-9-pretrained-en").set_value(1).run()
    app.radio(key="check-9-pretrained-en").set_value(1).run()
    assert not app.exception
    assert "See what you did" in [link.label for link in app.get("page_link")]
