"""The colours and the dashes of the app, each with one meaning everywhere; safe for colour-blind readers.

A chart of one training has the colours of training and validation, a chart of several trainings a colour for each. The
dash says the same in both. `tests/charts/test_meaning.py` holds it for every chart.
"""

# Distinguishable with the common colour vision deficiencies (after Okabe and Ito); tests/common/test_palette.py checks.
BLUE = "#0072B2"
RED = "#D55E00"
PINK = "#CC79A7"
GREEN = "#009E73"
ORANGE = "#E69F00"
SKY = "#56B4E9"

TRAINING = BLUE
VALIDATION = RED
BASELINE_COLOUR = PINK
REGULARIZED_COLOUR = GREEN
CAT = ORANGE
DOG = SKY
TRAINING_DASH, VALIDATION_DASH = "dot", "solid"  # pictures that the network learns from; pictures that are new to it
GUESS_DASH = "dash"  # a guess, a claim, or how it ought to be: nothing that was measured
REPORTED_DASH = "dashdot"  # measured by others
NEUTRAL = "#707070"  # for everything that has no colour of its own; readable on white and on black
LIGHT_GROUND, DARK_GROUND = "#ffffff", "#171614"  # the page's background in the two themes
RUN_COLOURS = (PINK, GREEN, BLUE, RED, ORANGE, SKY)  # of up to six runs in one chart


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2) of a colour written as `#rrggbb`, 0 to 1."""
    shares = (level / 255 for level in bytes.fromhex(colour[1:]))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours written as `#rrggbb`, 1 to 21, by WCAG 2.2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def tone_for_words(colour: str, ground: str) -> str:
    """Return the colour, darkened or lightened until words in it are readable: a contrast of 4.5 (WCAG 2.2, 1.4.3).

    Args:
        colour: `#rrggbb`.
        ground: colour behind the words, `LIGHT_GROUND` or `DARK_GROUND`.
    """
    end = 0 if luminance(ground) > 0.5 else 255
    for percent in range(0, 101, 2):
        tone = "#" + bytes(round(level + (end - level) * percent / 100) for level in bytes.fromhex(colour[1:])).hex()
        if contrast(tone, ground) >= 4.5:
            return tone
    return "#" + 3 * f"{end:02x}"
