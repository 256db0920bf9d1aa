"""Imports a folder or archive: by upload, or by its path on the server."""

import pandas as pd
import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _, current_language
from dogcat.common.typed_path import typed_path
from dogcat.pictures.importing.for_visitors import import_for
from dogcat.pictures.importing.importer import ImportPlan, plan_import
from dogcat.pictures.importing.layouts import LAYOUT
from dogcat.pictures.importing.several_files import UploadedFiles
from dogcat.pictures.importing.sources import Source, source_version
from dogcat.pictures.importing.splits import SplitRule
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import MAX_SEED
from pages.frame.asker import asker
from pages.frame.errors import show_error
from pages.screens.pictures.new_set import make_set, show_made
from pages.state.uploads import upload_limit
from pages.widgets.literal import literal
from pages.widgets.progress_bar import progress_bar

RULE_WORDS: dict[SplitRule, str] = {
    "number": N_("by the numbers in the file names, as the tutorial does"),
    "seed": N_("at random, from a seed"),
}


def show_upload() -> None:
    """Shows an uploader for an archive from the visitor's device."""
    limit = upload_limit()
    words = _("A zip or tar file, or several files that belong together, of at most {limit:,} MB, with {layout}")
    st.caption(words.format(limit=limit, layout=_(LAYOUT)))
    uploads = st.file_uploader(
        _("Zip or tar file"),  # content decides, and parts of a split file may have any ending
        accept_multiple_files=True,
        label_visibility="collapsed",
        max_upload_size=limit,
    )
    if len(uploads) == 1:
        show_import(uploads[0], uploads[0].file_id, uploads[0].name, key="upload")
    elif uploads:
        together = UploadedFiles(tuple((upload.name, upload.getvalue()) for upload in uploads))
        show_import(together, " ".join(upload.file_id for upload in uploads), together.title(), key="upload")


def show_path() -> None:
    """Shows a text field for a folder or archive on the server."""
    st.caption(
        _("A folder, zip or tar file on the computer that runs this app, with {layout}").format(layout=_(LAYOUT))
    )
    path = st.text_input(_("Path"), placeholder="~/Downloads/dogs-vs-cats-small.zip", key="path").strip()
    if path:
        source = typed_path(path)
        show_import(source, source_version(source), "", key="path")


def show_import(source: Source, version: str, source_name: str, key: str) -> None:
    """Shows what a folder or archive contains, and the button that imports it.

    Args:
        source: as for `import_pictures`.
        version: a text that changes whenever the source changes.
        source_name: the file name of an upload.
        key: of the widgets.
    """
    rule: SplitRule = "number"
    seed = 1
    try:
        with st.spinner(_("Reading the folder or file…")):
            plan = look_into(version, rule, seed, current_language(), source, source_name)
        if plan.splits:
            rule, seed = choose_split_rule(key)
            plan = look_into(version, rule, seed, current_language(), source, source_name)
    except DogcatError as error:
        show_error(error)
        return
    show_plan(plan)
    made_from = f"{key} {version} {rule} {seed}"
    if show_made(made_from):
        return
    name = st.text_input(_("Name of the new set"), "photos", max_chars=64, key=f"{key}_name")
    if st.button(_("Import these pictures"), type="primary", key=f"{key}_import"):
        with progress_bar(_("Copying:")) as progress:

            def copy() -> tuple[PictureSet, list[str]]:
                result = import_for(asker(), source, name, progress, source_name, rule, seed)
                return result.pictures, result.skipped

            make_set(copy, made_from)


def choose_split_rule(key: str) -> tuple[SplitRule, int]:
    """Lets the visitor choose how missing splits are made; returns the rule and the seed of the rule `seed`."""
    rule = st.radio(
        _("How to split"),
        list(RULE_WORDS),
        format_func=lambda name: _(RULE_WORDS[name]),
        horizontal=True,
        key=f"{key}_rule",
    )
    seed = int(st.number_input(_("Seed"), 0, MAX_SEED, 1, key=f"{key}_seed")) if rule == "seed" else 1
    return rule, seed


@st.cache_data(max_entries=8, show_spinner=False)
def look_into(
    version: str,  # noqa: ARG001
    rule: SplitRule,
    seed: int,
    language: str,  # noqa: ARG001
    _source: Source,
    _source_name: str,
) -> ImportPlan:
    """Returns `plan_import`, cached by version and language; the source itself is not part of the key."""
    return plan_import(_source, _source_name, rule, seed)


def show_plan(plan: ImportPlan) -> None:
    """Shows the recognised layout and counts, before anything is copied."""
    st.success(_("Recognised: {layout}").format(layout=literal(plan.layout)), icon=":material/check:")
    if plan.splits:
        st.markdown(literal(plan.splits))
    if plan.missing:
        st.warning(literal(plan.missing))
    st.dataframe(
        pd.DataFrame(
            # Translators: a column's heading: training, validation or test
            [{_("split"): _(split), _("cats"): row["cat"], _("dogs"): row["dog"]} for split, row in plan.counts.items()]
        ),
        hide_index=True,
        width=360,
        alt=_("Pictures of each class in each split"),
    )
    if plan.skipped:
        with st.expander(_("Files that will be left out, and why")):
            st.markdown("\n".join(f"- {literal(line)}" for line in plan.skipped))
