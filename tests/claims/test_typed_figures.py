"""The figures that are typed into README and the documents: each is computed here and has to be the same.

The texts of the lesson and the app type none: there a figure is a field, see `tests/lesson/test_steps.py`. The parts of
the guide that `tests/guide.py` makes are held by `tests/test_docs.py`.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from dogcat.common.language import LESSONS_DIR, languages
from dogcat.lesson.figures import SURE
from dogcat.pictures.synthetic.dataset import NUM_PER_CLASS
from dogcat.recipe.layers import num_parameters
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE
from dogcat.runs.recorded_seeds import SEEDS_DIR
from tests.conftest import ROOT
from tests.guide import PARTS, START_SECONDS

GUIDE = ROOT / "docs" / "teachers-guide.md"
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
# Percentages, points, durations, and numbers with a comma for the thousands.
FIGURE = re.compile(
    r"(?<![\w.,-])(?:\d[\d,.]*(?:%| (?:percentage )?points?\b| (?:seconds?|minutes?|hours?)\b)"
    r"|\d{1,3}(?:,\d{3})+(?![\d,]))"
)


def length_of_plan(heading: str) -> str:
    """The last minute of the guide's timetable under a heading."""
    plan = GUIDE.read_text(encoding="utf-8").partition(f"\n### {heading}\n")[2].partition("\n### ")[0]
    last_minutes = re.findall(r"^\| \d+–(\d+) \|", plan, re.MULTILINE)
    return f"{last_minutes[-1]} minutes"


def most_points() -> str:
    """Two for each row of the guide's rubric."""
    rubric = GUIDE.read_text(encoding="utf-8").partition("| | 2 points | 1 point | 0 points |")[2].partition("\n\n")[0]
    return f"{2 * (len(rubric.strip().splitlines()) - 1)} points"


KNOWN: dict[str, Callable[[], str]] = {
    "3,453,121": lambda: f"{num_parameters(BASELINE):,}",
    "4,000": lambda: f"{2 * sum(NUM_PER_CLASS.values()):,}",
    "2,000": lambda: f"{2 * NUM_PER_CLASS['train']:,}",
    "1,000": lambda: f"{NUM_PER_CLASS['train']:,}",
    "90%": lambda: f"{SURE:.0%}",
    "90 minutes": lambda: length_of_plan("90 minutes"),
    "20 minutes": lambda: length_of_plan("Our own test set in 20 minutes"),
    "15 seconds": lambda: f"{START_SECONDS} seconds",
    "12 points": most_points,
}
CHOSEN = {
    "95%": "the level of every confidence interval",
    **dict.fromkeys(("15 minutes", "30 minutes", "45 minutes", "50 minutes"), "the length of a lesson"),
    **dict.fromkeys(("0 points", "1 point", "2 points"), "the grades of the rubric"),
    **dict.fromkeys(("50%", "60%", "70%", "80%", "100%"), "the axis of the worksheet's chart"),
    **dict.fromkeys(("1,026", "1,195"), "measured memory in MB; the document says with which settings"),
}  # nothing computes these


def figures_in(file: Path) -> set[str]:
    return set(FIGURE.findall(PARTS.sub("", file.read_text(encoding="utf-8"))))


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


def test_a_quick_training_takes_no_longer_than_the_readme_says() -> None:
    """It says a minute, as measured on two cores. The median leaves out trainings that waited for others."""
    note = json.loads((SEEDS_DIR / "quick-nothing-2000-photos.json").read_text(encoding="utf-8"))
    assert "2 cores" in note["processor"]
    assert median(note["seconds"].values()) / note["recipe"]["epochs"] * QUICK_BASELINE.epochs < 60
    assert "# a minute" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_figure_is_found_however_it_is_written() -> None:
    text = "82.6% and 7 points or 24 percentage points after 9 minutes: 3,453,121; not 0.2, 2017 or arXiv:1805.12233"
    assert FIGURE.findall(text) == ["82.6%", "7 points", "24 percentage points", "9 minutes", "3,453,121"]
