"""The picture sets: add one, rename or delete the chosen one."""

import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.pictures.picture_set import SPLITS, PictureSet, delete_picture_set, rename_picture_set
from dogcat.recipe.settings import settings
from pages.frame.asker import asker
from pages.frame.errors import show_error
from pages.frame.fragments import dialog
from pages.frame.gate import ask_for_word
from pages.frame.teacher import is_in_charge
from pages.screens.pictures.download_pictures import show_download
from pages.screens.pictures.import_pictures import show_path, show_upload
from pages.screens.pictures.new_set import show_drawing
from pages.state.session import session
from pages.widgets.literal import literal


def show_sets(pictures: PictureSet) -> None:
    """Shows the ways to a new set, and the form that renames or deletes the chosen one."""
    st.subheader(_("Add another picture set"))
    show_ways_in()
    st.subheader(_("The set {name}").format(name=literal(pictures.title)))
    if not is_in_charge():
        st.caption(_("Everybody uses this set, so only the teacher can rename or delete it."))
        ask_for_word()
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        new_name = st.text_input(
            _("Name of the set"), pictures.name, max_chars=64, key=f"rename-{pictures.name}", width=280
        )
        if st.button(_("Rename"), icon=":material/edit:", disabled=new_name == pictures.name):
            try:
                session().pictures.set_name = rename_picture_set(pictures.name, new_name, asker()).name
            except DogcatError as error:
                show_error(error)
            else:
                st.rerun()
        # Translators: a button: asks first
        if st.button(_("Delete…"), icon=":material/delete:"):
            confirm_deletion(pictures)


def show_ways_in() -> None:
    """Shows a tab for each way, if the teacher allows imports."""
    if not settings().allows_imports:
        st.caption(_("Your teacher has chosen the pictures for this class. You cannot add others."))
        return
    views = {
        # Translators: a tab: the app draws a picture set
        _("Draw"): show_drawing,
        # Translators: a tab: a zip or tar file from the visitor's device
        _("Upload"): show_upload,
        # Translators: a tab: a folder or file on the computer that runs the app
        _("Path"): show_path,
        # Translators: a tab or a button: fetches files from the internet or from the server
        _("Download"): show_download,
    }
    if not is_in_charge():  # a path can name any file of the server
        del views[_("Path")]
    for tab, show in zip(st.tabs(list(views)), views.values(), strict=True):
        with tab:
            show()


def confirm_deletion(pictures: PictureSet) -> None:
    """Asks in a dialog whether to delete the set."""
    dialog(_("Delete this set?"))(show_what_goes)(pictures)


def show_what_goes(pictures: PictureSet) -> None:
    """Says what is deleted and what stays; shows a button for each answer."""
    num_pictures = sum(len(pictures.pictures(split)) for split in SPLITS)
    st.markdown(
        _(
            "**{name}** has {num:,} pictures. This deletes the app's copies for everyone who uses the app. The files"
            " that you imported stay where they are, and the runs trained on these pictures stay, too."
        ).format(name=literal(pictures.title), num=num_pictures)
    )
    with st.container(horizontal=True):
        if st.button(_("Delete the set"), type="primary", icon=":material/delete:"):
            try:
                delete_picture_set(pictures.name, asker())
            except DogcatError as error:  # another visitor has deleted it meanwhile
                show_error(error)
                return
            session().pictures.set_name = None
            st.rerun()
        if st.button(_("Keep the set")):
            st.rerun()
