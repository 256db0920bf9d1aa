"""A pre-trained network, as AppTest sees it: three ways, the control, its own answers, fewer pictures, side by side."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dogcat.analysis.further import pretrained_runs
from dogcat.explain.imagenet.own_answers import CATS, DOGS, OwnAnswers, class_names
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import PAGES
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import PRETRAINED_FEATURES, QUICK_BASELINE, RECIPES
from dogcat.runs.run import create_run
from pages.frame import lesson_tasks
from pages.screens.pretrained import own_answers
from pages.screens.pretrained.control import GUESSES, judged
from pages.screens.pretrained.page import VIEWS
from tests.finished_runs import write_run
from tests.pages.helpers import done_tasks, in_lesson, lesson_bar, open_page, press, session_of, texts
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


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> list[np.ndarray]:
    """The pictures that the network was asked about; it says Chihuahua to each."""
    asked = []

    def answer(_worker: object, pixels: np.ndarray) -> OwnAnswers:
        asked.append(pixels)
        probabilities = np.zeros(1000)
        probabilities[[DOGS[0], CATS[0]]] = 0.75, 0.25
        return OwnAnswers(probabilities)

    monkeypatch.setattr(own_answers, "own_answers", answer)
    st.cache_data.clear()
    return asked


def test_each_view_says_no_word_of_english(
    app: AppTest, recorded: Path, network: list[np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_marked(monkeypatch)
    for view in VIEWS:
        show(app, f"⟦{view}⟧")
        session_of(app).pretrained.shows_control = session_of(app).pretrained.asks_network = True
        app.run()
        assert not app.exception
        classes = {name for name in class_names() if " " in name}
        told = [text for text in untranslated(app) if text not in {"top center", "a processor", *classes}]
        assert [text for text in told if not text.startswith("Chihuahua: 75%")] == [], view


@pytest.mark.parametrize("name", ["pretrained-features", "pretrained-head", "fine-tuning"])
def test_one_press_starts_a_way_on_the_train_page(app: AppTest, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr("pages.screens.train.start.start_training", started.append)
    open_page(app, "pretrained")
    assert not app.exception
    app.button(key=f"train-{name}").click().run()
    assert not app.exception
    assert app.title[0].value == "Train"
    assert started == [RECIPES[name]]


def test_in_the_lesson_the_train_page_takes_this_recipe_and_not_its_own_step_s(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    monkeypatch.setattr("pages.screens.train.start.start_training", started.append)
    in_lesson(app, "pretrained", "9-pretrained")
    app.button(key="train-pretrained-features").click().run()
    assert started == [PRETRAINED_FEATURES]


def test_one_s_own_training_is_listed_and_ticks_off_the_task(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lesson_tasks, "browser_token", lambda: "me")
    write_run(create_run(QUICK_BASELINE, tiny_set.name, owner="me"), 0.7, 0.9)
    run = create_run(replace(PRETRAINED_FEATURES, epochs=3), tiny_set.name, owner="me")
    write_run(run, 0.97, 0.99)
    in_lesson(app, "pretrained", "9-pretrained")
    assert not app.exception
    links = [link for link in app.get("page_link") if link.page == "train"]
    assert [link.query_string for link in links] == [f"run={run.id}"]
    assert "97.0% of the validation pictures" in links[0].label
    assert "started-pretrained" in done_tasks(app)


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


def test_without_recordings_the_control_can_still_be_trained(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pretrained_runs, "PRETRAINED_DIR", tmp_path / "none")
    started = []
    monkeypatch.setattr("pages.screens.train.start.start_training", started.append)
    show(app, "Pictures or size?")
    press(app, "Show it without a guess")
    assert "not recorded yet" in texts(app.info)
    app.button(key="train-random-features").click().run()
    assert started == [replace(PRETRAINED_FEATURES, base_training="random-features")]


@pytest.mark.parametrize(("random", "place"), [(0.97, 0), (0.8, 2), (0.6, 1)])
def test_what_the_guess_is_judged_by(random: float, place: int) -> None:
    assert judged(GUESSES[place], 0.98, random).startswith("Well guessed.")


def test_the_network_is_asked_only_after_a_press(app: AppTest, network: list[np.ndarray]) -> None:
    in_lesson(app, "pretrained", "9-pretrained")
    app.query_params["base"] = "Its own answers"
    show(app, "Its own answers")
    assert not app.exception
    assert network == []
    press(app, "Ask the network")
    assert not app.exception
    assert len(network) == 1
    assert [metric.value for metric in app.metric] == ["75%", "25%", "0%"]
    assert "Added up, its own answers say **dog**" in texts(app.markdown)
    assert "asked-thousand" in done_tasks(app)
    session_of(app).pretrained.answered_picture = "A drawn dog"
    app.run()
    assert len(network) == 2
    assert not np.array_equal(*network)


def test_both_curves_are_on_one_chart(app: AppTest, recorded: Path) -> None:
    show(app, "Fewer pictures")
    assert not app.exception
    (chart,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_chart"]
    names = {trace.get("name") for trace in json.loads(chart.json)["figure"]["data"]}
    assert {"pre-trained", "random weights", "own network, plain", "own network, regularized"} <= names


def test_two_trainings_on_the_same_pictures_stand_side_by_side(app: AppTest, tiny_set: PictureSet) -> None:
    show(app, "Side by side")
    assert "This view needs two trainings" in texts(app.info)
    write_run(create_run(QUICK_BASELINE, tiny_set.name), 0.7, 0.9)
    write_run(create_run(PRETRAINED_FEATURES, tiny_set.name), 0.9, 0.99)
    app.run()
    assert not app.exception
    assert len(app.metric) == 2
    assert "validation pictures, only the second gets" in texts(app.markdown)
    press(app, "Picture by picture, and calibration")
    assert app.title[0].value == "Compare"


def test_its_step_stands_above_it_and_leads_back_to_the_end(app: AppTest) -> None:
    in_lesson(app, "pretrained", "9-pretrained")
    assert lesson_bar(app)["label"] == "Further step 9: A pre-trained network"
    assert [dot["name"] for dot in lesson_bar(app)["steps"]] == list(PAGES)
    app.radio(key="predict-9-pretrained-en").set_value(1).run()
    app.radio(key="check-9-pretrained-en").set_value(1).run()
    assert not app.exception
    assert "See what you did" in [link.label for link in app.get("page_link")]
