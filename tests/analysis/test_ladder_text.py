"""The ladder in words: every rung has a name of its own, and verdicts say no more than the intervals."""

from pathlib import Path

import pytest

from dogcat.analysis import ladder_runs
from dogcat.analysis.ladder import PLAIN, TOP, rungs
from dogcat.analysis.ladder_results import Agreement, Measured, rung_results
from dogcat.analysis.ladder_text import (
    INGREDIENTS,
    ingredient_of,
    judge_order,
    read_agreement,
    read_top,
    rung_title,
    verdict_words,
)
from dogcat.common.storage import CODE_DIR
from tests.recorded_tables import write_rung

ONE, SOME = (0.01, 0.03), (-0.01, 0.03)


def test_every_rung_has_an_explanation_and_a_title_of_its_own() -> None:
    titles = [rung_title(rung) for rung in rungs().values()]
    assert len(set(titles)) == len(titles)
    assert rung_title(rungs()[PLAIN]) == "plain network"
    assert rung_title(rungs()["plain-250"]) == "plain network, 250 pictures"
    assert rung_title(rungs()["modern-250"]) == "all ingredients, 250 pictures"
    assert rung_title(rungs()["without-light"]) == "without light and colour"
    assert rung_title(rungs()[TOP], "down") == "all ingredients"
    for rung in rungs().values():
        assert (CODE_DIR / "pages" / f"{ingredient_of(rung).page}.py").exists()


def test_every_explanation_belongs_to_a_rung() -> None:
    assert set(INGREDIENTS) == {rung.ingredient for rung in rungs().values()}


def test_an_order_is_judged_by_what_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder_runs, "LADDER_DIR", tmp_path)
    assert judge_order(["geometry", "light"]).startswith("Too few rungs")
    for name, right in (("plain", 60), ("geometry", 70), ("light", 71), ("mirror", 90)):
        write_rung(tmp_path, name, 1, right)
    assert "in 1 of 1 pairs" in judge_order(["geometry", "light"])
    assert "in 0 of 1 pairs" in judge_order(["light"])
    told = read_top(rung_results(rungs(), ladder_runs.ladder_runs()))
    assert "**60.0%** of the test photos right, the top rung **90.0%**" in told
    assert "about 25 are left" in told
    assert read_top({}) == ""


def test_a_verdict_says_no_more_than_the_intervals() -> None:
    assert verdict_words(None) == "–"
    assert verdict_words(Measured((0.02,), 0.02, ONE, None)) == "higher, but too few seeds"
    assert verdict_words(Measured((0.02,), 0.02, SOME, None)) == "unclear"
    assert verdict_words(Measured((0.02,) * 3, 0.02, ONE, (0.015, 0.025))) == "clearly higher"
    assert verdict_words(Measured((0.02,) * 3, 0.02, ONE, SOME)) == "unclear"
    assert verdict_words(Measured((-0.02,) * 3, -0.02, (-0.03, -0.01), (-0.03, -0.01))) == "clearly lower"


def test_an_order_is_judged_in_plain_words() -> None:
    for agreed, words in ((10, "almost the same order"), (7, "alike in part"), (5, "no more alike than by chance"),
                          (3, "in part the opposite order"), (0, "almost the opposite order")):  # fmt: skip
        assert words in read_agreement(Agreement(agreed, 10)), agreed
    assert "in 6 of 10 pairs of ingredients (60%; an order by chance agrees in about half)" in read_agreement(
        Agreement(6, 10)
    )
    assert read_agreement(Agreement(0, 0)).startswith("Too few rungs")
