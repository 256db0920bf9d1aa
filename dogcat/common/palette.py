"""The colours of the app, each with one meaning everywhere; safe for colour-blind readers."""

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
NEUTRAL = "#707070"  # for everything that has no colour of its own; readable on white and on black
RUN_COLOURS = (PINK, GREEN, BLUE, RED, ORANGE, SKY)  # of up to six runs in one chart
