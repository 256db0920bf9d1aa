"""A question of the quiz: its options, what is known of its layer, and how a figure or a layer is asked for."""

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
        remark: if it is wrong, what was forgotten.
    """

    text: str
    remark: str


@dataclass(frozen=True)
class QuizQuestion:
    """A question about the network.

    Attributes:
        text: the question.
        facts: what is known of the layer in question, by English names, the hidden figure as `?`; empty where it is
            about all layers.
        options: possible answers, all different.
        answer: the text of the right one.
        explanation: why it is right, with the calculation.
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
    """A question for a figure. Where two mistakes come to the same, or to what is right, other figures fill the gap.

    Args:
        text: the question.
        facts: see `QuizQuestion`.
        right: the figure.
        mistakes: other figures, each with what was forgotten.
        explanation: see `QuizQuestion`.
        generator: decides the order of the options.
    """
    filling = [
        (2 * right, _("That is twice as many.")),
        (4 * right, _("That is four times as many.")),
        (right + 3, _("That is three too many.")),
    ]
    remarks: dict[int, str] = {}
    for figure, remark in (*mistakes, *filling):
        if figure > 0 and figure != right and len(remarks) < _NUM_OPTIONS - 1:
            remarks.setdefault(figure, remark)
    options = [Option(f"{figure:,}", remark) for figure, remark in (*remarks.items(), (right, ""))]
    generator.shuffle(options)
    return QuizQuestion(text, facts, tuple(options), f"{right:,}", explanation)


def facts_of(row: LayerRow, before: tuple[int, ...], hidden: str) -> dict[str, str]:
    """What the layer table says of a layer, but for one column.

    Args:
        row: of the layer.
        before: shape of what comes in.
        hidden: the English name of the column that stays open.
    """
    facts = {
        N_("Layer"): row.name,
        N_("Type"): row.kind,
        N_("Input"): shape_words(before),
        N_("Output"): shape_words(row.output_shape),
        N_("Parameters"): f"{row.num_parameters:,}",
    }
    return facts | {hidden: "?"}


def row_named(recipe: Recipe, name: str) -> tuple[LayerRow, tuple[int, ...]]:
    """The layer of this name, and the shape of what comes into it."""
    return next(row for row in layer_table(recipe) if row.name == name), input_shapes(recipe)[name]


def any_row(recipe: Recipe, kinds: Sequence[str], generator: random.Random) -> tuple[LayerRow, tuple[int, ...]]:
    """Any layer of these Keras classes, and the shape of what comes into it."""
    row = generator.choice([row for row in layer_table(recipe) if row.kind in kinds])
    return row, input_shapes(recipe)[row.name]


def ask_for_layer(
    recipe: Recipe, generator: random.Random, text: str, explanation: str, figure: Callable[[LayerRow], int]
) -> QuizQuestion:
    """A question for the layer with the largest figure.

    Args:
        recipe: the network.
        generator: decides which other layers are offered.
        text: the question.
        explanation: with the fields `layer`, `share`, `figure` and `whole`.
        figure: of a layer.
    """
    rows = [row for row in layer_table(recipe) if figure(row)]
    whole = sum(map(figure, rows))
    most = max(rows, key=figure)
    others = [row for row in rows if figure(row) < figure(most)]
    chosen = generator.sample(others, min(len(others), _NUM_OPTIONS - 1))
    remarks = {row.name: _("It has {share}.").format(share=percent(figure(row), whole)) for row in rows}
    options = [Option(row.name, remarks[row.name]) for row in rows if row in (*chosen, most)]
    filled = explanation.format(layer=most.name, share=percent(figure(most), whole), figure=figure(most), whole=whole)
    return QuizQuestion(text, {}, tuple(options), most.name, filled)
