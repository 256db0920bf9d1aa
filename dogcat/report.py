"""A comparison of trainings as one page of HTML that needs nothing else: to print on A4, to hand in, to keep."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from html import escape
from typing import Any

from dogcat.charts import BASELINE, CAT, DOG, NEUTRAL, REGULARIZED, TRAINING, VALIDATION
from dogcat.comparison import compare_pairs
from dogcat.diagnosis import diagnose, epoch_noise, gap_interval, in_points, is_number, wilson_interval
from dogcat.labels import read_label
from dogcat.recipe import Recipe
from dogcat.recipe_words import FIELD_WORDS, value_words
from dogcat.runs import Run
from dogcat.story import read_curves, training_column
from dogcat.timeline import Timeline

COLOURS = (BASELINE, REGULARIZED, TRAINING, VALIDATION, CAT, DOG)  # of the first run, the second, …
MAX_RUNS = len(COLOURS)
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 340, 190, 34, 8, 22  # of a chart, in units of the picture
_ABOUT_CURVES = "Solid: validation. Dotted: training pictures, measured as validation is where that was recorded."
_ABOUT_FIGURES = (
    "In brackets: 95% intervals, by Wilson for a share and by Newcombe for the gap. The mean is that of validation in"
    " the last ten epochs, with its standard deviation from epoch to epoch."
)
_STYLE = """
@page { size: A4; margin: 14mm; }
body { font: 10.5pt/1.4 system-ui, sans-serif; color: #222; max-width: 182mm; margin: 1em auto; padding: 0 1em; }
h1 { font-size: 17pt; margin: 0; } h2 { font-size: 12pt; margin: 1.1em 0 0.3em; break-after: avoid; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; }
th, td { border-bottom: 1px solid #ccc; padding: 2px 6px; text-align: left; vertical-align: top; }
figure { display: inline-block; width: 49%; margin: 0; } figcaption { font-weight: 600; } svg { width: 100%; }
.dot { font-weight: 700; } p { margin: 0.3em 0; } .small { font-size: 8.5pt; color: #555; }
@media print { body { margin: 0; padding: 0; } }
"""


def comparison_report(title: str, runs: Sequence[Run], split: str = "validation") -> str:
    """The page.

    Args:
        title: a learner's own words; shown as they are, never as HTML.
        runs: at most `MAX_RUNS`, each with at least one epoch.
        split: whose pictures the two first runs are compared on.

    Returns:
        a whole HTML document with its style and its drawings in it.
    """
    parts = [
        f"<h1>{escape(title)}</h1><p class=small>Made with dogcat on {date.today():%d %B %Y}.</p>",  # noqa: DTZ011
        *(_paragraph(run, colour) for run, colour in zip(runs, COLOURS, strict=False)),
        "<h2>Curves</h2>",
        _chart("Accuracy", "accuracy", runs),
        _chart("Loss", "loss", runs),
        f"<p class=small>{_ABOUT_CURVES}</p><h2>Figures</h2>",
        _table([_figures(run) for run in runs]),
        f"<p class=small>{_ABOUT_FIGURES}</p>",
        _differences(runs),
        _pair(runs, split),
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _name(run: Run) -> str:
    return read_label(run).name or run.id


def _paragraph(run: Run, colour: str) -> str:
    reading = read_curves(run.history(), run.recipe.epochs)
    return (
        f'<p><span class=dot style="color:{colour}">●</span> <b>{escape(_name(run))}</b>, trained on'
        f" {escape(run.pictures_title)}: <b>{reading.verdict}</b>. {escape(reading.sentence)}</p>"
    )


def _figures(run: Run) -> dict[str, str]:
    history = run.history()
    found, noise = diagnose(history), epoch_noise(history)
    figures = {"Run": _name(run), "Epochs": str(found.num_epochs)}
    measured = _num_measured(run)
    if measured and is_number(found.gap):
        num_clean, num_validation = measured
        gap = gap_interval(found.clean_accuracy, num_clean, found.val_accuracy, num_validation)
        figures["Training, clean"] = _share(found.clean_accuracy, num_clean)
        figures["Validation"] = _share(found.val_accuracy, num_validation)
        figures["Gap"] = f"{in_points(found.gap)} ({100 * gap[0]:.0f} to {100 * gap[1]:.0f})"
    figures["Mean"] = f"{noise.mean:.1%} ± {100 * noise.deviation:.1f}"
    figures["Highest"] = f"{noise.highest:.1%} (epoch {found.best_val_accuracy_epoch})"
    figures["Lowest loss"] = f"epoch {found.lowest_val_loss_epoch}"
    return figures


def _num_measured(run: Run) -> tuple[int, int] | None:
    """On how many training and validation pictures the figures of the last epoch were measured."""
    timeline = Timeline()
    timeline.follow(run)
    if not timeline.start:
        return None
    return int(timeline.start["num_training"]), int(timeline.start["num_validation"])


def _share(value: float, n: int) -> str:
    low, high = wilson_interval(round(value * n), n)
    return f"{value:.1%} ({100 * low:.1f} to {100 * high:.1f})"


def _table(rows: Sequence[dict[str, str]]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(row.get(column, '–'))}</td>" for column in columns) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _differences(runs: Sequence[Run]) -> str:
    """The fields in which the recipes are not all alike."""
    recipes = [run.recipe for run in runs]
    rows = []
    for item in fields(Recipe):
        values = [getattr(recipe, item.name) for recipe in recipes]
        if any(value != values[0] for value in values):
            words = {_name(run): value_words(item.name, value) for run, value in zip(runs, values, strict=True)}
            rows.append({"": FIELD_WORDS[item.name], **words})
    return "<h2>What differs in the recipes</h2>" + (_table(rows) if rows else "<p>Nothing.</p>")


def _pair(runs: Sequence[Run], split: str) -> str:
    """The first two runs on the same pictures."""
    evaluations = [run.evaluation(split) for run in runs[:2]]
    if len(evaluations) < 2 or not all(evaluations):
        return ""
    first, second = (each["p_dog"] for each in evaluations if each)
    if not set(first) & set(second):
        return ""
    found = compare_pairs(first, second)
    low, high = (100 * end for end in found.interval)
    chance = "less than 0.0001" if found.p < 1e-4 else f"{found.p:.2g}"
    names = [escape(_name(run)) for run in runs[:2]]
    return (
        f"<h2>On the same {found.n:,} {escape(split)} pictures</h2><p>{names[1]} is"
        f" {100 * found.difference:+.1f} points against {names[0]} (95% interval {low:+.1f} to {high:+.1f}). Both"
        f" right: {len(found.both_right):,}; only {names[0]}: {len(found.only_first):,}; only {names[1]}:"
        f" {len(found.only_second):,}; both wrong: {len(found.both_wrong):,}. McNemar's exact test: p is {chance}.</p>"
    )


def _chart(title: str, metric: str, runs: Sequence[Run]) -> str:
    """The curves of all runs as an SVG drawing."""
    curves: list[tuple[str, str, list[tuple[float, float]]]] = []
    for run, colour in zip(runs, COLOURS, strict=False):
        history = run.history()
        columns = {training_column(history[0], metric): ' stroke-dasharray="2 2"', f"val_{metric}": ""}
        for column, dash in columns.items():
            points = [(row["epoch"], row[column]) for row in history if is_number(row[column])]
            curves.append((colour, dash, points))
    every = [point for *_, points in curves for point in points] or [(1.0, 0.0)]
    last = max(2.0, *(x for x, _ in every))
    low, high = min(y for _, y in every), max(y for _, y in every)
    if metric == "accuracy":
        low, high = min(low, 0.5), 1.0
    span = high - low or 1.0

    def place(x: float, y: float) -> str:
        across = _LEFT + (x - 1) / (last - 1) * (_WIDTH - _LEFT - 4)
        return f"{across:.1f},{_TOP + (high - y) / span * (_HEIGHT - _TOP - _BOTTOM):.1f}"

    drawn = "".join(
        f'<polyline fill="none" stroke="{colour}" stroke-width="1.4"{dash} points="'
        + " ".join(place(x, y) for x, y in points)
        + '"/>'
        for colour, dash, points in curves
    )
    marks = "".join(_mark(value, place(1, value).split(",")[1], metric) for value in (low, (low + high) / 2, high))
    ends = f'<text x="{_LEFT}" y="{_HEIGHT - 6}">epoch 1</text><text x="{_WIDTH - 4}" y="{_HEIGHT - 6}"'
    ends += f' text-anchor="end">{last:.0f}</text>'
    described = escape(f"{title} of {', '.join(_name(run) for run in runs)}", quote=True)
    return (
        f'<figure><figcaption>{title}</figcaption><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        f' aria-label="{described}" font-size="9" fill="#555">{marks}{drawn}{ends}</svg></figure>'
    )


def _mark(value: float, height: str, metric: str) -> str:
    words: Any = f"{value:.0%}" if metric == "accuracy" else f"{value:.2f}"
    return (
        f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{height}" y2="{height}" stroke="{NEUTRAL}" stroke-opacity="0.35"/>'
        f'<text x="{_LEFT - 4}" y="{height}" dy="3" text-anchor="end">{words}</text>'
    )
