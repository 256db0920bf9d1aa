"""Home: what this app shows, in one screen, with the result in a picture."""

import csv
from pathlib import Path

import streamlit as st

from dogcat.charts import describe_tutorial, tutorial_chart
from pages.shared.chart import show_chart
from pages.shared.front_door import require_front_door

RECORDED = Path(__file__).resolve().parent.parent / "assets" / "tutorial_runs.csv"

require_front_door()
st.title("Cats, dogs and overfitting")
st.markdown(
    "A small network learns to tell cats from dogs from 2,000 photos. Trained plainly, it soon knows *these*"
    " photos by heart, but gets more than a quarter of new ones wrong: it **overfits**. Trained on photos that are"
    " randomly turned, shifted and zoomed each time, and with dropout, it cannot learn them by heart, and what it"
    " does learn holds on new photos too."
)
first, second = st.columns(2)
first.page_link(
    "pages/pictures.py", label="**1. Pictures**: bring in the photos and look at them", icon=":material/photo_library:"
)
second.page_link("pages/train.py", label="**2. Train**: watch both networks learn", icon=":material/model_training:")

with RECORDED.open(encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
show_chart(
    tutorial_chart(rows),
    key="tutorial",
    description=describe_tutorial(rows),
)
st.caption(
    "Recorded: the tutorial's own two trainings, epoch by epoch, from its published log. Dotted: accuracy on the"
    " training photos while learning. Solid: accuracy on 1,000 validation photos that the network never learns from."
)
with st.expander("The same figures as a table"):
    st.dataframe(rows, hide_index=True)
