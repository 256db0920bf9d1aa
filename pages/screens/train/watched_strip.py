"""The watched pictures of a run, each with a chart of P(dog) after every epoch."""

import streamlit as st

from dogcat.charts.watched import describe_watched, watched_charts
from dogcat.common.language import _
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline
from dogcat.runs.watched import read_watched
from pages.widgets.chart import show_chart

WIDTH = 165  # of a picture and its chart, in pixels: two beside each other on a phone


def show_watched(run: Run, timeline: Timeline) -> None:
    """Shows the pictures as the network gets them, each with its chart below."""
    watched = read_watched(run.folder)
    epochs = [event["epoch"] for event in timeline.watched]
    p_dog = [event["p_dog"] for event in timeline.watched]
    notes = timeline.start["watched"]
    charts = watched_charts(notes, epochs, p_dog, timeline.start["epochs"])
    words = describe_watched(notes, epochs, p_dog)
    st.caption(
        _(
            "How sure the network is that each picture shows a dog, after every epoch. 50% is no opinion; the coloured"
            " half is the right one."
        )
    )
    with st.container(horizontal=True):
        for number, (picture, chart, sentence) in enumerate(zip(watched, charts, words, strict=True)):
            with st.container(width=WIDTH, gap="small"):
                st.image(picture.pixels, width=WIDTH, alt=picture.name)
                show_chart(chart, key=f"{run.id}-watched-{number}", description=sentence)
