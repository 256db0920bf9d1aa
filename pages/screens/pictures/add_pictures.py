"""The ways to a new picture set: draw one, upload an archive, name a path, or download a known one."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _, current_language
from dogcat.common.sentence import Sentence
from dogcat.pictures.importing.catalogue import catalogue
from dogcat.pictures.importing.download import download_first
from dogcat.pictures.importing.importer import LAYOUT, ImportPlan, import_pictures, plan_import
from dogcat.pictures.picture_set import PictureSet, check_new_name
from dogcat.pictures.synthetic.dataset import DRAWN, VARIANTS, draw_picture_set
from dogcat.recipe.settings import settings
from pages.frame.errors import show_error
from pages.frame.limits import PICTURES, count
from pages.frame.teacher import is_in_charge
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.progress_bar import in_megabytes, progress_bar

VARIANT_WORDS = {
    "plain": N_("Cats and dogs anywhere"),
    "shortcut": N_("A trap: dogs on grass, cats indoors, but not in the test split"),
}
RULE_WORDS = {
    "number": N_("by the numbers in the file names, as the tutorial does"),
    "seed": N_("by lot, from a seed"),
}


def show_ways_in() -> None:
    """All of them, in tabs, if the teacher allows other pictures than those that are there."""
    if not settings().allows_imports:
        st.caption(_("Your teacher has chosen the pictures of this class; others cannot be brought in."))
        return
    views = {_("Draw"): show_drawing, _("Upload"): show_upload, _("Path"): show_path, _("Download"): show_download}
    if not is_in_charge():  # a path leads to any file of the server
        del views[_("Path")]
    for tab, show in zip(st.tabs(list(views)), views.values(), strict=True):
        with tab:
            show()


def show_drawing() -> None:
    """The app's own pictures."""
    with st.form("draw", border=False):
        st.markdown(
            _(
                "4,000 drawn cats and dogs, made on this computer in about a minute. Not as rich as photos, but"
                " the whole lesson can be seen on them."
            )
        )
        variant = st.radio(_("What to draw"), list(VARIANTS), format_func=lambda name: _(VARIANT_WORDS[name]))
        name = st.text_input(_("Name of the new set"), DRAWN, max_chars=64, key="draw_name")
        seed = int(st.number_input(_("Seed: another number gives other pictures"), 0, 2**31 - 1, 1))
        if st.form_submit_button(_("Draw the pictures"), type="primary"):
            with progress_bar(_("Drawing:")) as progress:
                make_set(lambda: (draw_picture_set(name, seed, progress, variant), []))


def show_upload() -> None:
    """An archive from the visitor's own device."""
    limit = min(int(str(st.get_option("server.maxUploadSize"))), settings().max_upload_megabytes)
    st.caption(_("A zip or tar file of at most {limit:,} MB with {layout}").format(limit=limit, layout=_(LAYOUT)))
    upload = st.file_uploader(
        _("Zip or tar file"), type=["zip", "tar", "gz", "tgz"], label_visibility="collapsed", max_upload_size=limit
    )
    if upload is not None:
        show_import(upload, upload.file_id, upload.name, key="upload")


def show_path() -> None:
    """A folder or archive of the server's computer."""
    st.caption(
        _("A folder, zip or tar file on the computer that runs this app, with {layout}").format(layout=_(LAYOUT))
    )
    path = st.text_input(_("Path"), placeholder="~/Downloads/dogs-vs-cats-small.zip", key="path").strip()
    if path:
        source = Path(path).expanduser()
        show_import(source, f"{source} {source.stat().st_mtime if source.exists() else None}", "", key="path")


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
        with st.spinner(_("Looking into it…")):
            plan = look_into(version, rule, seed, current_language(), source, source_name)
        if plan.splits:
            rule = st.radio(
                _("How to split"),
                list(RULE_WORDS),
                format_func=lambda name: _(RULE_WORDS[name]),
                horizontal=True,
                key=f"{key}_rule",
            )
            if rule == "seed":
                seed = int(st.number_input(_("Seed"), 0, 2**31 - 1, 1, key=f"{key}_seed"))
            plan = look_into(version, rule, seed, current_language(), source, source_name)
    except DogcatError as error:
        show_error(error)
        return
    show_plan(plan)
    name = st.text_input(_("Name of the new set"), "photos", max_chars=64, key=f"{key}_name")
    if st.button(_("Import these pictures"), type="primary", key=f"{key}_import"):
        with progress_bar(_("Copying:")) as progress:

            def copy() -> tuple[PictureSet, list[str]]:
                result = import_pictures(source, name, progress, source_name, rule, seed)
                return result.pictures, result.skipped

            make_set(copy)


@st.cache_data(max_entries=8, show_spinner=False)
def look_into(
    version: str,  # noqa: ARG001
    rule: str,
    seed: int,
    language: str,  # noqa: ARG001
    _source: Path | BinaryIO,
    _source_name: str,
) -> ImportPlan:
    """See `plan_import`; in the cache the version stands for the source, and each language has a plan of its own."""
    return plan_import(_source, _source_name, rule, seed)


def show_plan(plan: ImportPlan) -> None:
    """What was recognised, before anything is copied."""
    st.success(_("Recognised: {layout}").format(layout=literal(plan.layout)), icon=":material/check:")
    if plan.splits:
        st.markdown(literal(plan.splits))
    st.dataframe(
        pd.DataFrame(
            [{_("split"): _(split), _("cats"): row["cat"], _("dogs"): row["dog"]} for split, row in plan.counts.items()]
        ),
        hide_index=True,
        width=360,
        alt=_("Pictures of each class in each split"),
    )
    if plan.skipped:
        with st.expander(_("What will be left out, and why")):
            st.markdown("\n".join(f"- {literal(line)}" for line in plan.skipped))


def show_download() -> None:
    """The catalogue, and a download that goes on where it stopped."""
    try:
        entries = {entry.id: entry for entry in catalogue()}
    except DogcatError as error:
        show_error(error)
        return
    chosen = entries[
        st.radio(_("Set"), list(entries), format_func=lambda name: _(entries[name].title), key="catalogue")
    ]
    size = in_megabytes(chosen.num_bytes, 0) if chosen.num_bytes else _("size unknown")
    st.markdown(
        _(
            "{size}; {layout}.  \nLicence: {licence}. {permits}  \nThis needs the internet. A download that breaks off"
            " goes on from there when you press the button again."
        ).format(size=size, layout=_(chosen.layout), licence=_(chosen.licence), permits=_(chosen.permits))
    )
    name = st.text_input(_("Name of the new set"), "photos", max_chars=64, key="download_name")
    if st.button(_("Download and import"), type="primary", icon=":material/download:"):
        with progress_bar(_("Downloading:"), in_megabytes) as fetched, progress_bar(_("Copying:")) as copied:

            def fetch() -> tuple[PictureSet, list[str]]:
                check_new_name(name)
                _entry, archive = download_first([chosen], fetched)
                result = import_pictures(archive, name, copied, Sentence(chosen.title))
                archive.unlink()  # some hundred megabytes that nobody needs any more
                return result.pictures, result.skipped

            make_set(fetch)


def make_set(make: Callable[[], tuple[PictureSet, list[str]]]) -> None:
    """Makes a set; afterwards it is the chosen one.

    Args:
        make: makes the set and returns it with what to tell the learner about it.
    """
    try:
        count(PICTURES)
        made, session().pictures.import_notes = make()
    except DogcatError as error:
        show_error(error)
        return
    session().pictures.set_name = made.name
    st.rerun()
