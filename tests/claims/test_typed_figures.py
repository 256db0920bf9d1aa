"""The figures that are typed into README and the documents: each is computed here and has to be the same.

The texts of the lesson and the app type none: there a figure is a field, see `tests/lesson/test_steps.py`.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from statistics import fmean, median

import pytest

from dogcat.common.language import LESSONS_DIR, languages
from dogcat.common.statistics import accuracy_interval
from dogcat.lesson.figures import SURE, lesson_figures
from dogcat.pictures.synthetic.dataset import NUM_PER_CLASS
from dogcat.recipe.layers import num_parameters
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.recorded_seeds import SEEDS_DIR
from tests.claims.recordings import recordings
from tests.conftest import ROOT

GUIDE = ROOT / "docs" / "teachers-guide.md"
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
# Percentages, points, durations, and numbers with a comma for the thousands.
FIGURE = re.compile(
    r"(?<![\w.,-])(?:\d[\d,.]*(?:%| (?:percentage )?points?\b| (?:seconds?|minutes?|hours?)\b)|\d{1,3}(?:,\d{3})+\b)"
)


def end_of_the_plan() -> str:
    """The last minute of the guide's timetable."""
    return re.findall(r"^\| \d+–(\d+) \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)[-1]


def right_in_the_first_training() -> str:
    """What a class sees at the end of its first training, which the guide rounds down."""
    last = fmean(each.rows[QUICK_BASELINE.epochs - 1]["clean_accuracy"]
                 for each in recordings().quick["photos"]["nothing"])  # fmt: skip
    return "99%" if last >= 0.99 else f"{last:.0%}"


def an_example_of_luck() -> str:
    """The higher one of two accuracies that 1,000 pictures cannot tell apart."""
    low, _high = accuracy_interval(0.832, 1000)
    return "83.2%" if low < 0.821 else "none"


KNOWN: dict[str, Callable[[], str]] = {
    "3,453,121": lambda: f"{num_parameters(BASELINE):,}",
    "4,000": lambda: f"{2 * sum(NUM_PER_CLASS.values()):,}",
    "1,000": lambda: f"{NUM_PER_CLASS['train']:,}",
    "22,500": lambda: f"{BASELINE.picture_size**2:,}",
    "67,500": lambda: f"{3 * BASELINE.picture_size**2:,}",
    "1,700": lambda: f"{lesson_figures()['parameters_per_photo']:,.0f}",
    "90%": lambda: f"{SURE:.0%}",
    "99%": right_in_the_first_training,
    "83.2%": an_example_of_luck,
    "90 minutes": lambda: f"{end_of_the_plan()} minutes",
}
CHOSEN = {  # nothing computes them
    "82.1%": "the lower accuracy of the example above",
    "60 minutes": "a shorter plan",
    "30 minutes": "the shortest plan",
    "1,026": "measured memory in MB, with the settings that the document names",
    "1,195": "measured memory in MB, with the settings that the document names",
}


def figures_in(file: Path) -> set[str]:
    return set(FIGURE.findall(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_every_typed_figure_is_known(file: Path) -> None:
    assert figures_in(file) <= KNOWN.keys() | CHOSEN.keys(), "compute it in KNOWN, or say it without a figure"


@pytest.mark.parametrize("figure", KNOWN)
def test_a_typed_figure_is_what_the_data_say(figure: str) -> None:
    assert KNOWN[figure]() == figure


def test_no_figure_is_known_that_nobody_types() -> None:
    assert set().union(*map(figures_in, DOCUMENTS)) == KNOWN.keys() | CHOSEN.keys()


# What defines a term: the level of a confidence interval, the scale of P(dog), and the example of a percentage point.
DEFINED = re.compile(
    r"\{[^}]+\}|L2|95% (?:confidence interval|신뢰구간)|95 of 100|100개 가운데 95개|0 and 1|0과 1|Below 0\.5|0\.5보다"
    r"|1 minus|1에서|70% to 77%|of 7 percentage points|10% of 70%|70%에서 77%|7%p 오른|70%의 10%"
)


@pytest.mark.parametrize("language", sorted(languages()))
def test_the_glossary_types_no_other_figure(language: str) -> None:
    text = (LESSONS_DIR / language / "glossary.md").read_text(encoding="utf-8")
    assert not re.findall(r".*\d.*", DEFINED.sub("", text))


@pytest.mark.parametrize(("cell", "epochs", "minutes"),
                         [("nothing", QUICK_BASELINE.epochs, 1), ("both", QUICK_REGULARIZED.epochs, 2)])  # fmt: skip
def test_the_quick_trainings_take_no_longer_than_the_documents_say(cell: str, epochs: int, minutes: int) -> None:
    """README and the guide say about a minute and about two on two cores. Trainings that waited are no measure."""
    note = json.loads((SEEDS_DIR / f"quick-{cell}-2000-photos.json").read_text(encoding="utf-8"))
    assert "2 cores" in note["processor"]
    assert median(note["seconds"].values()) / note["recipe"]["epochs"] * epochs < 60 * minutes


def test_a_figure_is_found_however_it_is_written() -> None:
    text = "82.6% and 7 points or 24 percentage points after 9 minutes: 3,453,121; not 0.2, 2017 or arXiv:1805.12233"
    assert FIGURE.findall(text) == ["82.6%", "7 points", "24 percentage points", "9 minutes", "3,453,121"]
