"""The ways to a new picture set: draw one, upload an archive, name a path, or download a known one."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import streamlit as st

from dogcat.catalogue import catalogue
from dogcat.downloading import download_first
from dogcat.drawn import DRAWN, VARIANTS, draw_picture_set
from dogcat.errors import DogcatError
from dogcat.importing import LAYOUT, ImportPlan, import_pictures, plan_import
from dogcat.pictures import PictureSet, check_new_name
from pages.shared.progress import in_megabytes, progress_bar
from pages.shared.state import session

VARIANT_WORDS = {
    "plain": "Cats and dogs anywhere",
    "shortcut": "A trap: dogs on grass, cats indoors, but not in the test split",
}
RULE_WORDS = {"number": "by the numbers in the file names, as the tutorial does", "seed": "by lot, from a seed"}


def show_ways_in() -> None:
    """All of them, in tabs."""
    draw_tab, upload_tab, path_tab, download_tab = st.tabs(["Draw", "Upload", "Path", "Download"])
    with draw_tab, st.form("draw", border=False):
        st.markdown(
            "4,000 drawn cats and dogs, made on this computer in about half a minute. Not as rich as photos, but the"
            " whole lesson can be seen on them."
        )
        variant = st.radio("What to draw", list(VARIANTS), format_func=VARIANT_WORDS.get)
        name = st.text_input("Name of the new set", DRAWN, max_chars=64, key="draw_name")
        seed = int(st.number_input("Seed: another number gives other pictures", 0, 2**31 - 1, 1))
        if st.form_submit_button("Draw the pictures", type="primary"):
            with progress_bar("Drawing:") as progress:
                make_set(lambda: (draw_picture_set(name, seed, progress, variant), []))
    with upload_tab:
        limit = int(str(st.get_option("server.maxUploadSize")))
        st.caption(f"A zip or tar file of at most {limit:,} MB with {LAYOUT}")
        upload = st.file_uploader("Zip or tar file", type=["zip", "tar", "gz", "tgz"], label_visibility="collapsed")
        if upload is not None:
            show_import(upload, upload.file_id, upload.name, key="upload")
    with path_tab:
        st.caption(f"A folder, zip or tar file on the computer that runs this app, with {LAYOUT}")
        path = st.text_input("Path", placeholder="~/Downloads/dogs-vs-cats-small.zip", key="path").strip()
        if path:
            source = Path(path).expanduser()
            show_import(source, f"{source} {source.stat().st_mtime if source.exists() else None}", "", key="path")
    with download_tab:
        show_download()


def show_import(source: Path | BinaryIO, version: str, source_name: str, key: str) -> None:
    """Says what is in a folder or archive, and imports it.

    Args:
        source: as for `import_pictures`.
        version: changes whenever the source does.
        source_name: of an upload.
        key: of the widgets.
    """
    rule, seed = "number", 1
    try:
        plan = look_into(version, rule, seed, source, source_name)
        if plan.splits:
            rule = st.radio(
                "How to split", list(RULE_WORDS), format_func=RULE_WORDS.get, horizontal=True, key=f"{key}_rule"
            )
            if rule == "seed":
                seed = int(st.number_input("Seed", 0, 2**31 - 1, 1, key=f"{key}_seed"))
            plan = look_into(version, rule, seed, source, source_name)
    except DogcatError as error:
        st.error(str(error), icon=":material/error:")
        return
    show_plan(plan)
    name = st.text_input("Name of the new set", "photos", max_chars=64, key=f"{key}_name")
    if st.button("Import these pictures", type="primary", key=f"{key}_import"):
        with progress_bar("Copying:") as progress:

            def copy() -> tuple[PictureSet, list[str]]:
                result = import_pictures(source, name, progress, source_name, rule, seed)
                return result.pictures, result.skipped

            make_set(copy)


@st.cache_data(max_entries=8, show_spinner="Looking into it…")
def look_into(version: str, rule: str, seed: int, _source: Path | BinaryIO, _source_name: str) -> ImportPlan:  # noqa: ARG001
    """See `plan_import`; the version stands for the source in the cache."""
    return plan_import(_source, _source_name, rule, seed)


def show_plan(plan: ImportPlan) -> None:
    """What was recognised, before anything is copied."""
    st.success(f"Recognised: {plan.layout}", icon=":material/check:")
    if plan.splits:
        st.markdown(plan.splits)
    st.dataframe(
        pd.DataFrame([{"split": split, "cats": row["cat"], "dogs": row["dog"]} for split, row in plan.counts.items()]),
        hide_index=True,
        width=360,
    )
    if plan.skipped:
        with st.expander("What will be left out, and why"):
            st.markdown("\n".join(f"- {line}" for line in plan.skipped))


def show_download() -> None:
    """The catalogue, and a download that goes on where it stopped."""
    try:
        entries = {entry.id: entry for entry in catalogue()}
    except DogcatError as error:
        st.error(str(error), icon=":material/error:")
        return
    chosen = entries[st.radio("Set", list(entries), format_func=lambda name: entries[name].title)]
    size = in_megabytes(chosen.num_bytes, 0) if chosen.num_bytes else "size unknown"
    st.markdown(
        f"{size}; {chosen.layout}.  \nLicence: {chosen.licence}. {chosen.permits}  \nThis needs the internet. A"
        " download that breaks off goes on from there when you press the button again."
    )
    name = st.text_input("Name of the new set", "photos", max_chars=64, key="download_name")
    if st.button("Download and import", type="primary", icon=":material/download:"):
        with progress_bar("Downloading:", in_megabytes) as fetched, progress_bar("Copying:") as copied:

            def fetch() -> tuple[PictureSet, list[str]]:
                check_new_name(name)
                _, archive = download_first([chosen], fetched)
                result = import_pictures(archive, name, copied, chosen.title)
                archive.unlink()  # some hundred megabytes that nobody needs any more
                return result.pictures, result.skipped

            make_set(fetch)


def make_set(make: Callable[[], tuple[PictureSet, list[str]]]) -> None:
    """Makes a set; afterwards it is the chosen one.

    Args:
        make: makes the set and returns it with what to tell the learner about it.
    """
    try:
        made, session().import_notes = make()
    except DogcatError as error:
        st.error(str(error), icon=":material/error:")
        return
    session().pictures = made.name
    st.rerun()
