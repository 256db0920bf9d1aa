"""The sets themselves: bring another one in, rename the chosen one, delete it."""

import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.pictures.picture_set import PictureSet, delete_picture_set, rename_picture_set
from pages.frame.errors import sentence_for_errors, show_error
from pages.frame.teacher import ask_for_word, is_in_charge
from pages.screens.pictures.add_pictures import show_ways_in
from pages.state.session import session
from pages.widgets.literal import literal


def show_sets(pictures: PictureSet) -> None:
    """The whole view."""
    st.subheader(_("Bring in another set"))
    show_ways_in()
    st.subheader(_("The set {name}").format(name=literal(pictures.title)))
    if not is_in_charge():
        st.caption(_("Everybody here uses this set, so only the teacher renames or deletes it."))
        with sentence_for_errors():
            ask_for_word()
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        new_name = st.text_input(_("Its name"), pictures.name, max_chars=64, key=f"rename-{pictures.name}", width=280)
        if st.button(_("Rename"), icon=":material/edit:", disabled=new_name == pictures.name):
            try:
                session().pictures.set_name = rename_picture_set(pictures.name, new_name).name
            except DogcatError as error:
                show_error(error)
            else:
                st.rerun()
        if st.button(_("Delete…"), icon=":material/delete:"):
            confirm_deletion(pictures)


def confirm_deletion(pictures: PictureSet) -> None:
    """Asks once more, in a dialog."""
    st.dialog(_("Delete this set?"))(show_what_goes)(pictures)


def show_what_goes(pictures: PictureSet) -> None:
    """What goes and what stays, and the two ways out."""
    num_pictures = sum(sum(row.values()) for row in pictures.counts().values())
    st.markdown(
        _(
            "**{name}** has {num:,} pictures. The copies in this app are deleted for everyone who uses it; the files"
            " that they came from stay where they are, and so do the runs that were trained on them."
        ).format(name=literal(pictures.title), num=num_pictures)
    )
    with st.container(horizontal=True):
        if st.button(_("Delete the set"), type="primary", icon=":material/delete:"):
            try:
                delete_picture_set(pictures.name)
            except DogcatError as error:  # somebody else was faster
                show_error(error)
                return
            session().pictures.set_name = None
            st.rerun()
        if st.button(_("Keep it")):
            st.rerun()
