"""The report as a browser would read it: its figures, its curves, and that a learner's words stay words."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dogcat.common import language
from dogcat.common.palette import RUN_COLOURS
from dogcat.common.permission import COMMAND_LINE
from dogcat.export.comparison_report import comparison_report
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Recipe
from dogcat.runs.annotations import Annotation, write_annotation
from dogcat.runs.run import Run, create_run

NASTY = "<img src=x onerror=alert(1)> & \"quotes\" 'too'"
NUM_EPOCHS = 12


class Elements(HTMLParser):
    """Collects what a browser would make of the page: elements, attributes, text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data.replace("\u00a0", " ")


def ended(recipe: Recipe, name: str, clean: float, validation: float, num_right: int) -> Run:
    run = create_run(recipe, "photos")
    write_annotation(run, Annotation(name=name), COMMAND_LINE)
    run.append("start", epochs=NUM_EPOCHS, num_training=2000, num_validation=1000)
    rows = [
        {"epoch": epoch, "seconds": 1.0, "loss": 0.6, "accuracy": clean - 0.01, "val_loss": 0.7, "clean_loss": 0.5,
         "val_accuracy": validation, "clean_accuracy": clean, "pictures_per_second": 100}
        for epoch in range(1, NUM_EPOCHS + 1)
    ]  # fmt: skip
    run.write_history(rows)
    p_dog = {f"validation/dogs/{number}.jpg": 0.9 if number < num_right else 0.1 for number in range(100)}
    (run.folder / "evaluation.json").write_text(json.dumps({"validation": {"p_dog": p_dog}}))
    versions = {"tensorflow": "2.21.0"}
    (run.folder / "environment.json").write_text(json.dumps({"versions": versions, "precision": "float32"}))
    return run


@pytest.fixture
def runs(home: Path) -> list[Run]:
    return [ended(BASELINE, "plain", 0.99, 0.72, 70), ended(REGULARIZED, NASTY, 0.85, 0.82, 82)]


def test_the_report_gives_the_figures_with_their_intervals(runs: list[Run]) -> None:
    text = Elements(comparison_report("Before and after", runs)).text
    for expected in (
        "99.0%",
        "72.0% (69.1 to 74.7)",
        "27 percentage points (24 to 30)",  # Newcombe
        "82.0% (79.5 to 84.3)",
        "± 0.0",
        "12 s",
        "On the same validation pictures, compared with the first: plain",
        "+12.0 (+6.0 to +19.0)",
        "0.00049",  # McNemar, 12 against none: 2 / 2 ** 12
        "plain: trained on photos, ",
        f"seed {BASELINE.seed}, TensorFlow 2.21.0 in float32.",
    ):
        assert expected in text, expected
    assert re.search(r"dropout\s*0\s*0\.5", text)
    assert "learning rate" not in text  # both have the same


def test_another_precision_is_named_among_what_differs(runs: list[Run]) -> None:
    assert "bits" not in Elements(comparison_report("x", runs)).text
    versions = {"tensorflow": "2.21.0"}
    (runs[1].folder / "environment.json").write_text(json.dumps({"versions": versions, "precision": "bfloat16"}))
    text = Elements(comparison_report("x", runs)).text
    assert "number format32-bit numbers, exact to 7 digits (float32)16-bit numbers, exact to 2" in text


def test_a_learners_words_stay_words(runs: list[Run]) -> None:
    elements = Elements(comparison_report(f"</title><script>{NASTY}", runs))
    assert not {"script", "img"} & set(elements.names)
    assert all(name != "onerror" for name, _ in elements.attributes)
    assert elements.text.count(NASTY) >= 3


def test_runs_are_called_what_the_page_calls_them(runs: list[Run]) -> None:
    text = Elements(comparison_report("x", runs, names=["before", "after"])).text
    assert "plain" not in text
    assert text.count("before") >= 4
    assert "On the same validation pictures, compared with the first: before" in text


def test_every_other_run_is_compared_with_the_first(runs: list[Run]) -> None:
    third = ended(REGULARIZED, "third", 0.85, 0.8, 65)
    elements = Elements(comparison_report("x", [*runs, third], names=["A", "B", "C"]))
    assert re.search(r"B\s*100\s*\+12\.0.*C\s*100\s*−5\.0", elements.text)


def test_one_run_alone_has_no_differences(runs: list[Run]) -> None:
    text = Elements(comparison_report("x", runs[:1])).text
    assert "27 percentage points (24 to 30)" in text
    assert "differs" not in text
    assert "On the same" not in text


def test_a_loss_beyond_the_scale_leaves_the_others_readable(runs: list[Run]) -> None:
    rows = [{**row, "val_loss": 6.0} for row in runs[0].history()]
    runs[0].write_history(rows)
    page = comparison_report("x", runs)
    assert "1.50</text>" in page
    heights = [float(y) for y in re.findall(r'points="[^"]*?,(-?[\d.]+)"', page)]
    assert min(heights) < 0 <= sorted(heights)[1]  # only the exploding one is cut off


def test_each_run_has_two_curves_in_each_of_two_charts(runs: list[Run]) -> None:
    page = comparison_report("x", runs)
    points = re.findall(r'<polyline fill="none" stroke="(#\w+)".*? points="([^"]*)"', page)
    assert [colour for colour, _ in points] == 2 * [RUN_COLOURS[0], RUN_COLOURS[0], RUN_COLOURS[1], RUN_COLOURS[1]]
    assert all(len(places.split()) == NUM_EPOCHS for _, places in points)
    heights = [float(places.split()[-1].split(",")[1]) for _, places in points[:4]]
    assert heights[0] < heights[2] < heights[3] < heights[1]  # 99, 85, 82, 72 %, from the top


def test_the_page_is_in_the_readers_language(runs: list[Run], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_find_language", lambda: "ko")
    page = comparison_report("x", runs)
    assert '<html lang="ko">' in page
    text = Elements(page).text
    assert re.search(r"dogcat으로 만듦, \d{4}년 \d{1,2}월 \d{2}일", text)
    assert "plain: 과대적합이 심함." in text
    assert "Validation" not in text


def test_the_page_needs_nothing_from_elsewhere(runs: list[Run]) -> None:
    page = comparison_report("x", runs)
    assert not re.search(r"https?:|<link|<script|url\(|@import", page)
    assert "@page { size: A4" in page


def test_a_run_without_an_evaluation_is_compared_by_its_curves_alone(runs: list[Run]) -> None:
    (runs[1].folder / "evaluation.json").unlink()
    text = Elements(comparison_report("x", runs)).text
    assert "On the same" not in text
    assert "82.0% (79.5 to 84.3)" in text
