"""The sets themselves: bring another one in, rename the chosen one, delete it."""

import streamlit as st

from dogcat.errors import DogcatError
from dogcat.pictures import PictureSet, delete_picture_set, rename_picture_set
from pages.picture_views.ways_in import show_ways_in
from pages.shared.state import session


def show_sets(pictures: PictureSet) -> None:
    """The whole view."""
    st.subheader("Bring in another set")
    show_ways_in()
    st.subheader(f"The set {pictures.title}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        new_name = st.text_input("Its name", pictures.name, max_chars=64, key=f"rename-{pictures.name}", width=280)
        if st.button("Rename", icon=":material/edit:", disabled=new_name == pictures.name):
            try:
                session().pictures = rename_picture_set(pictures.name, new_name).name
            except DogcatError as error:
                st.error(str(error), icon=":material/error:")
            else:
                st.rerun()
        if st.button("Delete…", icon=":material/delete:"):
            confirm_deletion(pictures)


@st.dialog("Delete this set?")
def confirm_deletion(pictures: PictureSet) -> None:
    """Asks once more, and says what goes and what stays."""
    num_pictures = sum(sum(row.values()) for row in pictures.counts().values())
    st.markdown(
        f"**{pictures.title}** has {num_pictures:,} pictures. The copies in this app are deleted for everyone who uses"
        " it; the files that they came from stay where they are, and so do the runs that were trained on them."
    )
    with st.container(horizontal=True):
        if st.button("Delete the set", type="primary", icon=":material/delete:"):
            try:
                delete_picture_set(pictures.name)
            except DogcatError as error:  # somebody else was faster
                st.error(str(error), icon=":material/error:")
                return
            session().pictures = None
            st.rerun()
        if st.button("Keep it"):
            st.rerun()
