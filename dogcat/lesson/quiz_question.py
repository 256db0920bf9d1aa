"""Builds one question of the quiz: its options, the known facts about its layer, and the correct answer."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dogcat.common.language import N_, _
from dogcat.recipe.layer_text import input_shapes, percent, shape_words
from dogcat.recipe.layers import LayerRow, layer_table
from dogcat.recipe.recipe import Recipe

_NUM_OPTIONS = 4


@dataclass(frozen=True)
class Option:
    """A possible answer.

    Attributes:
        text: a figure or the name of a layer.
        remark: explanation of the mistake behind a wrong answer.
    """

    text: str
    remark: str


@dataclass(frozen=True)
class QuizQuestion:
    """A question about the network.

    Attributes:
        text: the question.
        facts: columns of the layer table by English name, with `?` for the hidden figure; empty if the question is
            about all layers.
        options: possible answers, all different.
        answer: text of the correct option.
        explanation: why the answer is correct, with the calculation.
    """

    text: str
    facts: dict[str, str]
    options: tuple[Option, ...]
    answer: str
    explanation: str


def count_right(questions: Sequence[QuizQuestion], answers: Sequence[str | None]) -> int:
    """Return the number of right answers; None is no answer yet."""
    return sum(answer == question.answer for question, answer in zip(questions, answers, strict=True))


def ask(
    text: str,
    facts: dict[str, str],
    right: int,
    mistakes: Sequence[tuple[int, str]],
    explanation: str,
    generator: random.Random,
) -> QuizQuestion:
    """Return a question for a figure. If mistakes coincide or hit the correct figure, other figures fill the gap.

    Args:
        text: the question.
        facts: facts about the layer, see `QuizQuestion`.
        right: the correct figure.
        mistakes: wrong figures, each with an explanation of the mistake.
        explanation: why the answer is correct, see `QuizQuestion`.
        generator: random generator for the order of the options.
    """
    filling = [
        (2 * right, _("That is twice as many.")),
        (4 * right, _("That is four times as many.")),
        (right + 3, _("That is 3 too many.")),
    ]
    remarks: dict[int, str] = {}
    for figure, remark in (*mistakes, *filling):
        if figure > 0 and figure != right and len(remarks) < _NUM_OPTIONS - 1:
            remarks.setdefault(figure, remark)
    options = [Option(f"{figure:,}", remark) for figure, remark in (*remarks.items(), (right, ""))]
    generator.shuffle(options)
    return QuizQuestion(text, facts, tuple(options), f"{right:,}", explanation)


def facts_of(row: LayerRow, before: tuple[int, ...], hidden: str) -> dict[str, str]:
    """Return the columns of the layer table for a layer, with one column hidden.

    Args:
        row: row of the layer in the table.
        before: shape of the layer's input.
        hidden: English name of the hidden column.
    """
    facts = {
        N_("Layer"): row.name,
        # Translators: the heading of a column: the kind of a layer
        N_("Type"): row.kind,
        # Translators: the heading of a column: the shape that a layer takes
        N_("Input"): shape_words(before),
        # Translators: the heading of a column: the shape that a layer outputs
        N_("Output"): shape_words(row.output_shape),
        N_("Parameters"): f"{row.num_parameters:,}",
    }
    return facts | {hidden: "?"}


def row_named(recipe: Recipe, name: str) -> tuple[LayerRow, tuple[int, ...]]:
    """Return the layer of this name and the shape of its input."""
    return next(row for row in layer_table(recipe) if row.name == name), input_shapes(recipe)[name]


def any_row(recipe: Recipe, kinds: Sequence[str], generator: random.Random) -> tuple[LayerRow, tuple[int, ...]]:
    """Return a random layer of these Keras classes and the shape of its input."""
    row = generator.choice([row for row in layer_table(recipe) if row.kind in kinds])
    return row, input_shapes(recipe)[row.name]


def ask_for_layer(
    recipe: Recipe, generator: random.Random, text: str, explanation: str, figure: Callable[[LayerRow], int]
) -> QuizQuestion:
    """Return a question for the layer with the largest figure.

    Args:
        recipe: recipe of the network.
        generator: random generator for the choice of the other layers.
        text: the question.
        explanation: sentence with the fields `layer`, `share`, `figure` and `whole`.
        figure: function that returns the figure of a layer.
    """
    rows = [row for row in layer_table(recipe) if figure(row)]
    whole = sum(map(figure, rows))
    most = max(rows, key=figure)
    others = [row for row in rows if figure(row) < figure(most)]
    chosen = generator.sample(others, min(len(others), _NUM_OPTIONS - 1))
    remarks = {row.name: _("Its percentage is {share}.").format(share=percent(figure(row), whole)) for row in rows}
    options = [Option(row.name, remarks[row.name]) for row in rows if row in (*chosen, most)]
    filled = explanation.format(layer=most.name, share=percent(figure(most), whole), figure=figure(most), whole=whole)
    return QuizQuestion(text, {}, tuple(options), most.name, filled)
