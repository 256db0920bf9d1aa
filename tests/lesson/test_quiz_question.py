"""How a question of the quiz is put together: different options, and no figure that gives the answer away."""

import random

from dogcat.lesson.quiz_question import any_row, ask, ask_for_layer, count_right, facts_of, row_named
from dogcat.recipe.recipe import BASELINE


def test_mistakes_that_come_to_the_same_are_filled_up_with_other_figures() -> None:
    mistakes = [(7, "right after all"), (5, "first"), (5, "the same figure"), (-2, "below zero")]
    question = ask("How many?", {}, 7, mistakes, "Because.", random.Random(1))
    assert {option.text: option.remark for option in question.options} == {
        "7": "",
        "5": "first",
        "14": "That is twice as many.",
        "28": "That is four times as many.",
    }
    assert question.answer == "7"


def test_the_facts_hide_the_figure_that_is_asked_for() -> None:
    row, before = row_named(BASELINE, "conv_1")
    assert before == (150, 150, 3)
    assert facts_of(row, before, "Parameters") == {
        "Layer": "conv_1",
        "Type": "Conv2D",
        "Input": "150 × 150 × 3",
        "Output": "148 × 148 × 32",
        "Parameters": "?",
    }


def test_a_layer_of_a_kind_is_drawn() -> None:
    drawn = {any_row(BASELINE, ["Conv2D"], random.Random(seed))[0].name for seed in range(40)}
    assert drawn == {"conv_1", "conv_2", "conv_3", "conv_4"}


def test_the_layer_with_the_largest_figure_is_the_answer_and_always_an_option() -> None:
    for seed in range(10):
        question = ask_for_layer(
            BASELINE,
            random.Random(seed),
            "Which?",
            "{layer} has {figure:,} of {whole:,}.",
            lambda row: row.num_parameters,
        )
        assert question.answer == "dense"
        assert "dense" in [option.text for option in question.options]
        assert len(question.options) == 4
        assert question.explanation.startswith("dense has 3,211,776 of 3,453,121")


def test_right_answers_are_counted_and_missing_ones_are_not() -> None:
    questions = [ask("How many?", {}, number, [], "Because.", random.Random(1)) for number in (7, 8, 9)]
    assert count_right(questions, ["7", "9", None]) == 1
    assert count_right(questions, ["7", "8", "9"]) == 3
