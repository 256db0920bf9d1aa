"""The seven steps of the lesson as a way from left to right: which are done, and which one is next."""

import streamlit as st

from dogcat.common.language import current_language
from dogcat.lesson.steps import PAGES, STEPS, read_step
from pages.frame.progress_keeper import progress

ICONS = {
    "1-pictures": "photo_library",
    "2-model": "account_tree",
    "3-train-plain": "model_training",
    "4-augmentation": "shuffle",
    "5-train-cured": "exercise",
    "6-compare": "compare",
    "7-try": "pets",
}


def show_path() -> None:
    """Shows a link to each step; it opens the lesson at this step."""
    following = progress().next_step() if progress().has_started else None
    with st.container(key="home-path"):
        for place, (column, name) in enumerate(zip(st.columns(len(STEPS)), STEPS, strict=True), start=1):
            state = "done" if progress().is_done(name) else "next" if name == following else "open"
            step = read_step(name, current_language())
            with column, st.container(key=f"path-{place}-{state}"):
                st.page_link(
                    f"pages/{PAGES[name]}.py",
                    label=f"**{step.number}. {step.title}**" if state == "next" else f"{step.number}. {step.title}",
                    icon=":material/check:" if state == "done" else f":material/{ICONS[name]}:",
                    query_params={"step": name},
                    width="stretch",
                )
