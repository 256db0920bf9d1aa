"""The colours of the app, each with one meaning everywhere; safe for colour-blind readers."""

# Distinguishable with the common colour vision deficiencies (after Okabe and Ito); tests/common/test_palette.py checks.
TRAINING = "#0072B2"
VALIDATION = "#D55E00"
BASELINE = "#CC79A7"
REGULARIZED = "#009E73"
CAT = "#E69F00"
DOG = "#56B4E9"
NEUTRAL = "#707070"  # for everything that has no colour of its own; readable on white and on black
RUN_COLOURS = (BASELINE, REGULARIZED, TRAINING, VALIDATION, CAT, DOG)  # of up to six runs in one chart
