"""The colours of the app, each with one meaning everywhere; safe for colour-blind readers."""

# One colour each, everywhere in the app; told apart with the common colour blindnesses (after Okabe and Ito).
TRAINING = "#0072B2"
VALIDATION = "#D55E00"
BASELINE = "#CC79A7"
REGULARIZED = "#009E73"
CAT = "#E69F00"
DOG = "#56B4E9"
NEUTRAL = "#707070"  # for what belongs to neither; readable on white and on black
