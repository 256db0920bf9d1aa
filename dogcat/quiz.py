"""A quiz about one network: figures of its layers are hidden and asked for, with the mistakes that people make."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

from dogcat.layer_words import input_shapes, parameters_formula, percent, shape_words
from dogcat.layers import POOL_SIZE, LayerRow, layer_table
from dogcat.recipe import Recipe

NUM_QUESTIONS = 5
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
class Question:
    """A question about the network.

    Attributes:
        text: the question.
        facts: what is known of the layer in question, the hidden figure as `?`; empty where it is about all layers.
        options: possible answers, all different.
        answer: the text of the right one.
        explanation: why it is right, with the calculation.
    """

    text: str
    facts: dict[str, str]
    options: tuple[Option, ...]
    answer: str
    explanation: str


def draw_questions(recipe: Recipe, seed: int) -> list[Question]:
    """Five questions of five kinds about this network.

    Args:
        recipe: the network.
        seed: the same gives the same questions.
    """
    generator = random.Random(seed)
    kinds = [kind for kind in _KINDS if kind is not _dropout or recipe.dropout]
    return [kind(recipe, generator) for kind in generator.sample(kinds, NUM_QUESTIONS)]


def _ask(
    text: str,
    facts: dict[str, str],
    right: int,
    mistakes: Sequence[tuple[int, str]],
    explanation: str,
    generator: random.Random,
) -> Question:
    """A question for a figure. Where two mistakes come to the same, or to what is right, other figures fill the gap."""
    filling = [
        (2 * right, "That is twice as many."),
        (4 * right, "That is four times as many."),
        (right + 3, "That is three too many."),
    ]
    remarks: dict[int, str] = {}
    for figure, remark in (*mistakes, *filling):
        if figure > 0 and figure != right and len(remarks) < _NUM_OPTIONS - 1:
            remarks.setdefault(figure, remark)
    options = [Option(f"{figure:,}", remark) for figure, remark in (*remarks.items(), (right, ""))]
    generator.shuffle(options)
    return Question(text, facts, tuple(options), f"{right:,}", explanation)


def _facts(row: LayerRow, before: tuple[int, ...], hidden: str) -> dict[str, str]:
    """What the layer table says of a layer, but for one column."""
    facts = {
        "Layer": row.name,
        "Type": row.kind,
        "Input": shape_words(before),
        "Output": shape_words(row.output_shape),
        "Parameters": f"{row.num_parameters:,}",
    }
    return facts | {hidden: "?"}


def _row(recipe: Recipe, name: str) -> tuple[LayerRow, tuple[int, ...]]:
    return next(row for row in layer_table(recipe) if row.name == name), input_shapes(recipe)[name]


def _any(recipe: Recipe, kinds: Sequence[str], generator: random.Random) -> tuple[LayerRow, tuple[int, ...]]:
    row = generator.choice([row for row in layer_table(recipe) if row.kind in kinds])
    return row, input_shapes(recipe)[row.name]


def _convolution_parameters(recipe: Recipe, generator: random.Random) -> Question:
    row, before = _any(recipe, ["Conv2D"], generator)
    area, channels, filters = recipe.kernel_size**2, before[2], row.output_shape[2]
    mistakes = [
        (area * channels * filters, "That forgets the biases, one for each filter."),
        (area * filters + filters, f"That forgets that a filter reaches through all {channels} channels."),
        (area * channels + 1, f"That is one filter only; there are {filters}."),
    ]
    return _ask(
        f"How many parameters has {row.name}? Its {filters} filters are {recipe.kernel_size} × {recipe.kernel_size}.",
        _facts(row, before, "Parameters"),
        row.num_parameters,
        mistakes,
        f"Height · width · channels · filters, plus a bias for each filter: {parameters_formula(recipe, row, before)}.",
        generator,
    )


def _convolution_size(recipe: Recipe, generator: random.Random) -> Question:
    row, before = _any(recipe, ["Conv2D"], generator)
    kernel, size, after = recipe.kernel_size, before[0], row.output_shape[0]
    mistakes = [
        (size, "It would stay like that if zeros were put around the picture first, which is called padding."),
        (size - kernel, "Nearly: count the places, the first and the last one both."),
        (size // POOL_SIZE, "To halve it is what pooling does."),
        (size - 2 * kernel, f"That takes {kernel} pixels off at each side."),
    ]
    return _ask(
        f"How many pixels high are the maps that {row.name} puts out? Its filters are {kernel} × {kernel}.",
        _facts(row, before, "Output"),
        after,
        mistakes,
        f"A window of {kernel} pixels fits into {size} at {size} − {kernel} + 1 = {after} places.",
        generator,
    )


def _pooling_size(recipe: Recipe, generator: random.Random) -> Question:
    row, before = _any(recipe, ["MaxPooling2D"], generator)
    size, after = before[0], row.output_shape[0]
    mistakes = [
        (-(-size // POOL_SIZE), "A last row without a partner is dropped, not kept."),
        (size - POOL_SIZE + 1, f"So it would be if the window moved on by one pixel; it moves by {POOL_SIZE}."),
        (size, "Pooling makes maps smaller."),
        (size // 4, "A quarter of the values are left, but half of the height and half of the width."),
    ]
    dropped = ", and the last row is dropped" if size % 2 else ""
    return _ask(
        f"How many pixels high are the maps that {row.name} puts out? It keeps the largest of each"
        f" {POOL_SIZE} × {POOL_SIZE} values.",
        _facts(row, before, "Output"),
        after,
        mistakes,
        f"{size} ÷ {POOL_SIZE} = {size / POOL_SIZE:g}{dropped}: {after}.",
        generator,
    )


def _features(recipe: Recipe, generator: random.Random) -> Question:
    row, before = _any(recipe, ["Flatten", "GlobalAveragePooling2D"], generator)
    height, width, channels = before
    if row.kind == "Flatten":
        mistakes = [
            (height * channels, "That forgets the width."),
            (height * width, f"That is one map only; there are {channels}."),
            (channels, "So few would be left if only the mean of each map were kept."),
            (height + width + channels, "Values are counted by multiplying."),
        ]
        explanation = f"All values of all maps: {height}·{width}·{channels} = {row.output_shape[0]:,}."
    else:
        mistakes = [
            (prod(before), "So many would be left if all values were kept, as Flatten does."),
            (height * width, f"That many values has a map; each of the {channels} maps becomes one."),
            (height * channels, "Each map becomes one value, whatever its size."),
        ]
        explanation = f"One mean for each of the {channels} maps: {channels}."
    return _ask(
        f"How many values does {row.name} put out?",
        _facts(row, before, "Output"),
        row.output_shape[0],
        mistakes,
        explanation,
        generator,
    )


def _dense_parameters(recipe: Recipe, generator: random.Random) -> Question:
    row, before = _row(recipe, "dense")
    features, units = before[0], row.output_shape[0]
    mistakes = [
        (features * units, "That forgets the biases, one for each unit."),
        (features + units, "Each unit has a weight for each value, so they are multiplied."),
        (features + 1, f"That is one unit only; there are {units}."),
        (features * units + features, "The bias belongs to a unit, not to a value that comes in."),
    ]
    return _ask(
        "How many parameters has the layer dense?",
        _facts(row, before, "Parameters"),
        row.num_parameters,
        mistakes,
        f"Values · units, plus a bias for each unit: {parameters_formula(recipe, row, before)}.",
        generator,
    )


def _output_parameters(recipe: Recipe, generator: random.Random) -> Question:
    row, before = _row(recipe, "output")
    mistakes = [
        (before[0], "That forgets the bias."),
        (1, "That is the bias; there are weights as well."),
        (2 * before[0] + 2, "So many would be needed with one unit for the cat and one for the dog."),
    ]
    return _ask(
        "How many parameters has the last layer?",
        _facts(row, before, "Parameters"),
        row.num_parameters,
        mistakes,
        f"One weight for each value, and one bias: {parameters_formula(recipe, row, before)}.",
        generator,
    )


def _receptive_field(recipe: Recipe, generator: random.Random) -> Question:
    row, before = _any(recipe, ["MaxPooling2D"], generator)
    seen = row.receptive_field or 0
    step = POOL_SIZE ** (int(row.name.rsplit("_", 1)[1]) - 1)
    mistakes = [
        (POOL_SIZE, "So much it sees of the layer before it. But each of those values has seen more."),
        (recipe.kernel_size, "So much a filter sees of the layer before it. But that layer has seen more."),
        (seen - step, "So much a value sees before this pooling. It takes in one more place."),
        (seen + step, "That is one place too many."),
    ]  # fmt: skip
    return _ask(
        f"One value after {row.name} depends on a square of the picture. How many pixels high is it?",
        {name: text for name, text in _facts(row, before, "Parameters").items() if name != "Parameters"},
        seen,
        mistakes,
        f"It is {seen} × {seen}. A window of k places that lie j pixels apart adds (k − 1) · j pixels, and each pooling"
        f" before doubles j. Here this pooling adds (2 − 1) · {step} to {seen - step}.",
        generator,
    )


def _dropout(recipe: Recipe, generator: random.Random) -> Question:
    row, before = _row(recipe, "dropout")
    kept, dropped = round(before[0] * (1 - recipe.dropout)), round(before[0] * recipe.dropout)
    mistakes = [
        (before[0], "So many it lets through when the network is examined; in training it drops some."),
        (dropped, "So many it drops."),
        (round(kept / 2), "That counts what is dropped twice."),
    ]
    return _ask(
        f"With dropout {recipe.dropout:g}, how many of the values are left in a training step, on average?",
        {name: text for name, text in _facts(row, before, "Output").items() if name != "Parameters"},
        kept,
        mistakes,
        f"{before[0]:,} · (1 − {recipe.dropout:g}) = {kept:,}. All {before[0]:,} places are still there, but the others"
        " hold 0.",
        generator,
    )


def _most(
    recipe: Recipe, generator: random.Random, text: str, what: str, figure: Callable[[LayerRow], int]
) -> Question:
    rows = [row for row in layer_table(recipe) if figure(row)]
    whole = sum(map(figure, rows))
    most = max(rows, key=figure)
    others = [row for row in rows if figure(row) < figure(most)]
    chosen = generator.sample(others, min(len(others), _NUM_OPTIONS - 1))
    options = [Option(row.name, f"It has {percent(figure(row), whole)}.") for row in rows if row in (*chosen, most)]
    explanation = f"{most.name} has {percent(figure(most), whole)} of all {what}: {figure(most):,} of {whole:,}."
    return Question(text, {}, tuple(options), most.name, explanation)


def _most_parameters(recipe: Recipe, generator: random.Random) -> Question:
    text = "Which layer has the most parameters?"
    return _most(recipe, generator, text, "parameters", lambda row: row.num_parameters)


def _most_work(recipe: Recipe, generator: random.Random) -> Question:
    text = "Which layer has the most to calculate?"
    return _most(recipe, generator, text, "operations", lambda row: row.flops)


_KINDS = (
    _convolution_parameters,
    _convolution_size,
    _pooling_size,
    _features,
    _dense_parameters,
    _output_parameters,
    _receptive_field,
    _most_parameters,
    _most_work,
    _dropout,
)
