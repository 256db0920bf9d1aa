"""The app's colours: told apart with the common colour blindnesses, and seen on both backgrounds."""

import re
from itertools import combinations

import numpy as np
import pytest
import streamlit as st
from coloraide import Color

from dogcat.charts.number_tables import ink_on
from dogcat.common import palette
from dogcat.runs.annotations import COLOURS
from tests.conftest import ROOT

BACKGROUNDS = (palette.LIGHT_GROUND, palette.DARK_GROUND)  # of Streamlit's light and dark theme
LINES = (palette.TRAINING, palette.VALIDATION, palette.BASELINE_COLOUR, palette.REGULARIZED_COLOUR, palette.NEUTRAL)
# Ways of computing what somebody without one kind of cones sees: Machado, Oliveira and Fernandes 2009, "A
# physiologically-based model for simulation of color vision deficiency", and Brettel, Viénot and Mollon 1997,
# "Computerized simulation of color appearance for dichromats".
METHODS = ("machado", "brettel")
# Differences by CIEDE2000, of which about 2 can just be seen on two fields that touch. Of each pair that means
# something by its colours; then of any two in one chart, where lines also have names, dashes and a table.
APART, APART_IN_A_CROWD, APART_FOR_FEW = 15, 10, 7


def seen(colour: str, kind: str, method: str) -> Color:
    """A colour as it is seen with a colour blindness."""
    return Color(colour).convert("srgb-linear").filter(kind, method=method).clip("srgb")


def least_difference(one: str, other: str, kinds: tuple[str, ...]) -> float:
    """Between two colours, in the worst of these colour blindnesses."""
    return min(
        seen(one, kind, method).delta_e(seen(other, kind, method), method="2000")
        for kind in kinds
        for method in METHODS
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (palette.TRAINING, palette.VALIDATION),
        (palette.BASELINE_COLOUR, palette.REGULARIZED_COLOUR),
        (palette.CAT, palette.DOG),
    ],
)
def test_two_colours_that_mean_opposites_are_told_apart_by_everybody(one: str, other: str) -> None:
    assert least_difference(one, other, ("protan", "deutan", "tritan")) >= APART


def test_all_colours_that_may_meet_in_a_chart_are_told_apart() -> None:
    for one, other in combinations({*palette.RUN_COLOURS, palette.NEUTRAL}, 2):
        assert least_difference(one, other, ("protan", "deutan")) >= APART_IN_A_CROWD, (one, other)
        assert least_difference(one, other, ("tritan",)) >= APART_FOR_FEW, (one, other)  # one in ten thousand people


def test_a_red_and_a_green_of_one_brightness_would_not_do() -> None:
    assert least_difference("#C83C3C", "#6E8C00", ("deutan",)) < APART_IN_A_CROWD


def test_the_colours_that_a_learner_can_give_a_run_are_those_of_the_charts() -> None:
    assert {name.lower() for name in COLOURS if name} == {name.lower() for name in palette.RUN_COLOURS}


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("colour", LINES)
def test_lines_are_seen_on_both_backgrounds(colour: str, background: str) -> None:
    assert Color(colour).contrast(background) >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("colour", [*palette.RUN_COLOURS, palette.NEUTRAL, "#ffffff", "#000000"])
def test_words_in_the_colour_of_a_line_can_be_read(colour: str, background: str) -> None:
    tone = palette.tone_for_words(colour, background)
    assert Color(tone).contrast(background) >= 4.5
    if Color(colour).contrast(background) >= 4.5:
        assert tone == colour.lower()


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("colour", palette.RUN_COLOURS)
def test_words_keep_the_hue_of_their_line(colour: str, background: str) -> None:
    tone = Color(palette.tone_for_words(colour, background))
    turned = tone.get("oklch.hue") - Color(colour).get("oklch.hue")
    assert abs((turned + 180) % 360 - 180) < 20
    assert tone.get("oklch.chroma") > 0.05, "it is not grey"


def test_contrast_is_that_of_the_standard() -> None:
    for one, other in combinations([*palette.RUN_COLOURS, *BACKGROUNDS], 2):
        assert palette.contrast(one, other) == pytest.approx(Color(one).contrast(other), rel=1e-3)


def test_code_can_be_read() -> None:
    pairs = re.findall(
        r"token.*light-dark\((#\w+), (#\w+)\)", (ROOT / "assets" / "look.css").read_text(encoding="utf-8")
    )
    assert len(pairs) == 5
    for light, dark in pairs:
        assert Color(light).contrast("#f5f4f2") >= 4.5  # somewhat darker and lighter than what is behind code
        assert Color(dark).contrast("#2a2925") >= 4.5


def test_numbers_can_be_read_on_any_colour() -> None:
    levels = np.random.default_rng(1).integers(0, 256, (300, 3)).tolist()
    for red, green, blue in levels:
        assert Color(f"rgb({red} {green} {blue})").contrast(ink_on(red, green, blue)) >= 4.5


def test_the_theme_s_words_can_be_read() -> None:
    """What axe-core measures on each page, here for each colour of the theme alone."""
    light, dark = (st.get_option(f"theme.{name}.primaryColor") for name in ("light", "dark"))
    assert Color(light).contrast("white") >= 4.5  # as words, and below the white words of its buttons
    assert Color(dark).contrast(BACKGROUNDS[1]) >= 4.5  # as words
    assert Color(dark).contrast("black") >= 4.5  # below the words of its buttons
    caption = Color(st.get_option("theme.light.textColor")).mix("white", 0.4, space="srgb")
    assert caption.contrast("white") >= 4.5
