"""The quiz: what is right is right by the layer table, what is wrong differs from it, and nothing gives it away."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dogcat.lesson.quiz import NUM_QUESTIONS, draw_questions
from dogcat.lesson.quiz_question import QuizQuestion
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import BASELINE, RECIPES, REGULARIZED, Recipe
from tests.small_recipes import small_recipes


def questions_of(recipe: Recipe, word: str) -> list[QuizQuestion]:
    """All questions with this word that 60 seeds draw."""
    found = [question for seed in range(60) for question in draw_questions(recipe, seed) if word in question.text]
    assert found
    return found


def test_the_seed_decides() -> None:
    assert draw_questions(BASELINE, 3) == draw_questions(BASELINE, 3)
    assert draw_questions(BASELINE, 3) != draw_questions(BASELINE, 4)
    assert draw_questions(BASELINE, 3) != draw_questions(RECIPES["quick-baseline"], 3)


@given(recipe=small_recipes(), seed=st.integers(0, 10**6))
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
def test_questions_about_any_network_can_be_answered(recipe: Recipe, seed: int) -> None:
    questions = draw_questions(recipe, seed)
    assert len({question.text for question in questions}) == NUM_QUESTIONS
    for question in questions:
        texts = [option.text for option in question.options]
        assert 2 <= len(texts) <= 4
        assert len(set(texts)) == len(texts)
        assert question.answer in texts
        assert question.answer in question.explanation
        assert all(option.remark for option in question.options if option.text != question.answer)
        if "Parameters" in question.facts or "Output" in question.facts:
            assert list(question.facts.values()).count("?") <= 1


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_hidden_parameters_are_those_of_the_table(recipe: Recipe) -> None:
    figures = {row.name: f"{row.num_parameters:,}" for row in layer_table(recipe)}
    for question in questions_of(recipe, "How many parameters does"):
        assert question.facts["Parameters"] == "?"
        assert question.answer == figures[question.facts["Layer"]]


def test_hidden_sizes_are_those_of_the_table() -> None:
    shapes = {row.name: row.output_shape for row in layer_table(BASELINE)}
    for question in questions_of(BASELINE, "How many pixels high are the maps"):
        assert question.facts["Output"] == "?"
        assert question.answer == str(shapes[question.facts["Layer"]][0])
    for question in questions_of(BASELINE, "How many values does flatten"):
        assert question.answer == "6,272"
    for question in questions_of(replace(BASELINE, pooling="average"), "How many values does average"):
        assert question.answer == "128"
        assert "6,272" in [option.text for option in question.options]


def test_how_far_a_layer_sees_is_that_of_the_table() -> None:
    fields = {row.name: str(row.receptive_field) for row in layer_table(BASELINE)}
    for question in questions_of(BASELINE, "depends on a square of the picture"):
        assert question.answer == fields[question.facts["Layer"]]


def test_most_parameters_and_most_work_are_not_in_the_same_layer() -> None:
    assert {question.answer for question in questions_of(BASELINE, "the most parameters")} == {"dense"}
    assert {question.answer for question in questions_of(BASELINE, "the most operations")} == {"conv_2"}
    remarks = {
        option.text: option.remark for question in questions_of(BASELINE, "the most operations")
        for option in question.options
    }  # fmt: skip
    assert remarks["dense"] == "Its percentage is 1.4%."


def test_dropout_is_asked_about_only_where_it_is() -> None:
    assert not [q for seed in range(60) for q in draw_questions(BASELINE, seed) if "dropout" in q.text]
    for question in questions_of(REGULARIZED, "dropout"):
        assert question.answer == "3,136"
    assert {q.answer for q in questions_of(replace(BASELINE, dropout=0.25), "dropout")} == {"4,704"}


def test_a_forgotten_bias_is_recognised() -> None:
    for question in questions_of(BASELINE, "How many parameters does the layer dense"):
        remark = next(option.remark for option in question.options if option.text == "3,211,264")
        assert "forgets the biases" in remark


def test_the_right_answer_is_not_always_at_the_same_place() -> None:
    places = {
        [option.text for option in question.options].index(question.answer)
        for question in questions_of(BASELINE, "How many")
    }
    assert places == {0, 1, 2, 3}


def test_no_sentence_is_left_unfilled() -> None:
    for question in questions_of(REGULARIZED, ""):
        assert not re.search(r"[{}]|None", question.text + question.explanation)
