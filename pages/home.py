"""Home: what this app shows, in one screen, with the result in a picture."""

import streamlit as st

from dogcat.charts import describe_tutorial, tutorial_chart
from dogcat.recorded import TUTORIAL_SOURCE, tutorial_histories
from pages.shared.chart import show_chart
from pages.shared.front_door import require_front_door

require_front_door()
st.title("Cats, dogs and overfitting")
st.markdown(
    "A small network learns to tell cats from dogs from 2,000 photos. Trained plainly, it soon knows *these*"
    " photos by heart, but gets more than a quarter of new ones wrong: it **overfits**. Trained on photos that are"
    " randomly turned, shifted and zoomed each time, and with dropout, it cannot learn them by heart, and what it"
    " does learn holds on new photos too."
)
first, second, third = st.columns(3)
first.page_link("pages/pictures.py", label="**1. Pictures**: bring in the photos", icon=":material/photo_library:")
second.page_link("pages/train.py", label="**2. Train**: watch both networks learn", icon=":material/model_training:")
third.page_link("pages/compare.py", label="**3. Compare**: find out what cured it", icon=":material/compare:")

rows = [
    {"run": name, **row, "epoch": int(row["epoch"])}
    for name, history in tutorial_histories().items()
    for row in history
]
show_chart(
    tutorial_chart(rows),
    key="tutorial",
    description=describe_tutorial(rows),
)
st.caption(
    f"Recorded: {TUTORIAL_SOURCE}. Dotted: accuracy on the"
    " training photos while learning. Solid: accuracy on 1,000 validation photos that the network never learns from."
)
with st.expander("The same figures as a table"):
    st.dataframe(rows, hide_index=True)
