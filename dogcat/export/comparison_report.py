"""A comparison of trainings as one HTML page to print on A4, keep or hand in; it needs no other file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from html import escape

from babel.dates import get_month_names

from dogcat.analysis.comparison import compare_pairs, num_measured, on_the_same_pictures
from dogcat.analysis.curve_reading import read_curves, training_column
from dogcat.analysis.differences import what_differs
from dogcat.analysis.history import MOST_LOSS, NUM_LAST, Estimate, diagnose, epoch_noise, estimate, training_seconds
from dogcat.common.language import N_, _, current_language
from dogcat.common.palette import NEUTRAL, RUN_COLOURS
from dogcat.common.statistics import is_number
from dogcat.common.units import Signed, clock, in_points
from dogcat.export.html import document
from dogcat.runs.annotations import read_annotation
from dogcat.runs.run import Run

MAX_RUNS = len(RUN_COLOURS)
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 340, 180, 34, 8, 22  # of a chart, in units of the SVG drawing
# Show all these texts through `_`.
_ABOUT_CURVES = N_(
    "Solid: validation. Dotted: training pictures, measured like validation if that was recorded. Loss is drawn up to"
    " {most}."
)
_ABOUT_FIGURES = N_(
    "Training, validation and gap are means of the last ten epochs. In brackets: 95% confidence intervals. “Varies by”"
    " is the standard deviation of validation accuracy over these epochs. The highest epoch is also the luckiest. The"
    " time counts every epoch as long as the median one, without pauses of the computer."
)
_ABOUT_PAIRS = N_(
    "More correct: difference in accuracy on these pictures, in percentage points, with its 95% confidence interval."
    " p: how likely a split at least this uneven would be among the pictures on which they disagree, if both networks"
    " were equally good."
)
_METHODS = N_(
    "Intervals of an accuracy: Wilson 1927; of the gap: Newcombe 1998, method 10; of a difference on the same"
    " pictures: paired bootstrap, Efron and Tibshirani 1993. p: McNemar's test (1947) in its exact binomial form. The"
    " exercise: F. Chollet, Deep Learning with Python, 2017, section 5.2."
)
_ON_THE_SAME = {
    "validation": N_("On the same validation pictures, compared with the first: {name}"),
    "test": N_("On the same test pictures, compared with the first: {name}"),
}


@dataclass(frozen=True)
class _Entry:
    """A run with its name and colour on this page."""

    run: Run
    name: str
    colour: str
    history: list[dict[str, float]]


def comparison_report(title: str, runs: Sequence[Run], names: Sequence[str] = (), split: str = "validation") -> str:
    """Return the page as a whole HTML document with its style and drawings.

    Args:
        title: words of the learner; they are escaped.
        runs: at most `MAX_RUNS` runs, each with at least one epoch.
        names: name of each run; without names, the learner's name for the run, or its folder.
        split: `validation` or `test`: the pictures that the other runs are compared on with the first run.
    """
    names = names or [read_annotation(run).name or run.id for run in runs]
    entries = [
        _Entry(run, name, colour, run.history())
        for run, name, colour in zip(runs, names, RUN_COLOURS[: len(runs)], strict=True)
    ]
    parts = [
        f"<h1>{escape(title)}</h1>",
        _small(_("Made with dogcat on {day}.").format(day=_day(datetime.now(timezone.utc)))),
        *map(_verdict, entries),
        _heading(_("Curves")),
        _chart(_("Accuracy"), "accuracy", entries),
        _chart(_("Loss"), "loss", entries),
        _small(_(_ABOUT_CURVES).format(most=MOST_LOSS)),
        _heading(_("Results")),
        _table([_figures(entry) for entry in entries]),
        _small(_(_ABOUT_FIGURES)),
        _differences(entries),
        _pairs(entries, split),
        _heading(_("Sources")),
        _small(" ".join(map(_origin, entries))),
        _small(_(_METHODS)),
    ]
    css_class = "many" if len(entries) > 3 else ""  # smaller, so that four runs fit on one page
    return document(title, parts, current_language(), css_class)


def _heading(text: str) -> str:
    return f"<h2>{escape(text, quote=False)}</h2>"


def _small(text: str) -> str:
    return f"<p class=small>{escape(text, quote=False)}</p>"


def _verdict(entry: _Entry) -> str:
    reading = read_curves(entry.history, entry.run.recipe.epochs, NUM_LAST)
    verdict = _("{name}: {verdict}.").format(name=entry.name, verdict=_(reading.verdict))
    return f'<p><span style="color:{entry.colour}">●</span> <b>{escape(verdict)}</b> {escape(reading.sentence)}</p>'


def _figures(entry: _Entry) -> dict[str, str]:
    found, noise = diagnose(entry.history), epoch_noise(entry.history)
    seconds = training_seconds(entry.history)
    # Translators: the heading of a column: the name of a training; a noun
    # Translators: the heading of a column: how long a training took
    figures = {_("Run"): entry.name, _("Epochs"): str(found.num_epochs), _("Time"): _unbroken(clock(seconds))}
    measured = num_measured(entry.run)
    if measured and is_number(found.gap):
        last = estimate(entry.history, *measured)
        interval = _("({low:.0f} to {high:.0f})").format(
            low=Signed(100 * last.gap.low), high=Signed(100 * last.gap.high)
        )
        figures[_("Training")] = _accuracy(last.clean_accuracy)
        figures[_("Validation")] = _accuracy(last.val_accuracy)
        figures[_("Gap")] = f"{in_points(found.gap)} {_unbroken(interval)}"
    epoch = _("epoch {epoch}")
    highest_epoch = epoch.format(epoch=found.best_val_accuracy_epoch)
    # Translators: the heading of a column: a standard deviation in percentage points
    figures[_("Varies by")] = _unbroken(f"± {100 * noise.deviation:.1f}")
    # Translators: the heading of a column: the highest validation accuracy of an epoch
    figures[_("Highest")] = f"{noise.highest:.1%} {_unbroken(f'({highest_epoch})')}"
    # Translators: the heading of a column: the epoch with the lowest validation loss
    figures[_("Lowest loss")] = _unbroken(epoch.format(epoch=found.lowest_val_loss_epoch))
    return figures


def _accuracy(found: Estimate) -> str:
    interval = _("({low:.1f} to {high:.1f})").format(low=100 * found.low, high=100 * found.high)
    return f"{found.value:.1%} {_unbroken(interval)}"


def _unbroken(text: str) -> str:
    """Return a text that stays on one line."""
    return text.replace(" ", "\u00a0")


def _table(rows: Sequence[dict[str, str]]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(row.get(column, '–'))}</td>" for column in columns) + "</tr>" for row in rows
    )
    return f"<div class=table><table><tr>{head}</tr>{body}</table></div>"


def _differences(entries: Sequence[_Entry]) -> str:
    if len(entries) < 2:
        return ""
    columns = ["", *(entry.name for entry in entries)]
    rows = [
        dict(zip(columns, (field, *values), strict=True))
        for field, values in what_differs([entry.run for entry in entries]).items()
    ]
    nothing = _("Nothing.")
    return _heading(_("Differences")) + (_table(rows) if rows else f"<p>{nothing}</p>")


def _pairs(entries: Sequence[_Entry], split: str) -> str:
    """Return the comparison of the other runs with the first run on the same pictures."""
    first, rows = entries[0], []
    for other in entries[1:]:
        said = on_the_same_pictures(first.run, other.run, split)
        if said:
            found = compare_pairs(*said)
            low, high = (100 * end for end in found.interval)
            interval = _("({low:+.1f} to {high:+.1f})").format(low=Signed(low), high=Signed(high))
            rows.append(
                {
                    _("Run"): other.name,
                    _("Pictures"): f"{found.n:,}",
                    _("More correct"): f"{Signed(100 * found.difference):+.1f} {_unbroken(interval)}",
                    # Translators: the heading of a column: pictures that only this network gets right
                    _("Only this one right"): f"{len(found.only_second):,}",
                    _("Only the first right"): f"{len(found.only_first):,}",
                    _("Both right"): f"{len(found.both_right):,}",
                    _("Both wrong"): f"{len(found.both_wrong):,}",
                    "p": _unbroken("< 0.0001") if found.p < 1e-4 else f"{found.p:.2g}",
                }
            )
    if not rows:
        return ""
    title = _(_ON_THE_SAME[split]).format(name=first.name)
    return _heading(title) + _table(rows) + _small(_(_ABOUT_PAIRS))


def _origin(entry: _Entry) -> str:
    """Return the pictures, date, seed, TensorFlow version and precision of a training."""
    run = entry.run
    started = _day(datetime.fromtimestamp(run.request["created"], timezone.utc))
    made = run.environment
    if not made:
        return _("{name}: trained on {pictures}, {day}, seed {seed}.").format(
            name=entry.name, pictures=run.pictures_title, day=started, seed=run.recipe.seed
        )
    return _("{name}: trained on {pictures}, {day}, seed {seed}, TensorFlow {version} in {precision}.").format(
        name=entry.name,
        pictures=run.pictures_title,
        day=started,
        seed=run.recipe.seed,
        version=made["versions"]["tensorflow"],
        precision=made["precision"],
    )


def _day(moment: datetime) -> str:
    local = moment.astimezone()
    month = get_month_names(locale=current_language())[local.month]
    return _("{day} {month} {year}").format(day=f"{local:%d}", month=month, year=local.year)


def _chart(title: str, metric: str, entries: Sequence[_Entry]) -> str:
    """Return the curves of all runs as an SVG drawing, cut off at its upper edge."""
    curves: list[tuple[str, str, list[tuple[float, float]]]] = []
    for entry in entries:
        columns = {training_column(entry.history[0], metric): ' stroke-dasharray="2 2"', f"val_{metric}": ""}
        for column, dash in columns.items():
            points = [(row["epoch"], row[column]) for row in entry.history if is_number(row[column])]
            curves.append((entry.colour, dash, points))
    every = [point for *_style, points in curves for point in points] or [(1.0, 0.0)]
    last = max(2.0, *(x for x, _y in every))
    low, high = min(y for _x, y in every), min(MOST_LOSS, max(y for _x, y in every))
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
    first_epoch = escape(_("epoch {epoch}").format(epoch=1))
    ends = f'<text x="{_LEFT}" y="{_HEIGHT - 6}">{first_epoch}</text><text x="{_WIDTH - 4}" y="{_HEIGHT - 6}"'
    ends += f' text-anchor="end">{last:.0f}</text>'
    names = ", ".join(entry.name for entry in entries)
    described = escape(_("{title} of {names}").format(title=title, names=names), quote=True)
    return (
        f'<figure><figcaption>{title}</figcaption><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        f' aria-label="{described}" font-size="9" fill="#555">{marks}{drawn}{ends}</svg></figure>'
    )


def _mark(value: float, height: str, metric: str) -> str:
    words = f"{value:.0%}" if metric == "accuracy" else f"{value:.2f}"
    return (
        f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{height}" y2="{height}" stroke="{NEUTRAL}" stroke-opacity="0.35"/>'
        f'<text x="{_LEFT - 4}" y="{height}" dy="3" text-anchor="end">{words}</text>'
    )
