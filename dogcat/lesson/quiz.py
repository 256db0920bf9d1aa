"""A quiz about one network: hides a figure of a layer and asks for it, with typical mistakes as other options."""

import random
from collections.abc import Callable
from math import prod

from dogcat.common.language import _
from dogcat.lesson.quiz_question import QuizQuestion, any_row, ask, ask_for_layer, facts_of, row_named
from dogcat.recipe.blueprint import POOL_SIZE
from dogcat.recipe.layer_text import parameters_formula
from dogcat.recipe.recipe import Recipe

NUM_QUESTIONS = 5


def draw_questions(recipe: Recipe, seed: int) -> list[QuizQuestion]:
    """Return `NUM_QUESTIONS` questions of different kinds about a network.

    Args:
        recipe: recipe of the network.
        seed: seed of the choice; the same seed gives the same questions.
    """
    generator = random.Random(seed)
    kinds = [kind for kind in _KINDS if kind not in _NEEDED or _NEEDED[kind](recipe)]
    return [kind(recipe, generator) for kind in generator.sample(kinds, min(NUM_QUESTIONS, len(kinds)))]


def _convolution_parameters(recipe: Recipe, generator: random.Random) -> QuizQuestion:
    row, before = any_row(recipe, ["Conv2D"], generator)
    area, channels, filters = recipe.kernel_size**2, before[2], row.output_shape[2]
    mistakes = [
        (area * channels * filters, _("That forgets the biases, one for each filter.")),
        (
            area * filters + filters,
            _("That forgets that a filter has weights for all {channels} channels.").format(channels=channels),
        ),
        (area * channels + 1, _("That is only one filter; there are {filters}.").format(filters=filters)),
    ]
    return ask(
        _("How many parameters does {layer} have? It has {filters} filters of {kernel} × {kernel}.").format(
            layer=row.name, filters=filters, kernel=recipe.kernel_size
        ),
        facts_of(row, before, "Parameters"),
        row.num_parameters,
        mistakes,
        _("Height · width · channels · filters, plus a bias for each filter: {formula}.").format(
            formula=parameters_formula(row, before)
        ),
        generator,
    )


def _convolution_size(recipe: Recipe, generator: random.Random) -> QuizQuestion:
    row, before = any_row(recipe, ["Conv2D"], generator)
    kernel, size, after = recipe.kernel_size, before[0], row.output_shape[0]
    mistakes = [
        (size, _("The size would stay the same if zeros were added around the picture first. That is called padding.")),
        (size - kernel, _("Almost: count both the first and the last position.")),
        (size // POOL_SIZE, _("Halving is what pooling does.")),
        (size - 2 * kernel, _("That takes {kernel} pixels off at each side.").format(kernel=kernel)),
    ]
    return ask(
        _("How many pixels high are the maps that {layer} outputs? Its filters are {kernel} × {kernel}.").format(
            layer=row.name, kernel=kernel
        ),
        facts_of(row, before, "Output"),
        after,
        mistakes,
        _("A window of {kernel} pixels fits into {size} at {size} − {kernel} + 1 = {after} places.").format(
            kernel=kernel, size=size, after=after
        ),
        generator,
    )


def _pooling_size(recipe: Recipe, generator: random.Random) -> QuizQuestion:
    row, before = any_row(recipe, ["MaxPooling2D"], generator)
    size, after = before[0], row.output_shape[0]
    mistakes = [
        (-(-size // POOL_SIZE), _("A last row without a partner is dropped, not kept.")),
        (
            size - POOL_SIZE + 1,
            _("That would be right if the window moved one pixel at a time; it moves {pool}.").format(pool=POOL_SIZE),
        ),
        (size, _("Pooling makes maps smaller.")),
        (size // 4, _("A quarter of the values remain: height and width are each halved.")),
    ]
    if size % 2:
        explanation = _("{size} ÷ {pool} = {exactly:g}, and the last row is dropped: {after}.")
    else:
        explanation = _("{size} ÷ {pool} = {exactly:g}: {after}.")
    return ask(
        _(
            "How many pixels high are the maps that {layer} outputs? It keeps the largest of each {pool} × {pool}"
            " values."
        ).format(layer=row.name, pool=POOL_SIZE),
        facts_of(row, before, "Output"),
        after,
        mistakes,
        explanation.format(size=size, pool=POOL_SIZE, exactly=size / POOL_SIZE, after=after),
        generator,
    )


def _features(recipe: Recipe, generator: random.Random) -> QuizQuestion:
    row, before = row_named(recipe, "average" if recipe.pooling == "average" else "flatten")
    height, width, channels = before
    if row.kind == "Flatten":
        mistakes = [
            (height * channels, _("That forgets the width.")),
            (height * width, _("That is only one map; there are {channels}.").format(channels=channels)),
            (channels, _("That is what would remain if only the mean of each map were kept.")),
            (height + width + channels, _("Multiply the sizes to count the values.")),
        ]
        explanation = _("All values of all maps: {height}·{width}·{channels} = {product:,}.").format(
            height=height, width=width, channels=channels, product=row.output_shape[0]
        )
    else:
        mistakes = [
            (prod(before), _("That is what would remain if all values were kept, as Flatten does.")),
            (
                height * width,
                _("One map has that many values; each of the {channels} maps becomes one value.").format(
                    channels=channels
                ),
            ),
            (height * channels, _("Each map becomes one value, whatever its size.")),
        ]
        explanation = _("One mean for each of the {channels} maps: {channels}.").format(channels=channels)
    return ask(
        _("How many values does {layer} output?").format(layer=row.name),
        facts_of(row, before, "Output"),
        row.output_shape[0],
        mistakes,
        explanation,
        generator,
    )


def _dense_parameters(recipe: Recipe, generator: random.Random) -> QuizQuestion:
    row, before = row_named(recipe, "dense")
    features, units = before[0], row.output_shape[0]
    mistakes = [
        (features * units, _("That forgets the biases, one for each unit.")),
        (features + units, _("Each unit has a weight for each value, so multiply both numbers.")),
        (features + 1, _("That is only one unit; there are {units}.").format(units=units)),
        (features * units + features, _("Each unit has a bias, not each input value.")),
    ]
    return ask(
        _("How many parameters does the layer dense have?"),
        facts_of(row, before, "Parameters"),
        row.num_parameters,
        mistakes,
        _("Values · units, plus a bias for each unit: {formula}.").format(formula=parameters_formula(row, before)),
        generator,
    )


def _output_parameters(recipe: Recipe, generator: random.Random) -> QuizQuestion:
    row, before = row_named(recipe, "output")
    mistakes = [
        (before[0], _("That forgets the bias.")),
        (1, _("That is only the bias; there are weights as well.")),
        (2 * before[0] + 2, _("That would be right with one unit for the cat and one for the dog.")),
    ]
    return ask(
        _("How many parameters does the last layer have?"),
        facts_of(row, before, "Parameters"),
        row.num_parameters,
        mistakes,
        _("One weight for each value, and one bias: {formula}.").format(formula=parameters_formula(row, before)),
        generator,
    )


def _receptive_field(recipe: Recipe, generator: random.Random) -> QuizQuestion:
    row, before = any_row(recipe, ["MaxPooling2D"], generator)
    seen = row.receptive_field or 0
    step = POOL_SIZE ** (int(row.name.rsplit("_", 1)[1]) - 1)
    mistakes = [
        (POOL_SIZE, _("That is how much of the previous layer it sees. But each of those values has seen more.")),
        (recipe.kernel_size, _("That is how much of the previous layer a filter sees. But that layer has seen more.")),
        (seen - step, _("That is how much a value sees before this pooling. The pooling adds one more place.")),
        (seen + step, _("That is one place too many.")),
    ]  # fmt: skip
    return ask(
        _("One value after {layer} depends on a square of the picture. How many pixels high is that square?").format(
            layer=row.name
        ),
        {name: text for name, text in facts_of(row, before, "Parameters").items() if name != "Parameters"},
        seen,
        mistakes,
        _(
            "It is {seen} × {seen}. A window of k places that lie j pixels apart adds (k − 1) · j pixels. Each earlier"
            " pooling doubles j. Here the pooling adds (2 − 1) · {step} to {before}."
        ).format(seen=seen, step=step, before=seen - step),
        generator,
    )


def _dropout(recipe: Recipe, generator: random.Random) -> QuizQuestion:
    row, before = row_named(recipe, "dropout")
    kept, dropped = round(before[0] * (1 - recipe.dropout)), round(before[0] * recipe.dropout)
    mistakes = [
        (before[0], _("That is how many it lets through during evaluation. During training it drops some.")),
        (dropped, _("That is how many it drops.")),
        (round(kept / 2), _("That subtracts the dropped values twice.")),
    ]
    return ask(
        _("With dropout {rate:g}, how many of the values remain in a training step, on average?").format(
            rate=recipe.dropout
        ),
        {name: text for name, text in facts_of(row, before, "Output").items() if name != "Parameters"},
        kept,
        mistakes,
        _(
            "{features:,} · (1 − {rate:g}) = {kept:,}. All {features:,} positions are still there, but the others"
            " are 0."
        ).format(features=before[0], rate=recipe.dropout, kept=kept),
        generator,
    )


def _most_parameters(recipe: Recipe, generator: random.Random) -> QuizQuestion:
    text = _("Which layer has the most parameters?")
    explanation = _("{layer} has {share} of all parameters: {figure:,} of {whole:,}.")
    return ask_for_layer(recipe, generator, text, explanation, lambda row: row.num_parameters)


def _most_work(recipe: Recipe, generator: random.Random) -> QuizQuestion:
    text = _("Which layer needs the most operations?")
    explanation = _("{layer} has {share} of all operations: {figure:,} of {whole:,}.")
    return ask_for_layer(recipe, generator, text, explanation, lambda row: row.flops)


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
# What a recipe needs for a question; each of the others can be asked about any network.
_NEEDED: dict[Callable[..., QuizQuestion], Callable[[Recipe], object]] = {
    _convolution_parameters: lambda recipe: not recipe.batch_normalization and not recipe.has_base,
    _convolution_size: lambda recipe: not recipe.residual and not recipe.has_base,
    _pooling_size: lambda recipe: not recipe.has_base,
    _dense_parameters: lambda recipe: recipe.dense_units,
    _receptive_field: lambda recipe: not recipe.residual and not recipe.has_base,
    _dropout: lambda recipe: recipe.dropout,
}
