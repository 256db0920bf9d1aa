"""What a step presets, and the questions that a page would ask, too: each is asked once."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.lesson.guesses import CURE_GUESSES, guess_options
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import read_step
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import BASELINE, RECIPES
from dogcat.runs.run import create_run
from pages.frame import lesson_tasks
from tests.finished_runs import write_run
from tests.pages.helpers import in_lesson, lesson_bar, press, session_of, texts

PLAIN, REGULARIZED, CURES = "3-train-plain", "5-train-cured", "6-compare"


def test_a_step_chooses_its_recipe_once_and_the_texts_follow_the_choice(app: AppTest, tiny_set: PictureSet) -> None:
    in_lesson(app, "train", REGULARIZED)
    assert session_of(app).draft.recipe == "quick-regularized"
    recipe = RECIPES["quick-regularized"]
    (num_inputs,) = next(row.output_shape for row in layer_table(recipe) if row.name == "flatten")
    assert f"{recipe.dropout:.0%} of the {num_inputs:,} inputs" in lesson_bar(app)["intro"]
    app.radio(key="session.recipe").set_value("regularized").run()
    assert session_of(app).draft.recipe == "regularized", "a learner may choose otherwise"
    assert "6,272 inputs" in lesson_bar(app)["intro"]
    app.query_params["step"] = PLAIN
    app.run()
    assert session_of(app).draft.recipe == "baseline"
    counts = tiny_set.counts()["train"]
    assert f"the same {sum(counts.values())} pictures" in lesson_bar(app)["intro"]
    assert f"for {BASELINE.epochs} epochs" in lesson_bar(app)["intro"]


def test_step_5_takes_network_and_set_of_the_learner_s_plain_training(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr(lesson_tasks, "browser_token", lambda: "me")
    write_run(create_run(BASELINE, tiny_set.name, owner="me"), 0.7, 0.9)
    app.run()
    session_of(app).pictures.set_name = "drawn"
    in_lesson(app, "train", REGULARIZED)
    assert session_of(app).draft.recipe == "regularized"
    assert session_of(app).pictures.set_name == tiny_set.name


def test_a_recipe_that_the_teacher_does_not_offer_is_not_chosen(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOGCAT_RECIPES", "quick-baseline")
    in_lesson(app, "train", REGULARIZED)
    assert session_of(app).draft.recipe == "quick-baseline"


def test_the_train_page_takes_the_answer_of_step_3_as_the_guess(app: AppTest, tiny_set: PictureSet) -> None:
    in_lesson(app, "train", PLAIN)
    assert not has_pills(app, "guess")
    app.radio(key=f"predict-{PLAIN}-en").set_value(2).run()
    guess = guess_options(30)[2].name
    assert session_of(app).train.guess == guess
    assert "The chart shows your answer" in texts(app.caption)
    app.query_params["step"] = REGULARIZED
    app.run()
    assert session_of(app).train.guess is None, "that was about another training"
    assert not has_pills(app, "guess")
    session_of(app).lesson.progress.has_started = False  # type: ignore[union-attr]
    app.query_params.pop("step")
    app.run()
    assert has_pills(app, "guess")


def test_which_cure_helped_is_asked_once_above_the_page(app: AppTest, home: Path) -> None:
    in_lesson(app, "compare")
    app.radio(key=f"predict-{CURES}-en").set_value(1).run()
    app.session_state["part"] = "What helped?"
    app.run()
    assert not has_pills(app, "cure_guess")
    assert f"you said “{CURE_GUESSES[1]}”" in texts(app.markdown)
    assert not [button for button in app.button if button.label == "Ask again"]


@pytest.mark.parametrize(("view", "field"), [("Plain and regularized", "prediction"), ("What helped?", "cure_guess")])
def test_while_the_lesson_s_question_is_open_no_view_asks_another_one(
    app: AppTest, home: Path, view: str, field: str
) -> None:
    in_lesson(app, "compare")
    app.session_state["part"] = view
    app.run()
    assert [radio.key for radio in app.radio] == [f"predict-{CURES}-en"]
    assert not has_pills(app, field)
    assert "Answer the question above first" in texts(app.caption)
    app.radio(key=f"predict-{CURES}-en").set_value(0).run()
    assert read_step(CURES).predict.options[0] in lesson_bar(app)["said"]
    assert has_pills(app, field) == (view == "Plain and regularized"), "what helped is answered already"
    assert not [radio for radio in app.radio if radio.key == f"predict-{CURES}-en"]


def test_outside_of_the_lesson_the_view_asks_again(app: AppTest, home: Path) -> None:
    session_of(app.run()).lesson.progress = LessonProgress(predictions={CURES: 0})
    app.session_state["part"] = "What helped?"
    app.switch_page("pages/compare.py").run()
    assert has_pills(app, "cure_guess")
    press(app, "Show it without a guess")
    assert [button for button in app.button if button.label == "Ask again"]


def has_pills(app: AppTest, field: str) -> bool:
    return f"session.{field}" in [one.key for one in app.get("button_group")]


def test_each_step_with_a_training_opens_with_the_newest_own_one_of_its_kind(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lesson_tasks, "browser_token", lambda: "me")
    recipes = [BASELINE, RECIPES["quick-baseline"], RECIPES["quick-regularized"]]
    runs = [create_run(recipe, tiny_set.name, owner="me") for recipe in recipes]
    for run in runs:
        write_run(run, 0.7, 0.9)
    in_lesson(app, "train", REGULARIZED)
    assert runs[2].id in app.query_params["run"]
    session_of(app).lesson.wanted_step = PLAIN  # its dot
    app.run()
    assert runs[1].id in app.query_params["run"]
    app.query_params["run"] = runs[0].id
    app.run()
    assert runs[0].id in app.query_params["run"], "a learner may look at another one"
